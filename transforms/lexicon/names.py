"""The reference data as it is looked up: what names mean, who held which office."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from transforms.lexicon.spelling import PARTICLES, fold, person_words, squeeze, transliterated
from transforms.records import Entity

# Offices whose holders news calls by one name, in any country.
HEADS = frozenset({"president", "prime minister", "supreme leader", "party leader", "monarch"})
# Offices whose holders are known beyond their country.
WIDELY_KNOWN = HEADS | {
    "foreign minister",
    "vice president",
    "international",
    "national security adviser",
    "pope",
}
# Codes that stand beside those of countries for bodies of several states.
BLOCS = frozenset({"EUR", "UNO", "IGO"})
# Countries where the family name comes first, and stays first in English news.
FAMILY_NAME_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "VNM"})
# Countries where people have the father's surname before the mother's.
TWO_SURNAMES = frozenset(
    {"ARG", "BOL", "CHL", "COL", "CRI", "CUB", "DOM", "ECU", "ESP", "GNQ", "GTM", "HND", "MEX", "NIC", "PAN"}
    | {"PER", "PRY", "SLV", "URY", "VEN"}
)


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name of the reference data means. `role` says by which relation the words name it:
    name, adjective, people or capital (of a country). A body that counts only where its country is named
    has the role "national"."""

    entity: Entity
    label: str
    role: str = "name"


def is_shared(senses: Sequence[Sense]) -> bool:
    """Whether bodies of several countries bear the name: "Democratic Party"."""
    return len({sense.entity.country for sense in senses if sense.label == "ORG"}) > 1


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office. Dates are ISO text, possibly a year or a month only; "" where unknown.

    A term without an end was open in the month `last_seen`; nothing is known of later days.
    """

    country: str
    office: str
    of: str
    start: str
    end: str
    last_seen: str = ""

    def covers(self, day: str) -> bool:
        """Whether `day` (ISO; "9999" for today) falls into the term, as far as is known."""
        return self.start <= day and (not self.end or day <= self.end)

    def surely_covers(self, day: str) -> bool:
        """As `covers`, but an open term lapses twelve months after it was seen open; not for "9999"."""
        return self.covers(day) and not (self.last_seen and _year_after(self.last_seen) < day < "9999")


def _year_after(month: str) -> str:
    """The end of the month (ISO) a year after `month`."""
    return f"{int(month[:4]) + 1}{month[4:]}-99"


@dataclass(slots=True)
class Person:
    """A holder of public office."""

    name: str
    wikidata_id: str
    gender: str
    aliases: tuple[str, ...] = ()
    terms: list[Term] = field(default_factory=list)
    sector: str = ""  # as the user's aliases.csv says; else that of the office

    @property
    def surname_first(self) -> bool:
        return any(term.country in FAMILY_NAME_FIRST for term in self.terms)

    @property
    def has_two_surnames(self) -> bool:
        """Whether the first of two surnames, the father's, is that by which news calls the person."""
        return any(term.country in TWO_SURNAMES for term in self.terms)

    def surnames(self, variants: Mapping[str, str]) -> Iterator[str]:
        """The words (see `spelling.person_words`) by which news calls the person alone."""
        words = person_words(self.name, variants)
        if words:
            yield words[0] if self.surname_first else words[-1]
        if len(words) > 1 and any(term.office == "monarch" for term in self.terms):
            yield words[0]  # "King Abdullah II", not "Abdullah II of Jordan"
        for alias in self.aliases:
            if " " not in alias:
                yield transliterated(fold(alias))

    def term_on(self, day: str) -> Term:
        """The term that counts on `day` (ISO, "" for the latest): one that covers it, else the last
        that began before it, else the first."""
        covering = [term for term in self.terms if term.covers(day or "9999")]
        if covering:
            return max(covering, key=lambda term: (_rank(term), term.start))
        begun = [term for term in self.terms if not day or term.start <= day]
        if begun:
            return max(begun, key=lambda term: (term.start, _rank(term)))
        return min(self.terms, key=lambda term: (term.start, -_rank(term)))


def _rank(term: Term) -> int:
    """Which of several offices held at once makes its holder known: a head's, another, a seat, a party's."""
    if term.office in HEADS:
        return 3
    return {"legislator": 1, "head of party": 0}.get(term.office, 2)


@dataclass(frozen=True, slots=True)
class Noun:
    """What a common noun says about the actor that it names: OntoNotes label and sector."""

    label: str
    sector: str | None


@dataclass(frozen=True, slots=True)
class OwnName:
    """A spelling of aliases.csv and what it means from `start` to `end` (ISO text, a year or month too; ""
    for ever): a person, or anything else by a sense."""

    spelling: str
    meaning: Person | Sense
    start: str = ""
    end: str = ""

    def holds(self, day: str) -> bool:
        """Whether the row is of this day (ISO; "" for the latest)."""
        today = day or "9999"
        return self.start <= today and (not self.end or today[: len(self.end)] <= self.end)

    def is_written(self, text: str) -> bool:
        """Whether a text writes it so: initials in capitals, a name in lower case in any case, others with a
        capital."""
        if len(self.spelling) > 1 and " " not in self.spelling and self.spelling.isupper():
            return text.replace(".", "").isupper()
        return self.spelling[0].islower() or text[0].isupper()


