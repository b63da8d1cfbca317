"""Time and memory of a request to each kind of hostile server, with the deadlines that sources have.

    python -m benchmarks.server_bounds [PART OF A NAME]

Ends with 1 if a request takes longer than its bound, or the process more memory. Takes some four minutes: the
servers are met side by side.
"""

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from flows.sources.config import Fetching
from flows.sources.faults import FetchError
from flows.sources.fetch import Fetcher
from tests.support.hostile_servers import KINDS, TLS_KINDS, Kind, serving

USUAL = Fetching()
# Of a request: its deadline, the pauses of its delay and tries, and what a slow machine adds.
MOST_SECONDS = USUAL.deadline + 20
MOST_MEGABYTES = 300  # of the process, half of which are its modules
SIDE_BY_SIDE = 32  # most of them wait


def measured(name: str, is_tls: bool) -> tuple[float, float, str]:
    """Seconds, peak megabytes of the process so far, and how the request ended."""
    kind = kind_of(name)
    with serving(kind, is_tls) as url, Fetcher(USUAL, allow_private=True, obey_robots=not is_tls) as fetcher:
        begun = time.monotonic()
        try:
            fetcher.fetch(url)
            ended = "answered"
        except FetchError as error:
            ended = error.kind
        seconds = time.monotonic() - begun
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, ended


def kind_of(name: str) -> Kind:
    return next(kind for kind in (*KINDS, *TLS_KINDS) if kind.name == name)


def main(part: str = "") -> int:
    kinds = [(kind.name, kind in TLS_KINDS) for kind in (*KINDS, *TLS_KINDS) if part in kind.name]
    n_beyond = 0
    print(f"{'server':34} {'seconds':>8} {'MB':>5}  ended with")
    with ProcessPoolExecutor(SIDE_BY_SIDE, get_context("spawn")) as pool:
        names = {pool.submit(measured, *kind): kind[0] for kind in kinds}
        for done in as_completed(names):
            seconds, megabytes, ended = done.result()
            is_beyond = seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES
            n_beyond += is_beyond
            beyond = "  BEYOND THE BOUND" * is_beyond
            print(f"{names[done]:34} {seconds:8.1f} {megabytes:5.0f}  {ended}{beyond}", flush=True)
    print(f"{n_beyond} of {len(kinds)} beyond {MOST_SECONDS:.0f} s or {MOST_MEGABYTES} MB")
    return int(n_beyond > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
