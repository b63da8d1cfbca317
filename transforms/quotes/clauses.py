"""Indirect speech: the words that a cue reports, on either side of it."""

from collections.abc import Iterator

from spacy.tokens import Token

from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.speakers import phrase_bounds

Pieces = list[tuple[int, int]]

_QUESTION_TAGS = frozenset({"WP", "WRB", "WDT", "WP$"})
_LEAD_INS = frozenset({"that", "but", "and", "however", "or", "so", "yet"})
_PARTS = frozenset({",", "-", "--", "–", "—", "?", "!"})
_CONTENT_WORDS = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADV"})
_CUE_ADVERBIALS = frozenset({"npadvmod", "advmod", "prep", "prt", "dative", "agent"})
_OWN_WORDS = _CUE_ADVERBIALS | {"nsubj", "nsubjpass", "dobj", "punct", "aux", "advcl", "cc", "mark", "neg"}
_REASONS = frozenset({"because", "if", "unless", "since", "although", "though", "until"})


def reported_clauses(cues: list[Cue], layout: Layout) -> Iterator[tuple[Cue, Pieces]]:
    """Each cue that reports a clause, with first and last + 1 token of each piece of the clause.

    There are two pieces where the cue stands inside what it reports ("Taxes, she said, will rise").
    """
    for cue in cues:
        if cue.speaker is None:
            continue
        trimmed = (_trim(start, end, layout) for start, end in _pieces(cue, layout))
        pieces = [piece for piece in trimmed if piece is not None]
        if pieces:
            yield cue, pieces


def _pieces(cue: Cue, layout: Layout) -> Pieces:
    if cue.kind == "source":
        return _around_source(cue)
    if cue.kind == "noun":
        heads = [c for c in cue.token.children if c.dep_ in {"acl", "ccomp", "relcl"} and _has_that(c)]
        return [(head.left_edge.i, head.right_edge.i + 1) for head in heads[:1]]
    if cue.verb is None:
        return []
    if cue.verb.object == "accused":
        return _accusations(cue.token)
    contents = [child for child in cue.token.children if _is_content(child, cue)]
    if contents and not (cue.token.dep_ == "parataxis" and _is_inserted(cue, layout)):
        return _complements(cue, {t.i for content in contents for t in content.subtree}, layout)
    if cue.verb.clause == "any" or (cue.verb.clause and cue.token.dep_ == "parataxis"):
        return _inserted(cue, layout) or _misread(cue)
    return []


def _accusations(token: Token) -> Pieces:
    """What follows "of" in "accused them of lying"."""
    return [
        (grand.left_edge.i, grand.right_edge.i + 1)
        for child in token.children
        if child.dep_ == "prep" and child.lower_ == "of"
        for grand in child.children
        if grand.dep_ == "pcomp"
    ]


def _is_content(child: Token, cue: Cue) -> bool:
    verb = cue.verb
    if verb is None:
        return False
    if child.dep_ == "xcomp" or (child.dep_ == "ccomp" and child.tag_ == "VB" and _has_to(child)):
        return verb.infinitive and child.tag_ == "VB" and _has_to(child)
    if child.dep_ != "ccomp" or not verb.clause or _asks(child):
        return False
    return verb.clause == "any" or child.i < cue.token.i or _has_that(child)


def _has_to(child: Token) -> bool:
    return any(t.dep_ == "aux" and t.lower_ == "to" for t in child.lefts)


def _has_that(child: Token) -> bool:
    return any(t.lower_ == "that" and t.dep_ in {"mark", "nsubj", "det"} for t in child.lefts)


def _asks(content: Token) -> bool:
    """Whether the clause is an indirect question: "said whether", "explained how"."""
    first = next((t for t in content.lefts if not t.is_punct), None)
    if first is None:
        return False
    return (first.dep_ == "mark" and first.lower_ in {"whether", "if"}) or (
        first.tag_ in _QUESTION_TAGS - {"WDT"} and first.i == content.left_edge.i and first.i > content.head.i
    )


def _complements(cue: Cue, inside: set[int], layout: Layout) -> Pieces:
    """The content on either side of the cue, without the words that belong to the cue alone."""
    token, sentence = cue.token, cue.token.sent
    before = [i for i in inside if i < token.i and layout.doc[i].tag_ not in _QUESTION_TAGS]
    pieces: Pieces = []
    if any(not layout.doc[i].is_punct for i in before):
        end = _cue_start(cue, layout)
        if end - 1 in inside or layout.doc[end - 1].text in _PARTS or layout.quoted[end - 1]:
            pieces.append((sentence.start, end))
    after = [i for i in inside if i > token.i]
    if after:
        pieces.append((_content_start(cue, min(after)), _content_end(cue, max(after) + 1)))
    return pieces


def _content_start(cue: Cue, start: int) -> int:
    """Back to the cue where the parser cut off the beginning of what it reports."""
    stray = [t for t in cue.token.rights if t.i < start and t.dep_ not in _OWN_WORDS and t is not cue.speaker]
    return min([start, *(t.left_edge.i for t in stray if t.left_edge.i > cue.token.i)])


