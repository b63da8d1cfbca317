"""Speech without marks or cue: paragraphs that carry their speaker's name at an end.

Transcripts put the name first ("BERG: We are ready."). Pages pull a sentence out of an interview and sign
it ("I never asked for this. Anna Berg, nurse"), and embed posts ("The bridge is closed. pic.example —
City of Aro (@aro) May 3, 2021").
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.quotes.layout import Layout

# Atomic groups: a post may hold any number of tags, and must not be tried in any number of ways.
_POST = re.compile(
    r"(?>(?>\s+(?=#|\S{0,60}(?:https?://|pic\.twitter\.com/))\S+)*)"
    r"\s*[—–-]+\s(?P<name>[^\n()]{1,60}?) \(@\w{1,30}\)"
)
_WORD = r"(?:[A-Z][\w.'’-]*)"
_PARTICLE = r"(?:of|the|for|and|de|da|di|van|von|bin|al|el|la|le)"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|{_PARTICLE})){{0,4}}\s{_WORD}"
_SIGNATURE = re.compile(rf"(?<=[.!?])\s+(?:[—–-]+\s*)?(?P<name>{_NAME})(?:, [\w' -]{{3,60}})?\s*$")
_LABEL = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?: [A-Z(][\w.'’()-]*){0,4}):\s+(?=\S)")
_LONGEST = 1500
_FEWEST_TURNS = 3


@dataclass(frozen=True, slots=True)
class SignedSpan:
    """Words and the name that signs them, as characters of the body, and the rule that found them."""

    start: int
    end: int
    name_start: int
    name_end: int
    rule: str


def signed_spans(layout: Layout) -> Iterator[SignedSpan]:
    """The turns of a transcript and the signed paragraphs of a body; none holds marks of its own."""
    yield from _transcript(layout)
    for start, end in layout.paragraphs:
        if end - start > _LONGEST:
            continue
        text = layout.body[start:end]
        found, rule = _POST.search(text), "signed_post"
        if found is None and text.rstrip()[-1] not in ".!?:\"”’'":
            found, rule = _SIGNATURE.search(text), "signature"
            if found is not None and not _is_in_the_news(found["name"], layout.body):
                found = None
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
                rule,
            )


def _is_in_the_news(name: str, body: str) -> bool:
    """Whether the article speaks of the name: a speaker is, the photographer of a caption is not."""
    return not name.isupper() and body.count(name.split()[-1]) > 1


def _transcript(layout: Layout) -> Iterator[SignedSpan]:
    """The turns of a transcript: paragraphs that begin with names, some of them more than once.

    A single label, or labels that never recur, are headings ("WATCH: ...", "Weather: ...").
    """
    turns = []
    labels = [_LABEL.match(layout.body, start, end) for start, end in layout.paragraphs]
    for number, ((start, end), found) in enumerate(zip(layout.paragraphs, labels, strict=True)):
        if found is None or not any(labels[max(0, number - 1) : number] + labels[number + 1 : number + 2]):
            continue
        if layout.without_blanks(found.end(), end) > found.end():
            name = found.span("name")
            turns.append(SignedSpan(found.end(), layout.without_blanks(start, end), *name, "transcript_turn"))
    names = Counter(layout.body[turn.name_start : turn.name_end] for turn in turns)
    if len(turns) < _FEWEST_TURNS or len(names) < 2 or len(names) == len(turns):
        return
    for turn in turns:
        if not layout.spans_in(turn.start, turn.end) and layout.body[turn.end - 1] in ".!?…—":
            yield turn
