"""Data Docs are made of the results that are there, and of nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

from expectations.data_docs.site import DocsError, build
from expectations.data_docs.summary import Documented, summed_up
from expectations.data_docs.unchecked import About
from expectations.engine.validate import validate
from expectations.results import CheckResult
from tests.expectations.conftest import broken
from tests.support.shipped import PLOVER
from transforms import schema

Frames = dict[str, pl.DataFrame]
ABOUT = About("20240501T120000-abcd", datetime(2024, 5, 1, 12), 2, None, [])
RUN = RunIdentifier(run_name=ABOUT.run_id, run_time=ABOUT.started_at.replace(tzinfo=UTC))


@pytest.fixture(scope="module")
def results(frames: Frames) -> list[CheckResult]:
    """Those of two batches: in the second a quotation breaks two rules."""
    return validate(frames, PLOVER) + validate(
        broken(frames, "core.quotes", form="nickname", cue_lemma=None, cue="said"), PLOVER
    )


def of_quotes(results: list[CheckResult]) -> Documented:
    return next(table for table in summed_up(RUN, results, PLOVER) if table.suite.name == "core.quotes")


def test_batches_are_summed_up_by_table(frames: Frames, results: list[CheckResult]) -> None:
    tables = list(summed_up(RUN, results, PLOVER))
    assert [table.suite.name for table in tables] == [table.full_name for table in schema.CORE]
    assert sum(len(table.result.results) for table in tables) == len(results) / 2
    quotes = of_quotes(results).result
    assert not quotes.success and quotes.statistics["unsuccessful_expectations"] == 2
    failed = [each for each in quotes.results if not each.success]
    columns = {each.expectation_config.kwargs["column"]: each for each in failed if each.expectation_config}
    assert set(columns) == {"form", "cue_has_lemma"}
    form = columns["form"].result
    assert form["element_count"] == 2 * len(frames["core.quotes"]) and form["unexpected_count"] == 1
    assert form["partial_unexpected_counts"] == [{"value": "nickname", "count": 1}]
    assert form["unexpected_index_list"][0]["quote_id"] == frames["core.quotes"]["quote_id"][0]


def test_nothing_is_validated_again_and_no_other_host_is_named(
    results: list[CheckResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Batch, "validate")
    build(tmp_path, ABOUT, results, PLOVER)
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) == 1 + 2 * len(schema.CORE)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in text and "<script" not in text
        assert "http://" not in text and "https://" not in text
        for link in text.split('href="')[1:]:
            target = link.split('"')[0].partition("#")[0]
            assert not target or target == "data:," or (page.parent / target).resolve().is_file(), target
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".html", ".css"}


@pytest.mark.parametrize("end", ["5989", "0000", "1e99", "2359", "99e9"])
def test_the_name_of_a_run_is_no_time(results: list[CheckResult], tmp_path: Path, end: str) -> None:
    build(tmp_path, replace(ABOUT, run_id=f"20261122T091753-{end}"), results, PLOVER)
    assert f"20261122T091753-{end}" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_warnings_are_called_so(results: list[CheckResult], tmp_path: Path) -> None:
    build(tmp_path, ABOUT, results, PLOVER)
    page = next(tmp_path.glob("validations/core/quotes/*/*/*.html")).read_text(encoding="utf-8")
    assert "Quotations have from 2 to 10,000 characters. (A warning.)" in page
    assert "A cue has its dictionary form. (A warning.)" not in page


def test_outcomes_have_the_names_that_the_history_gives_them(
    frames: Frames, results: list[CheckResult], tmp_path: Path
) -> None:
    """What did not pass is called by its severity, on the first page, that of a table, and of each row."""
    warned = validate(broken(frames, "core.articles", title="x" * 501), PLOVER)
    for name, table, checks in (("critical", "quotes", results), ("warning", "articles", warned)):
        assert {check.outcome for check in checks} == {"passed", name}
        site = tmp_path / name
        build(site, ABOUT, checks, PLOVER)
        index = (site / "index.html").read_text(encoding="utf-8")
        icon = {"critical": "text-danger", "warning": "text-warning"}[name]
        other = {"critical": "text-warning", "warning": "text-danger"}[name]
        assert index.count(f'<i class="{icon}">') == 1 and f'<i class="{other}">' not in index
        assert index.index(icon) < index.index("text-success"), "what did not pass comes first"
        page = next(site.glob(f"validations/core/{table}/*/*/*.html")).read_text(encoding="utf-8")
        failed = sum(check.outcome == name for check in checks)
        assert page.count(f'<i class="{icon}"') == 1 + failed and f'<i class="{other}"' not in page
        assert "Failed" not in page and "Unsuccessful" not in page
    assert 'i.text-warning::before { content: "! warning"; }' in (site / "data_docs.css").read_text()


def test_an_expectation_that_raised_says_what_it_raised(results: list[CheckResult]) -> None:
    raised = replace(results[0], success=False, observed="no such column", unexpected_count=None)
    first = next(summed_up(RUN, [raised, *results[1:]], PLOVER)).result.results[0]
    assert first.exception_info["raised_exception"]
    assert first.exception_info["exception_message"] == "no such column"


def test_words_are_no_names_of_variables(
    results: list[CheckResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "opensesame")
    build(tmp_path, replace(ABOUT, message="$SECRET ${SECRET}", warnings=["$SECRET"]), results, PLOVER)
    pages = [page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html")]
    assert not any("opensesame" in page for page in pages)
    assert any("$SECRET ${SECRET}" in page for page in pages)


def test_a_page_that_fails_fails_the_site(
    results: list[CheckResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("no page today")

    monkeypatch.setattr(ValidationResultsPageRenderer, "render", fail)
    with pytest.raises(DocsError, match=r'^ValueError: "no page today"$'):
        build(tmp_path, ABOUT, results, PLOVER)
