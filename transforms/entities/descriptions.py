"""Whom a description means: a title with a name, a body, the holder of an office, or people of a kind.

Each of these readings is a function of its own, tried in order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from transforms.entities.known import anywhere, known_by_surname, known_person
from transforms.entities.offices import holder_entity, office_holder
from transforms.entities.resolution import Resolution, from_entity, from_person, from_sense
from transforms.entities.roles import FORMER, GENERIC, TELLING, Role
from transforms.entities.things import organ_entity
from transforms.lexicon.names import Names, Noun, Person, Sense
from transforms.lexicon.spelling import fold, person_words, squeeze
from transforms.records import Entity

OF = frozenset({"of", "in", "from", "for", "at", "within"})
_OF_STATE = frozenset({"state", "official", "state-run", "state-owned", "state-controlled", "government"})
# Who protests against something ("anti-austerity marchers", "antiwar demonstrators") opposes a government.
_PROTESTERS = frozenset({"protester", "protestor", "demonstrator", "marcher", "activist"})


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words with the preposition before it, and the known names in it."""

    preposition: str
    words: tuple[str, ...]
    senses: tuple[tuple[int, int, Sense], ...]


@dataclass(frozen=True, slots=True)
class _Description:
    """A phrase that is no name by itself, as far as it is read.

    `noun` is what the reference data say of its head noun, `phrase` that noun as written there, `person`
    whom a title with a name means.
    """

    text: str
    parts: list[Part]
    head: Part
    country: str | None
    sector: str | None
    person: Person | None
    noun: Noun | None
    phrase: str | None
    day: str


def described(text: str, parts: list[Part], names: Names, day: str) -> Resolution:
    """What a phrase means that is no name by itself; `parts` are its words, the head noun's first."""
    head = parts[0] if parts else Part("", (), ())
    country = _country(parts)
    person, title = _titled_person(head, names, day, country)
    words = head.words if title is None else title
    start, noun, phrase = _noun(words, names)
    folded = [fold(word).strip(".") for word in words]
    sector = _sector(folded, start, noun, phrase, parts, names)
    found = _Description(text, parts, head, country, sector, person, noun, phrase, day)
    return next(meant for read in _READINGS if (meant := read(found, names)) is not None)


def _sector(
    words: list[str], start: int, noun: Noun | None, phrase: str | None, parts: list[Part], names: Names
) -> str | None:
    """The sector of the head noun, unless the words beside it tell another."""
    sector = noun.sector if noun else None
    if noun and sector in GENERIC:
        sector = _told_by(words[:start], parts, names) or sector
    if sector == "CVL" and phrase in _PROTESTERS and any(word.startswith("anti") for word in words):
        return "OPP"
    if sector == "JRN" and _OF_STATE & set(words):  # "state television reporter"
        sector = "GOV"
    if sector in ("GOV", "LEG", "MIL") and FORMER & {part for word in words for part in word.split("-")}:
        return "ELI"  # "ex-minister"
    return sector


def _as_titled_person(found: _Description, names: Names) -> Resolution | None:
    """ "Foreign Minister Wang Yi"."""
    if found.person is None:
        return None
    person = from_person(found.text, found.person, names, found.day)
    return replace(
        person,
        country=person.country or found.country,
        sector=found.sector or person.sector,
        role=found.phrase or person.role,
    )


def _as_body(found: _Description, names: Names) -> Resolution | None:
    """ "The Turkish Foreign Ministry"."""
    body = _body(found.head, found.country, names)
    if body is None:
        return None
    if isinstance(body, Sense):
        return from_sense(found.text, body, names, found.day)
    return from_entity(found.text, body)


def _as_names_in_it(found: _Description, names: Names) -> Resolution | None:
    """Without a noun that is known, the organisation that it names: "the wider Hezbollah camp"."""
    if found.noun is not None:
        return None
    senses = [sense for part in found.parts for _, _, sense in part.senses]
    known = next((sense for sense in senses if sense.entity.kind == "ORG"), None)
    if known is not None:
        return from_sense(found.text, known, names, found.day)
    sector = next((sense.entity.sector for sense in senses if sense.entity.sector), None)
    return Resolution(found.text, country=found.country, sector=sector)


def _as_office_holder(found: _Description, names: Names) -> Resolution | None:
    """ "The French president"."""
    noun, country = found.noun, found.country
    if noun is None or noun.label != "PERSON" or not country or found.sector != noun.sector:
        return None
    held = office_holder(_role(found.phrase, found.head, country), names, found.day)
    if held is None or _plural(found.head.words[-1], names):
        return None
    entity = holder_entity(held, names, found.day)
    return Resolution(
        found.text,
        entity.name,
        entity.entity_id,
        "PERSON",
        country,
        found.sector,
        entity.wikidata_id,
        found.phrase,
    )


def _as_common_noun(found: _Description, names: Names) -> Resolution | None:
    """ "Ukrainian farmers"."""
    kind = found.noun.label if found.noun is not None else None
    return Resolution(found.text, kind=kind, country=found.country, sector=found.sector, role=found.phrase)


