"""Parses feeds and sitemaps from bytes to entries; fetches nothing."""

import calendar
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]

_MOST_BYTES = 60_000_000  # of an uncompressed sitemap; the protocol allows 50 MB
_MOST_ENTRIES = 50_000  # the sitemap protocol's own limit
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


class ListingError(ValueError):
    """The bytes are neither a feed nor a sitemap; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article listed by a feed or sitemap, with the metadata as stated.

    `url` may be relative to the listing; `html` is the text or summary that a feed contains.
    """

    id: str
    url: str | None
    title: str | None = None
    published_at: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries in document order, the nested sitemaps, and the fault of a damaged document."""

    entries: tuple[Entry, ...]
    sitemaps: tuple[str, ...] = ()
    damage: str | None = None


def parse_listing(content: bytes) -> Listing | None:
    """The entries of an RSS or Atom feed, a news sitemap or a sitemap index; None for an HTML page.

    For a damaged document returns the readable entries and the damage. Raises ListingError for anything else,
    and for documents that declare XML entities, which serve only attacks.
    """
    content = _unpacked(content)
    head = content[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not head:
        raise ListingError("is empty")
    if b"<!entity" in content.replace(b"\x00", b"").lower():
        raise ListingError("declares XML entities and is not read")
    if b"<urlset" in head or b"<sitemapindex" in head:
        return _parse_sitemap(content)
    if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head or b"<channel" in head:
        return _parse_feed(content)
    if b"<html" in head or b"<!doctype html" in head:
        return None
    with suppress(ListingError):
        listing = _parse_feed(content)
        if listing.entries:
            return listing
    raise ListingError("is not a feed, sitemap or HTML page")


def _unpacked(content: bytes) -> bytes:
    if content[:3] != b"\x1f\x8b\x08":
        return content
    unpacker = zlib.decompressobj(31)
    try:
        plain = unpacker.decompress(content, _MOST_BYTES + 1)
    except zlib.error as error:
        raise ListingError(f"is not gzip data: {error}") from error
    if len(plain) > _MOST_BYTES:
        raise ListingError(f"is larger than {_MOST_BYTES:,} bytes uncompressed")
    return plain


def _parse_feed(content: bytes) -> Listing:
    try:
        feed = feedparser.parse(BytesIO(content))
    except Exception as error:  # feedparser passes on exceptions of its parsers
        raise ListingError(f"cannot be read as a feed: {type(error).__name__}: {error}") from error
    publisher = _text(feed.feed.get("title"))
    entries = tuple(_feed_entry(item, publisher) for item in feed.entries[:_MOST_ENTRIES])
    cause = feed.get("bozo_exception")
    harmless = isinstance(cause, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)
    damage = str(cause)[:200] if feed.get("bozo") and not harmless else None
    if not entries and damage:
        raise ListingError(f"has no readable entry: {damage}")
    return Listing(entries, damage=damage)


def _feed_entry(item: Any, publisher: str | None) -> Entry:
    url = _text(item.get("link"))
    parts = [part.get("value") for part in item.get("content") or () if isinstance(part, dict)]
    html = max((_text(part) or "" for part in [*parts, item.get("summary")]), key=len)
    source = item.get("source")
    return Entry(
        id=_text(item.get("id")) or url or _text(item.get("title")) or "without-id",
        url=url,
        title=_text(item.get("title")),
        published_at=_utc(item.get("published_parsed")),
        authors=tuple(
            name for name in (_text(author.get("name")) for author in item.get("authors") or ()) if name
        ),
        publisher=(_text(source.get("title")) if isinstance(source, dict) else None) or publisher,
        html=html or None,
    )


def _utc(parsed: Any) -> str | None:
    """A time parsed by feedparser, in UTC, as ISO 8601; None if it is missing or invalid."""
    if parsed is None:
        return None
    with suppress(ValueError, OverflowError, TypeError, OSError):
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
    return None


def _parse_sitemap(content: bytes) -> Listing:
    """The news entries and nested sitemaps. URLs without a news entry are ignored."""
    entries: list[Entry] = []
    sitemaps: list[str] = []
    damage: str | None = None
    parser = etree.iterparse(
        BytesIO(content),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for element in _elements(parser):
            tag = _local(element)
            address = _child(element, "loc")
            if tag == "url":
                news = element.find(f"{_NEWS}news")
                if news is not None and address and len(entries) < _MOST_ENTRIES:
                    entries.append(_news_entry(address, news))
            elif tag == "sitemap" and address and len(sitemaps) < _MOST_ENTRIES:
                sitemaps.append(address)
            element.clear()
    except etree.XMLSyntaxError as error:
        damage = str(error)[:200]
    if parser.error_log and damage is None:
        damage = str(parser.error_log[0].message)[:200]
    if damage and not entries and not sitemaps:
        raise ListingError(f"has no readable entry: {damage}")
    return Listing(tuple(entries), tuple(sitemaps), damage)


def _elements(parser: Any) -> Iterator[Any]:
    for _, element in parser:
        if _local(element) in {"url", "sitemap"}:
            yield element


def _local(element: Any) -> str:
    """The local name of an element; "" if a damaged document has none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _news_entry(address: str, news: Any) -> Entry:
    publication = news.find(f"{_NEWS}publication")
    return Entry(
        id=address,
        url=address,
        title=_text(news.findtext(f"{_NEWS}title")),
        published_at=_text(news.findtext(f"{_NEWS}publication_date")),
        publisher=_text(publication.findtext(f"{_NEWS}name")) if publication is not None else None,
    )


def _child(element: Any, name: str) -> str | None:
    for child in element:
        if _local(child) == name:
            return _text(child.text)
    return None


def _text(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None
