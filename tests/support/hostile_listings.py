"""Feeds and sitemaps that are made to cost time or memory, of any size.

`tests/test_hostile_listings.py` parses small ones, `benchmarks/listing_bounds.py` those of the largest size
that is read.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

from flows.sources.entries import MOST_ENTRIES

GOOD = "Dam opens"  # the title of the one entry that each of them has, as the last
_ITEM = f"<item><title>{GOOD}</title><link>http://marsh.example/dam</link></item>"
_URL = f"<url><loc>http://marsh.example/dam</loc><news><title>{GOOD}</title></news></url>"


@dataclass(frozen=True)
class HostileListing:
    """A document; `is_read` says whether its good entry is found, where nothing bounds the document."""

    name: str
    content: bytes
    is_read: bool = True


def hostile_listings(n_bytes: int) -> Iterator[HostileListing]:
    """Feeds and sitemaps of some `n_bytes` each, unpacked."""
    for name, piece, is_read in _PIECES:
        filling = _filled(piece, n_bytes)
        yield HostileListing(f"feed of {name}", _feed(filling), is_read)
        yield HostileListing(f"sitemap of {name}", _sitemap(filling), is_read)
    for name, piece in _TEXTS:
        text = _filled(piece, n_bytes)
        yield HostileListing(f"feed with a title of {name}", _feed(f"<item><title>{text}</title></item>"))
        yield HostileListing(
            f"sitemap with a title of {name}",
            _sitemap(f"<url><loc>http://marsh.example/1</loc><news><title>{text}</title></news></url>"),
        )
    parts = [f"<a{n}/>" for n in range(n_bytes // 8)]
    yield HostileListing("feed of names", _feed("".join(parts)))
    yield HostileListing("sitemap of names", _sitemap("".join(parts)))
    yield HostileListing("sitemap in gzip members", _members(_sitemap(""), n_bytes))
    yield HostileListing("sitemap of items", _sitemap(_filled(_URL.replace(GOOD, "Dam"), n_bytes)))
    yield HostileListing("index of sitemaps", _index(_filled("<sitemap><loc>/a</loc></sitemap>", n_bytes)))
    long = f"<title>{_filled('a', n_bytes // 2)}</title>" + _filled(
        "<item/>", min(n_bytes // 2, 7 * MOST_ENTRIES)
    )
    yield HostileListing("feed whose name each entry repeats", _feed(long))


# What is repeated, and whether a parser goes on behind it to the good entry
_PIECES = (
    ("empty elements", "<a/>", True),
    ("items of nothing", "<item/><url/>", True),
    ("comments", "<!-- -->", True),
    ("instructions", "<?a b?>", True),
    ("CDATA", "<![CDATA[ & ]]>", True),
    ("blanks", " \n", True),
    ("references", "&#65;", True),
    ("ends of nothing", "</a>", False),
    ("open elements", "<a>", False),
    ("open items", "<item><url>", False),
    ("brackets", "<", False),
    ("open comments", "<!--", False),
    ("attributes", "<a b='c' d=\"e\"/>", True),
)
_TEXTS = (("letters", "a"), ("ampersands", "&"), ("escaped tags", "&lt;p&gt;"), ("quotation marks", "\"'"))


def _filled(piece: str, n_bytes: int) -> str:
    return piece * (n_bytes // len(piece))


def _feed(inner: str) -> bytes:
    return f"<rss version='2.0'><channel>{inner}{_ITEM}</channel></rss>".encode()


def _sitemap(inner: str) -> bytes:
    return f"<urlset>{inner}{_URL}</urlset>".encode()


def _index(inner: str) -> bytes:
    return f"<sitemapindex>{inner}{_URL}</sitemapindex>".encode()


def _members(document: bytes, n_bytes: int) -> bytes:
    """A document behind as many gzip members of a byte as make `n_bytes`."""
    blank = gzip.compress(b" ", 1, mtime=0)
    begin, end = document[:8], document[8:]
    return gzip.compress(begin) + blank * (n_bytes // len(blank)) + gzip.compress(end)
