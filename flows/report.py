"""The report of a run: its counts, warnings and checks, and their rows for the run history."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from expectations.results import WHOLE_RUN, CheckResult
from flows.batch.staging import is_annotation_row, rejected_frame
from flows.results import (
    BatchResult,
    Blocked,
    Checked,
    Comparison,
    Docs,
    Ending,
    Loaded,
    PublishedChecks,
    ReadingResult,
    Run,
    Staged,
)
from transforms import schema
from transforms.clock import utc_now
from transforms.records import Rejection
from warehouse.address import Warehouse
from warehouse.load.quarantine import quarantine_id

if TYPE_CHECKING:
    from flows.selection import Selection

MAX_NAMED = 5  # sources in the message of a run


@dataclass(frozen=True)
class RunReport:
    """The report of a run, folded from the results of its stages; those that it did not reach are None.

    Invariant: articles_seen = new + changed + unchanged + quarantined.
    """

    run: Run
    selection: "Selection"
    staged: Staged | None = None
    reference: Checked | None = None
    loaded: Loaded | None = None
    ending: Ending | None = None
    data_docs: Docs = field(default_factory=Docs)
    published_checks: PublishedChecks = field(default_factory=PublishedChecks)
    notes: tuple[str, ...] = ()  # further warnings

    # What it says of itself

    @property
    def run_id(self) -> str:
        return self.run.run_id

    @property
    def flow_run_id(self) -> str | None:
        return self.run.flow_run_id

    @property
    def warehouse(self) -> Warehouse:
        return self.run.warehouse

    @property
    def started_at(self) -> datetime:
        return self.run.started_at

    @property
    def finished_at(self) -> datetime | None:
        return self.ending.finished_at if self.ending else None

    @property
    def state(self) -> str:
        return self.ending.state if self.ending else "running"

    @property
    def message(self) -> str | None:
        return self.ending.message if self.ending else None

    @property
    def stopped_by(self) -> int | None:
        """The signal that stopped it early."""
        return self.ending.stopped_by if self.ending else None

    @property
    def seconds(self) -> float:
        if self.finished_at:
            return (self.finished_at - self.started_at).total_seconds()
        return time.monotonic() - self.run.began

    @property
    def docs(self) -> Path | None:
        """The first page of its Data Docs."""
        return self.data_docs.page

    @property
    def source_names(self) -> list[str]:
        """The sources that it reads."""
        return [source.name for source in self.selection.sources] or self.selection.names

    # Articles and rows

    @property
    def batches(self) -> list[BatchResult]:
        return self.staged.batches if self.staged else []

    @property
    def reading(self) -> ReadingResult:
        return self.staged.reading if self.staged else ReadingResult()

    @property
    def rejected(self) -> list[pl.DataFrame]:
        """What was quarantined, a frame of `flows.batch.staging.REJECTED` a batch."""
        left = self.staged.leftovers.rejected if self.staged else []
        of_batches = [batch.rejected for batch in self.batches if batch.rejected is not None]
        return [*left, *of_batches, *([self.loaded.rejected] if self.loaded else [])]

    @property
    def articles_new(self) -> int:
        return self.loaded.articles.get("new", 0) if self.loaded else 0

    @property
    def articles_changed(self) -> int:
        return self.loaded.articles.get("changed", 0) if self.loaded else 0

    @property
    def articles_reannotated(self) -> int:
        """Of those unchanged."""
        return self.loaded.articles.get("again", 0) if self.loaded else 0

    @property
    def articles_unchanged(self) -> int:
        passed_over = self.reading.unchanged + sum(batch.unchanged for batch in self.batches)
        return passed_over + self.articles_reannotated + (self.loaded.unchanged if self.loaded else 0)

    @property
    def articles_outside(self) -> int:
        """Outside a backfill's days; not counted as seen."""
        return self.reading.outside + sum(batch.outside for batch in self.batches)

    @property
    def articles_undated(self) -> int:
        """Of those loaded."""
        return self.loaded.undated if self.loaded else 0

    @property
    def articles_quarantined(self) -> int:
        return sum(int(frame["is_article"].sum()) for frame in self.rejected)

    @property
    def articles_seen(self) -> int:
        return self.articles_new + self.articles_changed + self.articles_unchanged + self.articles_quarantined

    @property
    def rows_loaded(self) -> Mapping[str, int]:
        return self.loaded.rows if self.loaded else {}

    @property
    def rows_quarantined(self) -> Counter[str]:
        """Quarantined rows of loaded articles, by table."""
        found: Counter[str] = Counter()
        for frame in self.rejected:
            rows = frame.filter(is_annotation_row()).group_by("table_name").agg(pl.col("rows").sum())
            found.update(dict(rows.rows()))
        return found

    # Sources, checks and warnings

    @property
    def unread(self) -> tuple[Rejection, ...]:
        """The sources that could not be read to their end."""
        return self.reading.unread

    @property
    def empty(self) -> list[str]:
        """The sources that were read and contain no article."""
        return self.staged.comparison.empty if self.staged else []

    @property
    def checks(self) -> list[tuple[int, list[CheckResult]]]:
        """The checks of each batch, by its number, and of the run as a whole."""
        found = [(number, batch.checked.results) for number, batch in enumerate(self.batches)]
        compared = self.staged.comparison.checks if self.staged else None
        if compared is not None:
            found.append((WHOLE_RUN, compared))
        if self.reference is not None:
            found.append((WHOLE_RUN, self.reference.results))
        return found

    @property
    def metrics(self) -> pl.DataFrame:
        return self.staged.comparison.metrics if self.staged else Comparison().metrics

    @property
    def blocked(self) -> list[Blocked]:
        """The checks that block publishing."""
        of_batches = [blocked for batch in self.batches for blocked in batch.checked.blocked]
        return [*of_batches, *(self.reference.blocked if self.reference else [])]

    @property
    def published(self) -> list[CheckResult]:
        """The checks of the published tables, if the settings asked for them."""
        return self.published_checks.results

    @property
    def warnings(self) -> list[str]:
        """What is to be known of the run, although it was published."""
        compared = self.staged.comparison.warnings if self.staged else []
        unread = [] if self.reading.nothing_read else self.unread  # else that is what the run fails for
        return [
            *self.selection.faults,
            *self._rows_lost(),
            *compared,
            *self.reading.given_up,
            *(f"{item.source} could not be read: {item.reason}" for item in unread),
            *filter(None, (self.data_docs.warning, self.published_checks.warning)),
            *self.notes,
        ]

    def _rows_lost(self) -> list[str]:
        """At most one warning, counting by table the quarantined rows of loaded articles."""
        lost = {} if self.blocked else self.rows_quarantined
        counts = ", ".join(f"{count:,} of {table}" for table, count in sorted(lost.items()))
        return [f"rows quarantined, their articles were loaded without them: {counts}"] if counts else []

    def check_counts(self) -> Counter[str]:
        """Number of checks by outcome (`expectations.outcomes.OUTCOMES`)."""
        return Counter(check.outcome for _, checks in self.checks for check in checks)

    def published_counts(self) -> Counter[str]:
        """Number of checks of the published tables by outcome."""
        return Counter(check.outcome for check in self.published)

    def unread_message(self) -> str | None:
        """The sources that could not be read and why, for the run history; None if all could."""
        if not self.unread:
            return None
        whose = "no source could be read" if self.reading.nothing_read else "could not be read"
        named = [f"{item.source}: {item.reason}" for item in self.unread[:MAX_NAMED]]
        more = f" (and {len(self.unread) - MAX_NAMED} more)" if len(self.unread) > MAX_NAMED else ""
        return f"{whose}: {'; '.join(named)}{more}"

    def counts(self) -> dict[str, float]:
        """The counts of the run for its log and its event: articles, rows, seconds."""
        kinds = ("seen", "new", "changed", "unchanged", "reannotated", "quarantined")
        counts: dict[str, float] = {kind: getattr(self, f"articles_{kind}") for kind in kinds}
        rows = self.rows_quarantined.total()
        return {**counts, "rows_quarantined": rows, "seconds": round(self.seconds, 1)}

    # Rows of the run history

    def runs_row(self) -> pl.DataFrame:
        """The run as a row of `quality.runs`."""
        row = {
            **{name: getattr(self, name) for name in schema.RUNS.polars if hasattr(self, name)},
            "rows_loaded": json.dumps(dict(self.rows_loaded)),
            "versions": json.dumps(dict(self.run.versions)),
        }
        return pl.DataFrame([row], schema=schema.RUNS.polars)

    def quarantine_rows(self) -> pl.DataFrame:
        """Everything that the run quarantined, as rows of `quality.quarantine`."""
        return self._rows_of([*self.rejected, rejected_frame(list(self.unread))])

    def unread_rows(self) -> pl.DataFrame:
        """The rows of `quality.quarantine` of sources that could not be read."""
        return self._rows_of([rejected_frame(list(self.unread))])

    def _rows_of(self, rejected: list[pl.DataFrame]) -> pl.DataFrame:
        """Frames of rejections (`flows.batch.staging.REJECTED`) as rows of `quality.quarantine`."""
        now, locations = utc_now(), self.selection.locations
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
                    locations.get(source),
                )
                for frame in rejected
                for source, source_ref, table, reason, payload in frame.select(columns).iter_rows()
            ]
        )
