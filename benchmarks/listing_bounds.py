"""What hostile feeds and sitemaps cost: seconds and memory of the process that asks for them and its helper.

    python -m benchmarks.listing_bounds [NAME ...]

Each of `tests/support/hostile_listings.py` (or those whose names hold a NAME) is parsed in a process of its
own: feeds and sitemaps of 10 MB, the most that is fetched by default. The peer is a sound feed of a thousand
entries. Ends with exit code 1 where one takes more than 25 s, or either process more than 1,000 MB.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from flows.sources.config import Fetching
from flows.sources.entries import ListingError
from flows.sources.listing import parse_listing
from tests.support.hostile_listings import HostileListing, hostile_listings

MOST_SECONDS, MOST_MEGABYTES = 25.0, 1000.0  # the helper has 20 s
PEER = HostileListing(
    "a sound feed",
    b"<rss version='2.0'><channel>"
    + b"".join(
        b"<item><title>Dam %d opens</title><link>http://m.example/%d</link></item>" % (n, n)
        for n in range(1000)
    )
    + b"</channel></rss>",
)


class Found(NamedTuple):
    """Seconds of the clock, megabytes of the larger process, and how parsing ended."""

    seconds: float
    megabytes: float
    ended: str

    @property
    def is_over(self) -> bool:
        return self.seconds > MOST_SECONDS or self.megabytes > MOST_MEGABYTES


def listings(n_bytes: int) -> Iterator[HostileListing]:
    yield PEER
    yield from hostile_listings(n_bytes)


def measured(name: str, n_bytes: int) -> Found:
    """What a listing costs; made here, as a process has the memory of the one that starts it."""
    content = next(listing.content for listing in listings(n_bytes) if listing.name == name)
    begun = time.monotonic()
    try:
        listing = parse_listing(content)
        ended = f"{len(listing.entries):,} entries" if listing else "a page"
    except ListingError as error:
        ended = str(error)
    seconds = time.monotonic() - begun
    peaks = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Found(seconds, max(peaks), ended)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", metavar="NAME")
    names = parser.parse_args().names
    n_over, n_bytes = 0, Fetching().max_bytes
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, max_tasks_per_child=1) as pool:
        for listing in listings(100):
            if names and not any(name in listing.name for name in names):
                continue
            found = pool.submit(measured, listing.name, n_bytes).result()
            n_over += found.is_over
            ended = found.ended[:90]
            print(f"{found.seconds:5.1f} s {found.megabytes:5.0f} MB  {listing.name}: {ended}", flush=True)
    print(f"over {MOST_SECONDS:.0f} s or {MOST_MEGABYTES:,.0f} MB: {n_over}")
    sys.exit(bool(n_over))


if __name__ == "__main__":
    main()
