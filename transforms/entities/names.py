"""The reference data, read once and compiled for lookup."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from transforms.entities.spelling import fold, hashed_id, name_words, person_words, squeeze
from transforms.records import Entity
from transforms.reference import REFERENCE, read_rows


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name of the reference data means. `role` says by which relation the words name it:
    name, adjective, people or capital (of a country)."""

    entity: Entity
    label: str
    role: str = "name"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office. Dates are ISO text, possibly a year or a month only; "" where unknown."""

    country: str
    office: str
    of: str
    start: str
    end: str

    def covers(self, day: str) -> bool:
        """Whether `day` (ISO) falls into the term."""
        return self.start <= day and (not self.end or day <= self.end)


@dataclass(slots=True)
class Person:
    """A holder of public office."""

    name: str
    wikidata_id: str
    gender: str
    terms: list[Term] = field(default_factory=list)


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
    genders: Mapping[str, str]  # folded given name → m, f or "" for both
    variants: Mapping[str, str]  # folded given name → its common spelling
    organs: Mapping[str, tuple[str, str]]  # squeezed phrase → name of the organ, sector
    nouns: Mapping[str, Noun]  # folded lemma
    titles: Mapping[str, tuple[str, str]]  # as written → honorific or job, gender

    @cached_property
    def by_person_key(self) -> Mapping[str, tuple[int, ...]]:
        """Positions in `persons` by each key under which a person may be looked up."""
        found: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for number, person in enumerate(self.persons):
            for key in person_keys(person_words(person.name, self.variants)):
                found[key][number] = None
        return {key: tuple(numbers) for key, numbers in found.items()}


def person_keys(words: list[str]) -> Iterator[str]:
    """Keys of a person's words: all of them in any order, and the first with the last."""
    if not words:
        return
    yield " ".join(sorted(words))
    if len(words) > 2:
        yield " ".join(sorted((words[0], words[-1])))
    yield "".join(words)


def load_names(folder: Path = REFERENCE) -> Names:
    """Read and compile the reference tables of `folder`.

    Raises FileNotFoundError where a table is missing, ValueError where a row is broken.
    """
    index = _Index()
    countries, capitals = _countries(folder, index)
    for row in read_rows("places", folder):
        entity = _entity(row["name"], row["label"], row["country"] or None, None, row["wikidata_id"])
        index.add(_split(row["name"], row["aliases"]), Sense(entity, row["label"]))
    for row in read_rows("organisations", folder):
        entity = _entity(
            row["name"], row["label"], row["country"] or None, row["sector"] or None, row["wikidata_id"]
        )
        index.add(_split(row["name"], row["aliases"]), Sense(entity, row["label"]), first=True)
    organs = {
        squeeze(phrase): (row["organ"], row["sector"])
        for row in read_rows("organs", folder)
        for phrase in _split(row["organ"], row["phrases"])
    }
    return Names(
        senses={key: tuple(senses) for key, senses in index.senses.items()},
        acronyms=frozenset(index.acronyms),
        longest=index.longest,
        countries=countries,
        capitals=capitals,
        persons=tuple(_persons(read_rows("office_holders", folder))),
        genders={row["name"]: row["gender"] for row in read_rows("given_names", folder)},
        variants={
            fold(variant): fold(row["name"])
            for row in read_rows("name_variants", folder)
            for variant in _split("", row["variants"])
        },
        organs=organs,
        nouns={
            fold(word): Noun(row["label"], row["sector"] or None)
            for row in read_rows("actor_nouns", folder)
            for word in _split("", row["words"])
        },
        titles={row["title"]: (row["kind"], row["gender"]) for row in read_rows("titles", folder)},
    )


class _Index:
    """Senses under construction."""

    def __init__(self) -> None:
        self.senses: dict[str, list[Sense]] = {}
        self.acronyms: set[str] = set()
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
            n_tokens = sum(1 + 2 * word.count("-") + word.count("'") + word.count(".") for word in words) + 1
            for start in {squeeze(words[0]), *(name_words(words[0])[:1])}:
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


def _persons(rows: Iterable[Mapping[str, str]]) -> Iterator[Person]:
    persons: dict[str, Person] = {}
    for row in rows:
        person = persons.get(row["wikidata_id"])
        if person is None:
            person = persons[row["wikidata_id"]] = Person(row["person"], row["wikidata_id"], row["gender"])
        person.terms.append(Term(row["country"], row["office"], row["of"], row["start"], row["end"]))
    yield from persons.values()


def iso(day: date | None) -> str:
    """`day` as ISO text, "" for None."""
    return day.isoformat() if day else ""
