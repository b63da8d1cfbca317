"""Fetching from the web: politely, within bounds, and only what is public."""

import logging
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from flows.sources.config import Fetching
from flows.sources.guard import ForbiddenAddressError, GuardedTransport
from flows.sources.robots import ALLOW_ALL, DENY_ALL, Robots, parse_robots

logger = logging.getLogger(__name__)

AGENT = "readout"
USER_AGENT = f"{AGENT}/0.1 (news reader; obeys robots.txt)"
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 120.0  # seconds that a server may ask for before its page counts as failed
_ROBOTS_BYTES = 512_000
_MOST_SITES = 10_000  # whose robots.txt is remembered


class FetchError(Exception):
    """A page that cannot be had; the message says why. `status` is the HTTP status, if there was one."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class FetchState(Protocol):
    """What the last answer to an address said of itself, kept between runs: "etag", "last_modified"."""

    def get(self, url: str) -> Mapping[str, str] | None: ...

    def put(self, url: str, validators: Mapping[str, str]) -> None: ...


class MemoryState:
    """A FetchState that forgets at the end. `changed` holds what a run has put."""

    def __init__(self, known: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._known = dict(known or {})
        self.changed: dict[str, dict[str, str]] = {}

    def get(self, url: str) -> Mapping[str, str] | None:
        return self.changed.get(url) or self._known.get(url)

    def put(self, url: str, validators: Mapping[str, str]) -> None:
        self.changed[url] = dict(validators)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its final address, its bytes (unpacked) and what its headers say of them."""

    url: str
    content: bytes
    media: str  # "text/html", "" where the server does not say
    charset: str | None
    headers: Mapping[str, str]


