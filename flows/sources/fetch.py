"""HTTP client: rate limited, bounded in size and time, restricted to public addresses and robots.txt."""

import logging
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from flows.sources.budget import Budget
from flows.sources.config import Fetching
from flows.sources.faults import NETWORK_ERRORS, FetchError, GivenUp, network_fault, status_fault
from flows.sources.patience import Patience
from flows.sources.robots import ALLOW_ALL, Robots, parse_robots
from flows.sources.ssrf import ForbiddenAddressError, GuardedTransport
from flows.sources.waiting import Waiting, WaitingList

logger = logging.getLogger(__name__)

AGENT = "readout"
USER_AGENT = f"{AGENT}/0.1 (news reader; obeys robots.txt)"
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 120.0  # seconds of Retry-After; a longer one counts as a failure
_ROBOTS_BYTES = 5_000_000  # of a robots.txt; its rules are taken from the first half megabyte
_MOST_CHARS = 8_000  # of a URL; browsers and servers agree on about as much
_MOST_SITES = 10_000  # whose robots.txt is cached


class FetchState(Protocol):
    """What is kept between runs: the validators of the last response by URL, with keys "etag" and
    "last_modified", and the articles that could not be fetched yet.
    """

    waiting: WaitingList

    def get(self, url: str) -> Mapping[str, str] | None: ...

    def put(self, url: str, validators: Mapping[str, str]) -> None: ...

    def mark_unchanged(self, url: str) -> None:
        """Record that the resource has not changed (304)."""


