"""Indirect and mixed quotations: clauses of cues, with the quoted words inside them."""

import re

from transforms.quotes.attach import Attached, lead_start
from transforms.quotes.clauses import reported_clauses
from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.pieces import Piece
from transforms.quotes.positions import PARTS

_WORD = re.compile(r"\w+")
_SHORTEST_REST = 7  # words of an outer clause before an inner cue and its quotation
# Verbs that take quoted words into a clause of their own; a clause around them keeps the words.
_PARTIAL = frozenset({"naming", "utterance", "relay"})
_MOST_NESTED = 40  # reports in one clause that are looked at; work must not grow with their square
# The rule by which a clause is reported, by the kind of its cue
_CLAUSES = {"verb": "reported_clause", "noun": "clause_of_claim", "source": "clause_of_source"}


def clause_pieces(cues: list[Cue], attached: list[Attached | None], layout: Layout) -> list[Piece]:
    """The clauses that cues report. A clause wholly between marks gives its cue to `attached` instead."""
    out: list[Piece] = []
    ending_speech = {
        found.cue.token.i
        for found, span in zip(attached, layout.spans, strict=True)
        if found is not None and span.outer_end <= found.cue.token.idx
    }
    for cue, pieces in reported_clauses(cues, layout):
        for start, end in pieces:
            # `"...," he said` governs nothing more, unless "that" follows
            marked = start > cue.token.i and layout.doc[start - 1].lower_ == "that"
            if cue.token.i in ending_speech and not marked:
                continue
            piece = _clause_piece(cue, start, end, attached, layout)
            if piece is not None:
                out.append(piece)
    return _without_nested(out)


def _clause_piece(
    cue: Cue, start_token: int, end_token: int, attached: list[Attached | None], layout: Layout
) -> Piece | None:
    start, end = _clause_start(cue, start_token, layout), layout.end_of(end_token - 1)
    inside = list(layout.spans_in(start, end))
    if inside and layout.spans[inside[0]].outer_start < start:
        return None
    for number in inside:
        found = attached[number]
        if found is None or found.cue.token.i == cue.token.i:
            continue
        owner = found.cue
        within = start_token <= owner.token.i < end_token
        if _keeps_words(cue, owner, within):
            attached[number] = Attached(cue, "words_of_clause")
            continue
        inside = [n for n in inside if n < number]
        end = layout.spans[number].outer_start
        if within and _is_only_frame(_WORD.findall(layout.body, start, end)):
            return None
        break
    if inside:
        end = max(end, layout.spans[inside[-1]].outer_end)
    spans = [layout.spans[n] for n in inside]
    words = list(_WORD.finditer(layout.body, start, end))
    if not words:
        return None
    if spans and all(any(s.start <= w.start() < s.end for s in spans) for w in words):
        for number in inside:
            attached[number] = Attached(cue, "clause_in_marks")
        return None
    end = layout.without_blanks(start, end)
    form = "mixed" if spans else "indirect"
    return Piece(start, end, form, cue, cue.speaker, ("cue", cue.token.i), _CLAUSES[cue.kind])


def _keeps_words(cue: Cue, owner: Cue, within: bool) -> bool:
    """Whether a clause keeps marked words beside another cue: "Diaz told us it was [“a lie,”] Berg said"."""
    if within:
        return owner.verb is not None and owner.verb.group in _PARTIAL
    return cue.kind == "verb" and owner.token.i > cue.token.i and owner.kind == "verb"


def _is_only_frame(words: list[str]) -> bool:
    """Whether what is left of a clause before another's words only leads to them: "Diaz told us that"."""
    return len(words) < _SHORTEST_REST or words[-1].lower() == "that"


def _clause_start(cue: Cue, first: int, layout: Layout) -> int:
    """The character at which a clause begins; with its mark where its subject stands in marks.

    She said [“Salt” was her last novel].
    """
    doc, start = layout.doc, layout.starts[first]
    number = next(iter(layout.spans_in(start, start + 1)), None)
    if number is None or any(t.text in PARTS for t in doc[cue.token.i : first]):
        return start
    span = layout.spans[number]
    if start != span.start:
        return start
    is_subject = doc[first : layout.token_at(span.end)].root.dep_ in {"nsubj", "nsubjpass"}
    return span.outer_start if is_subject else start


def led_pieces(attached: list[Attached | None], clauses: list[Piece], layout: Layout) -> list[Piece]:
    """Mixed quotations whose last words are quoted and followed by the cue: `It was "a lie," she said`."""
    touched = {number for clause in clauses for number in layout.spans_in(clause.start, clause.end)}
    out = []
    for number, (span, found) in enumerate(zip(layout.spans, attached, strict=True)):
        if found is None or found.cue.token.idx < span.outer_end or number in touched:
            continue
        start, cue = lead_start(number, layout), found.cue
        if start is not None:
            key = "cue", cue.token.i
            out.append(Piece(start, span.outer_end, "mixed", cue, cue.speaker, key, "sentence_into_marks"))
    return out


def _without_nested(pieces: list[Piece]) -> list[Piece]:
    """One row where a reported clause reports another.

    The innermost speaker counts where the outer clause is nothing but the inner report ("China said
    its minister told ..."); a report further inside, or by the outer speaker, is part of the outer clause.
    """
    ordered = sorted(pieces, key=lambda piece: (piece.start, -piece.end))
    dropped: set[int] = set()
    for number, outer in enumerate(ordered):
        for inner_number in range(number + 1, min(len(ordered), number + 1 + _MOST_NESTED)):
            inner = ordered[inner_number]
            if inner.start >= outer.end:
                break
            if inner.end > outer.end or inner.cue is None or inner.key == outer.key:
                continue
            if outer.start <= inner.cue.token.idx < outer.end or outer.start == inner.start:
                dropped.add(number if _passes_on(outer, inner) else inner_number)
    return [piece for number, piece in enumerate(ordered) if number not in dropped]


def _passes_on(outer: Piece, inner: Piece) -> bool:
    """Whether the outer clause's own verb is the inner cue, with another speaker."""
    if outer.cue is None or inner.cue is None:
        return False
    if outer.cue.kind != "verb":
        return True
    same = inner.speaker is not None and inner.speaker.pos_ == "PRON"
    return inner.cue.token.head == outer.cue.token and not same