_READINGS: tuple[Callable[[_Description, Names], Resolution | None], ...] = (
    _as_titled_person,
    _as_body,
    _as_names_in_it,
    _as_office_holder,
    _as_common_noun,
)


def _body(head: Part, country: str | None, names: Names) -> Sense | Entity | None:
    """The organisation or organ of a state with which the head ends: "the Turkish Foreign Ministry"."""
    capital = head.words and head.words[-1][0].isupper()
    if capital and head.senses and head.senses[-1][1] == len(head.words):
        sense = head.senses[-1][2]
        if sense.entity.kind == "ORG" and sense.label == "ORG":
            return sense
    organ = next((names.organs[key] for key in _suffixes(head.words) if key in names.organs), None)
    if organ is None or not (capital or country):
        return None
    return organ_entity(organ[0], organ[1], names.countries.get(country or ""))


def _titled_person(
    head: Part, names: Names, day: str, country: str | None
) -> tuple[Person | None, tuple[str, ...] | None]:
    """The person whom a title and a name mean, and the words of the title."""
    words = head.words
    for start in range(1, len(words)):
        rest = list(words[start:])
        before = words[start - 1]
        titled = (
            before in names.titles
            or fold(before) in names.nouns
            or any(end == start for _, end, _ in head.senses)
        )
        if titled and all(word[0].isupper() for word in rest):
            person = person_named(rest, names, day)
            if person is not None:
                return person, words[:start]
    return None, None


def _noun(words: tuple[str, ...] | list[str], names: Names) -> tuple[int, Noun | None, str | None]:
    """The longest known phrase at the end of `words`, else the last one before it: its position, what
    it says, its text."""
    folded = [fold(word).strip(".") for word in words]
    for end in range(len(folded), 0, -1):
        for start in range(max(0, end - 4), end):
            for phrase in _forms(folded[start:end]):
                noun = names.nouns.get(phrase)
                if noun is not None:
                    return start, noun, phrase
    return 0, None, None


def _forms(words: list[str]) -> Iterator[str]:
    """A phrase as it stands and with its last word made singular."""
    yield " ".join(words)
    last = words[-1]
    for ending, replacement in (("ies", "y"), ("men", "man"), ("ves", "f"), ("es", ""), ("s", "")):
        if last.endswith(ending) and len(last) > len(ending) + 2:
            yield " ".join([*words[:-1], last.removesuffix(ending) + replacement])


def _plural(word: str, names: Names) -> bool:
    return fold(word) not in names.nouns


def _told_by(modifiers: list[str], parts: list[Part], names: Names) -> str | None:
    """The sector that modifiers and complements tell: "police spokesman", "president of the Riigikogu"."""
    found = _told_by_modifiers(modifiers, names)
    if found is not None:
        return found
    complements = (_told_by_complement(part, names) for part in parts)
    return next((sector for sector in complements if sector is not None), None)


def _told_by_modifiers(modifiers: list[str], names: Names) -> str | None:
    """The sector of the last noun before the head that tells one: "[police] spokesman"."""
    for end in range(len(modifiers), 0, -1):
        for start in range(max(0, end - 3), end):
            for phrase in _forms(modifiers[start:end]):
                noun = names.nouns.get(phrase)
                if noun is not None and noun.sector in TELLING:
                    return noun.sector
    return None


def _told_by_complement(part: Part, names: Names) -> str | None:
    """The sector of a body or its noun: "president of [the Riigikogu]", "head of [the army]"."""
    if part.preposition not in ("", "'s", *OF):
        return None
    for _, _, sense in part.senses:
        if sense.entity.sector in TELLING or (sense.entity.kind == "ORG" and sense.entity.sector):
            return sense.entity.sector
    _, noun, _ = _noun(part.words, names) if part.preposition else (0, None, None)
    return (noun.sector or None) if noun is not None else None


def _country(parts: list[Part]) -> str | None:
    """The country that the phrase names: in its head, as possessor, then after "of", "in", "from"."""
    for part in parts:
        if part.preposition in ("", "'s", *OF):
            for _, _, sense in part.senses:
                code = sense.entity.country
                if code:
                    return code
    return None


def _role(phrase: str | None, head: Part, country: str | None) -> Role:
    noun = (phrase or "").split()[-1] if phrase else ""
    known = {i for start, end, _ in head.senses for i in range(start, end)}
    words = {fold(word) for i, word in enumerate(head.words) if i not in known}
    return Role(noun, frozenset(words - {noun}), country)


def _suffixes(words: tuple[str, ...]) -> Iterator[str]:
    for start in range(len(words)):
        yield squeeze("".join(words[start:]))


def person_named(words: list[str], names: Names, day: str) -> Person | None:
    """The person of the reference data whom a name means: aliases.csv first, then full name or surname."""
    own = names.own_persons.get(squeeze("".join(words)))
    if own is not None:
        return own
    found = person_words(" ".join(words), names.variants)
    evidence = anywhere(names, day)
    if len(found) == 1:
        return known_by_surname(found[0], names, evidence)
    known = known_person(" ".join(words), names, evidence) if found else None
    return known[0] if known else None
