"""What a word is, in texts that are indexed and in what is searched for.

Chinese, Japanese, Thai and others write words without blanks between them. Each of their characters is a word
of its own to the index, between control characters that are taken out again when a text is shown; so any
stretch of such a text is found as a phrase, a single character too (`docs/design.md` has the comparison).

What is written with a hyphen is also found joined, and the other way about: cease-fire, ceasefire.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from typing import NamedTuple

BETWEEN = "\x05"  # stands between characters that are words of their own; FTS5 takes it for a blank
_MARKS = "".join(chr(code) for code in range(0x300, 0x1E00) if unicodedata.category(chr(code))[0] == "M")
# Thai, Lao, Myanmar, Khmer; kana; Han; Hangul, whose words carry endings; Han beyond the basic plane
_BLANKLESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
_WORD = rf"[^\W_]{_LETTER}*"
_CHARACTER = re.compile(rf"[{_BLANKLESS}][{_MARKS}]*")
_RUN = re.compile(rf"[{_BLANKLESS}](?:[{_BLANKLESS}]|[{_MARKS}])*")
_HYPHENS = "-\u2010\u2011"
_HYPHEN = re.compile(f"[{_HYPHENS}]")
_COMPOUND = re.compile(rf"[^\W\d_]{_LETTER}*(?:[{_HYPHENS}][^\W\d_]{_LETTER}*)+")
_TERM = re.compile(rf"{_WORD}(?:[^\s\w]+{_WORD}|_+{_WORD})*")
_EACH = re.compile(_WORD)
_QUOTED = re.compile(r'"([^"]*)"?|(\S+)')
_MOST_WAYS = 16  # to write a phrase that are searched for
_LONGEST_COMPOUND = 60  # characters


class Term(NamedTuple):
    """A word searched for, or words joined by marks (F-16), and whether hyphens join them."""

    words: tuple[str, ...]
    hyphenated: bool

    def ways(self, compounds: Callable[[str], Iterable[str]]) -> list[str]:
        """The ways in which a text may write it, as words with blanks between them."""
        ways = [" ".join(self.words)]
        if self.hyphenated:
            ways.append("".join(self.words))
        elif len(self.words) == 1:
            ways += compounds(folded(self.words[0]))
        return ways


def spaced(text: str) -> str:
    """A text with `BETWEEN` around each character that is a word of its own."""
    if text.isascii():
        return text
    return _RUN.sub(lambda run: BETWEEN + BETWEEN.join(_CHARACTER.findall(run[0])) + BETWEEN, text)


def folded(word: str) -> str:
    """A word in lower case and without accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in parts if not "\u0300" <= char <= "\u036f")


def compounds_in(text: str) -> Iterator[tuple[str, str]]:
    """The hyphenated words of a text, folded: joined, and as words with blanks between them."""
    if not _HYPHEN.search(text):
        return
    for found in set(_COMPOUND.findall(text)):
        if len(found) <= _LONGEST_COMPOUND:
            parts = _HYPHEN.split(folded(found))
            yield "".join(parts), " ".join(parts)


def phrases_in(query: str) -> list[list[Term]]:
    """The terms of a query, those in quotation marks together: they must stand side by side."""
    found = (
        [_term(term) for term in _TERM.findall(inside or word)] for inside, word in _QUOTED.findall(query)
    )
    return [terms for terms in found if terms]


def _term(written: str) -> Term:
    marks = set(_EACH.sub("", written))
    return Term(tuple(_EACH.findall(written)), bool(marks) and marks <= set(_HYPHENS))


def expression(terms: list[Term], compounds: Callable[[str], Iterable[str]]) -> str:
    """What FTS5 is asked for: terms side by side, in any of the ways in which they may be written."""
    ways = product(*(term.ways(compounds) for term in terms))
    return f"({' OR '.join(quoted(' '.join(way)) for way in islice(ways, _MOST_WAYS))})"


def quoted(words: str) -> str:
    """An FTS5 phrase of words, which are letters, digits and blanks only."""
    return f'"{spaced(words)}"'
