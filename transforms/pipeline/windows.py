"""Long articles: cut into windows that are parsed side by side, and joined to one document again.

What the parser needs grows with the length of a text, and it reads many short texts faster than a long one.
It never joins across paragraphs.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from spacy.attrs import NORM
from spacy.tokens import Doc

from transforms.datelines import DATELINES, datelines
from transforms.marks import paragraphs

WINDOW = 1_250  # tokens at least; 16 of them are parsed together
SENTENCE_ENDS = frozenset(".?!")


def dateline_tokens(doc: Doc) -> list[tuple[int, int]]:
    """The first token of each dateline, and the first behind it."""
    found = list(datelines(doc.text, paragraphs(doc.text)))
    starts = [token.idx for token in doc] if found else []
    spans = ((bisect_left(starts, start), bisect_left(starts, end)) for start, end in found)
    return [(start, end) for start, end in spans if start < end < len(doc)]


def windows_of(doc: Doc, most: int) -> Iterator[Doc]:
    """A tokenized text in windows of whole paragraphs, each with its datelines as spans.

    A paragraph of more than `most` tokens is cut behind a sentence, or anywhere if it has none.
    """
    lines = dateline_tokens(doc)
    norms: Any = doc.to_array([NORM]).reshape(-1, 1)
    words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
    start = 0
    for end in cuts(words, most):
        window = Doc(doc.vocab, words=words[start:end], spaces=spaces[start:end])
        window.from_array([NORM], norms[start:end])
        inside = [(first - start, last - start) for first, last in lines if start <= first and last < end]
        window.spans[DATELINES] = [window[first:last] for first, last in inside]
        yield window
        start = end


def cuts(words: list[str], most: int) -> Iterator[int]:
    """Where the windows of a text end."""
    start = sentence = 0  # of the window; behind the last sentence
    for i in range(1, len(words)):
        begins_paragraph = "\n" in words[i - 1]
        if words[i - 1] in SENTENCE_ENDS:
            sentence = i
        if begins_paragraph and i - start >= WINDOW:
            start = i
            yield i
        elif i - start >= most:
            start = sentence if sentence > start else i
            yield start
    yield len(words)


def joined(parsed: list[Doc]) -> Doc:
    """The document of which these are the windows."""
    return Doc.from_docs(parsed, ensure_whitespace=False, exclude=("tensor",))  # type: ignore[call-arg]
