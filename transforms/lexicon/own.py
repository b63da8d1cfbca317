"""The user's own names, aliases.csv: whom they mean, on which days, in which office. See docs/aliases.md."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from transforms.lexicon.names import OwnName, Person, Sense, Term, office_key
from transforms.lexicon.spelling import hashed_id, squeeze
from transforms.records import Entity

Row = Mapping[str, str]
Offices = Mapping[str, tuple[str, ...]]  # see `Names.offices`


def spellings(row: Row) -> list[str]:
    """The name and its further spellings, without the article before them."""
    written = (row["name"], *row["aliases"].split(";"))
    return [text.removeprefix("the ").removeprefix("The ") for text in written if text]


def own_persons(rows: Iterable[Row], persons: dict[str, Person], offices: Offices) -> None:
    """Add the persons of aliases.csv to `persons` by their key; who is there keeps what the rows leave empty.

    Several rows of one person are terms of office, one after another.
    """
    by_key: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "PERSON":
            by_key[person_key(row)].append(row)
    for key, same in by_key.items():
        persons[key] = _person(key, same, persons.get(key), offices)


def person_key(row: Row) -> str:
    name = row["entity"] or row["name"]
    return row["wikidata_id"] or hashed_id(("PERSON", squeeze(name), row["country"]))


def _person(key: str, rows: list[Row], known: Person | None, offices: Offices) -> Person:
    called = next((row["entity"] for row in rows if row["entity"]), rows[0]["name"])
    told = [text for row in rows for text in spellings(row)]
    terms = [_term(row, offices) for row in rows if row.get("office")]
    if known is not None and rows[0]["country"] in ("", *(term.country for term in known.terms)):
        terms = [*known.terms, *terms]
        told += [*known.aliases, known.name]
    if not terms:
        terms = [Term(rows[0]["country"], "", "", "", "")]
    sector = next((row["sector"] for row in rows if row["sector"]), "")
    gender = known.gender if known is not None else ""
    return Person(called, key, gender, tuple(dict.fromkeys(told)), terms, sector)


def _term(row: Row, offices: Offices) -> Term:
    """The term of office of a row; "governor of Gozo" is an office of a part of the country."""
    office, _, place = row["office"].partition(" of ")
    whole = offices.get(office_key(row["office"].split()))
    if whole or not place:
        office, place = (whole[0] if whole else row["office"]), ""
    found = offices.get(office_key(office.split()), (office,))
    return Term(row["country"], found[0], place, row.get("start", ""), row.get("end", ""))


def own_names(rows: Iterable[Row], persons: Mapping[str, Person]) -> Iterator[OwnName]:
    """What each spelling means. A row with an office holds always: its days are those of the term."""
    for row in rows:
        if row["kind"] == "PERSON":
            meaning: Person | Sense = persons[person_key(row)]
        else:
            meaning = Sense(own_entity(row), row["kind"])
        days = ("", "") if row.get("office") else (row.get("start", ""), row.get("end", ""))
        yield from (OwnName(spelling, meaning, *days) for spelling in spellings(row))


def own_entity(row: Row) -> Entity:
    """The entity of a row that is no person's."""
    name = row["entity"] or row["name"]
    entity_id = row["wikidata_id"] or hashed_id((row["kind"], squeeze(name), row["country"]))
    return Entity(
        entity_id,
        name,
        row["kind"],
        row["country"] or None,
        row["sector"] or None,
        row["wikidata_id"] or None,
    )
