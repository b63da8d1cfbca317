"""The reference data as it is looked up: what names mean, who held which office."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from transforms.lexicon.spelling import (
    fold,
    person_words,
    transliterated,
)
from transforms.records import Entity

# Offices whose holders news calls by one name, in any country.
HEADS = frozenset({"president", "prime minister", "supreme leader", "party leader", "monarch"})
# Codes that stand beside those of countries for bodies of several states.
BLOCS = frozenset({"EUR", "UNO", "IGO"})
# Countries where the family name comes first, and stays first in English news.
FAMILY_NAME_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "VNM"})


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name of the reference data means. `role` says by which relation the words name it:
    name, adjective, people or capital (of a country)."""

    entity: Entity
    label: str
    role: str = "name"
    bloc: str = ""  # EUR, UNO or IGO for a body of several states


def is_shared(senses: Sequence[Sense]) -> bool:
    """Whether bodies of several countries bear the name: "Democratic Party"."""
    return len({sense.entity.country for sense in senses if sense.label == "ORG"}) > 1


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office. Dates are ISO text, possibly a year or a month only; "" where unknown."""

    country: str
    office: str
    of: str
    start: str
    end: str

    def covers(self, day: str) -> bool:
        """Whether `day` (ISO; "9999" for today) falls into the term."""
        return self.start <= day and (not self.end or day <= self.end)


@dataclass(slots=True)
class Person:
    """A holder of public office."""

    name: str
    wikidata_id: str
    gender: str
    aliases: tuple[str, ...] = ()
    terms: list[Term] = field(default_factory=list)
    sector: str = ""  # as the user's aliases.csv says; else that of the office

    def term_on(self, day: str) -> Term:
        """The term that counts on `day` (ISO, "" for the latest): one that covers it, else the last
        that began before it, else the first."""
        covering = [term for term in self.terms if term.covers(day or "9999")]
        if covering:
            return max(covering, key=lambda term: (term.office in HEADS, term.start))
        begun = [term for term in self.terms if not day or term.start <= day]
        if begun:
            return max(begun, key=lambda term: (term.start, term.office in HEADS))
        return min(self.terms, key=lambda term: (term.start, term.office not in HEADS))


@dataclass(frozen=True, slots=True)
class Noun:
    """What a common noun says about the actor that it names: OntoNotes label and sector."""

    label: str
    sector: str | None


@dataclass(frozen=True)
class Names:
    """Names of the reference data. Keys are squeezed (see `spelling.squeeze`) unless said otherwise."""

    senses: Mapping[str, tuple[Sense, ...]]
    acronyms: frozenset[str]  # keys that mean something only where they are written in capitals
    longest: Mapping[str, int]  # first word of a name → words in the longest name that begins so
    countries: Mapping[str, Entity]  # by ISO alpha-3
    capitals: Mapping[str, Entity]  # by ISO alpha-3: the city
    persons: tuple[Person, ...]
    own_persons: Mapping[str, Person]  # of the user's aliases.csv, by squeezed name
    genders: Mapping[str, str]  # folded given name → m, f or "" for both
    variants: Mapping[str, str]  # folded given name → its common spelling
    organs: Mapping[str, tuple[str, str]]  # phrase → name of the organ, sector
    organ_starts: Mapping[str, int]  # as `longest`, for organs
    nouns: Mapping[str, Noun]  # folded lemma or phrase
    noun_genders: Mapping[str, str]  # common noun → m, f
    titles: Mapping[str, tuple[str, str]]  # as written → honorific or job, gender
    respellings: Mapping[str, str]  # folded given name → the spelling to show
    formal: Mapping[str, str]  # short given name → the full one (joe → joseph), as in `person_words`
    offices: Mapping[str, tuple[str, ...]]  # `office_key` of a phrase → offices that it may mean
    office_sectors: Mapping[str, str]
    reporting: frozenset[str]  # lemmas of verbs that report speech
    word_lists: Mapping[str, frozenset[str]]  # by use, see place_words.csv
    sector_terms: Mapping[str, tuple[tuple[str, str, str], ...]]  # entity id → (start, end, sector)

    @cached_property
    def country_ids(self) -> frozenset[str]:
        """Entity ids of the countries."""
        return frozenset(entity.entity_id for entity in self.countries.values())

    def sector_on(self, entity: Entity, day: str) -> str | None:
        """The sector of an entity on `day` (ISO, "" for today): a rebel group may come to govern."""
        for start, end, sector in self.sector_terms.get(entity.entity_id, ()):
            if start <= (day or "9999") and (not end or (day or "9999") <= end):
                return sector
        return entity.sector

    @cached_property
    def by_person_key(self) -> Mapping[str, tuple[int, ...]]:
        """Positions in `persons` by each key under which a person may be looked up."""
        found: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for number, person in enumerate(self.persons):
            family_first = any(term.country in FAMILY_NAME_FIRST for term in person.terms)
            for name in (person.name, *person.aliases):
                words = person_words(name, self.variants)
                for key in person_keys(words, self.formal, ends=not family_first):
                    found[key][number] = None
                if "bin" in words[1:-2]:  # "Faisal bin Farhan", of the house of Saud
                    found[" ".join(sorted(words[: words.index("bin") + 2]))][number] = None
        return {key: tuple(numbers) for key, numbers in found.items()}

    @cached_property
    def by_surname(self) -> Mapping[str, tuple[int, ...]]:
        """Positions in `persons` of those whom news calls by one name, by that name."""
        found: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for number, person in enumerate(self.persons):
            if any(term.office in HEADS for term in person.terms):
                words = person_words(person.name, self.variants)
                family_first = any(term.country in FAMILY_NAME_FIRST for term in person.terms)
                found[words[0] if family_first else words[-1]][number] = None
                for alias in person.aliases:
                    if " " not in alias:
                        found[transliterated(fold(alias))][number] = None
        return {key: tuple(numbers) for key, numbers in found.items()}

    @cached_property
    def holders(self) -> Mapping[tuple[str, str], tuple[tuple[int, Term], ...]]:
        """Holders of an office of a country, by (country, office): position in `persons`, term."""
        found: defaultdict[tuple[str, str], list[tuple[int, Term]]] = defaultdict(list)
        for number, person in enumerate(self.persons):
            for term in person.terms:
                found[term.country, term.office].append((number, term))
        return {key: tuple(held) for key, held in found.items()}


def person_keys(words: list[str], formal: Mapping[str, str], *, ends: bool = True) -> Iterator[str]:
    """Keys of a person's words: all of them in any order, joined, and the first with the last if
    `ends` ("Kim Dong-soo" is no "Kim Soo"); the same again with a short given name made full."""
    full = [formal.get(words[0], words[0]), *words[1:]] if words else []
    for form in (words, full) if full != words else (words,):
        if form:
            yield " ".join(sorted(form))
            yield "".join(form)
        if ends and len(form) > 2:
            yield " ".join(sorted((form[0], form[-1])))


def office_key(words: Iterable[str]) -> str:
    """The words that name an office, in any order and number: "minister of foreign affairs"."""
    kept = {fold(word).removesuffix("s") for word in words} - {"of", "the", "for", "and"}
    return " ".join(sorted(kept))


def iso(day: date | None) -> str:
    """`day` as ISO text, "" for None."""
    return day.isoformat() if day else ""
