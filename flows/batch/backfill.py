"""Selects the articles of a backfill: known articles of a date range, from their sources or the warehouse."""

from collections.abc import Mapping
from datetime import date
from typing import Self

import polars as pl
from pydantic import BaseModel, ConfigDict, model_validator

from warehouse.address import Warehouse
from warehouse.annotated import Stale, runs_made_with, sources_held, stale_articles


class Backfill(BaseModel):
    """The known articles that a run processes again.

    `since` and `until` are days of publication in UTC, both inclusive; an article without a date is outside
    every bound. With `stored` the articles are read from the warehouse, else from the sources.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date | None = None
    until: date | None = None
    stored: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"the first day, {self.since}, is after the last, {self.until}")
        return self

    def __str__(self) -> str:
        days = [f"from {self.since}" if self.since else "", f"to {self.until}" if self.until else ""]
        return " ".join(filter(None, days)) or "all days"

    def covers(self, day: date | None) -> bool:
        """Whether an article published on `day` is within the bounds."""
        if day is None:
            return self.since is None and self.until is None
        return (self.since or day) <= day <= (self.until or day)

    def filter_articles(self, articles: pl.DataFrame) -> pl.DataFrame:
        """The articles within the bounds; needs the column `published_on`."""
        return articles.filter([self.covers(day) for day in articles["published_on"]])


def articles_to_reannotate(
    backfill: Backfill, sources: list[str], warehouse: Warehouse, versions: Mapping[str, str]
) -> list[Stale]:
    """The stored articles within the bounds that other versions than `versions` annotated.

    `sources` restricts them by source name. Raises ValueError for a name of which the warehouse has no
    article.
    """
    held = sources_held(warehouse)
    for name in sources:
        if name not in held:
            known = ", ".join(held) or "none"
            raise ValueError(f"the warehouse has no article of source {name} (its sources: {known})")
    up_to_date = runs_made_with(warehouse, versions)
    return stale_articles(warehouse, up_to_date, backfill.since, backfill.until, sources)
