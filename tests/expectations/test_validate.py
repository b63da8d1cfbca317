"""Each rule holds for real rows and breaks for a row that breaks it, naming that row."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from expectations.engine.frames import checked_frame
from expectations.engine.validate import validate
from expectations.results import MAX_FAILING, CheckResult, checks_frame
from expectations.suites import suite
from tests.expectations.conftest import broken
from tests.support.shipped import PLOVER
from transforms import schema
from warehouse.read import connect

Frames = dict[str, pl.DataFrame]


def check(frames: Frames, name: str) -> list[CheckResult]:
    """The results for one table."""
    return validate(frames, PLOVER, [table for table in schema.CORE if table.full_name == name])


def failed(results: list[CheckResult], severity: str | None = None) -> set[tuple[str, str | None]]:
    return {
        (result.table_name, result.column_name)
        for result in results
        if not result.success and severity in (None, result.severity)
    }


def test_real_rows_pass(frames: Frames) -> None:
    results = validate(frames, PLOVER)
    assert failed(results) == set()
    assert {result.table_name for result in results} == {table.full_name for table in schema.CORE}
    assert all(result.meaning and result.severity in schema.SEVERITIES for result in results)
    empty = {name for name, frame in frames.items() if frame.is_empty()}
    assert empty <= {"core.entity_merges"}, "the other tables have rows to check"


def test_tables_without_rows_pass() -> None:
    empty = {table.full_name: table.frame([]) for table in schema.CORE}
    assert failed(validate(empty, PLOVER)) == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.drop("cue_lemma"),
        lambda frame: frame.with_columns(extra=pl.lit(1)),
        lambda frame: frame.with_columns(pl.col("start_char").cast(pl.Int64)),
        lambda frame: frame.select(sorted(frame.columns)),
    ],
)
def test_a_wrong_structure_is_critical_and_not_looked_into(
    frames: Frames, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    results = check({**frames, "core.quotes": change(frames["core.quotes"])}, "core.quotes")
    assert failed(results, "critical") == {("core.quotes", "declared, actual")}
    assert len(results) == 1


def test_words_from_outside_are_not_shown_to_great_expectations(frames: Frames) -> None:
    hostile = broken(frames, "core.entities", name="<script>alert(1)</script>")
    for table in schema.CORE:
        checked = checked_frame(table, hostile, PLOVER)
        foreign = [column.name for column in table.columns if column.foreign]
        assert not any(isinstance(value, str) for name in foreign for value in checked[name])


def test_failing_rows_are_bounded(frames: Frames) -> None:
    many = frames["core.mentions"].with_columns(form=pl.lit("nickname"))
    while len(many) <= MAX_FAILING:
        many = pl.concat([many, many])
    results = check({**frames, "core.mentions": many}, "core.mentions")
    assert max(len(result.failing) for result in results) == MAX_FAILING


def test_every_rule_has_a_meaning_and_a_severity() -> None:
    for table in schema.CORE:
        for expectation in suite(table, PLOVER):
            assert expectation.description and expectation.description.endswith(".")
            assert expectation.severity in schema.SEVERITIES


def test_results_become_rows_of_the_history(frames: Frames) -> None:
    results = validate(frames, PLOVER)
    rows = checks_frame("r1", [(0, results), (1, results)])
    assert rows.schema == schema.CHECKS.polars
    assert rows["batch"].value_counts().sort("batch").rows() == [(0, len(results)), (1, len(results))]


def test_every_table_of_a_warehouse_passes_its_suite(sample_warehouse: Path) -> None:
    """Also those that no batch holds: the runs, their checks and metrics, the quarantine."""
    with connect(sample_warehouse) as connection:
        frames = {t.full_name: connection.execute(f"FROM {t.full_name}").pl() for t in schema.TABLES}
    frames = {t.full_name: frames[t.full_name].cast(t.polars) for t in schema.TABLES}  # type: ignore[arg-type]
    results = validate(frames, PLOVER, schema.TABLES)
    assert failed(results, "critical") == set()
    assert len(frames["quality.metrics"]) > 10 and len(frames["quality.runs"]) == 1
