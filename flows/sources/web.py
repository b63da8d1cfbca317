"""Fetches the articles that a feed or sitemap lists, or a single page, one request at a time."""

import html
import logging
import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from flows.sources.config import SourceConfig
from flows.sources.faults import FetchError, unreadable
from flows.sources.fetch import Fetched, Fetcher, FetchState
from flows.sources.listing import Entry, Listing, ListingError, parse_listing
from flows.sources.locations import READ_ERRORS, locate, printable
from transforms.clean.decode import MAX_CHARS
from transforms.records import RawArticle, Rejection

logger = logging.getLogger(__name__)

# Words: an entry's own text of at least this length is the article, a shorter one a summary.
_FULL_TEXT_WORDS = 150
_MOST_SITEMAPS = 100  # followed from an index in one run
_TAG = re.compile(r"<[^>]*>")
_PAGE_MEDIA = {"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"}


def is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def read_web(
    config: SourceConfig, state: FetchState | None = None, wanted: Callable[[str], bool] | None = None
) -> Iterator[RawArticle | Rejection]:
    """The articles that the feed or sitemap at `config.location` lists; for a page, the page itself.

    An entry that cannot be fetched or read is a rejection with the reason, and the others follow; for the
    feed, sitemap or page itself the rejection is Unreadable. A feed unchanged since `state` was stored yields
    nothing. Entries whose reference is not `wanted` are skipped without being fetched.
    """
    with Fetcher(config.fetching, config.allow_private, config.obey_robots) as fetcher:
        yield from _Web(config, fetcher, state, wanted).articles()


class _Web:
    """One pass over one feed, sitemap or page."""

    def __init__(
        self,
        config: SourceConfig,
        fetcher: Fetcher,
        state: FetchState | None,
        wanted: Callable[[str], bool] | None,
    ) -> None:
        self.config = config
        self.fetcher = fetcher
        self.state = state
        self.wanted = wanted or (lambda ref: True)

    def articles(self) -> Iterator[RawArticle | Rejection]:
        waiting = [self.config.location]
        met = set(waiting)
        while waiting:
            address = waiting.pop(0)
            page = None
            try:
                page = self._open(address)
                listing = parse_listing(page.content) if page else Listing(())
            except (FetchError, ListingError, *READ_ERRORS) as error:
                if address == self.config.location:
                    yield unreadable(self.config, describe_error(address, error, page))
                else:
                    yield self._rejection(_name(address), describe_error(address, error, page))
                    self._refetch_next_time(self.config.location, error)
                continue
            if page and listing is None:
                found = self._page_article(page, _name(address), {})
                if isinstance(found, Rejection) and address == self.config.location:
                    found = unreadable(self.config, found.reason)
                yield found
                continue
            if listing is not None:
                base = page.url if page else address
                yield from self._listed(address, base, listing)
                for nested in (urljoin(base, found) for found in listing.sitemaps):
                    if nested not in met and len(met) <= _MOST_SITEMAPS:
                        met.add(nested)
                        waiting.append(nested)

    def _open(self, address: str) -> Fetched | None:
        """The content of a URL, or of a file with a feed or sitemap."""
        if is_web(address):
            return self.fetcher.fetch(address, self.state)
        if address != self.config.location:
            raise ListingError("a file may only list http(s) URLs")
        place = next(locate(address, self.config.storage).places())
        with place.open() as stream:
            content = stream.read(MAX_CHARS + 1)
        if len(content) > MAX_CHARS:
            raise ListingError(f"is larger than {MAX_CHARS:,} bytes")
        return Fetched("", content, "", None, {})

    def _listed(self, address: str, base: str, listing: Listing) -> Iterator[RawArticle | Rejection]:
        name = _name(address)
        if listing.damage:
            logger.warning(
                "%s: is damaged (%s): %d entries kept", address, listing.damage, len(listing.entries)
            )
            yield self._rejection(
                name, f"is damaged: {listing.damage}; {len(listing.entries)} entries were kept"
            )
        for entry in listing.entries:
            ref = printable(f"{name}#{entry.id}")
            try:
                article = self._entry_article(entry, ref, base) if self.wanted(ref) else None
            except FetchError as error:
                article = self._rejection(ref, str(error))
                self._refetch_next_time(address, error)
                self._refetch_next_time(self.config.location, error)
            if article is not None:
                yield article

    def _refetch_next_time(self, address: str, error: Exception) -> None:
        """After a transient fault, drop the validators of `address`: the next run reads it in full."""
        if self.state is not None and is_web(address) and getattr(error, "transient", False):
            self.state.put(address, {})

    def _entry_article(self, entry: Entry, ref: str, base: str) -> RawArticle | Rejection | None:
        url = urljoin(base, entry.url) if entry.url else None
        stated = {
            "url": url,
            "title": entry.title,
            "published_at": entry.published_at,
            "authors": list(entry.authors),
            "publisher": self.config.publisher or entry.publisher,
        }
        hints: dict[str, object] = {key: value for key, value in stated.items() if value}
        if self._is_full(entry):
            page = _as_page(entry.html or "", entry.title)
            return RawArticle(self.config.name, ref, page, "html", hints)
        if not url or not is_web(url):
            return self._rejection(ref, "has neither text nor a URL to fetch it from")
        fetched = self.fetcher.fetch(url, self.state)
        return self._page_article(fetched, ref, hints) if fetched else None

    def _is_full(self, entry: Entry) -> bool:
        match self.config.full_text:
            case "page":
                return False
            case "entry":
                return bool(entry.html)
        return len(_TAG.sub(" ", entry.html or "").split()) >= _FULL_TEXT_WORDS

    def _page_article(self, page: Fetched, ref: str, hints: dict[str, object]) -> RawArticle | Rejection:
        if page.media not in _PAGE_MEDIA:
            return self._rejection(ref, f"wrong content type: {page.url}; {page.media} is not an HTML page")
        if len(page.content) > MAX_CHARS:
            return self._rejection(ref, f"too large: {page.url}; more than {MAX_CHARS:,} bytes")
        stated: dict[str, object] = {"url": page.url, **hints}
        if page.charset:
            stated["charset"] = page.charset
        media = "text" if page.media == "text/plain" else "html"
        return RawArticle(self.config.name, printable(ref), page.content, media, stated)

    def _rejection(self, ref: str, reason: str) -> Rejection:
        return Rejection(self.config.name, printable(ref), reason, "")


def _as_page(fragment: str, title: str | None) -> str:
    """The HTML fragment of a feed entry as a full page, as extractors expect."""
    head = f"<title>{html.escape(title or '')}</title>"
    return f"<!DOCTYPE html><html><head>{head}</head><body><article>{fragment}</article></body></html>"


def describe_error(address: str, error: Exception, page: Fetched | None) -> str:
    """The reason why `address` cannot be read; `page` is the response, if there was one."""
    if isinstance(error, FetchError):
        return str(error)
    media = f" (its content type is {page.media})" if page and page.media else ""
    return f"cannot be read: {address} {error}{media}"


def _name(address: str) -> str:
    """The name of a URL in refs: the last segment of its path, else its host."""
    parts = urlsplit(address)
    return parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or "feed"
