"""Speech without marks or cue: paragraphs that carry their speaker's name at the end.

Pages pull a sentence out of an interview and sign it ("I never asked for this. Anna Berg, nurse"), and
embed posts ("The bridge is closed. pic.example — City of Aro (@aro) May 3, 2021").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.quotes.layout import Layout

_POST = re.compile(
    r"(?:\s*(?:https?://\S+|\S*pic\.twitter\.com/\S+|#\S+))*\s*[—–-]+\s(?P<name>[^\n()]{1,60}?) \(@\w{1,30}\)"
)
_WORD = r"(?:[A-Z][\w.'’-]*)"
_PARTICLE = r"(?:of|the|for|and|de|da|di|van|von|bin|al|el|la|le)"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|{_PARTICLE})){{0,4}}\s{_WORD}"
_SIGNATURE = re.compile(rf"(?<=[.!?])\s+(?:[—–-]+\s*)?(?P<name>{_NAME})(?:, [\w' -]{{3,60}})?\s*$")
_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class SignedSpan:
    """Words and the name that signs them, as characters of the body."""

    start: int
    end: int
    name_start: int
    name_end: int


def signed_spans(layout: Layout) -> Iterator[SignedSpan]:
    """The signed paragraphs of a body, in order; none holds quotation marks of its own."""
    for start, end in layout.paragraphs:
        if end - start > _LONGEST:
            continue
        text = layout.body[start:end]
        found = _POST.search(text)
        if found is None and text.rstrip()[-1] not in ".!?:\"”’'":
            found = _SIGNATURE.search(text)
        if found is None or any(s.start < end and start < s.end for s in layout.spans):
            continue
        words = text[: found.start()]
        lead = len(words) - len(words.lstrip())
        if len(words.split()) >= 4:
            yield SignedSpan(
                start + lead,
                start + len(words.rstrip()),
                start + found.start("name"),
                start + found.end("name"),
            )
