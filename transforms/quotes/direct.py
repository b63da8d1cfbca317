"""Direct quotations: the stretches between marks that are speech, with or without a cue."""

import re
from bisect import bisect_right
from dataclasses import replace

from transforms.marks import MarkedSpan
from transforms.quotes.attach import Attached
from transforms.quotes.carried import with_speaker
from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.pieces import Piece
from transforms.quotes.topics import labelled
from transforms.quotes.works import is_title
from transforms.records import ArticleEntities

_WORD = re.compile(r"\w+")
_NOT = re.compile(r"(?:\bnot|\brather than|\binstead of)(?: as)?(?: an?| the)?\s*$")


def direct_pieces(
    attached: list[Attached | None], others: list[Piece], layout: Layout, entities: ArticleEntities
) -> list[Piece]:
    """The marked spans that are speech and no part of a piece in `others`.

    Words between marks without a cue are speech behind a label, or where they stand as sentences of their
    own. The speaker is whom the label names, else the person whom the writer has just told of, else the last
    one where the layout says so; and the same for all paragraphs over which a quotation runs. Titles and
    terms are left out, as are words that were not said: “some”, not “all”.
    """
    out: list[Piece] = []
    begun: dict[int, Piece] = {}  # runs without a cue of their own, by their first piece
    covered = {n for piece in others for n in layout.spans_in(piece.start, piece.end)}
    runs = {
        span.run: Attached(found.cue, "run_of_marks")
        for span, found in zip(layout.spans, attached, strict=True)
        if found is not None
    }
    earlier = sorted((p for p in others if p.speaker is not None), key=lambda p: p.end)
    ends = [p.end for p in earlier]
    for number, span in enumerate(layout.spans):
        if number in covered or _is_denied(span, layout):
            continue
        piece = _piece(number, attached[number] or runs.get(span.run), layout, entities)
        if piece is None:
            continue
        if piece.cue is None:
            if span.run not in begun:
                nearest = bisect_right(ends, span.start)
                before = [
                    p for p in (*earlier[max(0, nearest - 1) : nearest], *out[-1:]) if p.speaker is not None
                ]
                last = max(before, key=lambda p: p.end, default=None)
                begun[span.run] = with_speaker(piece, span.outer_start, last, layout, entities)
            piece = replace(begun[span.run], start=span.start, end=span.end)
        elif out and out[-1].cue is not None and _interrupts(out[-1], piece.cue, piece):
            piece = replace(piece, key=out[-1].key)
        out.append(piece)
    return out


def _piece(number: int, found: Attached | None, layout: Layout, entities: ArticleEntities) -> Piece | None:
    """The words between marks with their cue; without one, None where they are no speech."""
    span = layout.spans[number]
    place = span.start, span.end, "direct"
    key = "run", span.run
    if found is not None:
        return Piece(*place, found.cue, found.cue.speaker, key, found.rule)
    met = labelled(span.outer_start, layout, entities)
    if met is not None and not is_title(layout.body[span.start : span.end]):
        named = met.start_char, met.end_char
        return Piece(*place, None, layout.doc[met.head], key, "after_label", "label", named)
    if _is_introduced(number, layout):
        return Piece(*place, None, None, key, "after_colon")
    return Piece(*place, None, None, key, "own_sentence") if _is_sentence(number, layout) else None


def _is_denied(span: MarkedSpan, layout: Layout) -> bool:
    """Whether the words stand against what was said: `He said "some", not "all"`."""
    return _NOT.search(layout.body, max(0, span.outer_start - 20), span.outer_start) is not None


def _interrupts(before: Piece, cue: Cue, piece: Piece) -> bool:
    """Whether one cue stands between two pieces of a quotation: `"The bridge," she said, "is shut."`"""
    same = before.cue is not None and before.cue.token.i == cue.token.i
    return same and before.end < cue.token.idx < piece.start


def _is_introduced(number: int, layout: Layout) -> bool:
    """Whether a colon leads to the marks and they hold a sentence, not a term."""
    span, body = layout.spans[number], layout.body
    if layout.char_before(span.outer_start) != ":":
        return False
    words = len(_WORD.findall(body, span.start, span.end))
    return words > 1 and (layout.last_char(span) in ".!?…" or not span.closed)


def _is_sentence(number: int, layout: Layout) -> bool:
    """Whether the words between the marks stand as sentences of their own."""
    span, body = layout.spans[number], layout.body
    last = layout.last_char(span)
    starts = layout.char_before(span.outer_start) in '\n.!?…”"’»' or not span.opened
    ends = last in ".!?…" or layout.char_after(span.outer_end) in {"", "\n"} or not span.closed
    after = layout.token_at(span.outer_end)
    if after < len(layout.doc) and layout.doc[after].pos_ == "AUX" and layout.doc[after].text.islower():
        return False  # "Why?" is what they ask
    fewest = 2 if last in ".!?…" else 3
    return starts and ends and len(_WORD.findall(body, span.start, span.end)) >= fewest
