"""What an article says that a person is: titles before the name, appositions beside it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from spacy.tokens import Doc, Span, Token

from transforms.entities.descriptions import HEADS_OF_BODIES, Description, describe
from transforms.entities.phrases import OF, Part, parts_of
from transforms.entities.setting import KnownNames
from transforms.entities.spans import NameSpan
from transforms.lexicon.names import Names
from transforms.lexicon.spelling import PARTICLES, fold

_MODIFIERS = frozenset({"compound", "amod", "nmod", "poss", "nn"})

# Nouns that say beside whom a person stands, not what the person is.
BESIDE = frozenset(
    {
        "rival",
        "opponent",
        "challenger",
        "predecessor",
        "successor",
        "deputy",
        "ally",
        "foe",
        "friend",
        "critic",
    }
)
# Whom bodies of any kind have.
_OF_ANY_BODY = HEADS_OF_BODIES | {
    "boss", "chair", "chairperson", "chairwoman", "co-author", "author", "director general",
    "director-general", "general secretary", "member", "secretary general", "secretary-general", "supporter",
}  # fmt: skip
# Of whom each body has one: who is so called without a body may be another's
_ONE_OF_BODY = HEADS_OF_BODIES | {"ceo", "chair", "chairwoman", "editor", "executive", "founder", "owner"}
_OF_BODY = frozenset({"of", "for", "to", "at"})
_WITHIN = frozenset({"of", "for", "at", "to", "in"})  # prepositions inside a phrase that says who somebody is
_LONGEST_COMPLEMENT = 40  # tokens
_LEADING = frozenset({"lead", "head", "chair", "run", "command"})

# Words that make another office of one: a minister is not the prime minister.
_RANKS = frozenset({"prime", "vice", "deputy", "first", "former"})


@dataclass(frozen=True, slots=True)
class Role:
    """A role such as "China's foreign minister": noun "minister", words {"foreign"}, country CHN.

    `tokens` are those that state it, `of_body` whether it is held in a body that they name.
    """

    noun: str
    words: frozenset[str] = frozenset()
    country: str | None = None
    sector: str | None = None
    gender: str = ""
    tokens: tuple[int, ...] = ()
    of_body: bool = False

    def agrees(self, other: "Role") -> bool:
        """Whether both may describe one person: the same noun, and neither contradicts the other."""
        if self.noun != other.noun or self.words & _RANKS != other.words & _RANKS:
            return False
        if self.country and other.country and self.country != other.country:
            return False
        if self.of_body and not other.of_body and self.noun in _ONE_OF_BODY:
            return False
        return not self.words or not other.words or self.words <= other.words or other.words <= self.words


def stated_roles(
    doc: Doc, spans: list[NameSpan], chunks: list[Span], names: Names, known: KnownNames
) -> dict[int, list[Role]]:
    """Roles stated beside the PERSON spans of an article, by the start of the span.

    `known` are the names of the reference data. Reads titles ("Foreign Minister Wang Yi"),
    appositions on either side and copulas ("Mr. Peskov is a spokesman").
    """
    starting = {chunk.start: chunk for chunk in chunks}
    ending = {chunk.end: chunk for chunk in chunks}
    found: dict[int, list[Role]] = {}
    for span in spans:
        if span.label == "PERSON":
            name = _Name(doc, span, starting, ending, names, known)
            roles = [role for stated in STATED for role in stated(name)]
            if roles:
                found[span.start] = roles
    return found


def role_of(chunk: Span, head: Token, names: Names, known: KnownNames) -> Role | None:
    """The role that a noun phrase with this head states, None where its noun names no person."""
    behind = complements(head)
    tokens = [*chunk.doc[chunk.start : head.i + 1], *behind]
    found = describe(parts_of(tokens, known.by_start, names), names)
    if found.noun is None or found.noun.label != "PERSON":
        return None
    words = {
        fold(token.lemma_)
        for token in tokens
        if token.i != head.i and token.pos_ in ("NOUN", "PROPN", "ADJ") and token.i not in known.country_of
    }
    noun = fold(head.lemma_)
    return Role(
        noun,
        frozenset(words),
        found.country,
        None if noun in names.word_lists["kin"] else found.sector,  # a leader's sister is no civilian by that
        names.noun_genders.get(head.lower_, ""),
        tuple(token.i for token in tokens),
        any(_names_body(token, names) for token in behind if token.i not in known.country_of),
    )


def described_role(parts: Sequence[Part], found: Description, names: Names) -> Role | None:
    """As `role_of`, of a phrase outside any sentence."""
    if found.role is None or found.noun is None or found.noun.label != "PERSON":
        return None
    noun = found.role.split()[-1]
    words = {word for part in parts if part.preposition in ("", *OF) for word in _without_names(part)}
    return Role(
        noun, frozenset(words - {noun}), found.country, found.sector, names.noun_genders.get(noun, ""),
        of_body=any(part.preposition in OF and not part.senses for part in parts),
    )  # fmt: skip


def _without_names(part: Part) -> Iterator[str]:
    """The folded words of a part that are in no name of the reference data; the last one made singular."""
    named = {i for start, end, _ in part.senses for i in range(start, end)}
    return (word for i, word in enumerate(part.folded) if i not in named)


def other_professions(
    doc: Doc, spans: Iterable[NameSpan], chunks: list[Span], names: Names
) -> frozenset[int]:
    """The starts of PERSON spans beside which the article states a profession outside public life, or one of
    which the reference data knows nothing: "swimmer Ana Cruz", "Ana Cruz, 45, a plumber"."""
    starting = {chunk.start: chunk.root for chunk in chunks}
    return frozenset(
        span.start
        for span in spans
        if span.label == "PERSON"
        and any(_is_other(noun, names) for noun in _nouns_beside(doc, span, starting))
    )


def _nouns_beside(doc: Doc, span: NameSpan, starting: dict[int, Token]) -> Iterator[Token]:
    """The common noun that is the name's title, and those of the phrases with "a" behind its commas."""
    head = doc[span.start : span.end].root
    before = doc[span.start - 1] if span.start else None
    if before is not None and (
        before.dep_ in _MODIFIERS or (head.dep_ == "appos" and head.head.i == before.i)
    ):
        yield before
    i = span.end
    while i + 1 < len(doc) and doc[i].text == "," and (doc[i + 1].like_num or i + 1 in starting):
        noun = starting.get(i + 1)
        if noun is not None and doc[i + 1].lower_ in ("a", "an") and noun.dep_ == "appos":
            yield noun
        i += 2


