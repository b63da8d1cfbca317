"""Quotations of one article: clauses of cues and stretches between marks, brought together."""

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.quotes.attach import attach_cues, lead_start
from transforms.quotes.chain import resolve_speakers
from transforms.quotes.clauses import reported_clauses
from transforms.quotes.cues import Cue, find_cues
from transforms.quotes.layout import Layout, lay_out
from transforms.quotes.lexicon import QuoteLexicon
from transforms.quotes.signed import signed_spans
from transforms.quotes.speakers import phrase_text
from transforms.quotes.topics import announcer, topic_before
from transforms.records import ArticleEntities, Quote

_WORD = re.compile(r"\w+")
# Verbs that take quoted words as a part of a clause of their own; a clause around them keeps the words.
_SHORTEST_REST = 7  # words of an outer clause before an inner cue and its quotation
_NEXT_PARAGRAPH, _FARTHER = 1, 3  # how many paragraphs a speaker may go on without a cue
_PARTIAL = frozenset({"naming", "utterance", "relay"})


@dataclass(frozen=True, slots=True)
class _Piece:
    """A quotation piece before it is numbered and resolved. Pieces of one quotation share `key`.

    `speaker` is the head of the speaker's noun phrase; it differs from the cue's where a quotation
    has no cue.
    """

    start: int
    end: int
    form: str
    cue: Cue | None
    speaker: Token | None
    key: tuple[str, int]


def find_quotes(doc: Doc, entities: ArticleEntities, lexicon: QuoteLexicon) -> list[Quote]:
    """The quotations of a parsed body in order of their start.

    Never raises: a body without a parse gives what its marks alone show.
    """
    if not len(doc):
        return []
    layout = lay_out(doc, lexicon.glosses)
    cues = find_cues(layout, lexicon) if doc.has_annotation("DEP") else []
    attached = attach_cues(cues, layout)
    clauses = _clause_pieces(cues, attached, layout)
    clauses += _led_pieces(attached, clauses, layout)
    others = [*clauses, *_signed_pieces(layout)]
    direct = _direct_pieces(attached, others, layout, entities)
    pieces = sorted([*others, *direct], key=lambda piece: (piece.start, -piece.end))
    return _numbered(pieces, layout, entities, lexicon)


def _clause_pieces(cues: list[Cue], attached: list[Cue | None], layout: Layout) -> list[_Piece]:
    """Indirect and mixed pieces. A clause wholly between marks gives its cue to `attached` instead."""
    out: list[_Piece] = []
    for cue, pieces in reported_clauses(cues, layout):
        follows_marks = any(
            owner is cue and span.outer_end <= layout.starts[cue.token.i]
            for owner, span in zip(attached, layout.spans, strict=True)
        )
        for start_token, end_token in pieces:
            if follows_marks and not _is_complement(cue, start_token, layout):
                continue
            piece = _clause_piece(cue, start_token, end_token, attached, layout)
            if piece is not None:
                out.append(piece)
    return _without_nested(out)


def _is_complement(cue: Cue, start: int, layout: Layout) -> bool:
    """Whether the clause behind a cue that ends direct speech is marked as reported by "that"."""
    return start > cue.token.i and layout.doc[start - 1].lower_ == "that"


def _clause_piece(
    cue: Cue, start_token: int, end_token: int, attached: list[Cue | None], layout: Layout
) -> _Piece | None:
    start, end = layout.starts[start_token], layout.end_of(end_token - 1)
    inside = [n for n, s in enumerate(layout.spans) if s.outer_start < end and start < s.outer_end]
    if inside and layout.spans[inside[0]].outer_start < start:
        return None
    for number in inside:
        owner = attached[number]
        if owner is None or owner is cue:
            continue
        within = start_token <= owner.token.i < end_token
        if within and owner.verb is not None and owner.verb.group in _PARTIAL:
            attached[number] = cue
            continue
        inside = [n for n in inside if n < number]
        end = layout.spans[number].outer_start
        if within and len(_WORD.findall(layout.body, start, end)) < _SHORTEST_REST:
            return None
        break
    if inside:
        end = max(end, layout.spans[inside[-1]].outer_end)
    if end <= start:
        return None
    spans = [layout.spans[n] for n in inside]
    words = list(_WORD.finditer(layout.body, start, end))
    if not words:
        return None
    if spans and all(any(s.start <= w.start() < s.end for s in spans) for w in words):
        for number in inside:
            attached[number] = cue
        return None
    return _Piece(start, end, "mixed" if spans else "indirect", cue, cue.speaker, ("cue", cue.token.i))


def _led_pieces(attached: list[Cue | None], clauses: list[_Piece], layout: Layout) -> list[_Piece]:
    """Mixed pieces whose last words are quoted and followed by the cue: `It was "a lie," she said`."""
    out = []
    for number, (span, cue) in enumerate(zip(layout.spans, attached, strict=True)):
        if cue is None or cue.token.idx < span.outer_end:
            continue
        start = lead_start(number, layout)
        covered = any(c.start < span.end and span.start < c.end for c in clauses)
        if start is not None and not covered:
            end = span.outer_end
            out.append(_Piece(start, end, "mixed", cue, cue.speaker, ("cue", cue.token.i)))
    return out


