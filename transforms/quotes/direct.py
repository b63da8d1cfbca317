"""Direct quotations: the stretches between marks that are speech, with or without a cue."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from transforms.quotes.attach import Attached
from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.pieces import Piece
from transforms.quotes.signed import signed_spans
from transforms.quotes.topics import announcer, topic_before
from transforms.records import ArticleEntities

_WORD = re.compile(r"\w+")
_NEXT_PARAGRAPH, _FARTHER = 1, 3  # paragraphs over which a speaker may go on without a cue


def direct_pieces(
    attached: list[Attached | None], others: list[Piece], layout: Layout, entities: ArticleEntities
) -> list[Piece]:
    """The marked spans that are speech and no part of a piece in `others`.

    Words between marks without a cue are speech where they stand as sentences of their own; the speaker
    is then the last one, or the person whom the writer has just told of, and the same for all paragraphs
    over which a quotation runs. Titles and terms are left out.
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
        if number in covered:
            continue
        found = attached[number] or runs.get(span.run)
        piece = _piece(number, found, layout)
        if piece is None:
            continue
        if piece.cue is None:
            if span.run not in begun:
                nearest = bisect_right(ends, span.start)
                before = [
                    p for p in (*earlier[max(0, nearest - 1) : nearest], *out[-1:]) if p.speaker is not None
                ]
                last = max(before, key=lambda p: p.end, default=None)
                begun[span.run] = _carried(piece, last, layout, entities)
            piece = replace(begun[span.run], start=span.start, end=span.end)
        elif out and out[-1].cue is not None and _interrupts(out[-1], piece.cue, piece):
            piece = replace(piece, key=out[-1].key)
        out.append(piece)
    return out


def _piece(number: int, found: Attached | None, layout: Layout) -> Piece | None:
    """The words between marks with their cue; without one, None where they are no speech."""
    span = layout.spans[number]
    place = span.start, span.end, "direct"
    key = "run", span.run
    if found is not None:
        return Piece(*place, found.cue, found.cue.speaker, key, found.rule)
    if _is_introduced(number, layout):
        return Piece(*place, None, None, key, "after_colon")
    return Piece(*place, None, None, key, "own_sentence") if _is_sentence(number, layout) else None


def _interrupts(before: Piece, cue: Cue, piece: Piece) -> bool:
    """Whether one cue stands between two pieces of a quotation: `"The bridge," she said, "is shut."`"""
    same = before.cue is not None and before.cue.token.i == cue.token.i
    return same and before.end < cue.token.idx < piece.start


def _carried(piece: Piece, last: Piece | None, layout: Layout, entities: ArticleEntities) -> Piece:
    """A piece without a cue, with the speaker whom the words before it give."""
    if piece.rule == "after_colon":
        speaker = announcer(piece.start, layout)
        if speaker is not None:
            return replace(piece, speaker=speaker, carried="announcer")
    away = _FARTHER + 1
    if last is not None:
        away = layout.prose_number(piece.start) - layout.prose_number(last.start)
    topic = None if away <= _NEXT_PARAGRAPH else topic_before(piece.start, layout, entities)
    if topic is not None:
        return replace(piece, speaker=topic, carried="topic_before")
    if last is None or away > _FARTHER:
        return piece
    key = last.key if last.form == "direct" else piece.key
    return replace(piece, cue=last.cue, speaker=last.speaker, key=key, carried="last_speaker")


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
    fewest = 2 if last in ".!?…" else 3
    return starts and ends and len(_WORD.findall(body, span.start, span.end)) >= fewest


def signed_pieces(layout: Layout) -> Iterator[Piece]:
    """The words of signed paragraphs."""
    for span in signed_spans(layout):
        first, last = layout.token_at(span.name_start), layout.token_at(span.name_end)
        name = layout.doc[first:last].root if first < last else None
        yield Piece(span.start, span.end, "direct", None, name, ("signed", span.start), span.rule)