class MemoryState:
    """A FetchState in memory.

    `changed` holds the validators that a run has put, `unchanged` the URLs that answered 304.
    """

    def __init__(
        self, known: Mapping[str, Mapping[str, str]] | None = None, waiting: Iterable[Waiting] = ()
    ) -> None:
        self._known = dict(known or {})
        self.waiting = WaitingList(waiting)
        self.changed: dict[str, dict[str, str]] = {}
        self.unchanged: set[str] = set()

    def get(self, url: str) -> Mapping[str, str] | None:
        return self.changed.get(url) or self._known.get(url)

    def put(self, url: str, validators: Mapping[str, str]) -> None:
        self.changed[url] = dict(validators)

    def mark_unchanged(self, url: str) -> None:
        self.unchanged.add(url)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response: final URL, decompressed body, and the metadata of its headers."""

    url: str
    content: bytes
    media: str  # "text/html"; "" if the server does not state it
    charset: str | None
    headers: Mapping[str, str]


@dataclass
class Fetcher:
    """Fetches URLs one at a time. Use as a context manager, or `close` it.

    Use one per source: it enforces the delay per host and caches robots.txt. `clock` and `sleep` are for
    tests.
    """

    settings: Fetching = field(default_factory=Fetching)
    allow_private: bool = False
    obey_robots: bool = True
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict, repr=False)
    _robots: dict[str, Robots | FetchError] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._patience = Patience(self.settings.deadline)
        self._paused = 0.0  # seconds between the tries of the request under way
        self._transport = GuardedTransport(self.allow_private)
        self._network = self._transport.network
        self._client = httpx.Client(
            transport=self._transport,
            timeout=self.settings.timeout,
            follow_redirects=False,
            trust_env=False,
            # Only gzip, because its decompression can be bounded.
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        )

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def fetch(self, url: str, state: FetchState | None = None) -> Fetched | None:
        """The response for `url` after redirects; None if it has not changed since `state` was stored.

        Raises FetchError: not http(s), not a public address, forbidden by robots.txt or robots.txt
        unavailable, too many redirects, too large, too slow, or an error that persisted after the retries.
        """
        known = dict(state.get(url) or {}) if state else {}
        headers = {
            name: known[key]
            for name, key in (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))
            if known.get(key)
        }
        answer = self._follow(url, headers, self.settings.max_bytes)
        if answer is None:
            if state is not None:
                state.mark_unchanged(url)
            return None
        if state is not None:
            validators = {
                "etag": answer.headers.get("etag"),
                "last_modified": answer.headers.get("last-modified"),
            }
            stated = {key: value for key, value in validators.items() if value}
            if stated:
                state.put(url, stated)
        return answer

    def _follow(self, url: str, headers: Mapping[str, str], limit: int, check: bool = True) -> Fetched | None:
        first = url
        budget = Budget(self.settings.deadline, self.clock)
        try:
            for _ in range(self.settings.max_redirects + 1):
                _check_address(url)
                self._patience.check(url)
                if check and self.obey_robots and not self._robots_for(url).allows(url):
                    raise FetchError("forbidden by robots.txt", url, "the site does not allow crawling it")
                answer = self._request_patiently(url, headers, limit, budget)
                if not isinstance(answer, str):
                    return answer
                url = urljoin(url, answer)
        except FetchError as error:
            raise error.as_requested_from(first) from error
        most = f"more than {self.settings.max_redirects} (`fetching.max_redirects` of its source file)"
        raise FetchError("too many redirects", first, most)

    def _request_patiently(
        self, url: str, headers: Mapping[str, str], limit: int, budget: Budget
    ) -> Fetched | str | None:
        """The response to `url`, with the time it cost in vain counted against its host."""
        before, self._paused = budget.left, 0.0
        try:
            answer = self._request_with_retries(url, headers, limit, budget)
        except FetchError as error:
            if error.transient:
                self._patience.lose(url, before - budget.left + self._paused, error)
            else:
                self._patience.answered(url)
            raise
        seconds = before - budget.left + self._paused
        if seconds > self.settings.timeout:
            slow = f"its answers take longer than {self.settings.timeout:g} s"
            self._patience.lose(url, seconds, FetchError("timeout", url, slow, transient=True))
        else:
            self._patience.answered(url)
        return answer

    def _request_with_retries(
        self, url: str, headers: Mapping[str, str], limit: int, budget: Budget
    ) -> Fetched | str | None:
        """The response, or the target of its redirect; None for 304. Retries transient faults."""
        for attempt in range(1, self.settings.tries + 1):
            self._keep_pace(url)
            try:
                return self._request(url, headers, limit, budget)
            except _RetryableError as retryable:
                wait = retryable.wait if retryable.wait is not None else 2.0 ** (attempt - 1)
                if attempt == self.settings.tries or wait > _LONGEST_WAIT:
                    fault = retryable.after(attempt, url)
                    if wait > _LONGEST_WAIT:
                        self._patience.give_up(url, fault)
                    raise fault from retryable
                logger.info("%s, trying again in %.0f s", retryable.fault, wait)
            self.sleep(wait)
            self._paused += wait
        raise AssertionError("unreachable")

    def _request(
        self, url: str, headers: Mapping[str, str], limit: int, budget: Budget
    ) -> Fetched | str | None:
        self._network.budget = budget
        try:
            self._client.cookies.clear()
            with budget, self._client.stream("GET", url, headers=dict(headers)) as answer:
                return self._read(url, answer, limit)
        except ForbiddenAddressError as error:
            advice = "`allow_private: true` in the source file allows it"
            raise FetchError("private address", url, f"{error}; {advice}") from error
        except NETWORK_ERRORS as error:
            if budget.is_spent:
                slow = f"the whole request took longer than {self.settings.deadline:g} s"
                raise FetchError("timeout", url, slow, transient=True) from error
            raise _RetryableError(network_fault(url, error, self.settings.timeout)) from error
        except (
            httpx.InvalidURL,
            httpx.HTTPError,
            httpcore.UnsupportedProtocol,
            UnicodeError,
            ValueError,
        ) as error:
            raise FetchError("invalid request", url, f"{type(error).__name__}: {error}") from error
        finally:
            self._transport.close_confused()

    def _read(self, url: str, answer: httpx.Response, limit: int) -> Fetched | str | None:
        status = answer.status_code
        if status == 304:
            return None
        if status in {301, 302, 303, 307, 308}:
            if not answer.headers.get("location"):
                raise FetchError(
                    "redirect without target", url, f"HTTP {status} without a Location header", status
                )
            return str(answer.headers["location"])
        if status in _RETRIED:
            raise _RetryableError(status_fault(url, status), _retry_after(answer.headers.get("retry-after")))
        if status != 200:
            raise status_fault(url, status)
        content = self._content(url, answer, limit)
        message = Message()
        message["content-type"] = answer.headers.get("content-type", "")
        charset = message.get_content_charset()
        media = message.get_content_type() if answer.headers.get("content-type") else ""
        return Fetched(url, content, media, charset, dict(answer.headers))

    def _content(self, url: str, answer: httpx.Response, limit: int) -> bytes:
        """The decompressed body. Enforces the limits of size and time regardless of the headers."""
        encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
            raise FetchError("unknown content encoding", url, f"{encoding!r} was not requested")
        unpacker = _Unpacker() if encoding in {"gzip", "x-gzip", "deflate"} else None
        n_received = 0  # as sent: headers of gzip may be long, and what follows its end
        content = bytearray()
        for chunk in answer.iter_raw():
            n_received += len(chunk)
            try:
                content += unpacker.unpack(chunk, limit + 1 - len(content)) if unpacker else chunk
            except zlib.error as error:
                raise FetchError("corrupt response", url, f"it is not {encoding} data: {error}") from error
            if max(len(content), n_received) > limit:
                raise FetchError("too large", url, f"more than {limit:,} bytes")
        if unpacker and n_received and not unpacker.is_at_end:
            raise _RetryableError(FetchError("connection lost", url, "the response is incomplete"))
        return bytes(content)

    def _keep_pace(self, url: str) -> None:
        host = _site_of(url)
        robots = self._robots.get(host)
        asked = (robots.delay or 0.0) if isinstance(robots, Robots) else 0.0
        delay = max(self.settings.delay, min(asked, 60.0))
        wait = self._next.get(host, 0.0) - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._next[host] = self.clock() + delay

    def _robots_for(self, url: str) -> Robots:
        """The robots.txt of the site of `url`, fetched once.

        A missing robots.txt allows everything; an unavailable one forbids everything (RFC 9309, 2.3.1.4), and
        raises FetchError with the reason.
        """
        site = _site_of(url)
        is_first = site not in self._robots
        if is_first:
            if len(self._robots) >= _MOST_SITES:
                self._robots.clear()
            self._robots[site] = self._fetch_robots(site)
        found = self._robots[site]
        if isinstance(found, FetchError):
            if found.transient and not is_first:
                raise GivenUp.of(found, url) from found
            raise FetchError(found.kind, url, found.detail, transient=found.transient) from found
        return found

    def _fetch_robots(self, site: str) -> Robots | FetchError:
        try:
            answer = self._follow(f"{site}/robots.txt", {}, _ROBOTS_BYTES, check=False)
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return ALLOW_ALL
            return _as_robots_fault(error)
        return parse_robots(answer.content.decode("utf-8", "replace"), AGENT) if answer else ALLOW_ALL


class _Unpacker:
    """Unpacks gzip, one member after another, and zlib; passes over what follows."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(47)
        self._is_over = False

    @property
    def is_at_end(self) -> bool:
        return self._member.eof

    def unpack(self, part: bytes, most: int) -> bytes:
        """What a part of the body holds, at most so many bytes of it. Raises zlib.error."""
        content = b""
        while part and not self._is_over and len(content) < most:
            if self._member.eof:
                self._is_over = not part.startswith(b"\x1f")
                if self._is_over:
                    break
                self._member = zlib.decompressobj(31)
            content += self._member.decompress(part, most - len(content))
            part = self._member.unused_data
        return content


