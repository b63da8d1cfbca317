"""Which events of a story are one incident.

The pairs that are most alike are joined first, and no group ever holds two events that contradict each other:
so an event that leaves much open joins one of two deeds, and never ties them together.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import chain, combinations

from transforms.incidents.deeds import Deed
from transforms.incidents.likeness import ENOUGH, likeness


class Telling:
    """Events that say the same in every respect, as those of near-duplicates do, by their numbers."""

    __slots__ = ("articles", "deed", "events")

    def __init__(self, deed: Deed) -> None:
        self.deed = deed
        self.events: list[int] = []
        self.articles: set[Hashable] = set()


def incidents_of(deeds: Sequence[Deed], articles: Sequence[Hashable]) -> list[list[int]]:
    """The groups of the events of a story, which are given in order of report; each in that order."""
    tellings: dict[Deed, Telling] = {}
    for number, (deed, article) in enumerate(zip(deeds, articles, strict=True)):
        telling = tellings.setdefault(deed, Telling(deed))
        telling.events.append(number)
        telling.articles.add(article)
    told = list(tellings.values())
    groups = [[number] for number in range(len(told))]
    for _, one, other in sorted(_pairs(told), key=lambda pair: (-pair[0], pair[1], pair[2])):
        mine, theirs = groups[one], groups[other]
        if mine is theirs or any(_are_two(told[left], told[right]) for left in mine for right in theirs):
            continue
        mine += theirs
        for number in theirs:
            groups[number] = mine
    found = {id(group): sorted(n for number in group for n in told[number].events) for group in groups}
    return sorted(found.values())


def _pairs(told: Sequence[Telling]) -> Iterator[tuple[int, int, int]]:
    """Pairs that are alike enough to be joined, with their points."""
    by_type: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_word: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, telling in enumerate(told):
        by_type[telling.deed.status, telling.deed.event_type].append(number)
        by_word[telling.deed.status, telling.deed.lemma].append(number)
    of_one_type = ((pair, True) for numbers in by_type.values() for pair in combinations(numbers, 2))
    of_one_word = ((pair, False) for numbers in by_word.values() for pair in combinations(numbers, 2))
    for (one, other), same_type in chain(of_one_type, of_one_word):
        deed, other_deed = told[one].deed, told[other].deed
        if (deed.event_type == other_deed.event_type) is not same_type:
            continue
        points = likeness(deed, other_deed)
        if points >= ENOUGH and not _in_one_article(told[one], told[other]):
            yield points, one, other


def _are_two(one: Telling, other: Telling) -> bool:
    return likeness(one.deed, other.deed) < 0 or (
        one.deed.lemma != other.deed.lemma and _in_one_article(one, other)
    )


def _in_one_article(one: Telling, other: Telling) -> bool:
    """Events that an article tells as two are repeats only where others join them."""
    return not one.articles.isdisjoint(other.articles)
