"""Parses sitemaps and indexes of them, in memory that does not grow with what they hold beside addresses."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from flows.sources.entries import MOST_ENTRIES, Entry, Listing, ListingError, first_date, text_of
from transforms.clean.written_dates import is_day_first

_STEP = 65_536  # bytes that the parser is given at once
_ITEMS = frozenset({"url", "sitemap"})
# Of an item, by the names of the elements in which they stand
_WANTED = frozenset(
    {
        "loc",
        "news",
        "news/title",
        "news/publication_date",
        "news/publication/name",
        "news/publication/language",
    }
)
_DEEPEST = 3  # elements in which one of these stands


def parse_sitemap(content: bytes) -> Listing:
    """The news entries and nested sitemaps. Addresses without a news entry are counted only.

    Raises ListingError for a damaged sitemap of which nothing can be read.
    """
    found = _Items()
    parser = etree.XMLParser(
        target=found, recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    damage: str | None = None
    try:
        for start in range(0, len(content), _STEP):
            parser.feed(content[start : start + _STEP])
        parser.close()
    except etree.XMLSyntaxError as error:
        damage = str(error)[:200]
    damage = damage or _damage(parser.feed_error_log)
    if damage and not found.entries and not found.sitemaps:
        raise ListingError(f"has no readable entry: {damage}")
    return Listing(_with_dates(found.entries), tuple(found.sitemaps), damage, found.n_pages, found.n_left_out)


class _Items:
    """The items of a sitemap, gathered while it is parsed: no tree of its elements is built."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.sitemaps: list[str] = []
        self.n_pages = self.n_left_out = 0
        self._path: list[str] = []
        self._item_at = 0  # the depth of the item that is open
        self._stated: dict[str, str] = {}  # of that item
        self._key = ""  # what is being read of it, at this depth
        self._key_at = 0
        self._text: list[str] = []

    def start(self, tag: str, _: object) -> None:
        name = _local(tag)
        self._path.append(name)
        depth = len(self._path)
        # An item within another one: the end of that is missing
        if name in _ITEMS and self._item_at in (0, depth - 1):
            self._item_at, self._stated, self._key_at = depth, {}, 0
        elif self._item_at:
            self._begin(depth)

    def _begin(self, depth: int) -> None:
        if self._key_at or depth > self._item_at + _DEEPEST:
            return
        key = "/".join(self._path[self._item_at :])
        if key == "news":
            self._stated.setdefault(key, "")
        elif key in _WANTED and key not in self._stated:
            self._key, self._key_at, self._text = key, depth, []

    def data(self, text: str) -> None:
        if self._key_at:
            self._text.append(text)

    def end(self, _: str) -> None:
        depth = len(self._path)
        if depth == self._key_at:
            self._stated[self._key] = "".join(self._text)
            self._key_at = 0
        elif depth and depth == self._item_at:
            self._item_at = 0
            self._keep(self._path[-1], self._stated)
        del self._path[-1:]

    def close(self) -> None:
        """Nothing is left to do at the end of the document."""

    def _keep(self, kind: str, stated: dict[str, str]) -> None:
        address = text_of(stated.get("loc"))
        if not address:
            return
        if kind == "url" and "news" not in stated:
            self.n_pages += 1
        elif len(self.entries) + len(self.sitemaps) >= MOST_ENTRIES:
            self.n_left_out += 1
        elif kind == "sitemap":
            self.sitemaps.append(address)
        else:
            self.entries.append(_news_entry(address, stated))


def _news_entry(address: str, stated: dict[str, str]) -> Entry:
    return Entry(
        id=address,
        url=address,
        title=text_of(stated.get("news/title")),
        published_at=text_of(stated.get("news/publication_date")),
        publisher=text_of(stated.get("news/publication/name")),
        language=text_of(stated.get("news/publication/language")),
    )


def _local(tag: str) -> str:
    """The name of an element without its namespace, whichever that is, or a prefix that is not declared."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _damage(faults: Any) -> str | None:
    """What libxml2 says of a document. A prefix that is not declared costs nothing: it is not read."""
    serious = (fault for fault in faults if fault.type_name != "NS_ERR_UNDEFINED_NAMESPACE")
    first = next(serious, None)
    return str(first.message)[:200] if first is not None else None


def _with_dates(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with their dates as ISO 8601, where they can be read."""
    day_first = is_day_first(entry.published_at for entry in entries if entry.published_at)
    return tuple(
        replace(entry, published_at=first_date([entry.published_at], day_first)) for entry in entries
    )
