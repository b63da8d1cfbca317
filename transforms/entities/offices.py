"""Who holds an office: of a country, on a day."""

from transforms.entities.roles import Role
from transforms.lexicon.names import Names, Person, office_key
from transforms.lexicon.spelling import hashed_id, person_words
from transforms.records import Entity

# Words beside an office that leave it the same office.
_PLAIN = frozenset({"current", "acting", "incumbent", "new", "longtime", "long", "time", "now", "newly"})


def office_names(role: Role, names: Names) -> tuple[str, ...]:
    """The offices that a role may mean: "foreign" "minister" → ("foreign minister",). A word too many
    makes it another office: "opposition leader", "deputy foreign minister"."""
    return names.offices.get(office_key([*(role.words - _PLAIN), *role.noun.split()]), ())


def office_holder(role: Role, names: Names, day: str) -> Person | None:
    """The one person who holds the role's office in its country on `day` (ISO, "" for the latest)."""
    for office in office_names(role, names):
        held = names.holders.get((role.country or "", office), ())
        now = {number for number, term in held if term.surely_covers(day or "9999")}
        # Those of aliases.csv take the place of others.
        now = {n for n in now if names.persons[n].wikidata_id in names.own_persons} or now
        if len(now) == 1:
            return names.persons[now.pop()]
        if now:
            return None
    return None


def holder_entity(person: Person, names: Names, day: str) -> Entity:
    """The entity of a holder of office. Who has left office by `day` ("" for the latest) is of the elite
    (ELI); before the first term nobody has its sector."""
    term = person.term_on(day)
    sector = person.sector or (names.office_sectors.get(term.office, "GOV") if term.office else None)
    if term.end and term.end < (day or "9999"):
        sector = "ELI"
    elif day and term.start > day:
        sector = None
    wikidata_id = person.wikidata_id if person.wikidata_id.startswith("Q") else None
    return Entity(person_id(person, names), person.name, "PERSON", term.country or None, sector, wikidata_id)


def person_id(person: Person, names: Names) -> str:
    """The id of the entity: the Wikidata item, else that of a person of this name anywhere."""
    return person.wikidata_id or hashed_id(("PERSON", *person_words(person.name, names.variants), ""))
