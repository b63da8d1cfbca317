"""Where tokens, paragraphs and quotation marks of one body stand to each other."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.marks import MarkedSpan, marked_spans, paragraphs, quoted_mask


@dataclass(frozen=True)
class Layout:
    """One body read as characters and as tokens at once.

    `quoted` tells for each token whether it stands in `spans`, marks included.
    """

    doc: Doc
    body: str
    starts: list[int]
    spans: list[MarkedSpan]
    quoted: list[bool]
    paragraphs: list[tuple[int, int]]

    def token_at(self, char: int) -> int:
        """The first token that begins at or after `char`."""
        return bisect_left(self.starts, char)

    def paragraph_at(self, char: int) -> int:
        """Number of the paragraph that holds `char`."""
        return max(0, bisect_right(self.paragraphs, (char, len(self.body) + 1)) - 1)

    def end_of(self, token: int) -> int:
        return self.starts[token] + len(self.doc[token])

    def outside(self, token: Token) -> bool:
        return not self.quoted[token.i]


def lay_out(doc: Doc) -> Layout:
    body = doc.text
    spans = marked_spans(body)
    mask = quoted_mask(body, spans)
    starts = [token.idx for token in doc]
    return Layout(doc, body, starts, spans, [bool(mask[at]) for at in starts], paragraphs(body))
