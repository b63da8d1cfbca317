"""Reads stored articles back from the warehouse, to be annotated again."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from flows.batch.incoming import batch_size
from flows.sources.faults import Unreadable
from warehouse.address import Warehouse
from warehouse.annotated import Stale, stored_articles


class StoredArticles:
    """Stored articles in batches of `size`; if there are fewer than that, in `parts`.

    Has the interface of `flows.batch.incoming.Incoming`. `staged` holds the raw hashes of articles that an
    earlier run left staged: they are skipped here, and counted with their batch.
    """

    per_source: Mapping[str, int] = {}
    validators: Mapping[str, Mapping[str, str]] = {}
    waiting: Mapping[tuple[str, str], tuple[object, ...] | None] = {}
    given_up: Sequence[str] = ()
    unread: tuple[Unreadable, ...] = ()
    nothing_read = False
    unchanged = 0
    outside = 0

    def __init__(
        self, outdated: list[Stale], size: int, parts: int, warehouse: Warehouse, staged: set[str]
    ) -> None:
        self.outdated = [article for article in outdated if article.raw_hash not in staged]
        self.size = batch_size(len(self.outdated), size, parts)
        self.warehouse = warehouse
        self.read = 0
        self.exhausted = False

    def batches(self) -> Iterator[pl.DataFrame]:
        """Rows of `core.articles`; no batch is empty. Omits articles reannotated by another run."""
        for start in range(0, len(self.outdated), self.size):
            articles = stored_articles(self.warehouse, self.outdated[start : start + self.size])
            self.read += len(articles)
            if len(articles):
                yield articles
        self.exhausted = True

    def has_reread(self, source: str, source_ref: str) -> bool:
        """Whether an input was read from its source: never."""
        return False