def _is_other(noun: Token, names: Names) -> bool:
    if noun.tag_ != "NN" or not noun.text.islower():
        return False
    known = names.nouns.get(fold(noun.lemma_)) or names.nouns.get(noun.lower_)
    return known is None or (known.sector is None and fold(noun.lemma_) not in _OF_ANY_BODY | BESIDE)


def is_other_profession(found: Description) -> bool:
    """As `other_professions`, of the title in a phrase outside any sentence."""
    known = found.noun is not None and found.noun.label == "PERSON" and found.sector is None
    return known and found.role not in _OF_ANY_BODY | BESIDE


def _names_body(token: Token, names: Names) -> bool:
    noun = names.nouns.get(fold(token.lemma_))
    return token.pos_ == "PROPN" or (noun is not None and noun.label == "ORG")


def complements(head: Token, prepositions: Collection[str] = _OF_BODY) -> list[Token]:
    """The tokens that these prepositions bring to a noun: "president of [the council]"; no more than say who
    somebody is."""
    tokens = (
        token
        for child in head.rights
        if child.dep_ == "prep" and child.lower_ in prepositions
        for token in child.subtree
    )
    return list(islice(tokens, _LONGEST_COMPLEMENT))


@dataclass(frozen=True, slots=True)
class _Name:
    """A person's name where it stands: the noun phrases of its article by start and by end around it."""

    doc: Doc
    span: NameSpan
    starting: dict[int, Span]
    ending: dict[int, Span]
    names: Names
    known: KnownNames

    @property
    def head(self) -> Token:
        return self.doc[self.span.start : self.span.end].root

    def role_of(self, chunk: Span, head: Token) -> Iterator[Role]:
        """What `role_of` says, if anything."""
        role = role_of(chunk, head, self.names, self.known)
        if role:
            yield role


def _by_title(name: _Name) -> Iterator[Role]:
    """ "Foreign Minister Wang Yi"."""
    title = _title(name.doc, name.span, name.names, name.known)
    if title:
        yield title


def _by_apposition_after(name: _Name) -> Iterator[Role]:
    """ "Wang Yi, the foreign minister"; not "to Wang Yi, the minister said"."""
    end = name.span.end
    if end < len(name.doc) and name.doc[end].text == ",":
        chunk = name.starting.get(end + 1)
        if chunk is not None and chunk.root.dep_ != "nsubj":
            role = _role_after(chunk, name.names, name.known)
            if role:
                yield role


def _by_apposition_before(name: _Name) -> Iterator[Role]:
    """ "The head of the council, Wang Yi"."""
    comma = name.span.start - 1
    if comma >= 1 and name.doc[comma].text == ",":
        chunk = _whole_phrase(name.ending.get(comma), name.ending)
        if chunk is not None:
            yield from name.role_of(chunk, chunk.root)


