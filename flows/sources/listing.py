"""Parses feeds and sitemaps from bytes to entries; fetches nothing."""

import html
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence, Sized
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from xml.parsers import expat

import feedparser  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]

from flows.sources.feed_process import ParsingError, parse_apart
from transforms.clean.dates import parse_moment
from transforms.clean.written_dates import is_day_first, is_either_order
from transforms.clean.zone_names import names_several_zones

_MOST_BYTES = 60_000_000  # of an uncompressed sitemap; the protocol allows 50 MB
_MOST_ENTRIES = 50_000  # the sitemap protocol's own limit
_MOST_TAGS = 500_000  # of a feed: feedparser takes some 20 µs for each
_MOST_ATTRIBUTES = 200  # of an element of a feed: for its time their square counts
_MOST_DEPTH = 256  # of a feed's elements, as libxml2 has it for sitemaps
_SMALL = 250_000  # bytes: damaged feeds up to this size are parsed within two seconds, whatever they hold
_HEAD = 65_536  # bytes in which the root element stands
_ENTITIES = "declares XML entities and is not read"
_SITEMAP = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b")
# An ampersand that begins no entity, as in addresses that were not escaped; what CDATA holds stays as it is.
_BARE = re.compile(
    rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)", re.DOTALL
)
_HAS_TAGS = re.compile(r"<[a-zA-Z!/]")
_ESCAPED_TAG = re.compile(
    r"&(?:amp;)?lt;/?(?:p|div|br|b|i|em|strong|a|ul|ol|li|h[1-6]|span|img|figure)\b", re.I
)


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

    `n_pages` counts the addresses of a sitemap that are said to be no news.
    """

    entries: tuple[Entry, ...]
    sitemaps: tuple[str, ...] = ()
    damage: str | None = None
    n_pages: int = 0


def parse_listing(content: bytes) -> Listing | None:
    """The entries of an RSS or Atom feed, a news sitemap or a sitemap index; None for an HTML page.

    For a damaged document returns the readable entries and the damage. Raises ListingError for anything else,
    and for documents that declare XML entities, which serve only attacks.
    """
    content = _unpacked(content)
    head = content[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not head:
        raise ListingError("is empty")
    if b"<!entity" in content.replace(b"\x00", b"").lower():
        raise ListingError(_ENTITIES)
    if b"&" in content and b"\x00" not in head:
        content = _BARE.sub(lambda found: found[1] or b"&amp;", content)
    if _SITEMAP.search(head):
        return _parse_sitemap(content)
    if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head or b"<channel" in head:
        return _feed(content)
    if b"<html" in head or b"<!doctype html" in head:
        return None
    with suppress(ListingError):
        listing = _feed(content)
        if listing.entries:
            return listing
    raise ListingError("is not a feed, sitemap or HTML page")


def _unpacked(content: bytes) -> bytes:
    if content[:3] != b"\x1f\x8b\x08":
        return content
    plain = b""
    try:
        while content[:3] == b"\x1f\x8b\x08" and len(plain) <= _MOST_BYTES:  # one member after another
            unpacker = zlib.decompressobj(31)
            plain += unpacker.decompress(content, _MOST_BYTES + 1 - len(plain))
            content = unpacker.unused_data
    except zlib.error as error:
        raise ListingError(f"is not gzip data: {error}") from error
    if len(plain) > _MOST_BYTES:
        raise ListingError(f"is larger than {_MOST_BYTES:,} bytes uncompressed")
    return plain


def _feed(content: bytes) -> Listing:
    """The listing of a feed, whatever it holds, in bounded time."""
    if _is_sound(content) or len(content) <= _SMALL:
        return parse_feed(content)
    try:
        found = parse_apart(content)
    except ParsingError as error:
        raise ListingError(str(error)) from error
    entries = tuple(Entry(**{**entry, "authors": tuple(entry["authors"])}) for entry in found["entries"])
    return Listing(entries, damage=found["damage"])


def _is_sound(content: bytes) -> bool:
    """Whether a feed is well-formed. Raises ListingError if it is excessive, or declares entities.

    It is read by the parser that feedparser reads it with, but without feedparser's work for each element.
    """
    shape = _Shape()
    parser = expat.ParserCreate()
    parser.StartElementHandler = shape.begin
    parser.EndElementHandler = shape.end
    parser.EntityDeclHandler = shape.refuse_entity
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, ListingError):
            raise
        if content.count(b"<") > _MOST_TAGS:
            raise ListingError(f"has more than {_MOST_TAGS:,} tags and is not read") from error
        return False
    return True


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
        raise ListingError(_ENTITIES)


def parse_feed(content: bytes) -> Listing:
    """The listing of a feed as feedparser reads it. Raises ListingError."""
    try:
        # Its own cleaning of HTML takes the square of the size; extraction does not need it.
        feed = feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser passes on exceptions of its parsers
        raise ListingError(f"cannot be read as a feed: {type(error).__name__}: {error}") from error
    publisher = _text(feed.feed.get("title"))
    items = feed.entries[:_MOST_ENTRIES]
    day_first = is_day_first(text for item in items for text in _stated_dates(item))
    language = _text(feed.feed.get("language"))
    entries = tuple(replace(_feed_entry(item, publisher, day_first), language=language) for item in items)
    cause = feed.get("bozo_exception")
    harmless = isinstance(cause, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)
    damage = str(cause)[:200] if feed.get("bozo") and not harmless else None
    if not entries and damage:
        raise ListingError(f"has no readable entry: {damage}")
    return Listing(entries, damage=damage)


def _feed_entry(item: Any, publisher: str | None, day_first: bool | None) -> Entry:
    url = _text(item.get("link"))
    parts = [part.get("value") for part in item.get("content") or () if isinstance(part, dict)]
    body = max((_text(part) or "" for part in [*parts, item.get("summary")]), key=len)
    source = item.get("source")
    return Entry(
        id=_text(item.get("id")) or url or _text(item.get("title")) or "without-id",
        url=url,
        title=_text(item.get("title")),
        published_at=_date(_stated_dates(item), day_first),
        authors=tuple(
            name for name in (_text(author.get("name")) for author in item.get("authors") or ()) if name
        ),
        publisher=(_text(source.get("title")) if isinstance(source, dict) else None) or publisher,
        html=_unescaped(body) or None,
    )


def _stated_dates(item: Any) -> list[str]:
    """The dates of a feed's item as written: of publication, else of creation or change (also dc:date).

    What feedparser makes of them is not used: it takes zones that it does not know as UTC, and 10-05-2023 as
    a day of 2010.
    """
    stated = (_text(dict.get(item, key)) for key in ("published", "created", "updated"))
    return [text for text in stated if text]


def _date(stated: Iterable[str | None], day_first: bool | None = None) -> str | None:
    """The first of some dates as written that can be read, as ISO 8601.

    One whose zone has a name of several meanings stays as it is written: the article decides.
    """
    for text in stated:
        if moment := parse_moment(text, day_first=day_first):
            return text if text and names_several_zones(text) and not is_either_order(text) else str(moment)
    return None


def _unescaped(body: str) -> str:
    """The HTML of an item whose tags were escaped once too often."""
    for _ in range(2):
        if _HAS_TAGS.search(body) or not _ESCAPED_TAG.search(body):
            break
        body = html.unescape(body)
    return body


def _parse_sitemap(content: bytes) -> Listing:
    """The news entries and nested sitemaps. Addresses without a news entry are counted only."""
    entries: list[Entry] = []
    sitemaps: list[str] = []
    n_pages = 0
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
            address = _text_of(element, "loc")
            news = _child(element, "news")
            if address and _local(element) == "sitemap":
                sitemaps.append(address)
            elif address and news is not None:
                entries.append(_news_entry(address, news))
            elif address:
                n_pages += 1
            element.clear()
            if len(entries) >= _MOST_ENTRIES or len(sitemaps) >= _MOST_ENTRIES:
                break
    except etree.XMLSyntaxError as error:
        damage = str(error)[:200]
    damage = damage or _damage(parser.error_log)
    if damage and not entries and not sitemaps:
        raise ListingError(f"has no readable entry: {damage}")
    return Listing(_with_dates(entries), tuple(sitemaps), damage, n_pages)


def _damage(faults: Any) -> str | None:
    """What libxml2 says of a document. A prefix that is not declared costs nothing: it is not read."""
    serious = (fault for fault in faults if fault.type_name != "NS_ERR_UNDEFINED_NAMESPACE")
    first = next(serious, None)
    return str(first.message)[:200] if first is not None else None


def _with_dates(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with their dates as ISO 8601, where they can be read."""
    day_first = is_day_first(entry.published_at for entry in entries if entry.published_at)
    return tuple(replace(entry, published_at=_date([entry.published_at], day_first)) for entry in entries)


def _elements(parser: Any) -> Iterator[Any]:
    for _, element in parser:
        if _local(element) in {"url", "sitemap"}:
            yield element


def _local(element: Any) -> str:
    """The name of an element without its namespace, whichever that is; "" if it has none."""
    return re.split("[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""


def _news_entry(address: str, news: Any) -> Entry:
    publication = _child(news, "publication")
    return Entry(
        id=address,
        url=address,
        title=_text_of(news, "title"),
        published_at=_text_of(news, "publication_date"),
        publisher=_text_of(publication, "name") if publication is not None else None,
        language=_text_of(publication, "language") if publication is not None else None,
    )


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if _local(child) == name), None)


def _text_of(element: Any, name: str) -> str | None:
    child = _child(element, name)
    return _text(child.text) if child is not None else None


def _text(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None
