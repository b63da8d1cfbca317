"""Reading again what was turned away: which sources to open, and which of their inputs are meant."""

from collections.abc import Callable

from flows.report import RunReport
from flows.settings import Settings
from flows.sources import Source, SourceError, resolve
from warehouse.quarantine import Choice, chosen
from warehouse.read import connect

MAX_NAMED = 10  # inputs in a warning


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
