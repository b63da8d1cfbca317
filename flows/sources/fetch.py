"""HTTP client: rate limited, bounded in size and time, restricted to public addresses and robots.txt."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from flows.sources.budget import Budget
from flows.sources.config import Fetching
from flows.sources.faults import NETWORK_ERRORS, FetchError, GivenUp, network_fault
from flows.sources.fetch_state import FetchState
from flows.sources.patience import Patience
from flows.sources.response import LONGEST_WAIT, Fetched, RetryableError, read_response
from flows.sources.robots import ALLOW_ALL, Robots, parse_robots
from flows.sources.ssrf import ForbiddenAddressError, GuardedTransport

logger = logging.getLogger(__name__)

AGENT = "readout"
USER_AGENT = f"{AGENT}/0.1 (news reader; obeys robots.txt)"
_ROBOTS_BYTES = 5_000_000  # of a robots.txt; its rules are taken from the first half megabyte
_MOST_CHARS = 8_000  # of a URL; browsers and servers agree on about as much
_MOST_SITES = 10_000  # whose robots.txt is cached


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
        budget = Budget(self.settings.deadline, self.clock)
        answer = self._follow(url, headers, self.settings.max_bytes, budget)
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

    def _follow(
        self, url: str, headers: Mapping[str, str], limit: int, budget: Budget, check: bool = True
    ) -> Fetched | None:
        first = url
        try:
            for _ in range(self.settings.max_redirects + 1):
                _check_address(url)
                self._patience.check(url)
                if check and self.obey_robots and not self._robots_for(url, budget).allows(url):
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
            self._patience.answered(url, seconds)
        return answer

    def _request_with_retries(
        self, url: str, headers: Mapping[str, str], limit: int, budget: Budget
    ) -> Fetched | str | None:
        """The response, or the target of its redirect; None for 304. Retries transient faults."""
        for attempt in range(1, self.settings.tries + 1):
            self._keep_pace(url)
            try:
                return self._request(url, headers, limit, budget)
            except RetryableError as retryable:
                wait = retryable.wait if retryable.wait is not None else 2.0 ** (attempt - 1)
                if attempt == self.settings.tries or wait > LONGEST_WAIT:
                    fault = retryable.after(attempt, url)
                    if wait > LONGEST_WAIT:
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
                return read_response(url, answer, limit)
        except ForbiddenAddressError as error:
            advice = "`allow_private: true` in the source file allows it"
            raise FetchError("private address", url, f"{error}; {advice}") from error
        except NETWORK_ERRORS as error:
            if budget.is_spent:
                slow = f"the whole request took longer than {self.settings.deadline:g} s"
                raise FetchError("timeout", url, slow, transient=True) from error
            raise RetryableError(network_fault(url, error, self.settings.timeout)) from error
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

    def _keep_pace(self, url: str) -> None:
        host = _site_of(url)
        robots = self._robots.get(host)
        asked = (robots.delay or 0.0) if isinstance(robots, Robots) else 0.0
        delay = max(self.settings.delay, min(asked, 60.0))
        wait = self._next.get(host, 0.0) - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._next[host] = self.clock() + delay

    def _robots_for(self, url: str, budget: Budget) -> Robots:
        """The robots.txt of the site of `url`, fetched once, within the time of the request for `url`.

        A missing robots.txt allows everything; an unavailable one forbids everything (RFC 9309, 2.3.1.4), and
        raises FetchError with the reason.
        """
        site = _site_of(url)
        found = self._robots.get(site)
        if isinstance(found, FetchError) and found.transient:
            raise GivenUp.of(found, url) from found
        if found is None:
            is_fresh = budget.is_whole
            found = self._fetch_robots(site, budget)
            # A site is not to blame for a time that others before it in a chain of redirects have spent
            if is_fresh or not budget.is_spent or isinstance(found, Robots):
                self._keep_robots(site, found)
        if isinstance(found, FetchError):
            raise FetchError(found.kind, url, found.detail, transient=found.transient) from found
        return found

    def _keep_robots(self, site: str, found: Robots | FetchError) -> None:
        if len(self._robots) >= _MOST_SITES:
            self._robots.clear()
        self._robots[site] = found

    def _fetch_robots(self, site: str, budget: Budget) -> Robots | FetchError:
        try:
            answer = self._follow(f"{site}/robots.txt", {}, _ROBOTS_BYTES, budget, check=False)
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return ALLOW_ALL
            return _as_robots_fault(error)
        return parse_robots(answer.content.decode("utf-8", "replace"), AGENT) if answer else ALLOW_ALL


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
