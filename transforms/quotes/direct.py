"""Direct quotations: the stretches between marks that are speech, with or without a cue."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.pieces import Piece
from transforms.quotes.signed import signed_spans
from transforms.quotes.topics import announcer, topic_before
from transforms.records import ArticleEntities

_WORD = re.compile(r"\w+")
_NEXT_PARAGRAPH, _FARTHER = 1, 3  # paragraphs over which a speaker may go on without a cue


def direct_pieces(
    attached: list[Cue | None], others: list[Piece], layout: Layout, entities: ArticleEntities
) -> list[Piece]:
    """The marked spans that are speech and no part of a piece in `others`.

    Words between marks without a cue are speech where they stand as sentences of their own; the speaker
    is then the last one, or the person whom the writer has just told of, and the same for all paragraphs
    over which a quotation runs. Titles and terms are left out.
    """
    out: list[Piece] = []
    begun: dict[int, Piece] = {}  # runs without a cue of their own, by their first piece
    covered = {n for piece in others for n in layout.spans_in(piece.start, piece.end)}
    runs = {span.run: cue for span, cue in zip(layout.spans, attached, strict=True) if cue is not None}
    earlier = sorted((p for p in others if p.speaker is not None), key=lambda p: p.end)
    ends = [p.end for p in earlier]
    for number, span in enumerate(layout.spans):
        if number in covered:
            continue
        cue = attached[number] or runs.get(span.run)
        piece = Piece(
            span.start, span.end, "direct", cue, None if cue is None else cue.speaker, ("run", span.run)
        )
        if cue is None:
            introduced = _is_introduced(number, layout)
            if not introduced and not _is_sentence(number, layout):
                continue
            if span.run not in begun:
                nearest = bisect_right(ends, span.start)
                before = [
                    p for p in (*earlier[max(0, nearest - 1) : nearest], *out[-1:]) if p.speaker is not None
                ]
                last = max(before, key=lambda p: p.end, default=None)
                begun[span.run] = _carried(piece, last, introduced, layout, entities)
            piece = replace(begun[span.run], start=span.start, end=span.end)
        elif out and out[-1].cue is not None and _interrupts(out[-1], cue, piece):
            piece = replace(piece, key=out[-1].key)
        out.append(piece)
    return out


def _interrupts(before: Piece, cue: Cue, piece: Piece) -> bool:
    """Whether one cue stands between two pieces of a quotation: `"The bridge," she said, "is shut."`"""
    same = before.cue is not None and before.cue.token.i == cue.token.i
    return same and before.end < cue.token.idx < piece.start


def _carried(
    piece: Piece, last: Piece | None, introduced: bool, layout: Layout, entities: ArticleEntities
) -> Piece:
    """A piece without a cue, with the speaker whom the words before it give."""
    if introduced:
        speaker = announcer(piece.start, layout)
        if speaker is not None:
            return Piece(piece.start, piece.end, piece.form, None, speaker, piece.key)
    away = _FARTHER + 1
    if last is not None:
        away = layout.prose_number(piece.start) - layout.prose_number(last.start)
    topic = None if away <= _NEXT_PARAGRAPH else topic_before(piece.start, layout, entities)
    if topic is not None or last is None or away > _FARTHER:
        return Piece(piece.start, piece.end, piece.form, None, topic, piece.key)
    key = last.key if last.form == "direct" else piece.key
    return Piece(piece.start, piece.end, piece.form, last.cue, last.speaker, key)


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
        yield Piece(span.start, span.end, "direct", None, name, ("signed", span.start))
