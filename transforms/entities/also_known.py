"""Further names that an article gives a person: "Lai Ching-te, also known as William Lai"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from transforms.entities.spans import NameSpan

_KNOWN_AS = (
    r"(?:(?:also|better|best|commonly|widely|popularly|formerly|often) )?"
    r"(?:known (?:simply )?(?:as|by (?:his|her|the) (?:nickname|alias|nom de guerre|stage name|pen name))"
    r"|nicknamed|a\.?k\.?a\.?|alias),? ?[“\"'‘(]?"
)
# Between the two names: right behind the first one, or where "who" says that a person is meant
_BETWEEN = re.compile(
    rf",? ?\(?(?:\d+, )?(?:who (?:is|was) )?{_KNOWN_AS}|.*\bwho (?:is|was) {_KNOWN_AS}", re.DOTALL
)


def also_known(doc: Doc, spans: Sequence[NameSpan]) -> dict[int, int]:
    """The starts of names that are further names of a person, with the start of the name before them."""
    found: dict[int, int] = {}
    before: NameSpan | None = None
    for span in spans:
        if before is not None and _gives_name(doc, before, span):
            found[span.start] = found.get(before.start, before.start)
        if span.label == "PERSON":
            before = span
    return found


def _gives_name(doc: Doc, before: NameSpan, span: NameSpan) -> bool:
    if span.senses or doc[before.start].sent != doc[span.start].sent:
        return False
    between = " ".join(doc[before.end : span.start].text.split())
    return bool(_BETWEEN.fullmatch(between))


def as_persons(spans: Sequence[NameSpan], further: dict[int, int]) -> list[NameSpan]:
    """The spans with every further name of a person labelled as a person's."""
    return [replace(span, label="PERSON") if span.start in further else span for span in spans]
