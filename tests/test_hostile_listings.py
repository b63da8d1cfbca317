"""Feeds and sitemaps that are made to cost something: each is listed, or refused with a reason.

`benchmarks/listing_bounds.py` measures what large ones cost.
"""

import pytest

from flows.sources.entries import ListingError
from flows.sources.listing import parse_listing
from tests.support.hostile_listings import GOOD, HostileListing, hostile_listings

SMALL = 20_000  # bytes


@pytest.mark.parametrize("listing", list(hostile_listings(SMALL)), ids=lambda listing: listing.name)
def test_a_hostile_listing_is_read_or_refused(listing: HostileListing) -> None:
    try:
        found = parse_listing(listing.content)
    except ListingError as error:
        assert not listing.is_read, error
        assert len(str(error)) < 300
        return
    assert found is not None
    titles = [entry.title for entry in found.entries]
    assert (titles[-1:] == [GOOD]) or found.damage
    assert titles[-1:] == [GOOD] or not listing.is_read