def _content_end(cue: Cue, end: int) -> int:
    """On over a reason or condition that the parser hung on the cue: "She said it failed because ..."."""
    for child in cue.token.rights:
        if child.dep_ == "advcl" and child.left_edge.i == end and child.left_edge.lower_ in _REASONS:
            return child.right_edge.i + 1
    return end


def _cue_start(cue: Cue, layout: Layout) -> int:
    """The first token of the cue's own words: its subject, where that stands before it."""
    start = cue.token.i
    while start > 0 and layout.doc[start - 1].pos_ in {"ADV", "AUX", "PART"}:
        start -= 1
    if cue.speaker is not None and cue.token.sent.start <= cue.speaker.i < start:
        start = phrase_bounds(cue.speaker, layout)[0]
    return start


def _cue_end(cue: Cue) -> int:
    """The last + 1 token of the cue's own words: inverted subject, adverbials, addressee."""
    end = cue.token.i + 1
    for child in cue.token.rights:
        if child in (cue.speaker, cue.addressee) or child.dep_ in _CUE_ADVERBIALS | {"nsubj"}:
            if any(t.text in _PARTS for t in cue.token.doc[end : child.left_edge.i]):
                break
            end = max(end, child.right_edge.i + 1)
    if cue.speaker is not None and cue.speaker.i >= cue.token.i:
        end = max(end, cue.speaker.i + 1)
    return min(end, cue.token.sent.end)


def _is_inserted(cue: Cue, layout: Layout) -> bool:
    start, end = _cue_start(cue, layout), cue.token.i + 1
    doc = layout.doc
    return start > cue.token.sent.start and doc[start - 1].text in _PARTS and doc[end].text in _PARTS


def _inserted(cue: Cue, layout: Layout) -> Pieces:
    """The sentence around a cue set off by commas: "Taxes, she said, will rise", "Taxes rise, she said"."""
    doc, sentence = layout.doc, cue.token.sent
    start, end = _cue_start(cue, layout), cue.token.i + 1
    if start <= sentence.start or doc[start - 1].text not in _PARTS or layout.quoted[start - 1]:
        return []
    if end < sentence.end and doc[end].text not in _PARTS:
        end = _cue_end(cue)
    rest = doc[end : sentence.end]
    if len(rest) and not (rest[0].text in _PARTS or rest[0].is_punct or rest[0].is_space):
        return []
    left = (_clause_start(sentence.start, start, layout), start)
    if len(rest) and rest[0].text in _PARTS:
        return [left, (end, sentence.end)]
    return [left] if _is_statement(cue.token, *left) else []


def _clause_start(start: int, end: int, layout: Layout) -> int:
    """Behind the last colon or semicolon between two tokens."""
    return next((i + 1 for i in range(end - 1, start, -1) if layout.doc[i].text in {":", ";"}), start)


def _is_statement(token: Token, start: int, end: int) -> bool:
    """Whether the words could stand alone: a finite verb that no conjunction subordinates."""
    return any(
        t.tag_ in {"VBD", "VBZ", "VBP", "MD"}
        and (t.head if t.dep_ in {"aux", "auxpass"} else t).dep_ not in {"advcl", "relcl", "acl"}
        for t in token.doc[start:end]
    )


def _misread(cue: Cue) -> Pieces:
    """Clauses that the parser hangs above their cue: "She admits in this case, there were errors"."""
    token, sentence = cue.token, cue.token.sent
    head = token.head
    if token.dep_ == "ccomp" and head.i > token.i and head.pos_ in {"VERB", "AUX"}:
        end = _cue_end(cue)
        return [(max(end, token.right_edge.i + 1), sentence.end)]
    following = token.i + 1
    if following < sentence.end and token.doc[following].lower_ == "that":
        return [(following + 1, sentence.end)]
    return []


def _around_source(cue: Cue) -> Pieces:
    """The sentence around "according to NP", unless the phrase is what the sentence is about."""
    token, sentence = cue.token, cue.token.sent
    doc = token.doc
    if token.i > sentence.start and doc[token.i - 1].pos_ == "AUX":  # "That is according to ..."
        return []
    start, end = cue.first, cue.last
    while end < sentence.end and doc[end].text not in {",", ";", ".", "—", "–"}:
        end += 1
    pieces = [(sentence.start, start)]
    if end < sentence.end:
        pieces.append((end, sentence.end))
    return pieces


def _trim(start: int, end: int, layout: Layout) -> tuple[int, int] | None:
    """Without punctuation and conjunctions at the edges; None where no verb or noun is left."""
    doc = layout.doc
    start = max(start, layout.after_dateline(start))
    while start < end and not layout.quoted[start] and _is_edge(doc[start]):
        start += 1
    while end > start and not layout.quoted[end - 1] and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    if not any(t.pos_ in _CONTENT_WORDS for t in doc[start:end]):
        return None
    return start, end


def _is_edge(token: Token) -> bool:
    if token.text in {"(", "[", "$", "£", "€"}:
        return False
    return (
        token.is_punct
        or token.is_space
        or (token.lower_ in _LEAD_INS and token.dep_ in {"mark", "cc", "advmod"})
    )
