"""Drift: compares the metrics of a run with those of earlier runs.

A run is measured batch by batch in sums that add up, then compared with the last runs that measured the same.
Drift is reported and keeps nothing out: the news itself changes.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import sqrt
from typing import Any

import polars as pl

from expectations.engine.apply import Frames, verdicts
from expectations.results import MAX_FAILING, CheckResult
from expectations.tables.metrics import rules as metric_rules
from transforms import schema

LAST_RUNS = 20  # completed runs that say what is usual
FEWEST_RUNS = 5  # with fewer, nothing is usual yet
FEWEST_ROWS = 30  # rows or articles below which a share or a mean says nothing
# Times the usual spread. Of values that vary normally, one in 16,000 lies outside.
WIDTH = 4
NORMAL = 1.4826  # median absolute deviation to standard deviation, of normal values
# Variance of the rows per article as a multiple of their mean, a little more than in the sample articles
CLUSTERED = {"core.mentions": 30, "core.quotes": 3, "core.events": 3}

VERB = {"usual": "are usual", "expected": "are expected"}
UNIT = {
    "null_share": "{:.1%} without a value",
    "resolved_share": "{:.1%} with a value",
    "rows_per_article": "{:.3g} rows an article",
    "articles": "{:.0f} articles",
    "pass_share": "{:.1%} of rows hold what is expected",
}
KEY = ("table_name", "column_name", "source", "metric")
MEASURED = pl.Schema(
    {**dict.fromkeys(KEY, pl.String), "hits": pl.Float64, "n": pl.Int64}
)  # the metric's value is hits / n


def measured(frames: Frames) -> pl.DataFrame:
    """The sums of a batch: missing values by column, speakers found, rows beside articles."""
    articles = len(frames[schema.ARTICLES.full_name])
    rows: list[tuple[str, str | None, None, str, float, int]] = []
    for table in schema.CORE:
        frame = frames[table.full_name]
        for column in table.columns:
            if column.name == "speaker_id":
                known = len(frame) - frame[column.name].null_count()
                rows.append((table.full_name, column.name, None, "resolved_share", known, len(frame)))
            elif column.nullable:
                missing = frame[column.name].null_count()
                rows.append((table.full_name, column.name, None, "null_share", missing, len(frame)))
        if table in (schema.MENTIONS, schema.QUOTES, schema.EVENTS):
            rows.append((table.full_name, None, None, "rows_per_article", len(frame), articles))
    return pl.DataFrame(rows, schema=MEASURED, orient="row")


def passed(frames: Frames, results: Iterable[CheckResult]) -> pl.DataFrame:
    """The sums of a batch before quarantining: by source and table, the rows that pass every expectation.

    Entities belong to no source and are left out.
    """
    sources = frames[schema.ARTICLES.full_name].select("article_id", pl.col("source"))
    failing: dict[str, set[int]] = {}
    for check in results:
        if not check.success:
            failing.setdefault(check.table_name, set()).update(check.failing_rows)
    sums = [
        frames[table.full_name]
        .select("article_id")
        .with_row_index("row")
        .join(sources.unique("article_id"), on="article_id")
        .group_by("source")
        .agg(
            hits=(~pl.col("row").is_in(sorted(failing.get(table.full_name, ())))).sum().cast(pl.Float64),
            n=pl.len().cast(pl.Int64),
        )
        .select(
            pl.lit(table.full_name).alias("table_name"),
            pl.lit(None, pl.String).alias("column_name"),
            "source",
            pl.lit("pass_share").alias("metric"),
            "hits",
            "n",
        )
        for table in schema.CORE
        if "article_id" in table.polars
    ]
    return pl.concat([pl.DataFrame(schema=MEASURED), *sums])


def metrics(
    run_id: str,
    batches: list[pl.DataFrame],
    per_source: Mapping[str, int],
    expected: Mapping[str, tuple[int, int | None]],
    history: pl.DataFrame | None,
) -> pl.DataFrame:
    """The metrics of a run, as rows of `quality.metrics`.

    `batches` are as `measured` gives them; `per_source` counts the articles read of each source, of
    which `expected` has the least and the most. `history` holds columns of `KEY`, `value` and `n`
    of earlier runs, newest first.
    """
    sums = pl.concat([pl.DataFrame(schema=MEASURED), *batches]).group_by(KEY).agg(pl.col("hits", "n").sum())
    usual = {} if history is None else dict(history.group_by(KEY))
    rows: list[tuple[object, ...]] = []
    for *key, hits, n in sums.filter(pl.col("n") > 0).sort(KEY).iter_rows():
        table, column, source, metric = key
        value = hits / n
        low, high = usual_range(metric, n, usual.get(tuple(key)), CLUSTERED.get(table, 1))
        rows.append((run_id, table, column, source, metric, value, n, low, high, None, None))
    for source, count in sorted(per_source.items()):
        key = [schema.ARTICLES.full_name, None, source, "articles"]
        low, high = usual_range("articles", count, usual.get(tuple(key)))
        least, most = expected.get(source, (0, None))
        rows.append((run_id, *key, float(count), count, low, high, least or None, most))
    return schema.METRICS.frame(rows)


def compared(metrics: pl.DataFrame) -> list[CheckResult]:
    """The rules of `quality.metrics` on the metrics of a run.

    They are boolean columns, to which Great Expectations would add nothing; without it, a run that finds
    nothing new need not wait for its import.
    """
    table = schema.METRICS
    rules = metric_rules()
    flags = verdicts(metrics, rules)
    now = datetime.now(UTC).replace(tzinfo=None)
    results = []
    for rule, holds in zip(rules, flags, strict=True):
        failing = [number for number, kept in enumerate(holds) if not kept]
        results.append(
            CheckResult(
                table_name=table.full_name,
                expectation="expect_column_values_to_be_in_set",
                column_name=rule.name,
                severity=rule.severity,
                meaning=rule.meaning,
                success=not failing,
                observed=None,
                unexpected_count=len(failing),
                unexpected_percent=100 * len(failing) / max(len(holds), 1),
                checked_at=now,
                checked_rows=len(holds),
                failing=[
                    dict(zip(KEY, metrics.select(KEY).row(n), strict=True)) for n in failing[:MAX_FAILING]
                ],
                failing_rows=failing,
            )
        )
    return results


def drift(metrics: pl.DataFrame, results: list[CheckResult]) -> list[str]:
    """A warning for each metric outside its usual or expected range."""
    numbers = sorted({number for check in results for number in check.failing_rows})
    return [described(metrics.row(number, named=True)) for number in numbers]


def described(metric: Mapping[str, Any]) -> str:
    """A metric outside its range, in a line."""
    what = ".".join(filter(None, (metric["table_name"], metric["column_name"])))
    if metric["source"]:
        what = metric["source"] if metric["metric"] == "articles" else f"{metric['source']}, {what}"
    bounds = []
    for kind in ("usual", "expected"):
        low, high, value = metric[f"{kind}_low"], metric[f"{kind}_high"], metric["value"]
        if low is not None and value < low:
            bounds.append(f"at least {low:.3g} {VERB[kind]}")
        elif high is not None and value > high:
            bounds.append(f"at most {high:.3g} {VERB[kind]}")
    return f"{what}: {UNIT[metric['metric']].format(metric['value'])}, {' and '.join(bounds)}"


def usual_range(
    metric: str, n: int, earlier: pl.DataFrame | None, clustered: int = 1
) -> tuple[float | None, float | None]:
    """The usual range of a metric over `n` rows or articles; (None, None) if there is none.

    Median of the last runs, plus and minus `WIDTH` times their spread or that of chance in a sample of this
    size, whichever is wider.
    """
    if earlier is None or (metric != "articles" and n < FEWEST_ROWS):
        return None, None
    if metric != "articles":
        earlier = earlier.filter(pl.col("n") >= FEWEST_ROWS)
    values = earlier["value"].head(LAST_RUNS)
    if len(values) < FEWEST_RUNS:
        return None, None
    middle = float(values.median())  # type: ignore[arg-type]
    spread = NORMAL * float((values - middle).abs().median())  # type: ignore[arg-type]
    if metric == "articles":
        around = max(WIDTH * spread, 0.5 * middle, 5)
        return max(middle - around, 0), middle + around
    if metric == "rows_per_article":
        around = max(WIDTH * max(spread, sqrt(clustered * middle / n)), 0.1 * middle)
        return max(middle - around, 0), middle + around
    around = max(WIDTH * max(spread, sqrt(middle * (1 - middle) / n)), 0.05)
    return max(middle - around, 0), 1 if metric == "pass_share" else min(middle + around, 1)
