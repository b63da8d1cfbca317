"""What is kept between runs of what was fetched: validators of responses, and articles that wait."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from flows.sources.waiting import Waiting, WaitingList


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
