"""Metrics of a run: what is measured, what is usual, and what is said when it is not."""

from datetime import datetime

import polars as pl
import pytest

from expectations.drift import FEWEST_RUNS, KEY, compared, drift, measured, metrics, passed, usual_range
from expectations.engine.frames import checked_frame
from expectations.engine.validate import run_suite
from expectations.results import CheckResult
from expectations.suites import suite
from tests.support.shipped import PLOVER
from transforms import schema

Frames = dict[str, pl.DataFrame]


def earlier(*values: float, n: int = 1000) -> pl.DataFrame:
    """Values of one metric in earlier runs."""
    return pl.DataFrame({"value": values, "n": [n] * len(values)})


def history(*values: float, table: str, metric: str, column: str | None = None, source: str | None = None,
            n: int = 1000) -> pl.DataFrame:  # fmt: skip
    key = dict(zip(KEY, (table, column, source, metric), strict=True))
    return earlier(*values, n=n).with_columns(pl.lit(v, pl.String).alias(k) for k, v in key.items())


def value_of(rows: pl.DataFrame, **key: str) -> dict[str, object]:
    return rows.filter(**key).row(0, named=True)


def test_batches_add_up(frames: Frames) -> None:
    batch = measured(frames)
    twice = metrics("r1", [batch, batch], {}, {}, None)
    assert twice.schema == schema.METRICS.polars
    assert twice.select("metric", "value").equals(
        metrics("r1", [batch], {}, {}, None).select("metric", "value")
    )
    quotes = frames["core.quotes"]
    speakers = value_of(twice, table_name="core.quotes", metric="resolved_share")
    assert speakers["value"] == 1 - quotes["speaker_id"].null_count() / len(quotes)
    assert speakers["n"] == 2 * len(quotes)
    events = value_of(twice, table_name="core.events", metric="rows_per_article")
    assert events["value"] == len(frames["core.events"]) / len(frames["core.articles"])
    dates = value_of(twice, table_name="core.events", column_name="event_date")
    assert dates["value"] == frames["core.events"]["event_date"].null_count() / len(frames["core.events"])


def test_rows_that_hold_what_is_expected_are_counted_by_source(frames: Frames) -> None:
    articles = frames["core.articles"].with_columns(
        source=pl.when(pl.col("article_id") == frames["core.articles"]["article_id"][0])
        .then(pl.lit("paper"))
        .otherwise(pl.lit("wire"))
    )
    changed = {**frames, "core.articles": articles}
    mine = frames["core.quotes"].with_row_index().filter(article_id=articles["article_id"][0])
    others = len(frames["core.quotes"]) - len(mine)
    broken = [int(number) for number in mine["index"]]
    results = [failed_check("core.quotes", broken), failed_check("core.quotes", broken[:1])]
    rows = metrics("r1", [passed(changed, results)], {}, {}, None)
    quotes = rows.filter(table_name="core.quotes", metric="pass_share").select("source", "value", "n")
    assert sorted(quotes.rows()) == [("paper", 0.0, len(mine)), ("wire", 1.0, others)]
    assert set(rows.filter(table_name="core.events")["value"]) == {1.0}
    assert "core.entities" not in set(rows["table_name"])


def failed_check(table: str, rows: list[int]) -> CheckResult:
    now = datetime(2024, 5, 1)
    return CheckResult(table, "e", None, "warning", "It holds.", False, None, 1, 1.0, now, failing_rows=rows)


def test_tables_without_rows_are_not_measured() -> None:
    empty = {table.full_name: table.frame([]) for table in schema.CORE}
    assert metrics("r1", [measured(empty)], {}, {}, None).is_empty()
    assert metrics("r1", [], {"news": 0}, {}, None)["value"].to_list() == [0.0]


