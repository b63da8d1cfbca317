"""Servers that stall, lie and flood, each met with short deadlines: a request ends, and says why.

`benchmarks/server_bounds.py` measures what they cost with the deadlines that sources have.
"""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.sources.config import Fetching
from flows.sources.faults import FetchError
from flows.sources.fetch import Fetcher
from tests.support.hostile_servers import (
    BOMBS,
    DRIPS,
    FLOODS,
    LIES,
    REDIRECTS,
    STALLS,
    TLS_KINDS,
    Kind,
    serving,
)

SHORT = Fetching(delay=0, timeout=0.5, deadline=1, max_bytes=1_000_000, tries=1)


def outcome(kind: Kind, is_tls: bool) -> str | None:
    """What a request to a server of that kind ends with: its error, or None."""
    with serving(kind, is_tls) as url, Fetcher(SHORT, allow_private=True, obey_robots=not is_tls) as fetcher:
        try:
            fetcher.fetch(url)
        except FetchError as error:
            return str(error)
    return None


def is_as_expected(kind: Kind, found: str | None) -> bool:
    if kind.fault is None or found is None:
        return kind.fault is None and found is None
    return re.match(f"(?:{kind.fault})", found) is not None


@pytest.mark.parametrize(
    ("kinds", "is_tls"),
    [
        (STALLS, False), (DRIPS, False), (FLOODS, False), (BOMBS, False), (LIES, False), (REDIRECTS, False),
        (TLS_KINDS, True),
    ],
    ids=["stalls", "drips", "floods", "bombs", "lies", "redirects", "tls"],
)  # fmt: skip
def test_a_request_to_a_hostile_server_ends_and_says_why(kinds: tuple[Kind, ...], is_tls: bool) -> None:
    with ThreadPoolExecutor(len(kinds)) as pool:
        found = list(pool.map(lambda kind: outcome(kind, is_tls), kinds))
    wrong = {
        kind.name: (error, kind.fault)
        for kind, error in zip(kinds, found, strict=True)
        if not is_as_expected(kind, error)
    }
    assert wrong == {}
