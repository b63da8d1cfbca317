"""Groups of near-duplicates, found band by band, are those that comparing every pair finds."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from transforms.clean.duplicates import N_HASHES, similar, unpacked
from warehouse.load.duplicates import Groups, join_similar

# Hashes of eight kinds, so that some signatures are alike and some chains are: a like b, b like c, a unlike c
SIGNATURES = st.lists(
    st.lists(st.integers(0, 2), min_size=8, max_size=8).map(
        lambda parts: b"".join(part.to_bytes(4, "little") * (N_HASHES // 8) for part in parts)
    ),
    min_size=1,
    max_size=14,
)


def any_story(one: int, other: int) -> bool:
    return True


def partition(groups: Groups, articles: list[str]) -> set[frozenset[str]]:
    return {
        frozenset(a for a in articles if groups.of(a) == root) for root in {groups.of(a) for a in articles}
    }


@given(SIGNATURES, st.data())
def test_as_comparing_every_pair(signatures: list[bytes], data: st.DataObject) -> None:
    articles = [f"{number:02}" for number in range(len(signatures))]
    known = data.draw(st.integers(0, len(articles)))  # those before are there already, and not compared
    hashes, expected = unpacked(signatures), Groups()
    for one, other in combinations(range(len(articles)), 2):
        if other >= known and similar(hashes, one, [other]):
            expected.join(articles[one], articles[other])
    found = Groups()
    members = [(number, number >= known) for number in range(len(articles))]
    join_similar(members, articles, hashes, any_story, found)
    join_similar(members, articles, hashes, any_story, found)  # a second band that all of them share
    assert partition(found, articles) == partition(expected, articles)


def test_a_text_that_thousands_print_is_one_group() -> None:
    articles = [str(number) for number in range(3000)]
    groups = Groups()
    members = [(number, True) for number in range(3000)]
    join_similar(members, articles, unpacked([bytes(4 * N_HASHES)] * 3000), any_story, groups)
    assert len(partition(groups, articles[:50] + articles[-50:])) == 1
