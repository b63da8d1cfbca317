"""Articles that are brought up to date although they were read before, from sources or the warehouse."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import spacy

from flows import readout as run_module
from flows.batch.backfill import Backfill
from flows.cli.backfill import WrongUse, parse_backfill
from flows.readout import RunFailed
from flows.report import RunReport
from flows.server.local import LocalPrefect
from flows.settings import Settings
from tests.conftest import readout
from tests.flows.conftest import ARTICLES, Run, settings_in
from tests.flows.test_readout import counts
from transforms.lexicon.reference import REFERENCE
from transforms.model import MODEL

Rows = Callable[[str], list[tuple[object, ...]]]
Fill = Callable[..., RunReport]
DAYS = {"chile.txt": "2024-05-01", "japan.txt": "2024-05-02", "kenya.txt": "2024-05-03"}


@pytest.fixture
def news(folder: Path) -> Path:
    """The folder of three articles, each published on a day."""
    write_days(folder)
    return folder


def write_days(folder: Path) -> None:
    stated = [{"file": name, "published_at": f"{day}T22:00:00Z"} for name, day in DAYS.items()]
    (folder / "manifest.jsonl").write_text("\n".join(map(json.dumps, stated)), encoding="utf-8")


@pytest.fixture(scope="module")
def dated_once(prefect: LocalPrefect, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse after the run of a folder as above. Tests leave it as it is."""
    place = tmp_path_factory.mktemp("dated")
    (place / "news").mkdir()
    for name, text in ARTICLES.items():
        (place / "news" / name).write_text(text, encoding="utf-8")
    write_days(place / "news")
    settings = settings_in(place)
    run_module.readout([str(place / "news")], settings)
    assert isinstance(settings.warehouse, Path)
    return settings.warehouse


@pytest.fixture
def read_once(dated_once: Path, settings: Settings) -> None:
    """The news has been read once."""
    assert isinstance(settings.warehouse, Path)
    settings.warehouse.parent.mkdir()
    shutil.copyfile(dated_once, settings.warehouse)


