"""The terms by which an article is compared: the words of its headline and beginning, and pairs of them.

A term weighs as much as it is rare in English, by a table that no load changes: so the order of loading does
not matter.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

from transforms.lexicon.reference import read_rows

HEAD_CHARS = 600  # of the body: what happened stands there, the background below
_MOST_COMMON = 5.5  # Zipf scale: words above it tell nothing of what happened
_RAREST = 3.0  # Zipf scale: what every word that the table lacks is taken for
_TOP = 8.0  # Zipf scale: a word of this would weigh nothing
_NAME = 1.25  # times the weight, of words that are written with a capital throughout
_PAIR = 0.5  # times the mean weight of its words, of a pair of neighbours
_UNIT = 100  # weights are kept in hundredths
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_CALENDAR = frozenset(  # written with a capital, and no names
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    | {"january", "february", "march", "april", "may", "june", "july", "august"}
    | {"september", "october", "november", "december"}
)

Terms = dict[int, int]  # hash of the term to its weight, in hundredths


def load_common_words(folder: Path) -> dict[str, float]:
    """How common each common word is, on the Zipf scale. Raises FileNotFoundError."""
    return {row["word"]: float(row["zipf"]) for row in read_rows("common_words", folder)}


def terms_of(title: str | None, body: str, common: Mapping[str, float]) -> Terms:
    """The weighted terms of an article, by the headline and the first `HEAD_CHARS` of the body."""
    written = _WORD.findall(f"{title or ''}\n{body[:HEAD_CHARS]}")
    lower = {word for word in written if word.islower()}
    weights: dict[str, float] = {}
    stems = []
    for word in written:
        plain = word.lower().replace("’", "'").removesuffix("'s")
        stem = plain if plain[0].isdecimal() else stem_of(plain)
        stems.append(stem)
        zipf = common.get(plain, _RAREST)
        if zipf <= _MOST_COMMON:
            is_name = word[0].isupper() and word.lower() not in lower and plain not in _CALENDAR
            weight = (_TOP - zipf) * (_NAME if is_name else 1)
            weights[stem] = max(weight, weights.get(stem, 0))
    pairs = {
        f"{one} {other}": _PAIR * (weights[one] + weights[other]) / 2
        for one, other in pairwise(stems)
        if one in weights and other in weights
    }
    return {hash_of(term): round(_UNIT * weight) for term, weight in (weights | pairs).items()}


def hash_of(term: str) -> int:
    """32 bits of hash."""
    return int.from_bytes(blake2b(term.encode(), digest_size=4).digest(), "little")


def stem_of(word: str) -> str:
    """A word without the endings of plural, participle and gerund: enough to compare, not to show."""
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("ses", "xes", "zes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return _without_suffix(word)


def _without_suffix(word: str) -> str:
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 4 and word.endswith("ed"):
        word = word[:-2]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word
