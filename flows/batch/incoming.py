"""Reads the sources of a run and cuts their new and changed articles into batches."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING

from flows.bounds import BATCH_MB
from flows.sources.faults import Unreadable
from flows.sources.fetch_state import MemoryState
from flows.sources.waiting import Waiting
from transforms.clean.identity import raw_hash
from transforms.records import RawArticle, Rejection
from warehouse.address import Warehouse
from warehouse.annotated import dates_up_to_date
from warehouse.read import known_answers, known_hashes, waiting_articles

if TYPE_CHECKING:
    from flows.batch.backfill import Backfill
    from flows.sources import Source

MIN_TO_SPLIT = 80  # articles: fewer are annotated before a second process has started
NUMBERED = re.compile(r"(line|row)-\d+")  # substitute for the id of a row without one


def input_keys(source: str, source_ref: str) -> list[int]:
    """Hashes that identify an input that was read: of its reference, and of the file that it is a row of."""
    file, row, _ = source_ref.partition("#")
    return [hash((source, source_ref)), *([hash((source, file))] if row else [])]


def retry_keys(source: str, source_ref: str) -> list[int]:
    """The input keys any of which must be read for `source_ref` to count as read again.

    For a file that was rejected as a whole, or a row without an id, that is any row of the file: a corrected
    file may hold its rows under other references.
    """
    file, row, number = source_ref.partition("#")
    is_file = not row or NUMBERED.fullmatch(number)
    return [
        hash((source, source_ref)),
        *([hash((source, file.rpartition("/")[2]))] if is_file else []),
    ]


def batch_size(total: int, size: int, parts: int) -> int:
    """Articles per batch: `size`, or if `total` is less, `total` divided into `parts`."""
    if total >= size:
        return size
    return max(total, 1) if total < MIN_TO_SPLIT else ceil(total / parts)


def take(items: Iterator[RawArticle | Rejection], size: int, n_bytes: int) -> list[RawArticle | Rejection]:
    """The next `size` items, or fewer as soon as they hold `n_bytes`."""
    taken: list[RawArticle | Rejection] = []
    held = 0
    while len(taken) < size and held < n_bytes and (item := next(items, None)) is not None:
        taken.append(item)
        held += bytes_of(item)
    return taken


def bytes_of(item: RawArticle | Rejection) -> int:
    """The bytes that an article or rejection has in memory, about."""
    if isinstance(item, Rejection):
        return sys.getsizeof(item.payload)
    return sys.getsizeof(item.content) + len(str(item.hints))


class Incoming:
    """The articles of sources, read lazily, in batches of `size`; if there are fewer than that, in `parts`.

    A batch is full before that if it holds `n_bytes`.

    Skips articles whose raw hash is in the warehouse, and those in `staged`, raw hashes of articles that an
    earlier run left staged (counted with their batch). With `only`, pairs of source and reference, nothing
    else is read, and web pages are requested without validators. With a `backfill`, known articles are read
    too, unless one of the runs `up_to_date` annotated them. `check` is called before each article and may
    raise to stop reading.

    Counters: `read` articles, `unchanged` ones that the warehouse has, `outside` ones published outside the
    backfill's days. `unread` lists sources that could not be read to their end; `exhausted` is true once
    everything has been read.
    """

    def __init__(
        self,
        sources: "Sequence[Source]",
        size: int,
        parts: int,
        warehouse: Warehouse,
        staged: set[str],
        only: Collection[tuple[str, str]] | None = None,
        backfill: "Backfill | None" = None,
        up_to_date: Collection[str] = (),
        check: Callable[[], None] = lambda: None,
        n_bytes: int = BATCH_MB * 1_000_000,
    ) -> None:
        self.check = check
        self.wanted = None if only is None else {key for where in only for key in retry_keys(*where)}
        self.backfill = backfill
        self.up_to_date = up_to_date
        is_regular = only is None and backfill is None
        self.web = MemoryState(
            known_answers(warehouse) if is_regular else None,
            map(Waiting.from_row, waiting_articles(warehouse)),
        )
        self.articles: Iterator[RawArticle | Rejection] = (
            item for source in sources for item in self.select(source)
        )
        self.sources = sources
        self.counts: Counter[str] = Counter({source.name: 0 for source in sources})
        self.unread: list[Unreadable] = []
        self.warehouse = warehouse
        self.staged = staged
        self.unchanged = 0
        self.outside = 0
        self.read = 0
        self.exhausted = False
        self.seen: set[int] = set()
        self.n_bytes = n_bytes
        first = take(self.articles, size, n_bytes)
        is_full = sum(map(bytes_of, first)) >= n_bytes
        self.articles = chain(first, self.articles)
        self.size = size if is_full else batch_size(len(first), size, parts)
        self.lookahead = take(self.articles, self.size, n_bytes)

    def batches(self) -> Iterator[list[RawArticle | Rejection]]:
        """Batches of up to `size` articles; none is empty."""
        while self.lookahead:
            chunk = self.lookahead
            self.read += len(chunk)
            self.counts.update(item.source for item in chunk)
            self.seen.update(key for item in chunk for key in input_keys(item.source, item.source_ref))
            self.lookahead = take(self.articles, self.size, self.n_bytes)
            hashes = [raw_hash(item) if isinstance(item, RawArticle) else "" for item in chunk]
            known = self.known(hashes)
            skip = known | self.staged
            batch = [item for item, value in zip(chunk, hashes, strict=True) if value not in skip]
            if batch:
                yield batch
        self.exhausted = True

    def known(self, hashes: list[str]) -> set[str]:
        """The raw hashes that need no processing; adds them to `unchanged` or `outside`."""
        if self.backfill is None:
            known = known_hashes(self.warehouse, hashes)
            inside = known
        else:
            days = dates_up_to_date(self.warehouse, hashes, self.up_to_date)
            known = set(days)
            inside = {value for value, day in days.items() if self.backfill.covers(day)}
        skipped = [value for value in hashes if value in known and value not in self.staged]
        self.unchanged += sum(value in inside for value in skipped)
        self.outside += sum(value not in inside for value in skipped)
        return known

    def select(self, source: "Source") -> Iterator[RawArticle | Rejection]:
        """The wanted articles of a source. The others are only marked as seen: they still exist."""
        own_keys = input_keys(source.name, source.ref)
        takes_all = self.wanted is None or not self.wanted.isdisjoint(own_keys)

        def is_wanted(ref: str) -> bool:
            return takes_all or self.is_wanted(source.name, ref)

        failed = False
        for item in source.read(self.web, is_wanted):
            self.check()
            if isinstance(item, Unreadable):
                self.unread.append(item)
                failed = True
            elif is_wanted(item.source_ref):
                yield item
            else:
                self.seen.update(input_keys(item.source, item.source_ref))
        if not failed:
            self.seen.update(own_keys)

    def is_wanted(self, source: str, source_ref: str) -> bool:
        return self.wanted is None or not self.wanted.isdisjoint(input_keys(source, source_ref))

    @property
    def per_source(self) -> dict[str, int]:
        """Articles read by source, for sources that were read to their end.

        Omits feeds that have not changed: they say nothing about how many articles they deliver, nor do those
        that waited from earlier runs.
        """
        unread = {item.source for item in self.unread}
        silent = {s.name for s in self.sources if s.config.location in self.web.unchanged}
        return {name: count for name, count in self.counts.items() if name not in unread | silent}

    @property
    def nothing_read(self) -> bool:
        """Whether every source failed, and there was at least one."""
        return bool(self.unread) and not self.seen

    def has_read(self, source: str, source_ref: str) -> bool:
        """Whether this run has read that input so far."""
        return hash((source, source_ref)) in self.seen

    def has_reread(self, source: str, source_ref: str) -> bool:
        """Whether this run has read again what was quarantined under `source_ref`."""
        keys = retry_keys(source, source_ref)
        selected = self.wanted is None or not self.wanted.isdisjoint(keys)
        return selected and not self.seen.isdisjoint(keys)

    @property
    def validators(self) -> Mapping[str, Mapping[str, str]]:
        """The ETags and dates to store by URL; none if parts of a listing were skipped."""
        return self.web.changed if self.wanted is None else {}

    @property
    def waiting(self) -> Mapping[tuple[str, str], tuple[object, ...] | None]:
        """The rows of `quality.waiting` to store, by source and reference; None for those to remove."""
        return {key: one.row() if one else None for key, one in self.web.waiting.changed.items()}

    @property
    def given_up(self) -> Sequence[str]:
        """For each host that was given up: why, and how many articles wait for it."""
        return self.web.waiting.messages()