@pytest.fixture(scope="module")
def other_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reference data that knows a name otherwise."""
    reference = tmp_path_factory.mktemp("rules") / "reference"
    shutil.copytree(REFERENCE, reference)
    with (reference / "aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write("Musalia Mudavadi,Mudavadi,Wycliffe Musalia Mudavadi,PERSON,KEN,GOV,,,,\n")
    return reference


@pytest.fixture
def fill(prefect: LocalPrefect, settings: Settings) -> Fill:
    """Backfill: `since`, `until` and `stored` say what, further keyword arguments change the settings."""

    def start(*sources: Path | str, since: str = "", until: str = "", stored: bool = False, **changed: Any):  # type: ignore[no-untyped-def]
        days = {name: date.fromisoformat(day) for name, day in (("since", since), ("until", until)) if day}
        backfill = Backfill(**days, stored=stored)
        changed_settings = settings.model_copy(update=changed)
        return run_module.readout([str(source) for source in sources], changed_settings, backfill=backfill)

    return start


VERSIONS = "SELECT source_ref, version, content_hash, first_seen_at FROM articles ORDER BY 1"
ANNOTATED_BY = "SELECT source_ref FROM articles WHERE run_id = (SELECT max(run_id) FROM runs) ORDER BY 1"


def test_a_window_of_a_source_is_read_again(
    read_once: None, fill: Fill, rows: Rows, news: Path, other_rules: Path
) -> None:
    before = rows(VERSIONS)
    report = fill(news, since="2024-05-02", until="2024-05-03", reference=other_rules)
    assert counts(report) == (0, 0, 2, 0)
    assert (report.articles_reannotated, report.articles_outside) == (2, 1)
    assert rows(VERSIONS) == before and rows("SELECT count(*) FROM article_versions") == [(3,)]
    assert rows(ANNOTATED_BY) == [("japan.txt",), ("kenya.txt",)]
    assert rows("SELECT articles_unchanged, articles_reannotated FROM runs ORDER BY started_at") == [
        (0, 0),
        (2, 2),
    ]
    for name in ("chile.txt", "japan.txt"):
        text = (news / name).read_text(encoding="utf-8")
        (news / name).write_text(f"{text}\n\nNothing else was said on that day.", encoding="utf-8")
    again = fill(news, since="2024-05-02", until="2024-05-03", reference=other_rules)
    assert counts(again) == (0, 1, 1, 0), "what is up to date is passed over, what has changed is not"
    assert (again.articles_reannotated, again.articles_outside) == (0, 1)
    found = rows("SELECT source_ref, version FROM articles ORDER BY 1")
    assert found == [("chile.txt", 1), ("japan.txt", 2), ("kenya.txt", 1)], "other days are left alone"
    assert not [row for row in rows("SELECT source FROM metrics WHERE metric = 'articles'")[1:] if row[0]], (
        "a window says nothing of how many articles are usual"
    )


def test_what_the_warehouse_holds_is_annotated_anew(
    read_once: None, run: Run, fill: Fill, rows: Rows, news: Path, other_rules: Path
) -> None:
    (news / "chile.txt").write_text("", encoding="utf-8")
    run(news)
    assert rows("SELECT source_ref FROM quarantine") == [("chile.txt",)], "the next text was quarantined"
    before, sentences = rows(VERSIONS), rows("SELECT * FROM sentences ORDER BY ALL")
    shutil.rmtree(news)
    report = fill(stored=True, since="2024-05-02", reference=other_rules)
    assert counts(report) == (0, 0, 2, 0) and report.articles_reannotated == 2
    assert rows(ANNOTATED_BY) == [("japan.txt",), ("kenya.txt",)]
    report = fill(stored=True, reference=other_rules)
    assert counts(report) == (0, 0, 1, 0), "only what is not up to date"
    assert counts(fill(stored=True, reference=other_rules)) == (0, 0, 0, 0)
    assert rows(VERSIONS) == before and rows("SELECT * FROM sentences ORDER BY ALL") == sentences
    assert rows("SELECT count(*) FROM article_versions") == [(3,)]
    assert rows("SELECT name FROM entities WHERE name LIKE '%Mudavadi'") == [("Wycliffe Musalia Mudavadi",)]
    speaker = "SELECT name FROM quotes JOIN entities ON entity_id = speaker_id WHERE name LIKE '%Mudavadi'"
    assert rows(speaker) == [("Wycliffe Musalia Mudavadi",)]
    assert rows("SELECT source_ref FROM quarantine") == [("chile.txt",)], "it still is"


DATES = "SELECT DISTINCT date_text FROM events WHERE date_text IS NOT NULL ORDER BY ALL"


@pytest.mark.slow  # two pipelines in a run each
def test_a_pipeline_saved_anew_in_its_folder_is_another(
    run: Run, fill: Fill, rows: Rows, news: Path, tmp_path: Path
) -> None:
    """The annotator lives on from run to run, and must not go on with what it has loaded."""
    pipeline = spacy.load(MODEL)
    pipeline.to_disk(tmp_path / "pipeline")
    model = str(tmp_path / "pipeline")
    run(news, model=model)
    assert counts(fill(stored=True, model=model)) == (0, 0, 0, 0), "nothing is stale"
    assert rows(DATES) == [("Friday",), ("Monday",)]
    ruler = pipeline.add_pipe("entity_ruler", config={"overwrite_ents": True})
    ruler.add_patterns([{"label": "PRODUCT", "pattern": "Monday"}])  # type: ignore[attr-defined]
    pipeline.to_disk(model)
    assert counts(fill(stored=True, model=model)) == (0, 0, 3, 0)
    made_by = rows("SELECT json_extract_string(versions, '$.model') FROM runs ORDER BY started_at")
    first, _, last = [str(version).removeprefix(f"{model} 3.8.0+") for (version,) in made_by]
    assert first != last and len(first) == len(last) == 10
    assert rows(DATES) == [("Friday",)]
    assert counts(fill(stored=True, model=model)) == (0, 0, 0, 0)


@pytest.mark.usefixtures("in_this_process")
def test_a_backfill_that_was_killed_goes_on(
    read_once: None, fill: Fill, rows: Rows, news: Path, other_rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.batch import stages

    annotate, annotated = stages.annotate_batch, list[str]()

    def killed_at_the_third(*arguments: Any) -> int:
        if len(annotated) == 2:
            raise KeyboardInterrupt
        annotated.append(str(arguments[0]))
        return annotate(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(stages, "annotate_batch", killed_at_the_third)
        patch.setattr(run_module, "record_failure", lambda report, _: report)
        with pytest.raises(RunFailed):
            fill(stored=True, reference=other_rules, batch_size=1, workers=1)
    assert rows("SELECT count(*) FROM runs") == [(1,)]

    def counted(*arguments: Any) -> int:
        annotated.append(str(arguments[0]))
        return annotate(*arguments)

    monkeypatch.setattr(stages, "annotate_batch", counted)
    staged = len(list(Path(annotated[0]).parent.glob("*[0-9]")))
    assert staged, "it had come to something"
    report = fill(stored=True, reference=other_rules, batch_size=1, workers=1)
    assert counts(report) == (0, 0, 3, 0) and report.articles_reannotated == 3
    assert len(annotated) - 2 == 3 - staged, "what was done is not done again"
    assert rows("SELECT count(DISTINCT run_id), count(*) FROM articles") == [(1, 3)]


def test_what_breaks_when_it_is_annotated_anew_stays_as_it_was(
    read_once: None,
    fill: Fill,
    rows: Rows,
    news: Path,
    other_rules: Path,
    in_this_process: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from transforms import tables

    before = rows("SELECT * FROM quotes ORDER BY ALL")
    whole = tables.find_quotes

    def fails_on_kenya(doc: Any, *rest: Any) -> Any:
        if "Ethiopia" in doc.text:
            raise RecursionError("too deep")
        return whole(doc, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(tables, "find_quotes", fails_on_kenya)
        assert counts(fill(stored=True, reference=other_rules)) == (0, 0, 2, 1)
    assert rows("SELECT source_ref, reason FROM quarantine") == [
        ("kenya.txt", "annotated again: annotation failed: RecursionError: too deep")
    ]
    assert rows("SELECT * FROM quotes ORDER BY ALL") == before
    assert counts(fill(stored=True, reference=other_rules)) == (0, 0, 1, 0)
    assert rows("SELECT count(*) FROM quarantine") == [(0,)]


@pytest.mark.parametrize(
    ("since", "until", "stored", "dry_run", "message"),
    [
        (None, None, False, False, "state a date range"),
        (date(2024, 3, 1), date(2024, 2, 1), False, False, "2024-03-01, is after the last, 2024-02-01"),
        (date(2024, 3, 1), None, False, True, "--dry-run requires --reannotate"),
    ],
)
def test_options_that_mean_nothing(
    since: date | None, until: date | None, stored: bool, dry_run: bool, message: str
) -> None:
    with pytest.raises(WrongUse, match=message):
        parse_backfill(since, until, stored, dry_run)


def test_the_command_says_how_many_there_are(sample_warehouse: Path, other_rules: Path) -> None:
    command = ("backfill", "--reannotate", "--warehouse", sample_warehouse)
    assert "0 of 24 articles" in readout(*command).stdout, "and does nothing"
    done = readout(*command, "--dry-run", READOUT_REFERENCE=str(other_rules))
    assert done.returncode == 0 and "24 of 24 articles (all days)" in " ".join(done.stdout.split())
    unknown = readout(*command, "--source", "nobody")
    assert unknown.returncode == 2 and "no article of source nobody (its sources: articles)" in unknown.stderr
    wrong = readout("backfill", "--from", "2024-02-30")
    assert wrong.returncode == 2 and "2024-02-30" in wrong.stderr
