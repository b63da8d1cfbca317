"""Selects a run's input: new and changed articles, the inputs of quarantined rows, or a backfill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.batch.backfill import Backfill, articles_to_reannotate
from flows.batch.incoming import Incoming
from flows.batch.stored import StoredArticles
from flows.bounds import MAX_UNPACKED
from flows.sources import Source, SourceError, open_sources, resolve
from warehouse.address import Warehouse
from warehouse.annotated import runs_made_with
from warehouse.load.quarantine import Choice, chosen
from warehouse.read import connect

MAX_NAMED = 10  # inputs in a warning


@dataclass(frozen=True)
class Selection:
    """What a run reads.

    `names` are the sources as given to the run, `sources` those opened for reading, `faults` why others could
    not be. `inputs`, pairs of source and reference, restricts a retry to these. `backfill` also selects
    articles that are already known.
    """

    names: list[str]
    sources: list[Source] = field(default_factory=list)
    inputs: list[tuple[str, str]] | None = None
    backfill: Backfill | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether the run reads its sources in full: only then are article counts compared with the usual."""
        return self.inputs is None and self.backfill is None

    @property
    def locations(self) -> dict[str, str]:
        """By source: how the run was told to read it."""
        return {source.name: source.spec for source in self.sources if source.spec}

    def open(
        self,
        warehouse: Warehouse,
        versions: Mapping[str, str],
        staged: set[str],
        size: int,
        parts: int,
        check: Callable[[], None],
        n_bytes: int,
    ) -> Incoming | StoredArticles:
        """Start reading, in batches of `size` or in `parts`, without articles of the raw hashes `staged`.

        A batch of articles from sources is full before that if it holds `n_bytes`.

        `versions` are those of the run: a backfill reads what others annotated. `check` is called before each
        article and may raise to stop reading.
        """
        if self.backfill is None:
            return Incoming(
                self.sources, size, parts, warehouse, staged, self.inputs, check=check, n_bytes=n_bytes
            )
        if not self.backfill.stored:
            up_to_date = frozenset(runs_made_with(warehouse, versions))
            return Incoming(
                self.sources, size, parts, warehouse, staged,
                backfill=self.backfill, up_to_date=up_to_date, check=check, n_bytes=n_bytes,
            )  # fmt: skip
        outdated = articles_to_reannotate(self.backfill, self.names, warehouse, versions)
        return StoredArticles(outdated, size, parts, warehouse, staged)


def select(
    names: list[str],
    again: Choice | None,
    backfill: Backfill | None,
    folder: Path,
    warehouse: Warehouse,
    max_unpacked: int = MAX_UNPACKED,
) -> Selection:
    """The selection for the parameters of a run, given the `folder` of source files.

    Of a file, `max_unpacked` megabytes are read. Raises SourceError for an unknown source.
    """
    if again is not None:
        selection = select_retry(again, names, folder, warehouse)
    elif backfill is not None and backfill.stored:
        return Selection(names, backfill=backfill)
    else:
        selection = Selection(names, open_sources(names, folder, warehouse), backfill=backfill)
    bounded = [replace(source, max_unpacked=max_unpacked) for source in selection.sources]
    return replace(selection, sources=bounded)


def select_retry(choice: Choice, names: list[str], folder: Path, warehouse: Warehouse) -> Selection:
    """The sources and inputs of the quarantined rows that match `choice`.

    Opens the named sources, else those recorded in the quarantine; a recorded one that no longer exists is
    a fault of the selection. Raises SourceError if no row matches or no source can be opened.
    """
    with connect(warehouse) as connection:
        rows = chosen(connection, choice, "source, source_ref, coalesce(location, source)").fetchall()
    if not rows:
        raise SourceError("no quarantined row matches the filters")
    sources, faults = [], []
    for name in names or sorted({location for *_, location in rows}):
        try:
            sources.append(resolve(name, folder))
        except SourceError as error:
            faults.append(str(error))
    if not sources:
        raise SourceError("; ".join(faults))
    inputs = list(dict.fromkeys((source, ref) for source, ref, _ in rows))
    return Selection(names, sources, inputs, faults=faults)


def missing_inputs(inputs: list[tuple[str, str]], was_read: Callable[[str, str], bool]) -> list[str]:
    """At most one warning, naming the selected inputs that are no longer in their source."""
    gone = [f"{source}: {ref}" for source, ref in inputs if not was_read(source, ref)]
    if not gone:
        return []
    more = f" and {len(gone) - MAX_NAMED} more" if len(gone) > MAX_NAMED else ""
    return [f"no longer in its source: {', '.join(gone[:MAX_NAMED])}{more}"]
