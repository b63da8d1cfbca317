"""What feeds and sitemaps list, and how the dates in them are read."""

from collections.abc import Iterable
from dataclasses import dataclass

from transforms.clean.dates import parse_moment
from transforms.clean.written_dates import is_either_order
from transforms.clean.zone_names import names_several_zones

MOST_ENTRIES = 50_000  # the sitemap protocol's own limit


class ListingError(ValueError):
    """The bytes are neither a feed nor a sitemap; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article listed by a feed or sitemap, with the metadata as stated.

    `url` may be relative to the listing; `html` is the text or summary that a feed contains. `published_at`
    is ISO 8601, with the offset where one was stated, or as written where only the article tells its zone.
    """

    id: str
    url: str | None
    title: str | None = None
    published_at: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    html: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries in document order, the nested sitemaps, and the fault of a damaged document.

    `n_pages` counts the addresses of a sitemap that are not said to be news, `n_left_out` the entries and
    sitemaps beyond those that are read.
    """

    entries: tuple[Entry, ...]
    sitemaps: tuple[str, ...] = ()
    damage: str | None = None
    n_pages: int = 0
    n_left_out: int = 0


def first_date(stated: Iterable[str | None], day_first: bool | None = None) -> str | None:
    """The first of some dates as written that can be read, as ISO 8601.

    One whose zone has a name of several meanings stays as it is written: the article decides.
    """
    for text in stated:
        if moment := parse_moment(text, day_first=day_first):
            return text if text and names_several_zones(text) and not is_either_order(text) else str(moment)
    return None


def text_of(value: object) -> str | None:
    """A text without blanks around it; None if nothing is left, or it is none."""
    return (value.strip() or None) if isinstance(value, str) else None