@dataclass
class Fetcher:
    """Fetches one address after the other. Use as a context manager, or `close` it.

    One is enough for a source: it keeps the pace with each host and its robots.txt. `clock` and `sleep`
    are there to be replaced in tests.
    """

    settings: Fetching = field(default_factory=Fetching)
    allow_private: bool = False
    obey_robots: bool = True
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict, repr=False)
    _robots: dict[str, Robots] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._client = httpx.Client(
            transport=GuardedTransport(self.allow_private),
            timeout=self.settings.timeout,
            follow_redirects=False,
            trust_env=False,
            # Only gzip: it can be unpacked within a bound.
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        )

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def fetch(self, url: str, state: FetchState | None = None) -> Fetched | None:
        """The answer to `url` after redirects; None where `state` knows it and it has not changed since.

        Raises FetchError: not http(s), no public address, forbidden by robots.txt, too many redirects, too
        large, too slow, or an error that stayed after the retries.
        """
        known = dict(state.get(url) or {}) if state else {}
        headers = {
            name: known[key]
            for name, key in (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))
            if known.get(key)
        }
        answer = self._follow(url, headers, self.settings.max_bytes)
        if answer is None:
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
        for _ in range(self.settings.max_redirects + 1):
            _check_address(url)
            if check and self.obey_robots and not self._site(url).allows(url):
                raise FetchError(f"{url}: robots.txt of the site forbids it")
            answer = self._retried(url, headers, limit)
            if not isinstance(answer, str):
                return answer
            url = urljoin(url, answer)
        raise FetchError(f"{url}: more than {self.settings.max_redirects} redirects")

    def _retried(self, url: str, headers: Mapping[str, str], limit: int) -> Fetched | str | None:
        """The answer, or where it redirects to. Waits and asks again where that may help."""
        for attempt in range(1, self.settings.tries + 1):
            self._keep_pace(url)
            wait = 2.0 ** (attempt - 1)
            try:
                return self._ask(url, headers, limit)
            except _RetryableError as error:
                wait = error.wait if error.wait is not None else wait
                if attempt == self.settings.tries or wait > _LONGEST_WAIT:
                    raise FetchError(f"{url}: {error} ({attempt} tries)", error.status) from error
                logger.info("%s: %s, trying again in %.0f s", url, error, wait)
            self.sleep(wait)
        raise AssertionError("unreachable")

    def _ask(self, url: str, headers: Mapping[str, str], limit: int) -> Fetched | str | None:
        try:
            self._client.cookies.clear()
            with self._client.stream("GET", url, headers=dict(headers)) as answer:
                return self._read(url, answer, limit)
        except ForbiddenAddressError as error:
            raise FetchError(f"{url}: {error}") from error
        except (
            httpx.TransportError,
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
        ) as error:
            raise _RetryableError(f"{type(error).__name__}: {error}") from error
        except (
            httpx.InvalidURL,
            httpx.HTTPError,
            httpcore.UnsupportedProtocol,
            UnicodeError,
            ValueError,
        ) as error:
            raise FetchError(f"{url}: {type(error).__name__}: {error}") from error

    def _read(self, url: str, answer: httpx.Response, limit: int) -> Fetched | str | None:
        status = answer.status_code
        if status == 304:
            return None
        if status in {301, 302, 303, 307, 308} and answer.headers.get("location"):
            return str(answer.headers["location"])
        if status in _RETRIED:
            raise _RetryableError(f"HTTP {status}", status, _retry_after(answer.headers.get("retry-after")))
        if status != 200:
            raise FetchError(f"{url}: HTTP {status}", status)
        content = self._content(url, answer, limit)
        message = Message()
        message["content-type"] = answer.headers.get("content-type", "")
        charset = message.get_content_charset()
        media = message.get_content_type() if answer.headers.get("content-type") else ""
        return Fetched(url, content, media, charset, dict(answer.headers))

    def _content(self, url: str, answer: httpx.Response, limit: int) -> bytes:
        """The body, unpacked; stops at the limit of size or time, whatever the headers promise."""
        encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
            raise FetchError(f"{url}: is packed as {encoding!r}, which was not asked for")
        unpacker = zlib.decompressobj(47) if encoding in {"gzip", "x-gzip", "deflate"} else None
        latest = self.clock() + self.settings.deadline
        content = bytearray()
        for chunk in answer.iter_raw():
            try:
                content += unpacker.decompress(chunk, limit + 1 - len(content)) if unpacker else chunk
            except zlib.error as error:
                raise FetchError(f"{url}: is not {encoding} data: {error}") from error
            if len(content) > limit:
                raise FetchError(f"{url}: is larger than {limit:,} bytes")
            if self.clock() > latest:
                raise FetchError(f"{url}: took longer than {self.settings.deadline:.0f} s")
        if unpacker and not unpacker.eof and content:
            raise _RetryableError("the answer breaks off")
        return bytes(content)

    def _keep_pace(self, url: str) -> None:
        host = _site_of(url)
        robots = self._robots.get(host)
        delay = max(self.settings.delay, min(robots.delay or 0.0, 60.0) if robots else 0.0)
        wait = self._next.get(host, 0.0) - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._next[host] = self.clock() + delay

    def _site(self, url: str) -> Robots:
        """The robots.txt of the site of `url`, asked for once. One that is not there allows everything,
        one that cannot be read for now forbids everything (RFC 9309, 2.3.1)."""
        site = _site_of(url)
        if site not in self._robots:
            if len(self._robots) >= _MOST_SITES:
                self._robots.clear()
            self._robots[site] = DENY_ALL  # until it is known, also where the question itself is redirected
            self._robots[site] = self._ask_robots(site)
        return self._robots[site]

    def _ask_robots(self, site: str) -> Robots:
        try:
            answer = self._follow(f"{site}/robots.txt", {}, _ROBOTS_BYTES, check=False)
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return ALLOW_ALL
            logger.warning("robots.txt: %s; the site is left alone", error)
            return DENY_ALL
        return parse_robots(answer.content.decode("utf-8", "replace"), AGENT) if answer else ALLOW_ALL


class _RetryableError(Exception):
    def __init__(self, message: str, status: int | None = None, wait: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.wait = wait


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"{url}: is no address: {error}") from error
    if parts.scheme not in {"http", "https"}:
        raise FetchError(f"{url}: only http and https are fetched")
    if not host or port == 0:
        raise FetchError(f"{url}: has no host")
    if parts.username or parts.password:
        raise FetchError(f"{parts.scheme}://{host}: an address with a user name is not fetched")


def _site_of(url: str) -> str:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def _retry_after(stated: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or as a date; None where it states neither."""
    if not stated:
        return None
    if stated.strip().isdecimal():
        return float(stated.strip()[:9])
    with suppress(ValueError, TypeError, OverflowError):
        when = parsedate_to_datetime(stated)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())
    return None
