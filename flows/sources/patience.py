"""How much time a run loses on a host before it gives it up."""

from collections import defaultdict
from urllib.parse import urlsplit

from flows.sources.faults import FetchError, GivenUp

_ALL = ""  # the key for all hosts together
_MOST_HOSTS = 10  # times what one host may cost, for a feed that names many that hang


class Patience:
    """Seconds lost on each host: on failed and slow requests and the pauses between their tries.

    A host that costs more than `seconds` is given up, and so are all of them together at ten times that. Each
    answer makes up for a second, so that a few faults among many pages are forgiven.
    """

    def __init__(self, seconds: float) -> None:
        self._most = {_ALL: seconds * _MOST_HOSTS}
        self._usual = seconds
        self._lost: defaultdict[str, float] = defaultdict(float)
        self._given_up: dict[str, FetchError] = {}

    def check(self, url: str) -> None:
        """Raise GivenUp if nothing is requested from the host of `url` any more."""
        fault = self._given_up.get(host_of(url)) or self._given_up.get(_ALL)
        if fault is not None:
            raise GivenUp.of(fault, url)

    def answered(self, url: str) -> None:
        for host in (host_of(url), _ALL):
            self._lost[host] = max(0.0, self._lost[host] - 1)

    def lose(self, url: str, seconds: float, fault: FetchError) -> None:
        """Count the seconds that a request to `url` cost in vain."""
        for host in (host_of(url), _ALL):
            self._lost[host] += seconds
            if self._lost[host] > self._most.get(host, self._usual):
                self._given_up.setdefault(host, fault)

    def give_up(self, url: str, fault: FetchError) -> None:
        self._given_up.setdefault(host_of(url), fault)


def host_of(url: str) -> str:
    """The host of a URL with its port, if it names one."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
