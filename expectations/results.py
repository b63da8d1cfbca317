"""Results of checks. Cheap to import: reading results needs no Great Expectations."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from expectations.outcomes import CRITICAL, PASSED
from transforms import schema


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one expectation on one table of a batch.

    `checked_rows` counts the rows that were looked at. `failing_rows` are the numbers of all rows that
    break the expectation, from 0; `failing` holds the identifying columns of the first `MAX_FAILING`,
    `unexpected` their values as Great Expectations saw them. A failure without failing rows is one of the
    table as a whole.
    """

    table_name: str
    expectation: str
    column_name: str | None
    severity: str
    meaning: str
    success: bool
    observed: str | None
    unexpected_count: int | None
    unexpected_percent: float | None
    checked_at: datetime
    checked_rows: int = 0
    failing: list[dict[str, object]] = field(default_factory=list)
    failing_rows: list[int] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """What it came to, one of `OUTCOMES`."""
        return PASSED if self.success else self.severity

    @property
    def blocks(self) -> bool:
        return self.outcome == CRITICAL


MAX_FAILING = 20
MAX_EXAMPLES = 5  # of the rows that break an expectation that the history keeps
MAX_SHOWN = 3  # of them where people see them in a line
MAX_CELL = 200  # characters of a value in one
WHOLE_RUN = -1  # stands for the number of a batch where a run was checked as a whole


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that fails a critical check, with the input that it comes from.

    `is_article` is true for one of the rows for which an article leaves the batch: it counts the article.
    `rows` counts the rows that leave without their article, of which this is the first or the only one.
    """

    source: str
    source_ref: str
    table_name: str
    reason: str
    payload: dict[str, object]
    is_article: bool = False
    rows: int = 0


def checks_frame(run_id: str, batches: Iterable[tuple[int, Iterable[CheckResult]]]) -> pl.DataFrame:
    """Rows of `quality.checks` for the results of each batch."""
    return schema.CHECKS.frame(
        [
            (
                run_id,
                batch,
                check.table_name,
                check.expectation,
                check.column_name,
                check.severity,
                check.meaning,
                check.success,
                check.observed,
                check.unexpected_count,
                check.unexpected_percent,
                check.checked_at,
                examples(check),
            )
            for batch, results in batches
            for check in results
        ]
    )


def examples(check: CheckResult) -> str | None:
    """Some failing rows as JSON for `quality.checks`; None if there are none."""
    rows = [
        {name: shortened(value) for name, value in row.items() if value is not None}
        for row in check.failing[:MAX_EXAMPLES]
    ]
    return json.dumps(rows, ensure_ascii=False) if rows else None


def first_rows(check: CheckResult) -> list[str]:
    """Some rows that break an expectation, for people: their keys, and where their article stands."""
    return [
        ", ".join(f"{name} {shortened(value)}" for name, value in row.items() if value is not None)
        for row in check.failing[:MAX_SHOWN]
    ]


def shortened(value: object) -> str | int:
    """A value of a key as JSON may hold it, cut where it is very long."""
    if isinstance(value, int):
        return value
    text = str(value)
    return text if len(text) <= MAX_CELL else f"{text[: MAX_CELL - 1]}…"
