"""Genders that an article tells by its pronouns."""

from collections import Counter
from collections.abc import Mapping

from spacy.tokens import Doc

from transforms.entities.people import ArticlePerson

_VOTES = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}
_MARGIN = 2  # votes; fewer are chance


def pronoun_genders(doc: Doc, persons: list[ArticlePerson], quoted: bytearray) -> Mapping[int, str]:
    """Gender of the persons, by position, to whom a clear majority of pronouns is bound.

    A pronoun counts where its sentence names one person only, before it: "Kody kept his job".
    """
    named: dict[int, int] = {span.start: n for n, person in enumerate(persons) for span in person.spans}
    votes: dict[int, Counter[str]] = {}
    for sentence in doc.sents:
        inside = [named[token.i] for token in sentence if token.i in named]
        if len(set(inside)) != 1:
            continue
        first = next(token.i for token in sentence if token.i in named)
        for token in sentence:
            gender = _VOTES.get(token.lower_)
            if gender and token.i > first and not quoted[token.idx]:
                votes.setdefault(inside[0], Counter())[gender] += 1
    found = {}
    for person, counts in votes.items():
        (gender, n), *rest = counts.most_common()
        if n - sum(count for _, count in rest) >= _MARGIN:
            found[person] = gender
    return found
