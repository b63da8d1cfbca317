"""What a run reads: sources, of which all that is new, or some inputs again, or the articles of some days."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flows.again import open_again
from flows.backfill import Backfill, to_annotate
from flows.extract import Incoming
from flows.processes import cores
from flows.report import RunReport
from flows.settings import Settings
from flows.sources import Source, open_sources
from flows.stored import Stored
from warehouse.quarantine import Choice
from warehouse.stale import runs_made_with


@dataclass(frozen=True)
class Order:
    """What a run is to read. `names` are those of sources that it was given."""

    names: list[str]
    opened: list[Source] = field(default_factory=list)
    again: list[tuple[str, str]] | None = None  # inputs, by source and reference: nothing but these
    backfill: Backfill | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it reads all of its sources: parts of them say nothing of what is usual."""
        return self.again is None and self.backfill is None

    def begin(
        self, settings: Settings, report: RunReport, staged: set[str], check: Callable[[], None]
    ) -> Incoming | Stored:
        """Begin to read, but for the articles that are `staged` already, by their raw hashes.

        `check` is called before each article, and may raise to end the reading.
        """
        size, parts = settings.batch_size, settings.workers or cores()
        if self.backfill is None:
            return Incoming(self.opened, size, parts, settings.warehouse, staged, self.again, check=check)
        if not self.backfill.stored:
            up_to_date = frozenset(runs_made_with(settings.warehouse, report.versions))
            return Incoming(
                self.opened, size, parts, settings.warehouse, staged,
                backfill=self.backfill, up_to_date=up_to_date, check=check,
            )  # fmt: skip
        stale = to_annotate(self.backfill, self.names, settings, report.versions)
        return Stored(stale, size, parts, settings.warehouse, staged)


def order(
    names: list[str], again: Choice | None, backfill: Backfill | None, settings: Settings, report: RunReport
) -> Order:
    """What a run is to read that was called with these. Raises SourceError for a name that is no source."""
    if again is not None:
        opened, inputs = open_again(again, names, settings, report)
        return Order(names, opened, inputs)
    if backfill is not None and backfill.stored:
        return Order(names, backfill=backfill)
    return Order(names, open_sources(names, settings.sources, settings.warehouse), backfill=backfill)
