"""How much time a run loses on a host before it gives it up."""

from collections import defaultdict
from urllib.parse import urlsplit

from flows.sources.faults import FetchError, GivenUp

_MOST_HOSTS = 10  # times what one host may cost, for a feed that names many that hang
_MOST_SLOW = 40  # times the same, for answers that come, but slowly
_FAIR = 1.0  # seconds for an answer; that many of a fault are forgiven for each


class Patience:
    """Seconds lost on each host: on failed and slow requests and the pauses between their tries.

    A host that costs more than `seconds` is given up. Once all hosts together have cost ten times that, only
    those that answer are asked, and nobody at twenty times. Each answer makes up for a second, so that a few
    faults among many pages are forgiven, and hosts that answer bring back the others. What answers take
    beyond a second each may come to forty times `seconds`; then the rest of the source waits.
    """

    def __init__(self, seconds: float) -> None:
        self._most = seconds
        self._lost: defaultdict[str, float] = defaultdict(float)
        self._lost_on_all = self._slow = 0.0
        self._answering: set[str] = set()  # hosts whose last request was answered
        self._given_up: dict[str, FetchError] = {}

    def check(self, url: str) -> None:
        """Raise GivenUp if nothing is requested from the host of `url`, for now or any more."""
        host = host_of(url)
        fault = self._given_up.get(host) or self._fault_of_all(url, host in self._answering)
        if fault is not None:
            raise GivenUp.of(fault, url)

    def _fault_of_all(self, url: str, is_answering: bool) -> FetchError | None:
        most = self._most * _MOST_HOSTS
        if self._slow > self._most * _MOST_SLOW:
            reason = f"the answers of this source took {self._slow:,.0f} s beyond a second each"
        elif self._lost_on_all > most * (2 if is_answering else 1):
            reason = f"more than {most:,.0f} s were lost on hosts of this source"
        else:
            return None
        return FetchError("timeout", url, reason, transient=True)

    def answered(self, url: str, seconds: float = 0.0) -> None:
        """Count an answer that took so long."""
        host = host_of(url)
        self._answering.add(host)
        self._slow += max(0.0, seconds - _FAIR)
        self._lost[host] = max(0.0, self._lost[host] - _FAIR)
        self._lost_on_all = max(0.0, self._lost_on_all - _FAIR)

    def lose(self, url: str, seconds: float, fault: FetchError) -> None:
        """Count the seconds that a request to `url` cost in vain."""
        host = host_of(url)
        self._answering.discard(host)
        self._lost[host] += seconds
        self._lost_on_all += seconds
        if self._lost[host] > self._most:
            self.give_up(url, fault)

    def give_up(self, url: str, fault: FetchError) -> None:
        self._given_up.setdefault(host_of(url), fault)


def host_of(url: str) -> str:
    """The host of a URL with its port, if it names one."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
