"""What a run reads: sources, of which all that is new, or some inputs again, or the articles of some days."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flows.batch.backfill import Backfill, to_annotate
from flows.batch.incoming import Incoming
from flows.batch.stored import Stored
from flows.report import RunReport
from flows.settings import Settings
from flows.sources import Source, SourceError, open_sources, resolve
from flows.workers.pool import cores
from warehouse.annotated import runs_made_with
from warehouse.load.quarantine import Choice, chosen
from warehouse.read import connect

MAX_NAMED = 10  # inputs in a warning


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


def open_again(
    choice: Choice, names: list[str], settings: Settings, report: RunReport
) -> tuple[list[Source], list[tuple[str, str]]]:
    """The sources of the chosen rows of the quarantine, and their inputs by source and reference.

    The sources are those named, else what the runs were given that turned the inputs away; of these, what
    is there no more becomes a warning. Raises SourceError when nothing is chosen or no source is there.
    """
    with connect(settings.warehouse) as connection:
        found = chosen(connection, choice, "source, source_ref, coalesce(location, source)").fetchall()
    if not found:
        raise SourceError("no row of the quarantine is meant")
    opened, faults = [], []
    for name in names or sorted({location for *_, location in found}):
        try:
            opened.append(resolve(name, settings.sources))
        except SourceError as error:
            faults.append(str(error))
    if not opened:
        raise SourceError("; ".join(faults))
    report.warnings += faults
    return opened, list(dict.fromkeys((source, ref) for source, ref, _ in found))


def missing(again: list[tuple[str, str]], was_read: Callable[[str, str], bool]) -> list[str]:
    """A warning for what was to be read again and is not there, if anything is."""
    gone = [f"{source}: {ref}" for source, ref in again if not was_read(source, ref)]
    if not gone:
        return []
    more = f" and {len(gone) - MAX_NAMED} more" if len(gone) > MAX_NAMED else ""
    return [f"not in its source any more: {', '.join(gone[:MAX_NAMED])}{more}"]
