"""Quotations of one article: clauses of cues and stretches between marks, brought together."""

import re
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from transforms.marks import MarkedSpan
from transforms.quotes.attach import cue_beside
from transforms.quotes.clauses import all_clauses
from transforms.quotes.cues import Cue, find_cues
from transforms.quotes.layout import Layout, lay_out
from transforms.quotes.lexicon import QuoteLexicon
from transforms.quotes.speakers import phrase_text, speaker_mention
from transforms.records import ArticleEntities, Quote

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A quotation piece before it is numbered and resolved. Pieces of one quotation share `key`."""

    start: int
    end: int
    form: str
    cue: Cue | None
    key: tuple[str, int]


def find_quotes(doc: Doc, entities: ArticleEntities, lexicon: QuoteLexicon) -> list[Quote]:
    """The quotations of a parsed body in order of their start.

    Never raises: a body without a parse gives what its marks alone show.
    """
    if not len(doc):
        return []
    layout = lay_out(doc)
    cues = find_cues(layout, lexicon) if doc.has_annotation("DEP") else []
    beside = [cue_beside(span, number, cues, layout) for number, span in enumerate(layout.spans)]
    clauses = _clause_pieces(cues, beside, layout)
    direct = _direct_pieces(beside, clauses, layout)
    pieces = sorted([*clauses, *direct], key=lambda piece: (piece.start, -piece.end))
    return _numbered(pieces, layout, entities, lexicon)


def _clause_pieces(cues: list[Cue], beside: list[Cue | None], layout: Layout) -> list[_Piece]:
    """Indirect and mixed pieces. A clause wholly between marks gives its cue to `beside` instead."""
    out: list[_Piece] = []
    for cue, pieces in all_clauses(cues, layout):
        for start_token, end_token in pieces:
            start, end = layout.starts[start_token], layout.end_of(end_token - 1)
            inside = _touched(start, end, layout)
            if inside and layout.spans[inside[0]].outer_start < start:
                continue
            others = [n for n in inside if beside[n] is not None and beside[n] is not cue]
            if others:
                inside = [n for n in inside if n < others[0]]
                end = layout.spans[others[0]].outer_start
            if inside:
                end = max(end, layout.spans[inside[-1]].outer_end)
            if end <= start:
                continue
            form = _form(start, end, [layout.spans[n] for n in inside], layout)
            if form == "direct":
                for number in inside:
                    beside[number] = cue
            else:
                out.append(_Piece(start, end, form, cue, ("cue", cue.token.i)))
    return _innermost(out)


def _touched(start: int, end: int, layout: Layout) -> list[int]:
    """Numbers of the marked spans that overlap the characters `start` to `end`."""
    return [n for n, s in enumerate(layout.spans) if s.outer_start < end and start < s.outer_end]


def _form(start: int, end: int, inside: list[MarkedSpan], layout: Layout) -> str:
    if not inside:
        return "indirect"
    words = _WORD.finditer(layout.body, start, end)
    return "direct" if all(any(s.start <= w.start() < s.end for s in inside) for w in words) else "mixed"


def _innermost(pieces: list[_Piece]) -> list[_Piece]:
    """Where one reported clause reports another, the one inside."""
    return [
        piece
        for piece in pieces
        if not any(
            other.cue is not piece.cue
            and piece.start <= other.start
            and other.end <= piece.end
            and (other.start, other.end) != (piece.start, piece.end)
            for other in pieces
        )
    ]


def _direct_pieces(beside: list[Cue | None], clauses: list[_Piece], layout: Layout) -> list[_Piece]:
    """The marked spans that are speech and not part of a mixed clause."""
    out: list[_Piece] = []
    for number, span in enumerate(layout.spans):
        if any(c.start <= span.start and span.end <= c.end for c in clauses):
            continue
        cue, key = beside[number], ("run", span.run)
        if cue is None:
            if not _is_sentence(span, layout):
                continue
            if out and layout.paragraph_at(span.start) - layout.paragraph_at(out[-1].start) <= 1:
                cue, key = out[-1].cue, out[-1].key
        out.append(_Piece(span.start, span.end, "direct", cue, key))
    return out


def _is_sentence(span: MarkedSpan, layout: Layout) -> bool:
    """Whether the words between the marks stand as sentences of their own."""
    lead = layout.body[: span.outer_start].rstrip(" \t")
    starts = not lead or lead[-1] in '\n.!?…”"’»' or not span.opened
    return starts and len(_WORD.findall(layout.body, span.start, span.end)) >= 3


def _numbered(
    pieces: list[_Piece], layout: Layout, entities: ArticleEntities, lexicon: QuoteLexicon
) -> list[Quote]:
    groups: dict[tuple[str, int], int] = {}
    out: list[Quote] = []
    for piece in pieces:
        group = groups.setdefault(piece.key, len(groups) + 1)
        quote = Quote(piece.start, piece.end, piece.form, group)
        cue = piece.cue
        if cue is not None:
            quote = replace(quote, cue=cue.text, cue_lemma=cue.lemma, cue_token=cue.token.i)
            if cue.speaker is not None:
                mention = speaker_mention(cue.speaker, entities, lexicon)
                quote = replace(
                    quote,
                    speaker_text=phrase_text(cue.speaker, layout),
                    speaker_id=None if mention is None else mention.entity_id,
                )
            if cue.addressee is not None:
                quote = replace(quote, addressee_text=phrase_text(cue.addressee, layout))
        out.append(quote)
    return out
