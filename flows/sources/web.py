"""Fetches the articles that a feed or sitemap lists, or a single page, one request at a time."""

import html
import logging
import re
from collections.abc import Callable, Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from flows.bounds import MAX_UNPACKED, Meter
from flows.sources.config import SourceConfig
from flows.sources.entries import Entry, Listing, ListingError
from flows.sources.faults import FetchError, GivenUp, unreadable
from flows.sources.fetch import Fetcher
from flows.sources.fetch_state import FetchState
from flows.sources.listing import parse_listing
from flows.sources.locations import READ_ERRORS, locate, printable
from flows.sources.patience import host_of
from flows.sources.response import Fetched
from flows.sources.waiting import Waiting
from transforms.clean.decode import MAX_CHARS
from transforms.clock import utc_now
from transforms.records import RawArticle, Rejection

logger = logging.getLogger(__name__)

# Words: an entry's own text of at least this length is the article, a shorter one a summary.
_FULL_TEXT_WORDS = 150
_MOST_SITEMAPS = 100  # followed from an index in one run
_TAG = re.compile(r"<[^<>]*>")
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
        self.waiting = [config.location]
        self.met = set(self.waiting)
        self.n_pages = 0  # addresses of sitemaps that are no news
        self.asked: dict[str, bool] = {}  # pages that were asked for, and whether that is settled
        self.n_repeated = 0  # entries that name one of them again
        self.is_answered = False  # with entries, a page, a fault, or that nothing has changed

    def articles(self) -> Iterator[RawArticle | Rejection]:
        while self.waiting:
            address = self.waiting.pop(0)
            page = None
            try:
                page = self._open(address)
                listing = self._listing(page) if page else None
            except (FetchError, ListingError, *READ_ERRORS) as error:
                self.is_answered = True
                yield self._unread(address, error, page)
                continue
            if page is None:
                self.is_answered = True
            elif listing is None:
                self.is_answered = True
                yield self._whole_page(page, address)
            else:
                yield from self._listed(address, page.url or address, listing)
                yield from self._follow(address, page.url or address, listing)
        if not self.is_answered:
            yield self._nothing_listed()
        yield from self._waiting()
        if self.n_repeated:
            logger.info(
                "%s: %d entries name pages that others name too, and were fetched with those",
                _name(self.config.location),
                self.n_repeated,
            )

    def _listing(self, page: Fetched) -> Listing | None:
        listing = parse_listing(page.content)
        if listing is None and self.config.kind == "sitemap":
            raise ListingError("is an HTML page, not a sitemap")
        return listing

    def _unread(self, address: str, error: Exception, page: Fetched | None) -> Rejection:
        if address == self.config.location:
            return unreadable(self.config, describe_error(address, error, page))
        self._refetch_next_time(self.config.location, error)
        return self._rejection(_name(address), describe_error(address, error, page))

    def _whole_page(self, page: Fetched, address: str) -> RawArticle | Rejection:
        found = self._page_article(page, _name(address), {})
        if isinstance(found, Rejection) and address == self.config.location:
            return unreadable(self.config, found.reason)
        return found

    def _follow(self, address: str, base: str, listing: Listing) -> Iterator[Rejection]:
        """Queue the sitemaps that one lists; a rejection where they are more than are followed."""
        joined = {found: _joined(base, found) for found in listing.sitemaps}
        for found in (found for found, url in joined.items() if url is None):
            self.is_answered = True
            yield self._rejection(_name(address), f"lists {found[:100]!r}, which is no address")
        new = [url for url in joined.values() if url is not None and url not in self.met]
        followed = new[: max(0, 1 + _MOST_SITEMAPS - len(self.met))]
        self.met.update(followed)
        self.waiting += dict.fromkeys(followed)
        if len(followed) < len(new):
            self.is_answered = True
            reason = f"lists {len(new):,} sitemaps, of which {len(followed)} were followed: name them apart"
            yield self._rejection(_name(address), reason)

    def _nothing_listed(self) -> Rejection:
        """What is said where there is neither an article nor a fault."""
        if self.n_pages:
            reason = (
                f"lists {self.n_pages:,} pages, none of them as news (<news:news>), so it does not say which"
                " are articles; is there a news sitemap, or a feed?"
            )
            return unreadable(self.config, f"{self.config.location} {reason}")
        return self._rejection(_name(self.config.location), f"{self.config.location} lists no article")

    def _open(self, address: str) -> Fetched | None:
        """The content of a URL, or of a file with a feed or sitemap."""
        if is_web(address):
            return self.fetcher.fetch(address, self.state)
        if address != self.config.location:
            raise ListingError("a file may only list http(s) URLs")
        place = next(locate(address, self.config.storage).places())
        if place.fault:
            raise ListingError(place.fault)
        with place.open(Meter(None, MAX_UNPACKED)) as stream:
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
        if listing.n_left_out:
            read = len(listing.entries) + len(listing.sitemaps)
            reason = f"lists {read + listing.n_left_out:,} entries, of which the first {read:,} were read"
            yield self._rejection(name, reason)
        self.n_pages += listing.n_pages
        self.is_answered |= bool(listing.entries or listing.damage)
        for entry in listing.entries:
            ref = printable(f"{name}#{entry.id}")
            if self.wanted(ref):
                article = self._entry_article(entry, ref, base)
                if article is not None:
                    yield article

    def _waiting(self) -> Iterator[RawArticle | Rejection]:
        """The articles that earlier runs could not fetch, as far as no listing named them again."""
        for one in self.state.waiting.of(self.config.name) if self.state else ():
            if self.wanted(one.source_ref):
                article = self._fetched_article(one.url, one.source_ref, dict(one.hints))
                if article is not None:
                    yield article

    def _fetched_article(self, url: str, ref: str, hints: dict[str, object]) -> RawArticle | Rejection | None:
        """The article at `url`; None if it has not changed, its host was given up and it waits, or another
        entry has asked for it.
        """
        address = urldefrag(url).url
        if address in self.asked:
            self.n_repeated += 1
            self._settle(ref, self.asked[address])
            return None
        try:
            page = self.fetcher.fetch(url, self.state)
        except FetchError as error:
            self.asked[address] = not error.transient
            return self._not_fetched(url, ref, hints, error)
        self.asked[address] = True
        self._settle(ref)
        return self._page_article(page, ref, hints) if page else None

    def _settle(self, ref: str, is_settled: bool = True) -> None:
        if self.state is not None and is_settled:
            self.state.waiting.settled(self.config.name, ref)

    def _not_fetched(
        self, url: str, ref: str, hints: dict[str, object], error: FetchError
    ) -> Rejection | None:
        """The rejection of an article, which is asked for again after a fault that may pass."""
        if self.state is None:
            return self._rejection(ref, str(error))
        waiting = self.state.waiting
        if not error.transient:
            waiting.settled(self.config.name, ref)
            return self._rejection(ref, str(error))
        now = utc_now()
        article = waiting.failed(Waiting(self.config.name, ref, url, hints, str(error), 1, now, now))
        if article.is_over:
            ended = f"given up after {article.tries} runs since {article.since:%Y-%m-%d}"
            return self._rejection(ref, f"{error}; {ended}")
        if isinstance(error, GivenUp):
            waiting.by_host[host_of(url), error.reason] += 1
            return None
        return self._rejection(ref, str(error))

    def _refetch_next_time(self, address: str, error: Exception) -> None:
        """After a transient fault, drop the validators of `address`: the next run reads it in full."""
        if self.state is not None and is_web(address) and getattr(error, "transient", False):
            self.state.put(address, {})

    def _entry_article(self, entry: Entry, ref: str, base: str) -> RawArticle | Rejection | None:
        url = _joined(base, entry.url) if entry.url else None
        stated = {
            "url": url,
            "title": entry.title,
            "published_at": entry.published_at,
            "authors": list(entry.authors),
            "publisher": self.config.publisher or entry.publisher,
            "language": self.config.language or entry.language,
        }
        hints: dict[str, object] = {key: value for key, value in stated.items() if value}
        if self._is_full(entry):
            page = _as_page(entry.html or "", entry.title)
            return RawArticle(self.config.name, ref, page, "html", hints)
        if not url or not is_web(url):
            return self._rejection(ref, "has neither text nor a URL to fetch it from")
        return self._fetched_article(url, ref, hints)

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


def _joined(base: str, address: str) -> str | None:
    """An address that a listing of `base` names; None if it is none: "http://[x"."""
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def _name(address: str) -> str:
    """The name of a URL in refs: the last segment of its path, else its host."""
    parts = urlsplit(address)
    return parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or "feed"
