"""What an article says that a person is: titles before the name, appositions beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from transforms.entities.names import Names
from transforms.entities.spans import NameSpan
from transforms.entities.spelling import fold

_MODIFIERS = frozenset({"compound", "amod", "nmod", "poss", "nn"})

# Words that make another office of one: a minister is not the prime minister.
_RANKS = frozenset({"prime", "vice", "deputy", "first", "former"})


@dataclass(frozen=True, slots=True)
class Role:
    """A role such as "China's foreign minister": noun "minister", words {"foreign"}, country CHN."""

    noun: str
    words: frozenset[str] = frozenset()
    country: str | None = None
    sector: str | None = None
    gender: str = ""

    def agrees(self, other: "Role") -> bool:
        """Whether both may describe one person: the same noun, and neither contradicts the other."""
        if self.noun != other.noun or self.words & _RANKS != other.words & _RANKS:
            return False
        if self.country and other.country and self.country != other.country:
            return False
        return not self.words or not other.words or self.words <= other.words or other.words <= self.words


def stated_roles(
    doc: Doc, spans: list[NameSpan], chunks: list[Span], names: Names, country_of: dict[int, str]
) -> dict[int, list[Role]]:
    """Roles stated beside the PERSON spans of an article, by the start of the span.

    `country_of` gives the country that a token names. Reads titles ("Foreign Minister Wang Yi"),
    appositions on either side and copulas ("Mr. Peskov is a spokesman").
    """
    starting = {chunk.start: chunk for chunk in chunks}
    ending = {chunk.end: chunk for chunk in chunks}
    found: dict[int, list[Role]] = {}
    for span in spans:
        if span.label == "PERSON":
            roles = list(_beside(doc, span, starting, ending, names, country_of))
            if roles:
                found[span.start] = roles
    return found


def role_of(chunk: Span, head: Token, names: Names, country_of: dict[int, str]) -> Role | None:
    """The role that a noun phrase with this head states, None where its noun names no person."""
    noun = names.nouns.get(fold(head.lemma_)) or names.nouns.get(head.lower_)
    if noun is None or noun.label != "PERSON":
        return None
    tokens = [*chunk, *_complements(head)]
    country = next((country_of[token.i] for token in tokens if token.i in country_of), None)
    words = {
        fold(token.lemma_)
        for token in tokens
        if token.i != head.i and token.pos_ in ("NOUN", "PROPN", "ADJ") and token.i not in country_of
    }
    return Role(
        fold(head.lemma_), frozenset(words), country, noun.sector, names.noun_genders.get(head.lower_, "")
    )


def _complements(head: Token) -> Iterator[Token]:
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for", "to", "at"):
            for thing in child.children:
                yield from thing.subtree


def _beside(
    doc: Doc,
    span: NameSpan,
    starting: dict[int, Span],
    ending: dict[int, Span],
    names: Names,
    country_of: dict[int, str],
) -> Iterator[Role]:
    head = doc[span.start : span.end].root
    title = _title(doc, span, names, country_of)
    if title:
        yield title
    end = span.end
    if end < len(doc) and doc[end].text == ",":
        chunk = starting.get(end + 1)
        if chunk is not None and chunk.root.dep_ != "nsubj":
            role = role_of(chunk, chunk.root, names, country_of)
            if role:
                yield role
    if span.start >= 2 and doc[span.start - 1].text == ",":
        chunk = ending.get(span.start - 1)
        role = role_of(chunk, chunk.root, names, country_of) if chunk is not None else None
        if role:
            yield role
    if head.dep_ in ("nsubj", "nsubjpass") and head.head.lemma_ in ("be", "become"):
        for child in head.head.children:
            if child.dep_ == "attr":
                role = role_of(doc[child.left_edge.i : child.i + 1], child, names, country_of)
                if role:
                    yield role


def _title(doc: Doc, span: NameSpan, names: Names, country_of: dict[int, str]) -> Role | None:
    """The words before the name in its own noun phrase: "Chinese Foreign Ministry spokesman"."""
    start = span.start
    while start > 0 and (
        doc[start - 1].dep_ in _MODIFIERS
        or doc[start - 1].text in names.titles
        or doc[start - 1].tag_ == "POS"
    ):
        if doc[start - 1].is_punct or span.start - start > 8:
            break
        start -= 1
    before = [token for token in doc[start : span.start] if not token.is_space]
    noun = next(
        (
            token
            for token in reversed(before)
            if fold(token.lemma_) in names.nouns or token.lower_ in names.nouns
        ),
        None,
    )
    if noun is None:
        return None
    return role_of(doc[start : noun.i + 1], noun, names, country_of)