def test_nothing_is_usual_before_enough_runs() -> None:
    few = earlier(*[0.2] * (FEWEST_RUNS - 1))
    assert usual_range("null_share", 1000, few) == (None, None)
    assert usual_range("null_share", 1000, None) == (None, None)
    assert usual_range("null_share", 3, earlier(*[0.2] * 9)) == (None, None), "three rows say nothing"
    tiny = earlier(*[0.2] * 9, n=3)
    assert usual_range("null_share", 1000, tiny) == (None, None), "nor do runs of three rows"


@pytest.mark.parametrize(
    ("metric", "values", "n", "usual", "unusual"),
    [
        ("null_share", [0.20, 0.22, 0.18, 0.21, 0.19], 5000, 0.25, 0.40),
        ("null_share", [0.20, 0.22, 0.18, 0.21, 0.19], 5000, 0.15, 0.05),
        ("null_share", [0.20, 0.60, 0.40, 0.10, 0.50], 5000, 0.90, 1.10),  # a column that varies anyway
        ("null_share", [0.20] * 5, 40, 0.40, 0.50),  # forty rows vary by chance
        ("resolved_share", [0.9, 0.91, 0.9, 0.89, 0.92], 5000, 0.95, 0.5),
        ("rows_per_article", [10, 11, 9, 10, 12], 1000, 12, 30),
        ("articles", [100, 110, 90, 105, 95], 0, 60, 0),
        ("articles", [100, 110, 90, 105, 95], 0, 140, 400),
        ("articles", [3, 2, 4, 3, 1], 0, 0, 12),  # a small source may be silent
    ],
)  # fmt: skip
def test_what_is_usual(metric: str, values: list[float], n: int, usual: float, unusual: float) -> None:
    low, high = usual_range(metric, n, earlier(*values))
    assert low is not None and high is not None
    assert low <= usual <= high
    assert not low <= unusual <= high


def test_only_the_last_runs_count() -> None:
    low, high = usual_range("null_share", 5000, earlier(*[0.8] * 20, *[0.1] * 20))
    assert low is not None and low > 0.7 and high is not None


def test_drift_is_a_warning_that_says_what_drifted(frames: Frames) -> None:
    usual = pl.concat(
        [
            history(*[0.99] * 9, table="core.quotes", column="speaker_id", metric="resolved_share"),
            history(*[100.0] * 9, table="core.articles", source="wire", metric="articles"),
        ],
        how="diagonal",
    )
    batch = measured(frames).with_columns(hits=0, n=500).cast(measured(frames).schema)
    rows = metrics("r1", [batch], {"wire": 2, "paper": 7}, {"paper": (10, 50)}, usual)
    results = compared(rows)
    failed = {check.column_name: check for check in results if not check.success}
    assert set(failed) == {"resolved_share_as_usual", "articles_as_usual", "articles_as_expected"}
    assert {check.severity for check in failed.values()} == {"warning"}
    assert [check.unexpected_count for check in failed.values()] == [1, 1, 1]
    assert drift(rows, results) == [
        "core.quotes.speaker_id: 0.0% with a value, at least 0.94 are usual",
        "paper: 7 articles, at least 10 are expected",
        "wire: 2 articles, at least 50 are usual",
    ]


def test_great_expectations_says_the_same(frames: Frames) -> None:
    table = schema.METRICS
    usual = history(*[0.99] * 9, table="core.quotes", column="speaker_id", metric="resolved_share")
    rows = metrics("r1", [measured(frames)] * 50, {"wire": 2}, {"wire": (3, 4)}, usual).with_columns(
        value=pl.when(pl.col("metric") == "resolved_share").then(7.0).otherwise("value")
    )
    ours = {check.meaning: (check.success, check.failing_rows) for check in compared(rows)}
    wanted = [expectation for expectation in suite(table, PLOVER) if expectation.description in ours]
    theirs = run_suite(table, wanted, checked_frame(table, {table.full_name: rows}, PLOVER), ["metric"])
    assert {check.meaning: (check.success, check.failing_rows) for check in theirs} == ours
    assert sum(not success for success, _ in ours.values()) == 3
