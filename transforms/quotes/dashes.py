"""Quotations that narration between dashes parts: “The quay will hold” — she pointed at it — “for a year.”"""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from transforms.quotes.attach import Attached
from transforms.quotes.layout import Layout
from transforms.quotes.pieces import Piece
from transforms.quotes.positions import FINITE
from transforms.quotes.topics import is_person
from transforms.quotes.works import may_be_title
from transforms.records import ArticleEntities

_DASH = r"(?:—|–|--|(?<=\s)-(?=\s))"
_ASIDE = re.compile(rf"(?P<cue>[^—–\n]{{0,80}}?)\s*{_DASH}\s*(?P<words>[^—–\n]{{3,200}}?)\s*{_DASH}\s*")
_INSIDE = re.compile(r"\s+(?P<words>[^—–\n]{3,200}?)\s+")  # the dashes stand within the marks
_DASHES = "—–-"
_RELATIVE = frozenset({"WDT", "WP", "WP$"})
_LONGEST = 300  # characters of narration


def dashed_pieces(
    attached: list[Attached | None], layout: Layout, entities: ArticleEntities
) -> Iterator[Piece]:
    """The marked spans around narration, those of a quotation under one key.

    Their cue is what any of them has; without one, who acts in the narration speaks.
    """
    chain: list[int] = []
    asides: list[tuple[int, int]] = []
    for number in range(len(layout.spans)):
        chain.append(number)
        aside = _aside_behind(number, attached, layout)
        if aside is not None:
            asides.append(aside)
            continue
        if asides:
            yield from _pieces(chain, asides, attached, layout, entities)
        chain, asides = [], []


def _aside_behind(number: int, attached: list[Attached | None], layout: Layout) -> tuple[int, int] | None:
    """The tokens of the narration between a marked span and the next, None where it is none."""
    if number + 1 >= len(layout.spans) or not layout.parsed:
        return None
    span, after = layout.spans[number : number + 2]
    gap = span.outer_end, after.outer_start
    if gap[1] - gap[0] > _LONGEST:
        return None
    found = _ASIDE.fullmatch(layout.body, *gap)
    if found is None and layout.body[span.end - 1] in _DASHES and layout.body[after.start] in _DASHES:
        found = _INSIDE.fullmatch(layout.body, *gap)
    if found is None:
        return None
    first, last = (layout.token_at(char) for char in found.span("words"))
    if _names_works(number, first, layout):
        return None
    cue = attached[number]
    if cue is not None and first <= cue.cue.token.i < last:  # “The quay” — said Berg — “will hold.”
        return None
    if found.groupdict().get("cue", "").strip() and (
        cue is None or not span.end < cue.cue.token.idx < after.start
    ):
        return None
    return (first, last) if any(t.tag_ in FINITE for t in layout.doc[first:last]) else None


def _names_works(number: int, first: int, layout: Layout) -> bool:
    """Whether the dashes set off a clause on a work: “Salt” — which she wrote in Rome — and “Bread”."""
    if layout.doc[first].tag_ in _RELATIVE:
        return True
    return all(may_be_title(layout.body[span.start : span.end]) for span in layout.spans[number : number + 2])


def _pieces(
    chain: list[int],
    asides: list[tuple[int, int]],
    attached: list[Attached | None],
    layout: Layout,
    entities: ArticleEntities,
) -> Iterator[Piece]:
    cues = [found.cue for n in reversed(chain) if (found := attached[n]) is not None]
    outside = (c for c in cues if not any(first <= c.token.i < last for first, last in asides))
    cue = next(outside, cues[0] if cues else None)
    speaker = _actor(asides, layout, entities) if cue is None else cue.speaker
    if cue is None and speaker is None:
        return
    carried = "narration" if cue is None else None
    for number in chain:
        span = layout.spans[number]
        key = "dashes", chain[0]
        yield Piece(span.start, span.end, "direct", cue, speaker, key, "around_dashes", carried)


def _actor(asides: list[tuple[int, int]], layout: Layout, entities: ArticleEntities) -> Token | None:
    """The person who is the subject of a narration."""
    for first, last in asides:
        for token in layout.doc[first:last]:
            if token.dep_ == "nsubj" and is_person(token, entities):
                return token
    return None
