"""The report of a run: its counts, warnings and checks, and their rows for the run history."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from expectations.results import CheckResult
from flows.batch.staging import is_annotation_row, rejected_frame
from transforms import schema
from transforms.clock import utc_now
from transforms.records import Rejection
from warehouse.address import Warehouse
from warehouse.load.quarantine import quarantine_id

MAX_NAMED = 5  # sources in the message of a run


@dataclass(frozen=True, slots=True)
class Blocked:
    """A critical check that blocks publishing, and its failing rows as `<source_ref>: <key columns>`."""

    check: CheckResult
    rows: list[str]


@dataclass
class RunReport:
    """The report of a run. Invariant: articles_seen = new + changed + unchanged + quarantined."""

    run_id: str
    warehouse: Warehouse
    versions: dict[str, str]
    flow_run_id: str | None = None
    locations: dict[str, str] = field(default_factory=dict)  # by source: how the run was told to read it
    started_at: datetime = field(default_factory=utc_now)
    finished_at: datetime | None = None
    state: str = "running"
    articles_new: int = 0
    articles_changed: int = 0
    articles_unchanged: int = 0
    articles_reannotated: int = 0  # of those unchanged
    articles_outside: int = 0  # outside a backfill's days; not counted as seen
    articles_undated: int = 0  # of those loaded
    unread: list[Rejection] = field(default_factory=list)  # sources that could not be read to their end
    nothing_read: bool = False  # no source could be read
    empty: list[str] = field(default_factory=list)  # sources that were read and contain no article
    rejected: list[pl.DataFrame] = field(default_factory=list)
    rows_loaded: dict[str, int] = field(default_factory=dict)
    checks: list[tuple[int, list[CheckResult]]] = field(default_factory=list)
    metrics: pl.DataFrame = field(default_factory=lambda: schema.METRICS.frame([]))
    blocked: list[Blocked] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    message: str | None = None
    docs: Path | None = None  # the first page of its Data Docs
    stopped_by: int | None = None  # the signal that stopped it early
    attempt: "RunReport | None" = None  # the report of the last attempt to publish
    began: float = field(default_factory=time.monotonic)

    @property
    def articles_quarantined(self) -> int:
        return sum(int(frame["is_article"].sum()) for frame in self.rejected)

    @property
    def rows_quarantined(self) -> Counter[str]:
        """Quarantined rows of loaded articles, by table."""
        found: Counter[str] = Counter()
        for frame in self.rejected:
            found.update(
                dict(
                    frame.filter(is_annotation_row()).group_by("table_name").agg(pl.col("rows").sum()).rows()
                )
            )
        return found

    @property
    def articles_seen(self) -> int:
        return self.articles_new + self.articles_changed + self.articles_unchanged + self.articles_quarantined

    @property
    def seconds(self) -> float:
        if self.finished_at:
            return (self.finished_at - self.started_at).total_seconds()
        return time.monotonic() - self.began

    def check_counts(self) -> Counter[str]:
        """Number of checks by outcome (`expectations.outcomes.OUTCOMES`)."""
        return Counter(check.outcome for _, checks in self.checks for check in checks)

    def unread_message(self) -> str | None:
        """The sources that could not be read and why, for the run history; None if all could."""
        if not self.unread:
            return None
        whose = "no source could be read" if self.nothing_read else "could not be read"
        named = [f"{item.source}: {item.reason}" for item in self.unread[:MAX_NAMED]]
        more = f" (and {len(self.unread) - MAX_NAMED} more)" if len(self.unread) > MAX_NAMED else ""
        return f"{whose}: {'; '.join(named)}{more}"

    def finish(self, state: str, message: str | None = None) -> None:
        """Set the final state. The duration is that of the monotonic clock, in case the clock was set."""
        self.state, self.message = state, message
        self.finished_at = self.started_at + timedelta(seconds=time.monotonic() - self.began)

    def count_loaded(self, outcomes: Mapping[str, int], passed_over: pl.DataFrame) -> None:
        """Tally loaded articles by outcome and skipped ones by reason.

        Both arguments are results of `warehouse.load.load.load`.
        """
        self.articles_new, self.articles_changed = outcomes.get("new", 0), outcomes.get("changed", 0)
        self.articles_reannotated = outcomes.get("again", 0)
        self.articles_unchanged += self.articles_reannotated
        same = passed_over.filter("same")
        self.articles_unchanged += len(same)
        conflicts = passed_over.filter(~pl.col("same"))
        inputs = conflicts.select("source", "source_ref", "reason").iter_rows()
        rejections = [Rejection(source, ref, reason, payload="") for source, ref, reason in inputs]
        self.rejected.append(rejected_frame(rejections))

    def counts(self) -> dict[str, float]:
        """The counts of the run for its log and its event: articles, rows, seconds."""
        kinds = ("seen", "new", "changed", "unchanged", "reannotated", "quarantined")
        counts: dict[str, float] = {kind: getattr(self, f"articles_{kind}") for kind in kinds}
        rows = self.rows_quarantined.total()
        return {**counts, "rows_quarantined": rows, "seconds": round(self.seconds, 1)}

    def runs_row(self) -> pl.DataFrame:
        """The run as a row of `quality.runs`."""
        row = {
            **{name: getattr(self, name) for name in schema.RUNS.polars if hasattr(self, name)},
            "rows_loaded": json.dumps(self.rows_loaded),
            "versions": json.dumps(self.versions),
        }
        return pl.DataFrame([row], schema=schema.RUNS.polars)

    def quarantine_rows(self) -> pl.DataFrame:
        """Everything that the run quarantined, as rows of `quality.quarantine`."""
        return self.rows_of([*self.rejected, rejected_frame(self.unread)])

    def unread_rows(self) -> pl.DataFrame:
        """The rows of `quality.quarantine` of sources that could not be read."""
        return self.rows_of([rejected_frame(self.unread)])

    def rows_of(self, rejected: list[pl.DataFrame]) -> pl.DataFrame:
        """Frames of rejections (`flows.batch.staging.REJECTED`) as rows of `quality.quarantine`."""
        now = utc_now()
        columns = ("source", "source_ref", "table_name", "reason", "payload")
        return schema.QUARANTINE.frame(
            [
                (
                    quarantine_id(source, source_ref, table, reason),
                    self.run_id,
                    table,
                    source,
                    source_ref,
                    reason,
                    payload,
                    now,
                    self.locations.get(source),
                )
                for frame in rejected
                for source, source_ref, table, reason, payload in frame.select(columns).iter_rows()
            ]
        )


def rows_lost_warning(report: RunReport) -> list[str]:
    """At most one warning, counting by table the quarantined rows of loaded articles."""
    counts = ", ".join(f"{count:,} of {table}" for table, count in sorted(report.rows_quarantined.items()))
    return [f"rows quarantined, their articles were loaded without them: {counts}"] if counts else []
