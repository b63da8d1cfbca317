"""Where tokens, paragraphs and quotation marks of one body stand to each other."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from spacy.tokens import Doc, Token

from transforms.datelines import DATELINES
from transforms.marks import MarkedSpan, marked_spans, paragraphs, quoted_mask

# "(Jane Doe/Agency)" ends a caption, "READ MORE:" begins a link.
_CREDIT = re.compile(r"\([^()\n]*\w/\s?\w[^()\n]*\)\s*$")
_LINK = re.compile(r"[A-Z]{4,}(?: [A-Z]+)*\s?[:|]")
# "Berg: ‘We are ready’", a headline that is a quotation
_QUOTED_HEADLINE = re.compile(r"[^\n:‘']{2,60}: ?(?:‘[^\n’]{3,}’|'[^\n']{3,}')$")
_HEADING_WORDS = 18
# The end of words whose closing mark is lost: ", said Anna Berg", "? she said".
_SAYS = r"[,?!](?= (?:(?:he|she|they|(?:[A-Z][\w.'’-]* ){1,4}?) ?)?(?:said|says)\b"
_SAID = re.compile(_SAYS + ")")
# Where the next paragraph opens a mark as well, the words may run on: here a speaker must end a clause.
_SAID_ALONE = re.compile(_SAYS + r"(?: [A-Z][\w'’-]*){0,4}[.,])")


@dataclass(frozen=True)
class Layout:
    """One body read as characters and as tokens at once.

    `quoted` tells for each token whether it stands in `spans`, marks included. `prose` tells for each
    paragraph whether it is running text, not a heading, link or caption. `glosses` are the nouns with which
    a writer comments on what was said.
    """

    doc: Doc
    body: str
    starts: list[int]
    spans: list[MarkedSpan]
    quoted: list[bool]
    paragraphs: list[tuple[int, int]]
    prose: list[bool]
    glosses: Container[str]

    def token_at(self, char: int) -> int:
        """The first token that begins at or after `char`."""
        return bisect_left(self.starts, char)

    def paragraph_at(self, char: int) -> int:
        """Number of the paragraph that holds `char`."""
        return max(0, bisect_right(self.paragraphs, (char, len(self.body) + 1)) - 1)

    def in_prose(self, char: int) -> bool:
        return not self.prose or self.prose[self.paragraph_at(char)]

    def prose_number(self, char: int) -> int:
        """How many paragraphs of running text begin before the one that holds `char`."""
        return self._prose_before[self.paragraph_at(char)] if self.paragraphs else 0

    @cached_property
    def _prose_before(self) -> list[int]:
        return list(accumulate(self.prose, initial=0))

    @cached_property
    def _span_ends(self) -> list[int]:
        return [span.outer_end for span in self.spans]

    @cached_property
    def parsed(self) -> bool:
        return self.doc.has_annotation("DEP") and self.doc.has_annotation("SENT_START")

    def spans_in(self, start: int, end: int) -> range:
        """Numbers of the marked spans that overlap the characters `start` to `end`."""
        first = last = bisect_right(self._span_ends, start)
        while last < len(self.spans) and self.spans[last].outer_start < end:
            last += 1
        return range(first, last)

    def last_char(self, span: MarkedSpan) -> str:
        """The last character of the words in a span, without marks of quotations inside it."""
        end = span.end
        while end > span.start + 1 and self.body[end - 1] in "'’\"”» ":
            end -= 1
        return self.body[end - 1]

    def char_before(self, char: int) -> str:
        """The last character before `char` that is no blank; a line break where there is none."""
        while char > 0 and self.body[char - 1] in " \t\xa0":
            char -= 1
        return self.body[char - 1] if char > 0 else "\n"

    def char_after(self, char: int) -> str:
        """The first character from `char` on that is no blank; empty at the end."""
        while char < len(self.body) and self.body[char] in " \t\xa0":
            char += 1
        return self.body[char : char + 1]

    def without_blanks(self, start: int, end: int) -> int:
        """`end` moved back over blanks and line breaks."""
        while end > start and self.body[end - 1].isspace():
            end -= 1
        return end

    def end_of(self, token: int) -> int:
        return self.starts[token] + len(self.doc[token])

    def outside(self, token: Token) -> bool:
        return not self.quoted[token.i]

    def in_dateline(self, token: int) -> bool:
        return token in self._datelines

    def after_dateline(self, token: int) -> int:
        """The first token behind a dateline that holds `token`, else `token`."""
        return self._datelines.get(token, token)

    @cached_property
    def _datelines(self) -> dict[int, int]:
        """The end of the dateline that each of its tokens stands in."""
        lines = self.doc.spans.get(DATELINES, ())
        return {i: line.end for line in lines for i in range(line.start, line.end)}


def lay_out(doc: Doc, glosses: Container[str] = ()) -> Layout:
    body = doc.text
    bounds = paragraphs(body)
    prose = [_is_prose(body[start:end], len(bounds) > 1) for start, end in bounds]
    layout = Layout(doc, body, [token.idx for token in doc], [], [], bounds, prose, glosses)
    spans = [span for span in _cut_at_cues(marked_spans(body), body) if layout.in_prose(span.start)]
    mask = quoted_mask(body, spans)
    return Layout(
        doc, body, layout.starts, spans, [bool(mask[at]) for at in layout.starts], bounds, prose, glosses
    )


def _cut_at_cues(spans: list[MarkedSpan], body: str) -> list[MarkedSpan]:
    """The spans, those whose closing mark is lost cut where "he said" shows that it was due."""
    out = []
    for number, span in enumerate(spans):
        goes_on = number + 1 < len(spans) and spans[number + 1].run == span.run
        said = _SAID_ALONE if goes_on else _SAID
        found = None if span.closed else said.search(body, span.start, span.end)
        if found is not None and found.start() > span.start:
            end = found.start() + 1
            span = replace(span, end=end, outer_end=end, run=-number)  # a run of its own
        out.append(span)
    return out


def _is_prose(paragraph: str, among_others: bool) -> bool:
    """Whether a paragraph is running text. A text of one paragraph always is."""
    if not among_others:
        return True
    text = paragraph.strip()
    if _CREDIT.search(text):
        return False
    if text.rstrip("'’)\"”»")[-1:] in {*".!?:…,"}:
        return True
    if _LINK.match(text):
        return False
    if _QUOTED_HEADLINE.match(text):
        return True
    return any(mark in text for mark in '"“”«»„') or len(text.split()) > _HEADING_WORDS
