"""What the stages of a run return: frozen results, which `flows.report` folds into the report of the run."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from expectations.results import CheckResult
from transforms import schema
from transforms.clock import utc_now
from transforms.records import Rejection
from warehouse.address import Warehouse


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has begun. `versions` are those that decide its rows (`flows.versions`)."""

    run_id: str
    warehouse: Warehouse
    versions: Mapping[str, str]
    flow_run_id: str | None = None
    started_at: datetime = field(default_factory=utc_now)
    began: float = field(default_factory=time.monotonic)

    def ends(self, state: str, message: str | None = None) -> "Ending":
        """Its end, now. The duration is that of the monotonic clock, in case the clock was set."""
        took = timedelta(seconds=time.monotonic() - self.began)
        return Ending(state, self.started_at + took, message)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended. `stopped_by` is the signal that cut it short."""

    state: str
    finished_at: datetime
    message: str | None = None
    stopped_by: int | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """A critical check that blocks publishing, and its failing rows as `<source_ref>: <key columns>`."""

    check: CheckResult
    rows: list[str]


@dataclass(frozen=True, slots=True)
class Checked:
    """Checks of a batch, of the reference tables, or of the run as a whole."""

    results: list[CheckResult] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of a batch.

    `folder` is where it is staged, None where a check blocks it. `rejected` are rows of
    `flows.batch.staging.REJECTED`; `unchanged` and `outside` count its other articles.
    """

    checked: Checked
    folder: Path | None = None
    rejected: pl.DataFrame | None = None
    unchanged: int = 0
    outside: int = 0


@dataclass(frozen=True, slots=True)
class Leftovers:
    """The batches that a killed run completed, and their quarantined rows."""

    folders: list[Path]
    rejected: list[pl.DataFrame]
    raw_hashes: set[str]


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What a run read: the articles that it passed over, the sources that it could not read to their end."""

    unchanged: int = 0
    outside: int = 0
    unread: tuple[Rejection, ...] = ()
    nothing_read: bool = False  # no source could be read
    given_up: tuple[str, ...] = ()  # hosts that were, and how many articles wait for them


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is new, compared with earlier runs. `empty` names the sources that contain no article."""

    metrics: pl.DataFrame = field(default_factory=lambda: schema.METRICS.frame([]))
    checks: list[CheckResult] | None = None
    warnings: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


def never_read(source: str, source_ref: str) -> bool:
    """`Staged.was_read` of a run in which no input counts as read."""
    return False


@dataclass(frozen=True, slots=True)
class Staged:
    """What a run is ready to publish.

    `validators` are the ETags and dates to store by URL, `waiting` by source and reference the rows of
    `quality.waiting`, None for articles that wait no longer. `was_read` tells by source and reference whether
    the run read an input. `is_complete`: no signal cut the run short.
    """

    leftovers: Leftovers
    batches: list[BatchResult] = field(default_factory=list)
    reading: ReadingResult = field(default_factory=ReadingResult)
    comparison: Comparison = field(default_factory=Comparison)
    validators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    waiting: Mapping[tuple[str, str], tuple[object, ...] | None] = field(default_factory=dict)
    was_read: Callable[[str, str], bool] = never_read
    is_complete: bool = False

    @property
    def folders(self) -> list[Path]:
        """The folders of the batches to publish, oldest first."""
        return [*self.leftovers.folders, *(batch.folder for batch in self.batches if batch.folder)]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: rows by table, articles by outcome, and rejections of articles that could not be."""

    rows: Mapping[str, int]
    articles: Mapping[str, int]  # by outcome: new, changed, again
    unchanged: int
    undated: int
    rejected: pl.DataFrame


@dataclass(frozen=True, slots=True)
class PublishedChecks:
    """Checks of the published tables, or why they could not be checked."""

    results: list[CheckResult] = field(default_factory=list)
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Docs:
    """The first page of a run's Data Docs, or why there are none."""

    page: Path | None = None
    warning: str | None = None
