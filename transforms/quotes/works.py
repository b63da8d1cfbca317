"""Titles of works between marks: "Salt," Rosa Diaz wrote that the sea had taken her brother.

News in American style sets the comma within the marks, so a title before a clause looks like speech.
"""

from transforms.marks import MarkedSpan
from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.positions import FINITE, PARTS, is_statement

_FARTHEST = 12  # tokens from a cue to the comma that ends its clause


def is_title(words: str) -> bool:
    """Whether the words look like the title of a work: "The Long Road Home"."""
    long_words = [word for word in words.split() if len(word) > 3]
    return (
        len(words.split()) > 1
        and words[-1] not in ".,!?…"
        and bool(long_words)
        and all(word[0].isupper() or not word[0].isalpha() for word in long_words)
    )


def may_be_title(words: str) -> bool:
    """Whether the words are a title or a single word in capitals, which may be one: "Salt"."""
    bare = words.rstrip(",")
    return is_title(bare) or (bare.isalnum() and bare[0].isupper())


def names_work(span: MarkedSpan, cue: Cue, layout: Layout) -> bool:
    """Whether words before a cue are a title or a term in a sentence that says something else."""
    named = _is_named(span, layout)
    if not may_be_title(layout.body[span.start : span.end]):
        return named and _is_subject(cue, layout)  # The word "genocide," she said, should be used with care
    return named or _reports_a_clause(cue, layout) or _is_subject(cue, layout)


def _is_named(span: MarkedSpan, layout: Layout) -> bool:
    """Whether a preposition or noun leads to the title, and no clause: `In "Salt,"`, `Her novel "Salt,"`."""
    doc, first = layout.doc, layout.token_at(span.outer_start)
    if not first or first >= len(doc):
        return False
    start = doc[first].sent.start if doc[first].sent.start < first else doc[first - 1].sent.start
    start = max(start, layout.token_at(layout.paragraphs[layout.paragraph_at(span.start)][0]))
    lead = [token for token in doc[start:first] if token.text != ","]
    if not lead or not (lead[-1].pos_ in {"NOUN", "PROPN"} or lead[-1].tag_ in {"IN", "VBN", "VBD"}):
        return False
    return not is_statement(doc, start, first)


def _reports_a_clause(cue: Cue, layout: Layout) -> bool:
    """Whether the cue has a clause of its own: `"Salt," Rosa Diaz wrote [that ...]`."""
    doc, at = layout.doc, cue.token.i
    return any(
        (child.dep_ == "ccomp" or child.left_edge.lower_ in {"that", "whether"})
        and not layout.quoted[child.left_edge.i]
        and not any(t.text in PARTS for t in doc[at : child.left_edge.i])
        for child in cue.token.rights
    )


def _is_subject(cue: Cue, layout: Layout) -> bool:
    """Whether the sentence goes on behind the cue with its verb: `"Salt," Rosa Diaz said, [was] her last`."""
    doc = layout.doc
    for token in doc[cue.last : cue.last + _FARTHEST]:
        if token.text in {".", "!", "?", ";"} or layout.quoted[token.i]:
            return False
        if token.text == ",":
            rest = (t for t in doc[token.i + 1 : token.i + 3] if t.pos_ != "ADV")
            return next((t.tag_ in FINITE and not layout.quoted[t.i] for t in rest), False)
    return False
