"""The reference data, read once and compiled for lookup."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from transforms.entities.spelling import (
    fold,
    hashed_id,
    name_words,
    person_words,
    squeeze,
    transliterated,
)
from transforms.records import Entity
from transforms.reference import REFERENCE, read_rows

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


def load_names(folder: Path = REFERENCE) -> Names:
    """Read and compile the reference tables of `folder`.

    Raises FileNotFoundError where a table is missing, ValueError where a row is broken.
    """
    index = _Index()
    countries, capitals = _countries(folder, index)
    _places(folder, index)
    own = _own_aliases(folder, index)
    organs, organ_index = {}, _Index()
    for row in read_rows("organs", folder):
        for phrase in _split(row["organ"], row["phrases"]):
            organs[squeeze(phrase)] = (row["organ"], row["sector"])
            organ_index.note_start(phrase)
    nouns, noun_genders = {}, {}
    for row in read_rows("actor_nouns", folder):
        for word in _split("", row["words"]):
            nouns[fold(word)] = Noun(row["label"], row["sector"] or None)
            if row["gender"]:
                noun_genders[fold(word)] = row["gender"]
    variants, formal, respellings = _given_name_forms(folder)
    offices, office_sectors = _offices(folder)
    return Names(
        senses={key: tuple(senses) for key, senses in index.senses.items()},
        acronyms=frozenset(index.acronyms - index.words),
        longest=index.longest,
        countries=countries,
        capitals=capitals,
        persons=tuple(_persons(folder)),
        own_persons={squeeze(name): person for person in own for name in person.aliases},
        genders={row["name"]: row["gender"] for row in read_rows("given_names", folder)},
        variants=variants,
        organs=organs,
        organ_starts=organ_index.longest,
        nouns=nouns,
        noun_genders=noun_genders,
        titles={row["title"]: (row["kind"], row["gender"]) for row in read_rows("titles", folder)},
        respellings=respellings,
        formal=formal,
        offices=offices,
        office_sectors=office_sectors,
        word_lists={
            row["use"]: frozenset(_split("", row["words"])) for row in read_rows("place_words", folder)
        },
        sector_terms=_sector_terms(folder, index),
        reporting=frozenset(row["lemma"] for row in read_rows("reporting_verbs", folder)),
    )


class _Index:
    """Senses under construction."""

    def __init__(self) -> None:
        self.senses: dict[str, list[Sense]] = {}
        self.acronyms: set[str] = set()
        self.words: set[str] = set()  # keys that a table gives as a word, too: "Nato"
        self.longest: dict[str, int] = {}

    def add(self, names: Iterable[str], sense: Sense, *, first: bool = False) -> None:
        """Let each of `names` mean `sense`; before what they meant so far if `first`."""
        for name in names:
            key = squeeze(name)
            senses = self.senses.setdefault(key, [])
            senses.insert(0, sense) if first else senses.append(sense)
            words = name.split()
            if len(words) == 1 and name.replace(".", "").isupper() and len(key) <= 6:
                self.acronyms.add(key)
            elif len(words) == 1:
                self.words.add(key)
            self.note_start(name)

    def note_start(self, name: str) -> None:
        """Note with which word a name begins, and how many tokens it may have."""
        words = name.split()
        n_tokens = sum(1 + 2 * word.count("-") + word.count("'") + word.count(".") for word in words) + 1
        first = words[0]
        # The tokeniser parts words at hyphens, stops and the "'s" of a possessive.
        starts = {squeeze(first), *name_words(first)[:1], squeeze(first.replace("’", "'").split("'")[0])}
        for start in starts - {""}:
            self.longest[start] = max(self.longest.get(start, 0), n_tokens)


def _split(name: str, aliases: str) -> list[str]:
    return [text for text in (name, *aliases.split(";")) if text]


def _entity(
    name: str, kind: str, country: str | None, sector: str | None = None, wikidata_id: str = ""
) -> Entity:
    entity_id = wikidata_id or hashed_id((kind, squeeze(name), country or ""))
    return Entity(entity_id, name, kind, country, sector, wikidata_id or None)


def _countries(folder: Path, index: _Index) -> tuple[dict[str, Entity], dict[str, Entity]]:
    countries, capitals = {}, {}
    for row in read_rows("countries", folder):
        code = row["country"]
        entity = _entity(row["name"], "GPE", code, None, row["wikidata_id"])
        countries[code] = entity
        names = [name.removeprefix("the ") for name in _split(row["name"], row["aliases"])]
        index.add([*names, *_split(row["official_name"], "")], Sense(entity, "GPE"), first=True)
        index.add(_split("", row["adjectives"]), Sense(entity, "NORP", "adjective"))
        index.add(_split("", row["people"]), Sense(entity, "NORP", "people"))
        seats = _split("", row["capitals"])
        if seats:
            capitals[code] = _entity(seats[0], "GPE", code)
            index.add(seats, Sense(capitals[code], "GPE", "capital"), first=True)
    return countries, capitals


def _places(folder: Path, index: _Index) -> None:
    """Places first, organisations before them: of two of one name the better known is the first."""
    for row in read_rows("places", folder):
        entity = _entity(
            row["name"], row["label"], row["country"] or None, row["sector"] or None, row["wikidata_id"]
        )
        role = "name" if row["certain"] == "yes" else "place"
        index.add(_split(row["name"], row["aliases"]), Sense(entity, row["label"], role))
        index.add(_split("", row["adjectives"]), Sense(entity, "NORP", "adjective"))
    for row in read_rows("organisations", folder):
        bloc = row["country"] if row["country"] in BLOCS else ""
        country = row["country"] if row["country"] and not bloc else None
        entity = _entity(row["name"], row["label"], country, row["sector"] or None, row["wikidata_id"])
        index.add(_split(row["name"], row["aliases"]), Sense(entity, row["label"], bloc=bloc), first=True)
        index.add(_split("", row["adjectives"]), Sense(entity, "NORP", "adjective"))


def _own_aliases(folder: Path, index: "_Index") -> list[Person]:
    """Put the user's names before all others; persons among them are returned."""
    persons = []
    for row in read_rows("aliases", folder):
        name = row["entity"] or row["name"]
        spellings = _split(row["name"], row["aliases"])
        if row["kind"] == "PERSON":
            key = row["wikidata_id"] or hashed_id(("PERSON", squeeze(name), row["country"]))
            term = Term(row["country"], "", "", "", "")
            persons.append(Person(name, key, "", tuple(spellings), [term], row["sector"]))
        else:
            entity = _entity(
                name, row["kind"], row["country"] or None, row["sector"] or None, row["wikidata_id"]
            )
            index.add(spellings, Sense(entity, row["kind"]), first=True)
    return persons


