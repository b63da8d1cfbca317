"""Notes on the author below an article: "A B is a reporter in Paris who covers ..."."""

import re
from collections.abc import Sequence

from transforms.clean.names import NAME

_JOB = (
    r"(?:writer|reporter|correspondent|editor|columnist|contributor|journalist|producer|blogger|critic"
    r"|author|fellow"
    r"|analyst|intern|bureau chief|photographer|host|anchor|podcaster)"
)
_DOES = (
    r"(?:is|was|has|writes|covers|works|reports|leads|joined|lives|serves|studies|edits|hosts|spent"
    r"|can be|holds|grew"
    r"|began|started|specialises|specializes|currently|previously)"
)
# Who needs no known author: a job in the press, and what the job is.
_INTRODUCED = re.compile(
    rf"[\W_]*{NAME}(?:\s+\([\w/ ]{{2,20}}\))?\s+(?:is|was)\s+(?:an?|the|our"
    rf"|[\w’'. ]{{2,30}}['’]s?)\s+(?:[\w&’'.,/-]+\s+){{0,6}}?{_JOB}\b[^.]*?"
    r"\b(?:for|at|with|who|covering|based|where|whose|and|in|focus\w*|of)\b",
)
_NAMED = re.compile(
    rf"\s+{_DOES}\b|['’]s (?:work|writing|reporting|articles|books?)\b|,\s.{{3,120}}?,\s+{_DOES}\b", re.I
)
_ALWAYS = re.compile(
    r"[\W_]*(?:(?:he|she|they)\s+can be (?:reached|found)|(?:follow|contact|reach|e-?mail)\s+(?:him|her"
    r"|them)\b)",
    re.I,
)
# "When not at her desk, she ...", below such a note
_GOES_ON = re.compile(
    r"[\W_]*(?:(?:he|she|they|his|her|their|outside)\b|when (?:he|she|they|not)\b|prior to)", re.I
)
_EDGE = " *•_–—-\u200b"
_LONGEST_NAME = 80  # characters
_NEAR_END = 6  # lines from the end that may be such a note


def biographies(paragraphs: Sequence[str], authors: Sequence[str]) -> set[int]:
    """The positions of the lines at the end of an article that say who its authors are.

    A line counts where it begins with the name of one of `authors` and goes on with what he is or does, or
    where it introduces somebody of the press whom the article does not name otherwise.
    """
    names = _names(authors)
    found: set[int] = set()
    for number in range(len(paragraphs) - 1, max(0, len(paragraphs) - 1 - _NEAR_END), -1):
        text = paragraphs[number]
        if _ALWAYS.match(text) or _is_of(text.lstrip(_EDGE), names) or _introduces(number, paragraphs):
            found.add(number)
    first = min(found, default=len(paragraphs))
    return found | {
        number for number in range(first + 1, len(paragraphs)) if _GOES_ON.match(paragraphs[number])
    }


def _names(authors: Sequence[str]) -> tuple[str, ...]:
    """The full names, first names and surnames of the authors: "Brett is ..."."""
    names = [name.casefold() for name in authors if len(name.split()) > 1]
    return tuple(
        {part for name in names for part in (name, name.split()[0], name.split()[-1]) if len(part) > 2}
    )


def _is_of(text: str, names: tuple[str, ...]) -> bool:
    """Whether a line begins with one of `names` and goes on as a note on its bearer."""
    start = text[:_LONGEST_NAME].casefold()
    return any(start.startswith(name) and _NAMED.match(text, len(name)) for name in names)


def _introduces(number: int, paragraphs: Sequence[str]) -> bool:
    found = _INTRODUCED.match(paragraphs[number])
    if found is None:
        return False
    name = re.search(NAME, found.group())
    surname = name.group().split()[-1] if name else ""
    return bool(surname) and not any(surname in text for text in paragraphs[:number])