class _RetryableError(Exception):
    """A fault that may be gone in another try, after `wait` seconds if the server states them."""

    def __init__(self, fault: FetchError, wait: float | None = None) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.wait = wait

    def after(self, n_tries: int, url: str) -> FetchError:
        """The fault for which no further try is made."""
        tries = "1 try" if n_tries == 1 else f"{n_tries} tries"
        fault = self.fault
        asked = f"asks to be left alone for {self.wait:,.0f} s" if (self.wait or 0.0) > _LONGEST_WAIT else ""
        detail = f"{fault.detail} ({tries})" if fault.detail else f"after {tries}"
        return FetchError(
            fault.kind, url, "; ".join(filter(None, (asked, detail))), fault.status, transient=True
        )


def _as_robots_fault(fault: FetchError) -> FetchError:
    """The fault of a robots.txt as the fault of every page of its site.

    For a host that does not respond at all, that fault is the reason; for one that responds, but not with its
    robots.txt, the reason is the unavailable robots.txt.
    """
    if fault.kind == "private address":  # nothing was requested
        return fault
    rule = "while requesting robots.txt; a site without an available robots.txt is not crawled (RFC 9309)"
    if fault.transient and fault.status is None:
        return FetchError(fault.kind, fault.url, f"{fault.detail}; {rule}", transient=True)
    detail = "; ".join(filter(None, (fault.kind, fault.detail)))
    return FetchError("robots.txt unavailable", fault.url, f"{detail}; {rule}", transient=True)


def _check_address(url: str) -> None:
    if len(url) > _MOST_CHARS:
        raise FetchError("invalid URL", f"{url[:200]}…", f"it is longer than {_MOST_CHARS:,} characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError("invalid URL", url, str(error)) from error
    if parts.scheme not in {"http", "https"}:
        raise FetchError("not a web address", url, "only http and https are fetched")
    if not host or port == 0:
        raise FetchError("invalid URL", url, "it names no host")
    if parts.username or parts.password:
        raise FetchError("URL with credentials", url, "such URLs are not fetched")


def _site_of(url: str) -> str:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def _retry_after(stated: str | None) -> float | None:
    """Seconds until the time of a Retry-After header, a number or a date; None if it is neither."""
    if not stated:
        return None
    if stated.strip().isdecimal():
        return float(stated.strip()[:9])
    with suppress(ValueError, TypeError, OverflowError):
        when = parsedate_to_datetime(stated)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())
    return None
