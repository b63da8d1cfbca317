"""Tokens of any text in a time that grows with its length.

spaCy's tokenizer takes marks off both ends of what stands between two blanks, one at a time, and looks at
all that is left after each: a line of 16,000 equals signs takes a minute. So a long run of marks goes to it
in pieces. Words, addresses and the marks of ordinary texts are not cut, and every character keeps its place.
"""

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

MOST_TOKENS = (
    165_000  # some 140,000 words, three quarters of a megabyte; the longest of 2,200 articles has 12,500
)
_MARK = r"(?:[^\w\s]|_)"
# Marks, with a letter or digit behind them at most ("'s's's"): what the tokenizer takes off one by one
_RUN = re.compile(rf"(?:{_MARK}[^\W_]?){{24,}}")
_PIECE = 64  # characters
_UNBROKEN = re.compile(r"\S{1000,}")
_LONGEST_WORD = 1000  # characters; its patterns for addresses take longer the more of them there are


class TooManyTokens(ValueError):
    """A text longer than any article."""


def tokens_of(nlp: Language, text: str) -> Doc:
    """The tokens of a text as spaCy's tokenizer makes them, but for runs of marks and words without an end.

    Raises TooManyTokens for a text of more than 165,000, and whatever the tokenizer raises.
    """
    pieces = list(_pieces(text))
    docs = [nlp.make_doc(piece) for piece in pieces]
    n_tokens = sum(map(len, docs))
    if n_tokens > MOST_TOKENS:
        raise TooManyTokens(
            f"its text has {n_tokens:,} words and marks: no article has more than {MOST_TOKENS:,}"
        )
    return docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)


def _pieces(text: str) -> Iterator[str]:
    """The text in the pieces that are tokenized by themselves, the whole of it where nothing is to be cut."""
    cuts = {
        cut
        for pattern, length in ((_RUN, _PIECE), (_UNBROKEN, _LONGEST_WORD))
        for found in pattern.finditer(text)
        for cut in range(found.start(), found.end(), length)
    }
    start = 0
    for cut in sorted(cuts - {0}):
        yield text[start:cut]
        start = cut
    yield text[start:]
