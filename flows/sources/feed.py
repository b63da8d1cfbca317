"""Parses feeds as feedparser does, after a look at what they would cost it."""

import html
import re
from collections.abc import Sized
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.parsers import expat

import feedparser  # type: ignore[import-untyped]

from flows.sources.entries import MOST_ENTRIES, Entry, Listing, ListingError, first_date, text_of
from transforms.clean.written_dates import is_day_first

_MOST_TAGS = 500_000  # of a feed: feedparser takes some 20 µs for each
_MOST_ATTRIBUTES = 200  # of an element of a feed: for its time their square counts
_MOST_DEPTH = 256  # of a feed's elements, as libxml2 has it for sitemaps
_LONGEST_NAME = 500  # characters of what a feed states once for all of its entries
ENTITIES = "declares XML entities and is not read"
_HAS_TAGS = re.compile(r"<[a-zA-Z!/]")
_ESCAPED_TAG = re.compile(
    r"&(?:amp;)?lt;/?(?:p|div|br|b|i|em|strong|a|ul|ol|li|h[1-6]|span|img|figure)\b", re.I
)


def parse_feed(content: bytes) -> Listing:
    """The listing of a feed as feedparser reads it. Raises ListingError."""
    _check_shape(content)
    try:
        # Its own cleaning of HTML takes the square of the size; extraction does not need it.
        feed = feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser passes on exceptions of its parsers
        raise ListingError(f"cannot be read as a feed: {type(error).__name__}: {error}") from error
    publisher = _name(feed.feed.get("title"))
    items = feed.entries[:MOST_ENTRIES]
    day_first = is_day_first(text for item in items for text in _stated_dates(item))
    language = _name(feed.feed.get("language"))
    entries = tuple(replace(_feed_entry(item, publisher, day_first), language=language) for item in items)
    cause = feed.get("bozo_exception")
    harmless = isinstance(cause, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)
    damage = str(cause)[:200] if feed.get("bozo") and not harmless else None
    if not entries and damage:
        raise ListingError(f"has no readable entry: {damage}")
    return Listing(entries, damage=damage, n_left_out=len(feed.entries) - len(items))


def _name(stated: object) -> str | None:
    """What a feed states once: each entry repeats it, so that its length counts fifty thousandfold."""
    return text_of(stated[:_LONGEST_NAME]) if isinstance(stated, str) else None


def _feed_entry(item: Any, publisher: str | None, day_first: bool | None) -> Entry:
    url = text_of(item.get("link"))
    parts = [part.get("value") for part in item.get("content") or () if isinstance(part, dict)]
    body = max((text_of(part) or "" for part in [*parts, item.get("summary")]), key=len)
    source = item.get("source")
    return Entry(
        id=text_of(item.get("id")) or url or text_of(item.get("title")) or "without-id",
        url=url,
        title=text_of(item.get("title")),
        published_at=first_date(_stated_dates(item), day_first),
        authors=tuple(
            name for name in (text_of(author.get("name")) for author in item.get("authors") or ()) if name
        ),
        publisher=(text_of(source.get("title")) if isinstance(source, dict) else None) or publisher,
        html=_unescaped(body) or None,
    )


def _stated_dates(item: Any) -> list[str]:
    """The dates of a feed's item as written: of publication, else of creation or change (also dc:date).

    What feedparser makes of them is not used: it takes zones that it does not know as UTC, and 10-05-2023 as
    a day of 2010.
    """
    stated = (text_of(dict.get(item, key)) for key in ("published", "created", "updated"))
    return [text for text in stated if text]


def _unescaped(body: str) -> str:
    """The HTML of an item whose tags were escaped once too often."""
    for _ in range(2):
        if _HAS_TAGS.search(body) or not _ESCAPED_TAG.search(body):
            break
        body = html.unescape(body)
    return body


def _check_shape(content: bytes) -> None:
    """Raise ListingError for a feed that is excessive, or declares entities.

    It is read by the parser that feedparser reads it with, but without feedparser's work for each element.
    """
    shape = _Shape()
    parser = expat.ParserCreate()
    parser.StartElementHandler = shape.begin
    parser.EndElementHandler = shape.end
    parser.EntityDeclHandler = shape.refuse_entity
    try:
        parser.Parse(content, True)
    except ListingError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:
        if content.count(b"<") > _MOST_TAGS:
            raise ListingError(f"has more than {_MOST_TAGS:,} tags and is not read") from error


class _Shape:
    """Bounds the elements of a document while it is parsed."""

    def __init__(self) -> None:
        self.n_tags = 0
        self.depth = 0

    def begin(self, _: str, attributes: Sized) -> None:
        self.n_tags += 1
        self.depth += 1
        for n, most, what in (
            (self.n_tags, _MOST_TAGS, "tags"),
            (self.depth, _MOST_DEPTH, "elements within each other"),
            (len(attributes), _MOST_ATTRIBUTES, "attributes in an element"),
        ):
            if n > most:
                raise ListingError(f"has more than {most:,} {what} and is not read")

    def end(self, _: str) -> None:
        self.depth -= 1

    def refuse_entity(self, *_: object) -> None:
        raise ListingError(ENTITIES)