def _without_nested(pieces: list[_Piece]) -> list[_Piece]:
    """One row where a reported clause reports another.

    The innermost speaker counts where the outer clause is nothing but the inner report ("China said
    its minister told ..."); a report further inside, or by the outer speaker, is part of the outer clause.
    """
    dropped: set[int] = set()
    for outer_number, outer in enumerate(pieces):
        for inner_number, inner in enumerate(pieces):
            if outer_number == inner_number or outer.cue is inner.cue or inner.cue is None:
                continue
            if not (outer.start <= inner.start and inner.end <= outer.end):
                continue
            if outer.start <= inner.cue.token.idx < outer.end or outer.start == inner.start:
                dropped.add(outer_number if _passes_on(outer, inner) else inner_number)
    return [piece for number, piece in enumerate(pieces) if number not in dropped]


def _passes_on(outer: _Piece, inner: _Piece) -> bool:
    """Whether the outer clause's own verb is the inner cue, with another speaker."""
    if outer.cue is None or inner.cue is None:
        return False
    if outer.cue.kind != "verb":
        return True
    return inner.cue.token.head == outer.cue.token and not (
        inner.speaker is not None and inner.speaker.pos_ == "PRON"
    )


def _direct_pieces(
    attached: list[Cue | None], others: list[_Piece], layout: Layout, entities: ArticleEntities
) -> list[_Piece]:
    """The marked spans that are speech and not part of a mixed clause."""
    out: list[_Piece] = []
    runs = {span.run: cue for span, cue in zip(layout.spans, attached, strict=True) if cue is not None}
    for number, span in enumerate(layout.spans):
        if any(c.start <= span.start and span.end <= c.end for c in others):
            continue
        cue, key = attached[number] or runs.get(span.run), ("run", span.run)
        speaker = None if cue is None else cue.speaker
        if cue is None:
            introduced = _is_introduced(number, layout)
            if not introduced and not _is_sentence(number, layout):
                continue
            if introduced:
                speaker = announcer(span.outer_start, layout)
            if speaker is None:
                before = _piece_before(span.start, [*others, *out], layout, _NEXT_PARAGRAPH)
                topic = None if before else topic_before(span.start, layout, entities)
                before = before or (
                    None if topic else _piece_before(span.start, [*others, *out], layout, _FARTHER)
                )
                cue, speaker = (None, topic) if before is None else (before.cue, before.speaker)
                key = before.key if before is not None and before.form == "direct" else key
        out.append(_Piece(span.start, span.end, "direct", cue, speaker, key))
    return out


def _piece_before(char: int, pieces: list[_Piece], layout: Layout, farthest: int) -> _Piece | None:
    """The last quotation at most `farthest` paragraphs before `char`, whose speaker goes on."""
    here = layout.prose_number(char)
    earlier = [
        p
        for p in pieces
        if p.end <= char and p.speaker is not None and here - layout.prose_number(p.start) <= farthest
    ]
    return max(earlier, key=lambda p: p.end, default=None)


def _is_introduced(number: int, layout: Layout) -> bool:
    """Whether a colon leads to the marks and they hold a sentence, not a term."""
    span, body = layout.spans[number], layout.body
    if not body[: span.outer_start].rstrip(" \t").endswith(":"):
        return False
    words = len(_WORD.findall(body, span.start, span.end))
    return words > 1 and (body[span.end - 1] in ".!?…" or not span.closed)


def _is_sentence(number: int, layout: Layout) -> bool:
    """Whether the words between the marks stand as sentences of their own."""
    span, body = layout.spans[number], layout.body
    lead = body[: span.outer_start].rstrip(" \t")
    starts = not lead or lead[-1] in '\n.!?…”"’»' or not span.opened
    rest = body[span.outer_end :].lstrip(" \t")
    ends = body[span.end - 1] in ".!?…" or not rest or rest[0] == "\n" or not span.closed
    return starts and ends and len(_WORD.findall(body, span.start, span.end)) >= 3


def _signed_pieces(layout: Layout) -> list[_Piece]:
    out = []
    for span in signed_spans(layout):
        name = layout.token_at(span.name_end) - 1
        speaker = layout.doc[name] if 0 <= name < len(layout.doc) else None
        out.append(_Piece(span.start, span.end, "direct", None, speaker, ("signed", span.start)))
    return out


def _numbered(
    pieces: list[_Piece], layout: Layout, entities: ArticleEntities, lexicon: QuoteLexicon
) -> list[Quote]:
    groups: dict[tuple[str, int], int] = {}
    out: list[Quote] = []
    turns = [(piece.start, piece.end, piece.speaker) for piece in pieces]
    speakers = resolve_speakers(turns, layout.doc, entities, lexicon)
    for piece, speaker_id in zip(pieces, speakers, strict=True):
        cue, speaker = piece.cue, piece.speaker
        addressee = None if cue is None else cue.addressee
        out.append(
            Quote(
                piece.start,
                piece.end,
                piece.form,
                groups.setdefault(piece.key, len(groups) + 1),
                None if speaker is None else phrase_text(speaker, layout),
                speaker_id,
                None if cue is None else cue.text,
                None if cue is None else cue.lemma,
                None if cue is None else cue.token.i,
                None if addressee is None else phrase_text(addressee, layout),
            )
        )
    return out
