"""Spellings of names: one key for the many ways in which a name is written."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b

# Letters that Unicode does not decompose.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a"}
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# Endings and letter groups in which transliterations of one name differ: Zelensky, Zelenskyy,
# Zelenskiy; Sergei, Sergey; Mahmoud, Mahmud; Alexei, Aleksei.
_GROUPS = (("ks", "x"), ("ou", "u"), ("kh", "h"), ("gh", "g"), ("dj", "j"), ("y", "i"))
# Words inside a person's name that name nobody by themselves; most are not capitalised.
PARTICLES = frozenset(
    {"abd", "abu", "al", "ben", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do"}
    | {"dos", "du", "e", "el", "ibn", "la", "le", "ould", "ten", "ter", "ul", "van", "von", "y"}
)
_NO_LETTERS = re.compile(r"[\W_]+")
_WITHIN_WORDS = str.maketrans("", "", "'’`.")
_BETWEEN_WORDS = re.compile(r"(?:[^\w'’`.]|_)+")
_MIN_TRANSLITERATED = 5  # shorter names differ by one letter too easily (Li, Ly; Wang Yi, Wang Yu)


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Lower-case ASCII letters of `text`: accents dropped, other characters kept."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def has_letter(text: str) -> bool:
    """Whether there is a letter or digit in the text; numbers that are signs (½, ²) are none."""
    return any(char.isalpha() or char.isdecimal() for char in text)


@lru_cache(maxsize=16384)
def squeeze(text: str) -> str:
    """Letters and digits of the folded text: "U. S." and "US", "Jong-un" and "Jong Un" are equal."""
    return _NO_LETTERS.sub("", fold(text))


@lru_cache(maxsize=16384)
def name_words(text: str) -> tuple[str, ...]:
    """Words of a name, folded: "Dmitri S. Peskov" → ("dmitri", "s", "peskov")."""
    return tuple(_BETWEEN_WORDS.sub(" ", fold(text)).translate(_WITHIN_WORDS).split())


@lru_cache(maxsize=16384)
def transliterated(word: str) -> str:
    """A folded word with the letters merged in which transliterations differ."""
    if len(word) < _MIN_TRANSLITERATED:
        return word
    for group, letter in _GROUPS:
        word = word.replace(group, letter)
    kept = [char for i, char in enumerate(word) if i == 0 or char != word[i - 1]]
    return "".join(kept)


def person_words(name: str, variants: Mapping[str, str]) -> list[str]:
    """Words that identify a person: no initials, no suffixes, each in one spelling.

    `variants` gives the common spelling of given names that are written in many ways
    (mohammed → muhammad); the rules of `transliterated` do the rest.
    """
    words = [word for word in name_words(name) if word not in _SUFFIXES]
    long = [word for word in words if len(word) > 1] or words
    return [transliterated(variants.get(word, word)) for word in long]


def hashed_id(parts: Iterable[str]) -> str:
    """Identifier of an entity that the reference data does not know: 20 hexadecimal digits."""
    return blake2b("\x1f".join(parts).encode(), digest_size=10).hexdigest()
