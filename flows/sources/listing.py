"""Reads feeds and sitemaps from bytes to entries; fetches nothing.

What is not small is parsed in a process of its own: nobody has bounded what parsers take for hostile
documents.
"""

import re
import zlib
from contextlib import suppress
from dataclasses import asdict
from io import BytesIO
from typing import Any, Literal

from flows.bounds import BeyondBound, Meter
from flows.sources.entries import Entry, Listing, ListingError
from flows.sources.feed import ENTITIES, parse_feed
from flows.sources.listing_process import answer_of
from flows.sources.sitemap import parse_sitemap
from flows.sources.streams import counted

_MOST_MEGABYTES = 60  # of an unpacked sitemap; the protocol allows 50
_SMALL = 250_000  # bytes: what is no larger is parsed within two seconds, whatever it holds
_HEAD = 65_536  # bytes in which the root element stands
_STEP = 1 << 20  # bytes that are unpacked at once
_SITEMAP = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b")
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf|channel)")
_PAGE = re.compile(rb"<(?:html|!doctype html)")
# Ampersands that begin no entity, as in addresses that were not escaped; what CDATA holds stays as it is.
_BARE = re.compile(
    rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))|(?:&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);))+", re.DOTALL
)

Form = Literal["sitemap", "feed", "page", "unknown"]


def parse_listing(content: bytes) -> Listing | None:
    """The entries of an RSS or Atom feed, a news sitemap or a sitemap index; None for an HTML page.

    For a damaged document returns the readable entries and the damage. Raises ListingError for anything else,
    for documents that declare XML entities, which serve only attacks, and for what takes too long to parse.
    """
    content = _unpacked(content)
    if len(content) <= _SMALL or _form(content) == "page":
        return read_listing(content)
    found = answer_of(content)
    return _from_answer(found) if found else None


def read_listing(content: bytes) -> Listing | None:
    """The same for what is not packed, in this process, however long it takes."""
    form = _form(content)
    if b"<!entity" in content.replace(b"\x00", b"").lower():
        raise ListingError(ENTITIES)
    if form == "page":
        return None
    if b"&" in content and b"\x00" not in content[:_HEAD]:
        content = _BARE.sub(lambda found: found[1] or b"&amp;" * len(found[0]), content)
    if form == "sitemap":
        return parse_sitemap(content)
    if form == "feed":
        return parse_feed(content)
    with suppress(ListingError):
        listing = parse_feed(content)
        if listing.entries:
            return listing
    raise ListingError("is not a feed, sitemap or HTML page")


def as_answer(listing: Listing | None) -> dict[str, Any]:
    """A listing as what JSON holds; empty for an HTML page."""
    return asdict(listing) if listing else {}


def _from_answer(found: dict[str, Any]) -> Listing:
    entries = tuple(Entry(**{**entry, "authors": tuple(entry["authors"])}) for entry in found.pop("entries"))
    return Listing(entries, tuple(found.pop("sitemaps")), **found)


def _form(content: bytes) -> Form:
    """What a document looks like by its head. Raises ListingError if it is empty."""
    head = content[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not head:
        raise ListingError("is empty")
    if _SITEMAP.search(head):
        return "sitemap"
    if _FEED.search(head):
        return "feed"
    return "page" if _PAGE.search(head) else "unknown"


def _unpacked(content: bytes) -> bytes:
    """What a gzip file holds, also if it was cut short; anything else as it is. Raises ListingError."""
    if content[:3] != b"\x1f\x8b\x08":
        return content
    plain = bytearray()
    stream = counted(BytesIO(content), Meter(len(content), _MOST_MEGABYTES), is_gzip=True)
    try:
        while part := stream.read1(_STEP):  # type: ignore[attr-defined]
            plain += part
    except EOFError:
        pass
    except BeyondBound as error:
        raise ListingError(f"cannot be read: {error}") from error
    except zlib.error as error:
        raise ListingError(f"is not gzip data: {error}") from error
    return bytes(plain)
