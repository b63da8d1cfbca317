"""Cutting the articles of a run's sources into batches of those that have to be looked into."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain, islice
from math import ceil
from typing import TYPE_CHECKING

from flows.sources import Source
from flows.sources.faults import Unreadable
from flows.sources.fetch import MemoryState
from transforms.clean.identity import raw_hash
from transforms.records import RawArticle, Rejection
from warehouse.address import Warehouse
from warehouse.annotated import dates_up_to_date
from warehouse.read import known_answers, known_hashes

if TYPE_CHECKING:
    from flows.batch.backfill import Backfill

WORTH_SPLITTING = 80  # articles that take longer to annotate than another process takes to start
NUMBERED = re.compile(r"(line|row)-\d+")  # what stands for the id of a row that has none


def marks_of(source: str, source_ref: str) -> list[int]:
    """What an input that was read is known by: its reference, and the file of which it is a row."""
    file, row, _ = source_ref.partition("#")
    return [hash((source, source_ref)), *([hash((source, file))] if row else [])]


def marks_meant(source: str, source_ref: str) -> list[int]:
    """The marks of what has to be read for what is at `source_ref` to have been read again.

    Where a file was turned away, or a row without an id, any row of the file is: a file that has been
    mended holds its rows under other references.
    """
    file, row, number = source_ref.partition("#")
    whole = not row or NUMBERED.fullmatch(number)
    return [
        hash((source, source_ref)),
        *([hash((source, file.rpartition("/")[2]))] if whole else []),
    ]


def batch_size(total: int, size: int, parts: int) -> int:
    """How many of `total` articles make a batch: `size`, but where that is all of them, one of `parts`."""
    if total >= size:
        return size
    return max(total, 1) if total < WORTH_SPLITTING else ceil(total / parts)


class Incoming:
    """The articles of sources, read lazily, in batches of `size`, or where that is all, in `parts`.

    `read` counts them, `unchanged` those that the warehouse has as they are. `lost` are the sources that
    could not be read, or not to their end. `staged` holds the raw hashes of articles that an earlier run
    left staged: they are passed over, and counted with their batch. Where there is `again`, pairs of source
    and reference, nothing but that is taken, and all of it fetched from the web anew. With a `backfill`
    known articles are taken too, unless one of the runs `up_to_date` annotated them; `outside` counts those
    of other days. `check` is called before each article, and may raise to end the reading. `ended` says
    whether all has been read.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        size: int,
        parts: int,
        warehouse: Warehouse,
        staged: set[str],
        again: Collection[tuple[str, str]] | None = None,
        backfill: "Backfill | None" = None,
        up_to_date: Collection[str] = (),
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self.check = check
        self.wanted = None if again is None else {mark for where in again for mark in marks_meant(*where)}
        self.backfill = backfill
        self.up_to_date = up_to_date
        whole = again is None and backfill is None
        self.web = MemoryState(known_answers(warehouse) if whole else None)
        self.articles: Iterator[RawArticle | Rejection] = (
            item for source in sources for item in self.taken(source)
        )
        self.sources = sources
        self.counted: Counter[str] = Counter({source.name: 0 for source in sources})
        self.lost: list[Unreadable] = []
        self.warehouse = warehouse
        self.staged = staged
        self.unchanged = 0
        self.outside = 0
        self.read = 0
        self.ended = False
        self.seen: set[int] = set()
        first = list(islice(self.articles, size))
        self.articles = chain(first, self.articles)
        self.size = batch_size(len(first), size, parts)
        self.ahead = list(islice(self.articles, self.size))

    def batches(self) -> Iterator[list[RawArticle | Rejection]]:
        """Batches of up to `size` articles, none of them empty."""
        while self.ahead:
            chunk = self.ahead
            self.read += len(chunk)
            self.counted.update(item.source for item in chunk)
            self.seen.update(mark for item in chunk for mark in marks_of(item.source, item.source_ref))
            self.ahead = list(islice(self.articles, self.size))
            hashes = [raw_hash(item) if isinstance(item, RawArticle) else "" for item in chunk]
            known = self.known(hashes)
            skip = known | self.staged
            batch = [item for item, value in zip(chunk, hashes, strict=True) if value not in skip]
            if batch:
                yield batch
        self.ended = True

    def known(self, hashes: list[str]) -> set[str]:
        """Those of the raw hashes of a batch that need not be looked into, counted."""
        if self.backfill is None:
            known = known_hashes(self.warehouse, hashes)
            meant = known
        else:
            days = dates_up_to_date(self.warehouse, hashes, self.up_to_date)
            known = set(days)
            meant = {value for value, day in days.items() if self.backfill.covers(day)}
        counted = [value for value in hashes if value in known and value not in self.staged]
        self.unchanged += sum(value in meant for value in counted)
        self.outside += sum(value not in meant for value in counted)
        return known

    def taken(self, source: Source) -> Iterator[RawArticle | Rejection]:
        """The articles of a source that the run is about. Others count as met: they are still there."""
        itself = marks_of(source.name, source.ref)
        whole = self.wanted is None or not self.wanted.isdisjoint(itself)

        def is_wanted(ref: str) -> bool:
            return whole or self.is_wanted(source.name, ref)

        lost = False
        for item in source.read(self.web, is_wanted):
            self.check()
            if isinstance(item, Unreadable):
                self.lost.append(item)
                lost = True
            elif is_wanted(item.source_ref):
                yield item
            else:
                self.seen.update(marks_of(item.source, item.source_ref))
        if not lost:
            self.seen.update(itself)

    def is_wanted(self, source: str, source_ref: str) -> bool:
        return self.wanted is None or not self.wanted.isdisjoint(marks_of(source, source_ref))

    @property
    def per_source(self) -> dict[str, int]:
        """How many articles each source gave, of those that were read to their end.

        A feed that has not changed says nothing of how many it gives.
        """
        lost = {item.source for item in self.lost}
        silent = {s.name for s in self.sources if s.config.location in self.web.unchanged}
        return {
            name: count
            for name, count in self.counted.items()
            if name not in lost and (count or name not in silent)
        }

    @property
    def nothing_read(self) -> bool:
        """Whether there are sources, and none of them could be read."""
        return bool(self.lost) and not self.seen

    def has_read(self, source: str, source_ref: str) -> bool:
        """Whether this run has come to that input yet."""
        return hash((source, source_ref)) in self.seen

    def has_read_again(self, source: str, source_ref: str) -> bool:
        """Whether this run has taken what was turned away there before."""
        marks = marks_meant(source, source_ref)
        taken = self.wanted is None or not self.wanted.isdisjoint(marks)
        return taken and not self.seen.isdisjoint(marks)

    @property
    def answers(self) -> Mapping[str, Mapping[str, str]]:
        """What to remember of the web: nothing where parts of what it listed were passed over."""
        return self.web.changed if self.wanted is None else {}
