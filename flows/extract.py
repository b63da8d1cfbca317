"""Cutting the articles of a run's sources into batches of those that have to be looked into."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from flows.sources import Source
from transforms.clean import raw_hash
from transforms.records import RawArticle, Rejection
from warehouse.read import known_hashes


class Incoming:
    """The articles of sources, read lazily. `read` counts them, `unchanged` those
    that the warehouse has as they are.

    `staged` holds the raw hashes of articles that an earlier run left staged: they are passed over, and
    counted with their batch.
    """

    def __init__(self, sources: Sequence[Source], size: int, warehouse: Path, staged: set[str]) -> None:
        self.articles: Iterator[RawArticle | Rejection] = (item for s in sources for item in s.read())
        self.size = size
        self.warehouse = warehouse
        self.staged = staged
        self.unchanged = 0
        self.read = 0
        self.seen: set[int] = set()
        self.ahead = list(islice(self.articles, size))

    def batches(self) -> Iterator[list[RawArticle | Rejection]]:
        """Batches of up to `size` articles, none of them empty."""
        while self.ahead:
            chunk = self.ahead
            self.read += len(chunk)
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
