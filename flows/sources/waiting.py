"""Articles that a feed named and that could not be fetched: they are asked for again in later runs.

So none is lost where the feed has not changed since, or no longer lists it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

MOST_DAYS = 7
_MOST_LISTED = 20  # hosts that were given up
LEAST_TRIES = 5  # runs, so that a source which is read once a week is not given up after the second


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article to be asked for again; `hints` is what its feed stated of it.

    `tries` counts the runs in which it could not be fetched, the first of them at `since`.
    """

    source: str
    source_ref: str
    url: str
    hints: Mapping[str, object]
    reason: str
    tries: int
    since: datetime
    tried_at: datetime

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> "Waiting":
        """The article of a row of `quality.waiting`."""
        source, source_ref, url, hints, *rest = row
        return cls(source, source_ref, url, json.loads(hints), *rest)

    def row(self) -> tuple[object, ...]:
        """The article as a row of `quality.waiting`."""
        source, source_ref, url, hints, *rest = astuple(self)
        return (source, source_ref, url, json.dumps(hints), *rest)

    @property
    def is_over(self) -> bool:
        """Whether it has been asked for often and long enough."""
        return self.tries >= LEAST_TRIES and self.tried_at - self.since >= timedelta(days=MOST_DAYS)

    def failed_again(self, reason: str, now: datetime) -> "Waiting":
        return replace(self, reason=reason, tries=self.tries + 1, tried_at=now)


class WaitingList:
    """What waits, as the warehouse has it, and the changes of a run.

    `changed` holds by source and reference what waits after the run, or None for what no longer does;
    `by_host` the number of articles that wait for a host that was given up, with the reason.
    """

    def __init__(self, known: Iterable[Waiting] = ()) -> None:
        self._known = {(one.source, one.source_ref): one for one in known}
        self.changed: dict[tuple[str, str], Waiting | None] = {}
        self.by_host: Counter[tuple[str, str]] = Counter()

    def of(self, source: str) -> list[Waiting]:
        """What waits of a source and has not been settled in this run, the least often tried first: what
        hangs must not keep the rest from being asked for."""
        left = [one for key, one in self._known.items() if key[0] == source and key not in self.changed]
        return sorted(left, key=lambda one: (one.tries, one.since, one.source_ref))

    def failed(self, article: Waiting) -> Waiting:
        """Count a try for an article that could not be fetched; if that was the last, it waits no longer."""
        key = (article.source, article.source_ref)
        before = self._known.get(key)
        if before is not None:
            article = replace(before.failed_again(article.reason, article.tried_at), hints=article.hints)
        self.changed[key] = None if article.is_over else article
        return article

    def settled(self, source: str, source_ref: str) -> None:
        """Record that an article was fetched, or never will be."""
        if (source, source_ref) in self._known:
            self.changed[source, source_ref] = None

    def messages(self) -> list[str]:
        """For each host that was given up: why, and how many articles wait for it; of many the first."""
        listed = self.by_host.most_common(_MOST_LISTED)
        said = [
            f"{host} was given up for this run, articles that wait for the next: {count:,} ({reason})"
            for (host, reason), count in listed
        ]
        if others := len(self.by_host) - len(listed):
            count = self.by_host.total() - sum(count for _, count in listed)
            said.append(f"{others:,} other hosts were given up for this run, articles that wait: {count:,}")
        return said
