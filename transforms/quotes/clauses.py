"""Indirect speech: the clause that a cue governs."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout

_QUESTION_TAGS = frozenset({"WP", "WRB", "WDT", "WP$"})
_LEAD_INS = frozenset({"that", "but", "and", "however", "or", "so", "yet"})


def clause_pieces(cue: Cue, layout: Layout) -> list[tuple[int, int]]:
    """First and last + 1 token of each piece of what `cue` reports; two where the cue interrupts."""
    if cue.kind == "according":
        pieces = _around(cue.token.sent, *_according_bounds(cue.token))
    elif cue.kind == "noun":
        content = [c for c in cue.token.children if c.dep_ in {"acl", "ccomp"} and _has_that(c)]
        pieces = [(c.left_edge.i, c.right_edge.i + 1) for c in content[:1]]
    else:
        pieces = _verb_pieces(cue, layout)
    trimmed = (_trim(start, end, layout) for start, end in pieces)
    return [piece for piece in trimmed if piece is not None]


def _verb_pieces(cue: Cue, layout: Layout) -> list[tuple[int, int]]:
    token, verb = cue.token, cue.verb
    assert verb is not None
    if verb.object == "accused":
        return [
            (grand.left_edge.i, grand.right_edge.i + 1)
            for child in token.children
            if child.dep_ == "prep" and child.lower_ == "of"
            for grand in child.children
            if grand.dep_ == "pcomp"
        ]
    contents = [child for child in token.children if _is_content(child, cue)]
    if contents:
        inside = {t.i for content in contents for t in content.subtree}
        return _complement_pieces(token, inside, layout)
    if verb.clause == "any" and _is_trailing(cue):
        start = _cue_start(cue)
        return [(token.sent.start, start)]
    return []


def _is_content(child: Token, cue: Cue) -> bool:
    verb = cue.verb
    assert verb is not None
    if child.dep_ == "xcomp" or (child.dep_ == "ccomp" and child.tag_ == "VB" and _has_to(child)):
        return verb.infinitive and child.tag_ == "VB" and _has_to(child)
    if child.dep_ != "ccomp" or not verb.clause or _asks(child):
        return False
    return verb.clause == "any" or child.i < cue.token.i or _has_that(child)


def _has_to(child: Token) -> bool:
    return any(t.dep_ == "aux" and t.lower_ == "to" for t in child.lefts)


def _has_that(child: Token) -> bool:
    return any(t.dep_ == "mark" and t.lower_ == "that" for t in child.lefts)


def _asks(content: Token) -> bool:
    """Whether the clause is an indirect question: "said whether", "explained how"."""
    first = next((t for t in content.lefts if not t.is_punct), None)
    if first is None:
        return False
    return (first.dep_ == "mark" and first.lower_ in {"whether", "if"}) or (
        first.tag_ in _QUESTION_TAGS and first.i == content.left_edge.i
    )


def _complement_pieces(token: Token, inside: set[int], layout: Layout) -> list[tuple[int, int]]:
    """The content on either side of the cue and the words that belong to the cue alone."""
    first, last = min(inside), max(inside)
    left = token.i
    while left - 1 >= token.sent.start and left - 1 not in inside:
        left -= 1
    right = token.i
    while right + 1 < token.sent.end and right + 1 not in inside:
        right += 1
    pieces = []
    if first < token.i:
        start = token.sent.start if not any(t.dep_ == "nsubj" and t.i < first for t in token.lefts) else first
        pieces.append((start, left))
    if last > token.i:
        pieces.append((right + 1, last + 1))
    return pieces


def _is_trailing(cue: Cue) -> bool:
    """Whether the sentence ends in ", NP said" with at most adverbials behind."""
    token = cue.token
    start = _cue_start(cue)
    if start <= token.sent.start + 1 or token.doc[start - 1].text != ",":
        return False
    return not any(t.pos_ == "VERB" and t.dep_ != "pcomp" for t in token.doc[token.i + 1 : token.sent.end])


def _cue_start(cue: Cue) -> int:
    if cue.speaker is not None and cue.speaker.i < cue.token.i and cue.speaker.sent == cue.token.sent:
        return min(cue.token.i, cue.speaker.left_edge.i)
    return cue.token.i


def _according_bounds(token: Token) -> tuple[int, int]:
    return token.i, token.right_edge.i + 1


def _around(sentence: Span, start: int, end: int) -> list[tuple[int, int]]:
    return [(sentence.start, start), (end, sentence.end)]


def _trim(start: int, end: int, layout: Layout) -> tuple[int, int] | None:
    """Without punctuation and conjunctions at the edges; None where no verb or noun is left."""
    doc = layout.doc
    while start < end and not layout.quoted[start] and _is_edge(doc[start]):
        start += 1
    while end > start and not layout.quoted[end - 1] and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    if not any(t.pos_ in {"VERB", "AUX", "NOUN", "PROPN", "ADJ"} for t in doc[start:end]):
        return None
    return start, end


def _is_edge(token: Token) -> bool:
    return (
        token.is_punct
        or token.is_space
        or (token.lower_ in _LEAD_INS and token.dep_ in {"mark", "cc", "advmod"})
    )


def all_clauses(cues: list[Cue], layout: Layout) -> Iterator[tuple[Cue, list[tuple[int, int]]]]:
    """Each cue that reports a clause, with the clause's pieces."""
    for cue in cues:
        if cue.speaker is not None:
            pieces = clause_pieces(cue, layout)
            if pieces:
                yield cue, pieces