@dataclass(frozen=True)
class Names:
    """Names of the reference data. Keys are squeezed (see `spelling.squeeze`) unless said otherwise."""

    senses: Mapping[str, tuple[Sense, ...]]
    acronyms: frozenset[str]  # keys that mean something only where they are written in capitals
    longest: Mapping[str, int]  # first word of a name → words in the longest name that begins so
    countries: Mapping[str, Entity]  # by ISO alpha-3
    capitals: Mapping[str, Entity]  # by ISO alpha-3: the city
    divisions: frozenset[str]  # entity ids of states, provinces and the like
    divisions_of: Mapping[str, str]  # entity id of a city → squeezed name of the division that it lies in
    persons: tuple[Person, ...]
    own: Mapping[str, tuple[OwnName, ...]]  # of the user's aliases.csv
    own_longest: Mapping[str, int]  # as `longest`
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
    stating: frozenset[str]  # those of them that only persons and bodies do: not "start", "continue"
    word_lists: Mapping[str, frozenset[str]]  # by use, see place_words.csv
    sector_terms: Mapping[str, tuple[tuple[str, str, str], ...]]  # entity id → (start, end, sector)

    def own_person(self, name: str, day: str) -> Person | None:
        """The person whom aliases.csv says that a name means on `day` (ISO, "" for the latest)."""
        found = (own.meaning for own in self.own.get(squeeze(name), ()) if own.holds(day))
        return next((meaning for meaning in found if isinstance(meaning, Person)), None)

    @cached_property
    def own_persons(self) -> frozenset[str]:
        """Keys in `persons` of those in aliases.csv."""
        told = (own.meaning for names in self.own.values() for own in names)
        return frozenset(person.wikidata_id for person in told if isinstance(person, Person))

    @cached_property
    def country_ids(self) -> frozenset[str]:
        """Entity ids of the countries."""
        return frozenset(entity.entity_id for entity in self.countries.values())

    def as_of(self, entity: Entity, day: str) -> Entity:
        """The entity with its sector on `day` (ISO, "" for today): a rebel group may come to govern."""
        for start, end, sector in self.sector_terms.get(entity.entity_id, ()):
            if start <= (day or "9999") and (not end or (day or "9999") <= end):
                return replace(entity, sector=sector)
        return entity

    @cached_property
    def persons_words(self) -> tuple[list[str], ...]:
        """The words of each of `persons` (see `spelling.person_words`)."""
        return tuple(person_words(person.name, self.variants) for person in self.persons)

    @cached_property
    def bearers(self) -> Counter[str]:
        """How many of `persons` bear a name, by the word that is the surname."""
        pairs = zip(self.persons, self.persons_words, strict=True)
        return Counter(words[0 if person.surname_first else -1] for person, words in pairs if words)

    @cached_property
    def given_bearers(self) -> Counter[str]:
        """How many of `persons` bear a given name, by the word that is the first of them."""
        pairs = zip(self.persons, self.persons_words, strict=True)
        return Counter(words[1 if person.surname_first else 0] for person, words in pairs if len(words) > 1)

    @cached_property
    def by_person_key(self) -> Mapping[str, tuple[int, ...]]:
        """Positions in `persons` by each key under which a person may be looked up."""
        found: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for number, (person, named) in enumerate(zip(self.persons, self.persons_words, strict=True)):
            for words in (named, *(person_words(alias, self.variants) for alias in person.aliases)):
                for key in person_keys(words, self.formal, ends=not person.surname_first):
                    found[key][number] = None
                if len(words) == 3 and words[1] not in self.genders and person.has_two_surnames:
                    found[" ".join(sorted(words[:2]))][number] = None  # "Keiko Fujimori", of Fujimori Higuchi
                if "bin" in words[1:-2]:  # "Faisal bin Farhan", of the house of Saud
                    found[" ".join(sorted(words[: words.index("bin") + 2]))][number] = None
        return {key: tuple(numbers) for key, numbers in found.items()}

    @cached_property
    def by_surname(self) -> Mapping[str, tuple[int, ...]]:
        """Positions in `persons` of those whom news may call by one name alone, by that name."""
        found: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for number, person in enumerate(self.persons):
            if any(term.office in WIDELY_KNOWN for term in person.terms):
                for word in person.surnames(self.variants):
                    found[word][number] = None
        return {key: tuple(numbers) for key, numbers in found.items()}

    @cached_property
    def holders(self) -> Mapping[tuple[str, str], tuple[tuple[int, Term], ...]]:
        """Holders of the offices of a country itself, not of a part of it, by (country, office): position
        in `persons`, term."""
        found: defaultdict[tuple[str, str], list[tuple[int, Term]]] = defaultdict(list)
        for number, person in enumerate(self.persons):
            for term in person.terms:
                if not term.of:
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
        if ends and len(form) > 2 and not PARTICLES & {form[0], form[-1]}:
            yield " ".join(sorted((form[0], form[-1])))


def office_key(words: Iterable[str]) -> str:
    """The words that name an office, in any order and number: "minister of foreign affairs"."""
    kept = {fold(word).removesuffix("s") for word in words} - {"of", "the", "for", "and"}
    return " ".join(sorted(kept))


def iso(day: date | None) -> str:
    """`day` as ISO text, "" for None."""
    return day.isoformat() if day else ""
