"""Persons' names made whole where the model breaks them."""

import re

from spacy.tokens import Token

from transforms.entities.spans import HYPHENS, NameSpan, institution, is_holder, is_name_token, titled
from transforms.lexicon.names import Names
from transforms.lexicon.spelling import PARTICLES, fold

# A syllable in the Revised Romanisation and the spellings in use beside it: soo, yeol, myung, bae.
_KOREAN = re.compile(
    r"(?:kk|tt|pp|ss|jj|ch|sh|[kgndtrlmbpsjhyw])?(?:[yw]?(?:ae|eo|eu|oo|ee|oe|ou|ui|[aeiou]))(?:ng|[nmlkgptbhr])?"
)
_NOT_SYLLABLES = frozenset({"era", "led", "run", "won", "hit", "in", "on", "up", "to", "like", "a"})
_LEADING_PARTICLES = frozenset({"van", "von", "der", "den", "ter", "ten", "bin", "ibn", "dos", "della"})


def whole_names(spans: list[NameSpan], tokens: list[Token], names: Names) -> list[NameSpan]:
    """Persons' names made whole where the model broke them: "Ana Beatriz" "Carvalho", "Marine Le"
    "Pen", "Ursula von der" "Leyen"."""
    spans.sort(key=lambda span: span.start)
    owner = {i: span for span in spans for i in range(span.start, span.end)}
    swallowed: set[int] = set()
    for span in spans:
        if span.label != "PERSON":
            while not span.firm and span.start > 0 and _modifies(tokens[span.start - 1], span, owner, names):
                span.start -= 1
                if is_holder([token.text for token in tokens[span.start : span.end]], names):
                    span.label = "PERSON"  # "Thom" "Tillis", to the model a body
        elif id(span) not in swallowed:
            _take_words_behind(span, tokens, owner, names, swallowed)
            _take_words_before(span, tokens, owner, names, swallowed)
            with_particles(span, tokens, names)
    return [span for span in spans if id(span) not in swallowed]


def _take_words_behind(
    span: NameSpan, tokens: list[Token], owner: dict[int, NameSpan], names: Names, swallowed: set[int]
) -> None:
    """Let a person's name go on where the parser sees one phrase: "Ana Beatriz" "Carvalho", "Anne" "-Marie
    Stein-Bauer"."""
    while span.end < len(tokens):
        if _is_double(span, tokens, owner, names):
            second = owner.get(span.end + 1)
            if second is not None:
                swallowed.add(id(second))
            span.end = second.end if second is not None else span.end + 2
            continue
        if not (_goes_on(tokens, span.end) or _is_holder_with(span, tokens, names)):
            break
        other = owner.get(span.end)
        if other is not None and (other.firm or other.end - other.start > 1 or other.jobs):
            break
        if tokens[span.end].text in names.titles or institution(tokens[span.end].text, names):
            break
        if other is not None:
            swallowed.add(id(other))
        span.end = other.end if other is not None else span.end + 1
    if _parted_at_hyphen(span, tokens):
        span.end += 2


def _take_words_before(
    span: NameSpan, tokens: list[Token], owner: dict[int, NameSpan], names: Names, swallowed: set[int]
) -> None:
    """Let a person's name begin with the given names before it: "Pavan" "Kumar Rai"."""
    if span.honorific:
        return
    while span.start > 0 and _begins_before(tokens[span.start - 1], owner, names):
        span.start -= 1
    if _is_surname_before(span, tokens, owner, names):
        span.start -= 1
        titled(span, tokens, names)
    first = None if span.jobs else _first_part(span, tokens, owner, names)
    if first is not None and id(first) not in swallowed:
        swallowed.add(id(first))
        span.start = first.start


def _is_surname_before(span: NameSpan, tokens: list[Token], owner: dict[int, NameSpan], names: Names) -> bool:
    """Whether the word before is the surname of somebody of the reference data, though it is a word of the
    grammar too: "President [To] Lam"."""
    if span.start < 2 or span.start - 1 in owner or span.end - span.start != 1 or span.jobs:
        return False
    before = tokens[span.start - 1]
    if not before.text.istitle() or before.is_sent_start or is_name_token(before):
        return False
    return is_holder([before.text, tokens[span.start].text], names)


