"""Runs of the flow in this process, against a real Prefect server."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.report import RunReport
from flows.server.local import LocalPrefect
from flows.settings import Settings, load_settings
from flows.workers.pool import LocalAnnotators
from warehouse.load.quarantine import Choice
from warehouse.read import connect

Run = Callable[..., RunReport]


ARTICLES = {
    "chile.txt": "Chile and Peru sign accord\n\n"
    "Chilean President Gabriel Boric met Peruvian officials in Lima on Friday.\n\n"
    "“We have opened a new chapter,” Mr. Boric said.",
    "kenya.txt": "Kenya urges talks\n\n"
    "Kenya urged Ethiopia on Monday to resume peace talks with the rebels.\n\n"
    "Foreign Minister Musalia Mudavadi said that the region could not afford another war.",
    "japan.txt": "Japan protests\n\nJapan criticized North Korea for launching a missile on Tuesday.\n\n"
    "Yoshimasa Hayashi, the chief cabinet secretary, said the launch was “absolutely unacceptable.”",
}


def settings_in(place: Path) -> Settings:
    """Of runs with one annotator, which is kept from one to the next: their articles are few."""
    return load_settings(warehouse=place / "warehouse" / "w.duckdb", lock_timeout=0, workers=1, docs_kept=0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def run(prefect: LocalPrefect, settings: Settings) -> Run:
    """Run the flow over sources, or over what is to be read `again`; other keywords change the settings."""
    from flows.readout import readout

    def start(*sources: Path | str, again: Choice | None = None, **changed: object) -> RunReport:
        return readout([str(source) for source in sources], settings.model_copy(update=changed), again)

    return start


@pytest.fixture
def rows(settings: Settings) -> Callable[[str], list[tuple[object, ...]]]:
    """Query the warehouse of the test's runs."""

    def query(sql: str) -> list[tuple[object, ...]]:
        with connect(settings.warehouse) as connection:
            return connection.execute(sql).fetchall()

    return query


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A source of three small articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def loaded_once(prefect: LocalPrefect, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunReport]:
    """A warehouse after the run of a folder as below, and its report. Tests leave it as it is."""
    from flows.readout import readout

    place = tmp_path_factory.mktemp("loaded")
    (place / "news").mkdir()
    for name, text in ARTICLES.items():
        (place / "news" / name).write_text(text, encoding="utf-8")
    settings = settings_in(place)
    report = readout([str(place / "news")], settings)
    assert isinstance(settings.warehouse, Path)
    return settings.warehouse, report


@pytest.fixture
def loaded(loaded_once: tuple[Path, RunReport], settings: Settings) -> RunReport:
    """The report of a run of the folder, which has filled the warehouse of the test."""
    warehouse, report = loaded_once
    assert isinstance(settings.warehouse, Path)
    settings.warehouse.parent.mkdir()
    shutil.copyfile(warehouse, settings.warehouse)
    return report


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have batches annotated in this process, where a test can change what an annotator does."""
    one_at_a_time = threading.Lock()  # as in an annotator: a pipeline serves one thread

    def annotate(_: LocalAnnotators, stage: Callable[..., int], *arguments: object) -> int:
        with one_at_a_time:
            return stage(*arguments)

    monkeypatch.setattr(LocalAnnotators, "run", annotate)