def _by_close_apposition(name: _Name) -> Iterator[Role]:
    """ "China's Foreign Ministry spokeswoman Zhu Fenglian", where the parser hangs the name on the noun."""
    chunk = name.ending.get(name.span.start)
    if chunk is not None and name.head.dep_ == "appos" and name.head.head.i == chunk.root.i:
        yield from name.role_of(chunk, chunk.root)


def _by_relative_clause(name: _Name) -> Iterator[Role]:
    """ "Wang Yi, who leads the party"."""
    return _led(name.doc, name.head, name.names, name.known)


def _by_possessor(name: _Name) -> Iterator[Role]:
    """ "The Guardian's Ana Cruz": of the body, whatever the role there. `affiliations` knows the body."""
    mark = name.span.start - 1
    if mark < 1 or name.doc[mark].tag_ != "POS" or name.doc[mark - 1].pos_ != "PROPN":
        return
    owner = name.doc[mark - 1]
    first = fold(name.doc[name.span.start].text)
    if first in PARTICLES or first not in name.names.genders:
        return  # "Syria's al-Tanf", "Amazon's Echo Buds"
    if owner.head.i == name.head.i and owner.dep_ == "poss":
        yield Role("", tokens=(owner.i,), of_body=True)


def _by_copula(name: _Name) -> Iterator[Role]:
    """ "Mr. Peskov is a spokesman"."""
    head = name.head
    if head.dep_ in ("nsubj", "nsubjpass") and head.head.lemma_ in ("be", "become"):
        for child in head.head.children:
            if child.dep_ == "attr":
                yield from name.role_of(name.doc[child.left_edge.i : child.i + 1], child)


STATED: tuple[Callable[[_Name], Iterator[Role]], ...] = (
    _by_title,
    _by_apposition_after,
    _by_apposition_before,
    _by_close_apposition,
    _by_relative_clause,
    _by_possessor,
    _by_copula,
)


def _role_after(chunk: Span, names: Names, known: KnownNames) -> Role | None:
    """The role of the noun phrase after a name, its noun put together again where the parser parts it at
    the hyphen: "the secretary-general of the league"."""
    after = chunk.doc[chunk.end : chunk.end + 2]
    whole = fold(f"{chunk.root.text}-{after[1].text}") if len(after) == 2 and after[0].text == "-" else ""
    noun = names.nouns.get(whole)
    role = noun and role_of(chunk.doc[chunk.start : chunk.end + 2], after[1], names, known)
    if not noun or not role:
        return role_of(chunk, chunk.root, names, known)
    return replace(role, noun=whole, words=role.words - set(whole.split("-")), sector=noun.sector)


def _whole_phrase(chunk: Span | None, ending: dict[int, Span]) -> Span | None:
    """The noun phrase that ends with `chunk`, from its head on: "the head of [the council]", "the envoy to
    [Australia]"."""
    while chunk is not None and chunk.root.dep_ == "pobj":
        preposition = chunk.root.head
        before = ending.get(preposition.i)
        if before is None or preposition.lower_ not in _WITHIN or preposition.head.i != before.root.i:
            return chunk
        chunk = before
    return chunk


def _led(doc: Doc, head: Token, names: Names, known: KnownNames) -> Iterator[Role]:
    """Roles that a relative clause states: "who leads the party", "who became defence minister"."""
    for clause in head.children:
        if clause.dep_ != "relcl" or not any(child.lower_ == "who" for child in clause.children):
            continue
        for child in clause.children:
            phrase = doc[child.left_edge.i : child.i + 1]
            if child.dep_ == "attr" and clause.lemma_ in ("be", "become"):
                role = role_of(phrase, child, names, known)
                if role:
                    yield role
            elif child.dep_ == "dobj" and clause.lemma_ in _LEADING:
                tokens = (*phrase, *complements(child))
                words = frozenset(fold(t.lemma_) for t in tokens if t.pos_ in ("NOUN", "PROPN", "ADJ"))
                country = next((known.country_of[t.i] for t in tokens if t.i in known.country_of), None)
                sector = "OPP" if "opposition" in words else None
                yield Role("leader", words, country, sector, "", tuple(t.i for t in tokens), True)


def _title(doc: Doc, span: NameSpan, names: Names, known: KnownNames) -> Role | None:
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
    role = role_of(doc[start : noun.i + 1], noun, names, known)
    after = list(doc[span.end].children) if span.end < len(doc) and doc[span.end].lower_ == "of" else []
    if role is None or len(after) != 1:
        return role
    # "Secretary Ana Cruz of the Department of Health"
    body = list(after[0].subtree)
    country = role.country or next((known.country_of[t.i] for t in body if t.i in known.country_of), None)
    return replace(role, country=country, tokens=(*role.tokens, *(token.i for token in body)))
