"""Reading the articles that the warehouse holds, to annotate them anew."""

from collections.abc import Iterator, Mapping

import polars as pl

from flows.batch.incoming import batch_size
from flows.sources.faults import Unreadable
from warehouse.address import Warehouse
from warehouse.annotated import Stale, stored_articles


class Stored:
    """Articles of the warehouse in batches of `size`, or where that is all, in `parts`.

    Stands where `flows.batch.incoming.Incoming` does when sources are read. `staged` holds the raw hashes of
    those that an earlier run annotated already: they are passed over, and counted with their batch.
    """

    per_source: Mapping[str, int] = {}
    answers: Mapping[str, Mapping[str, str]] = {}
    lost: tuple[Unreadable, ...] = ()
    nothing_read = False
    unchanged = 0
    outside = 0

    def __init__(
        self, stale: list[Stale], size: int, parts: int, warehouse: Warehouse, staged: set[str]
    ) -> None:
        self.stale = [article for article in stale if article.raw_hash not in staged]
        self.size = batch_size(len(self.stale), size, parts)
        self.warehouse = warehouse
        self.read = 0
        self.ended = False

    def batches(self) -> Iterator[pl.DataFrame]:
        """Rows of `core.articles`, none of the batches empty; without what others annotated meanwhile."""
        for start in range(0, len(self.stale), self.size):
            articles = stored_articles(self.warehouse, self.stale[start : start + self.size])
            self.read += len(articles)
            if len(articles):
                yield articles
        self.ended = True

    def has_read_again(self, source: str, source_ref: str) -> bool:
        """Whether an input was read: none is."""
        return False
