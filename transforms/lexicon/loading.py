"""Reading the reference tables and compiling them for lookup."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from transforms.lexicon.names import Names, Noun, OwnName, Person, Sense, Term, office_key
from transforms.lexicon.own import Row, own_entity, own_names, own_persons, spellings
from transforms.lexicon.reference import read_rows
from transforms.lexicon.spelling import fold, hashed_id, name_words, squeeze, transliterated
from transforms.records import Entity

_Own = dict[str, tuple[OwnName, ...]]
_OPTIONAL = dict.fromkeys(("office", "start", "end"), "")  # columns that older files lack


def load_names(folder: Path) -> Names:
    """Read and compile the reference tables of `folder`.

    Raises FileNotFoundError for a missing table, ValueError for a malformed row.
    """
    index = _Index()
    countries, capitals = _countries(folder, index)
    divisions, divisions_of = _places(folder, index)
    aliases = [{**_OPTIONAL, **row} for row in read_rows("aliases", folder)]
    _own_senses(aliases, index)
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
    verbs = {row["lemma"]: row["group"] for row in read_rows("reporting_verbs", folder)}
    persons = _persons(folder)
    own_persons(aliases, persons, offices)
    own, own_longest = _own_names(aliases, persons)
    return Names(
        divisions=divisions,
        divisions_of=divisions_of,
        senses={key: tuple(senses) for key, senses in index.senses.items()},
        acronyms=frozenset(index.acronyms - index.words),
        longest=index.longest,
        countries=countries,
        capitals=capitals,
        persons=tuple(persons.values()),
        own=own,
        own_longest=own_longest,
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
        reporting=frozenset(verbs),
        stating=frozenset(verb for verb, group in verbs.items() if group != "manner"),
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
    for row in reversed(read_rows("countries", folder)):  # of two of one name the first row is the first
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


def _places(folder: Path, index: _Index) -> tuple[frozenset[str], dict[str, str]]:
    """Places first, organisations before them: of two of one name the better known is the first. Returns the
    ids of first-level divisions, and of cities the squeezed name of the division by id."""
    divisions: set[str] = set()
    divisions_of: dict[str, str] = {}
    for row in read_rows("places", folder):
        is_town = row["label"] == "GPE" and row["within"] != "country"
        sector = row["sector"] or ("CVL" if is_town else None)  # what a town does and suffers its people do
        entity = _entity(row["name"], row["label"], row["country"] or None, sector, row["wikidata_id"])
        if row["within"] == "country":
            divisions.add(entity.entity_id)
        elif row["within"]:
            divisions_of[entity.entity_id] = squeeze(row["within"])
        role = "name" if row["certain"] == "yes" else "place"
        index.add(_split(row["name"], row["aliases"]), Sense(entity, row["label"], role))
        index.add(_split("", row["adjectives"]), Sense(entity, "NORP", "adjective"))
    for row in reversed(read_rows("organisations", folder)):
        entity = _entity(
            row["name"], row["label"], row["country"] or None, row["sector"] or None, row["wikidata_id"]
        )
        index.add(_split(row["name"], row["aliases"]), Sense(entity, row["label"]), first=True)
        index.add(_split("", row["adjectives"]), Sense(entity, "NORP", "adjective"))
    for row in read_rows("national_bodies", folder):
        entity = _entity(row["name"], "ORG", row["country"], row["sector"], row["wikidata_id"])
        index.add(_split(row["name"], row["aliases"]), Sense(entity, "ORG", "national"))
    return frozenset(divisions), divisions_of


def _own_senses(aliases: Iterable[Row], index: "_Index") -> None:
    """Put the user's names that are no persons' and hold on any day before all others."""
    for row in aliases:
        if row["kind"] != "PERSON" and not (row["start"] or row["end"]):
            index.add(spellings(row), Sense(own_entity(row), row["kind"]), first=True)


def _own_names(aliases: Sequence[Row], persons: Mapping[str, Person]) -> tuple[_Own, dict[str, int]]:
    """The user's names by squeezed spelling, and the longest by their first words."""
    found: defaultdict[str, list[OwnName]] = defaultdict(list)
    index = _Index()
    for own in own_names(aliases, persons):
        found[squeeze(own.spelling)].append(own)
        index.note_start(own.spelling)
    return {key: tuple(names) for key, names in found.items()}, index.longest


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


def _persons(folder: Path) -> dict[str, Person]:
    """Holders of office by their item, or country and name, with the names that news gives some of them."""
    usual = {row["wikidata_id"]: row for row in read_rows("person_names", folder)}
    persons: dict[str, Person] = {}
    for row in read_rows("office_holders", folder):
        item = row["wikidata_id"]
        key = item or f"{row['country']} {row['person']}"
        person = persons.get(key)
        if person is None:
            person = persons[key] = Person(row["person"], item, row["gender"])
        person.terms.append(
            Term(row["country"], row["office"], row["of"], row["start"], row["end"], row["last_seen"])
        )
        if row["person"] != person.name:  # the sources spell some names in two ways; the latest is shown
            person.aliases = tuple(dict.fromkeys((*person.aliases, person.name, row["person"])))
            if row["start"] >= max(term.start for term in person.terms):
                person.name = row["person"]
        if item in usual:
            person.aliases = (*person.aliases, person.name, *_split("", usual[item]["aliases"]))
            person.name = usual.pop(item)["name"]
    return persons
