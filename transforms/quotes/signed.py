"""Speech that its speaker's name ends: signed quotations, sentences and posts.

Pages set a sentence apart and sign it (“I never asked for this.” — Anna Berg, nurse), with or without marks,
and embed posts ("The bridge is closed. pic.example — City of Aro (@aro) May 3, 2021").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from spacy.tokens import Token

from transforms.quotes.layout import Layout
from transforms.quotes.pieces import Piece
from transforms.quotes.positions import FINITE
from transforms.records import ArticleEntities, Mention

# Atomic groups: a post may hold any number of tags, and must not be tried in any number of ways.
_POST = re.compile(
    r"(?>(?>\s+(?=#|\S{0,60}(?:https?://|pic\.twitter\.com/))\S+)*)"
    r"\s*[—–-]+\s(?P<name>[^\n()]{1,60}?) \(@\w{1,30}\)"
)
_PASSED_ON = re.compile(r"RT (?P<name>@\w{1,30}):\s*")
_WORD = r"(?:[A-Z][\w.'’-]*)"
_PARTICLE = r"(?:of|the|for|and|de|da|di|van|von|bin|al|el|la|le)"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|{_PARTICLE})){{0,4}}\s{_WORD}"
_SIGNATURE = re.compile(rf"(?<=[.!?])\s+(?:[—–-]+\s*)?(?P<name>{_NAME})(?:, [\w' -]{{3,60}})?\s*$")
_SIGNED = re.compile(r"\s*(?:—|–|―|--+|-|~)\s*(?P<name>(?:[^\W\d_]|@)[^\n]{1,120})")
_MORE = re.compile(
    r"[^\n]*(?:\s[—–]\s|\b(?:is|was|are|were|has|had|will|said)\b)"
)  # it goes on as a sentence
_ABBREVIATED = frozenset(
    {"vs.", "v.", "no.", "st.", "mr.", "ms.", "mrs.", "dr.", "prof.", "gen.", "sen.", "rep.", "lt.", "col."}
    | {"sgt.", "capt.", "feat.", "ft.", "inc.", "co.", "jr.", "ca."}
)
_STOP = re.compile(r"[.,!?…](?=\s|$)")
_LONGEST = 1500
_FORMS = (("name", "title"), ("nominal",))
_NAMES = ("PERSON", "ORG", "GPE")  # in the order in which they are who signs


@dataclass(frozen=True, slots=True)
class SignedSpan:
    """Words and the name that signs them, as characters of the body, and the rule that found them."""

    start: int
    end: int
    name_start: int
    name_end: int
    rule: str


def signed_pieces(layout: Layout, entities: ArticleEntities) -> Iterator[Piece]:
    """The words of signed quotations and paragraphs, with the head of who signs."""
    yield from _signed_marks(layout, entities)
    for span in _signed_paragraphs(layout):
        first, last = layout.token_at(span.name_start), layout.token_at(span.name_end)
        name = layout.doc[first:last].root if first < last else None
        named = span.name_start, span.name_end
        key = "signed", span.start
        yield Piece(span.start, span.end, "direct", None, name, key, span.rule, named=named)


def _signed_marks(layout: Layout, entities: ArticleEntities) -> Iterator[Piece]:
    """Paragraphs of marks with a dash and a name behind them, there or as the next paragraph."""
    signed: dict[int, tuple[Token, tuple[int, int]]] = {}  # by run
    for span in layout.spans:
        number = layout.paragraph_at(span.start)
        start, end = layout.paragraphs[number]
        if layout.body[start : span.outer_start].strip():
            continue
        found = _SIGNED.fullmatch(layout.body, span.outer_end, end)
        if not _STOP.search(layout.body, span.start, span.end):  # the title of a work, and who made it
            continue
        if found is None and not layout.body[span.outer_end : end].strip():
            found = _SIGNED.fullmatch(
                layout.body, *(layout.paragraphs[number + 1 : number + 2] or [(0, 0)])[0]
            )
        name = None if found is None else _who_signs(*found.span("name"), layout, entities)
        if name is not None:
            signed[span.run] = name
    for span in layout.spans:
        if span.run in signed:
            speaker, named = signed[span.run]
            key = "signed", span.run
            yield Piece(span.start, span.end, "direct", None, speaker, key, "signed_marks", named=named)


def _who_signs(
    start: int, end: int, layout: Layout, entities: ArticleEntities
) -> tuple[Token, tuple[int, int]] | None:
    """The head of the name in a signature and its characters, None where it is a clause: "— Berg left"."""
    first, last = layout.token_at(start), layout.token_at(end)
    words = layout.doc[first:last]
    alone = next((t.i for t in words if t.text in {",", "(", "|"} or t.tag_ == "IN"), last)
    if first >= alone or any(t.tag_ in FINITE and not t.text[0].isupper() for t in layout.doc[first:alone]):
        return None
    name = layout.doc[first:alone]
    if _MORE.match(layout.body, layout.end_of(alone - 1), end):
        return None
    met: list[Mention] = [m for t in name if (m := entities.by_head.get(t.i)) is not None]
    for form, label in product(_FORMS, _NAMES):
        named = next((m for m in met if m.label == label and m.form in form), None)
        if named is not None:
            return layout.doc[named.head], (named.start_char, named.end_char)
    is_name = len(name) > 1 and all(t.text[0].isupper() for t in name)
    return (name.root, (start, layout.end_of(alone - 1))) if is_name else None


def _signed_paragraphs(layout: Layout) -> Iterator[SignedSpan]:
    """The paragraphs without marks that a name ends."""
    for start, end in layout.paragraphs:
        if end - start > _LONGEST:
            continue
        text = layout.body[start:end]
        found, rule = _POST.search(text), "signed_post"
        if found is None and text.rstrip()[-1] not in ".!?:\"”’'":
            found, rule = _SIGNATURE.search(text), "signature"
            if found is not None and not _signs(text[: found.start()], found["name"], layout.body):
                found = None
        if found is None or any(s.start < end and start < s.end for s in layout.spans):
            continue
        words = text[: found.start()]
        lead = len(words) - len(words.lstrip())
        name = found.span("name")
        passed_on = _PASSED_ON.match(words, lead)
        if passed_on is not None:  # the words of the account that it names
            lead, name = passed_on.end(), passed_on.span("name")
        if len(words[lead:].split()) >= 4:
            yield SignedSpan(
                start + lead, start + len(words.rstrip()), start + name[0], start + name[1], rule
            )


def _signs(words: str, name: str, body: str) -> bool:
    """Whether a name behind words signs them: they end in a full stop ("Draw vs. Berg" does not), and the
    article speaks of the name, as it does not of the photographer of a caption."""
    ends = words.split()[-1].lower() not in _ABBREVIATED
    return ends and not name.isupper() and body.count(name.split()[-1]) > 1
