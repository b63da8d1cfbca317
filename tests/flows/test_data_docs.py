"""Every run has Data Docs, whatever becomes of it; nothing becomes of a run for its Data Docs."""

from pathlib import Path

import pytest

from flows import readout as run_module
from flows.readout import RunFailed
from flows.settings import Settings
from flows.summary import markdown
from tests.flows.conftest import Run
from warehouse.docs import docs_folder, docs_page, documented_runs


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of runs with Data Docs, which cost tests of other things a second each."""
    return settings.model_copy(update={"docs_kept": 20})


def test_a_run_and_one_without_news(run: Run, settings: Settings, folder: Path) -> None:
    first = run(folder)
    assert first.docs == docs_page(settings.warehouse, first.run_id)
    assert first.docs and "core.quotes" in first.docs.read_text(encoding="utf-8")
    assert f"`{first.docs}`" in markdown(first)
    again = run(folder)
    assert again.docs and "No table was checked" in again.docs.read_text(encoding="utf-8")
    assert documented_runs(settings.warehouse) == [again.run_id, first.run_id]
    last = run(folder, docs_kept=1)
    assert documented_runs(settings.warehouse) == [last.run_id]


def test_a_failed_run_says_why(
    run: Run, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("the <b>disk</b> burns")

    monkeypatch.setattr(run_module, "load", fail)
    with pytest.raises(RunFailed) as failure:
        run(folder)
    docs = failure.value.report.docs
    assert docs and docs == docs_page(settings.warehouse, failure.value.report.run_id)
    page = docs.read_text(encoding="utf-8")
    assert "Failed: the &lt;b&gt;disk&lt;/b&gt; burns" in page and "core.quotes" in page


def test_data_docs_that_fail_are_a_warning(run: Run, settings: Settings, folder: Path) -> None:
    place = docs_folder(settings.warehouse)
    place.parent.mkdir(parents=True)
    place.write_text("in the way", encoding="utf-8")
    report = run(folder)
    assert report.state == "completed" and report.articles_new == 3
    assert report.docs is None
    assert [
        warning
        for warning in report.warnings
        if warning.startswith("could not build the Data Docs of this run: ")
    ]
    assert "Data Docs" not in markdown(report)


def test_none_are_built_where_none_are_wanted(run: Run, settings: Settings, folder: Path) -> None:
    assert run(folder, docs_kept=0).docs is None
    assert not docs_folder(settings.warehouse).exists()
