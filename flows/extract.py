"""Cutting the articles of a run's sources into batches of those that have to be looked into."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from math import ceil

from flows.sources import Source
from flows.sources.fetch import MemoryState
from transforms.clean.identity import raw_hash
from transforms.records import RawArticle, Rejection
from warehouse.address import Warehouse
from warehouse.read import known_answers, known_hashes

WORTH_SPLITTING = 80  # articles that take longer to annotate than another process takes to start


class Incoming:
    """The articles of sources, read lazily, in batches of `size`, or where that is all, in `parts`.

    `read` counts them, `per_source` those of each source, `unchanged` those that the warehouse has as
    they are; `web` holds what the web answered. `staged` holds the raw hashes of articles that an
    earlier run left staged: they are passed over, and counted with their batch.
    """

    def __init__(
        self, sources: Sequence[Source], size: int, parts: int, warehouse: Warehouse, staged: set[str]
    ) -> None:
        self.web = MemoryState(known_answers(warehouse))
        self.articles: Iterator[RawArticle | Rejection] = (
            item for source in sources for item in source.read(self.web)
        )
        self.per_source: Counter[str] = Counter({source.name: 0 for source in sources})
        self.warehouse = warehouse
        self.staged = staged
        self.unchanged = 0
        self.read = 0
        self.seen: set[int] = set()
        first = list(islice(self.articles, size))
        self.articles = chain(first, self.articles)
        if len(first) < size:  # that is all there is
            size = len(first) if len(first) < WORTH_SPLITTING else ceil(len(first) / parts)
        self.size = size
        self.ahead = list(islice(self.articles, size))

    def batches(self) -> Iterator[list[RawArticle | Rejection]]:
        """Batches of up to `size` articles, none of them empty."""
        while self.ahead:
            chunk = self.ahead
            self.read += len(chunk)
            self.per_source.update(item.source for item in chunk)
            self.seen.update(hash((item.source, item.source_ref)) for item in chunk)
            self.ahead = list(islice(self.articles, self.size))
            hashes = [raw_hash(item) if isinstance(item, RawArticle) else "" for item in chunk]
            known = known_hashes(self.warehouse, hashes)
            self.unchanged += sum(value in known for value in hashes)
            skip = known | self.staged
            batch = [item for item, value in zip(chunk, hashes, strict=True) if value not in skip]
            if batch:
                yield batch

    def has_read(self, source: str, source_ref: str) -> bool:
        """Whether this run has come to that input yet."""
        return hash((source, source_ref)) in self.seen

    @property
    def last(self) -> bool:
        """Whether the batch that was taken last is the last one."""
        return not self.ahead
