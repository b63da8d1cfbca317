"""What the beginnings of two articles tell, to keep stories apart that share most of their wording.

Agencies close short reports with paragraphs that many of them share, and open reports of like happenings with
like sentences. A copy has the beginning too, wherever it begins, and what it says of when, how many and who
agrees.
"""

import re
from collections.abc import Set
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

HEAD_CHARS = 1500  # of a body, in which its beginning and that of a copy stand
_LEAD_WORDS = 40
_SHORTEST_LEAD = 8  # words; a shorter paragraph is a byline, a dateline or furniture
_ALIGNED = 0.5  # of the words of the shorter beginning that the other has: both tell of one kind of happening
_REPEATED = 0.7  # of the pairs of words of a beginning that stand in the other article: it has that beginning
_MOST_AGREED = 1  # thing that may differ: an update has another number, a correction another name
_FAR_APART = timedelta(days=3)
_ALIKE = 0.75  # of the letters of two spellings of a name
_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
_WEEKDAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
_MONTHS = frozenset(
    {"January", "February", "March", "April", "May", "June", "July", "August"}
    | {"September", "October", "November", "December"}
)
_SENTENCE = re.compile(r"[.!?…][”\"’')]*\s*$")
_NUMBERS = frozenset(
    {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"}
    | {"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty"}
    | {"fifty", "sixty", "seventy", "eighty", "ninety", "dozen", "dozens", "hundred", "hundreds"}
    | {"thousand", "thousands", "million", "billion"}
)


class Lead(NamedTuple):
    """The beginning of an article: its words of some weight, those among them that tell when, how many and
    who, its pairs of words, those of the article's whole head, and when it was published."""

    words: frozenset[str]
    weekdays: frozenset[str]
    months: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    pairs_of_head: frozenset[tuple[str, str]]
    published_at: datetime | None


def lead_of(head: str, published_at: datetime | None) -> Lead:
    """What the first `HEAD_CHARS` of a body tell. The lead is the first paragraph of a sentence or more."""
    all_words = _WORD.findall(head)
    sentences = (_WORD.findall(part) for part in head.split("\n\n") if _SENTENCE.search(part))
    written = next((words for words in sentences if len(words) >= _SHORTEST_LEAD), all_words)[:_LEAD_WORDS]
    common = {word for word in all_words if word.islower()}
    lower = [word.lower() for word in written]
    numbers = {word for word in lower if word.split("-")[0] in _NUMBERS or word[0].isdecimal()}
    weekdays, months = _WEEKDAYS.intersection(written), _MONTHS.intersection(written)
    capitals = {word for word in written if word[0].isupper()} - weekdays - months
    names = {word.lower() for word in capitals} - common - numbers
    return Lead(
        frozenset(word for word in lower if len(word) > 3 or word in names | numbers),
        frozenset(weekdays),
        frozenset(months),
        frozenset(numbers),
        frozenset(names),
        _pairs(lower),
        _pairs([word.lower() for word in all_words]),
        published_at,
    )


def are_of_one_story(one: Lead, other: Lead) -> bool:
    """Whether two articles of much the same wording have the same beginning, or one has that of the other."""
    fewer = min(len(one.words), len(other.words))
    if fewer and len(one.words & other.words) >= _ALIGNED * fewer:
        return _differences(one, other) <= _MOST_AGREED
    return _repeats(one, other) or _repeats(other, one)


def _pairs(words: list[str]) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(words))


def _repeats(one: Lead, other: Lead) -> bool:
    """Whether the beginning of `one` stands in `other`, below another beginning or as its own."""
    return len(one.pairs & other.pairs_of_head) >= _REPEATED * max(1, len(one.pairs))


def _differences(one: Lead, other: Lead) -> int:
    """In how many ways two beginnings disagree: the days they name, numbers, names, days of publication."""
    far = (
        one.published_at is not None
        and other.published_at is not None
        and abs(one.published_at - other.published_at) >= _FAR_APART
    )
    return sum(
        (
            _disagree(one.weekdays, other.weekdays) or _disagree(one.months, other.months),
            _disagree(one.numbers, other.numbers),
            _disagree(*_unlike(one.names - other.names, other.names - one.names)),
            far,
        )
    )


def _disagree(one: Set[str], other: Set[str]) -> bool:
    """Whether each of two sets has what the other has not; what only one has may have been left out."""
    return bool(one - other and other - one)


def _unlike(one: Set[str], other: Set[str]) -> tuple[Set[str], Set[str]]:
    """The names of two sets without those that are spellings of one name."""
    alike = [(a, b) for a in one for b in other if _is_spelling(a, b)]
    return one - {a for a, _ in alike}, other - {b for _, b in alike}


def _is_spelling(one: str, other: str) -> bool:
    return one[:1] == other[:1] and SequenceMatcher(None, one, other).ratio() >= _ALIKE
