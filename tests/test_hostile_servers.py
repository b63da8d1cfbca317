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
# For those that end of themselves, also on a busy machine
PATIENT = SHORT.model_copy(update={"timeout": 20.0, "deadline": 60.0})


def outcome(kind: Kind, limits: Fetching) -> str | None:
    """What a request to a server of that kind ends with: its error, or None."""
    is_tls = kind in TLS_KINDS
    with serving(kind, is_tls) as url, Fetcher(limits, allow_private=True, obey_robots=not is_tls) as fetcher:
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
    ("kinds", "limits"),
    [
        (STALLS, SHORT), (DRIPS, SHORT), (TLS_KINDS, SHORT),
        (FLOODS, PATIENT), (BOMBS, PATIENT), (LIES, PATIENT), (REDIRECTS, PATIENT),
    ],
    ids=["stalls", "drips", "tls", "floods", "bombs", "lies", "redirects"],
)  # fmt: skip
def test_a_request_to_a_hostile_server_ends_and_says_why(kinds: tuple[Kind, ...], limits: Fetching) -> None:
    with ThreadPoolExecutor(len(kinds)) as pool:
        found = list(pool.map(lambda kind: outcome(kind, limits), kinds))
    wrong = {
        kind.name: (error, kind.fault)
        for kind, error in zip(kinds, found, strict=True)
        if not is_as_expected(kind, error)
    }
    assert wrong == {}