def _sector_terms(folder: Path, index: "_Index") -> dict[str, tuple[tuple[str, str, str], ...]]:
    found: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in read_rows("organisation_terms", folder):
        entity = index.senses[squeeze(row["name"])][0].entity
        found[entity.entity_id].append((row["start"], row["end"], row["sector"]))
    return {entity_id: tuple(terms) for entity_id, terms in found.items()}


def _given_name_forms(folder: Path) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Variants, short forms and respellings of given names; see `Names`."""
    variants: dict[str, str] = {}
    formal: dict[str, str] = {}
    respellings: dict[str, str] = {}
    for row in read_rows("name_variants", folder):
        name = fold(row["name"])
        for variant in map(fold, _split("", row["variants"])):
            if row["kind"] == "short":
                formal[transliterated(variant)] = transliterated(name)
            else:
                variants[variant] = name
                if row["kind"] == "respell":
                    respellings[variant] = name
    return variants, formal, respellings


def _offices(folder: Path) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Offices by the phrases that name them, in the order of the table, and their sectors."""
    phrases: defaultdict[str, list[str]] = defaultdict(list)
    sectors: dict[str, str] = {}
    for row in read_rows("offices", folder):
        sectors[row["office"]] = row["sector"]
        for phrase in _split(row["office"], row["phrases"]):
            phrases[office_key(phrase.split())].append(row["office"])
    return {phrase: tuple(offices) for phrase, offices in phrases.items()}, sectors


def _persons(folder: Path) -> Iterator[Person]:
    """Holders of office, with the names that news gives some of them."""
    usual = {row["wikidata_id"]: row for row in read_rows("person_names", folder)}
    persons: dict[str, Person] = {}
    for row in read_rows("office_holders", folder):
        key = row["wikidata_id"]
        person = persons.get(key)
        if person is None:
            person = persons[key] = Person(row["person"], key, row["gender"])
            if key in usual:
                person.aliases = (person.name, *_split("", usual[key]["aliases"]))
                person.name = usual[key]["name"]
        person.terms.append(Term(row["country"], row["office"], row["of"], row["start"], row["end"]))
    yield from persons.values()


def iso(day: date | None) -> str:
    """`day` as ISO text, "" for None."""
    return day.isoformat() if day else ""