def with_particles(span: NameSpan, tokens: list[Token], names: Names) -> None:
    """Let a surname begin with its particles: "von der Leyen", and then with an honorific."""
    start = span.start
    while start > 0 and tokens[start - 1].lower_ in _LEADING_PARTICLES:
        start -= 1
    if start < span.start:
        span.start = start
        kind, gender = names.titles.get(tokens[start - 1].text, ("", "")) if start else ("", "")
        if kind == "honorific":
            span.start, span.gender, span.honorific = start - 1, gender, True


def _is_holder_with(span: NameSpan, tokens: list[Token], names: Names) -> bool:
    """Whether one word and the next are the name of somebody of the reference data: "President To" "Lam"."""
    if span.end - span.start != 1 or not is_name_token(tokens[span.end]):
        return False
    return is_holder([tokens[span.start].text, tokens[span.end].text], names)


def _goes_on(tokens: list[Token], end: int) -> bool:
    """Whether a name that seems to end before `end` goes on there."""
    last, after = tokens[end - 1], tokens[end]
    if last.text in PARTICLES:
        return after.text[0].isupper() or after.text in PARTICLES
    joined = is_name_token(after) and after.text[-1].isalpha()
    return joined and last.dep_ == "compound" and last.head.i >= end and not last.is_punct


def _is_double(span: NameSpan, tokens: list[Token], owner: dict[int, NameSpan], names: Names) -> bool:
    """Whether a double name is parted: "Anne" "-Marie", "Anne-Marie Stein" "-Bauer"; not "Merkel-Macron"."""
    after = tokens[span.end : span.end + 2]
    if len(after) < 2 or after[0].text not in HYPHENS or not is_name_token(after[1]):
        return False
    if tokens[span.end - 1].whitespace_ or after[0].whitespace_:
        return False
    is_given = span.end - span.start == 1 and fold(tokens[span.start].text) in names.genders
    second = owner.get(after[1].i)
    if second is not None:
        return is_given and second.label == "PERSON" and not second.jobs and second.start == after[1].i
    return is_given or span.end - span.start > 1


def _parted_at_hyphen(span: NameSpan, tokens: list[Token]) -> bool:
    """Whether the model cut a Korean given name: "Han Duck" "-soo", but not "Joe Biden" "-backed"."""
    after = tokens[span.end : span.end + 2]
    if len(after) < 2 or after[0].text not in HYPHENS or span.end - span.start < 2:
        return False
    joined = not (tokens[span.end - 1].whitespace_ or after[0].whitespace_)
    return joined and _KOREAN.fullmatch(after[1].lower_) is not None and after[1].lower_ not in _NOT_SYLLABLES


def _first_part(
    span: NameSpan, tokens: list[Token], owner: dict[int, NameSpan], names: Names
) -> NameSpan | None:
    """A word that the model took for a place or body but that is the person's first name: "Pavan"
    "Kumar Rai"."""
    other = owner.get(span.start - 1)
    if other is None or other.firm or other.label == "PERSON" or other.end - other.start > 1:
        return None
    token = tokens[other.start]
    modifies = token.dep_ == "compound" and span.start <= token.head.i < span.end
    plain = token.text not in names.titles and not institution(token.text, names) and token.text.istitle()
    return other if modifies and plain else None


def _modifies(token: Token, span: NameSpan, owner: dict[int, NameSpan], names: Names) -> bool:
    """Whether a capitalised word is the first part of the name after it: "Obi" "Nwankwo"."""
    return (
        token.i not in owner
        and is_name_token(token)
        and token.dep_ == "compound"
        and span.start <= token.head.i < span.end
        and token.text not in names.titles
        and fold(token.text) not in names.nouns
    )


def _begins_before(token: Token, owner: dict[int, NameSpan], names: Names) -> bool:
    given = fold(token.text) in names.genders and token.text not in names.titles
    return given and token.i not in owner and is_name_token(token) and token.dep_ == "compound"
