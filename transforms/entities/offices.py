"""Who holds an office: of a country, on a day."""

from transforms.entities.roles import Role
from transforms.lexicon.names import Names, Person, office_key
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
        now = {number for number, term in held if term.covers(day or "9999") and not term.of}
        if len(now) == 1:
            return names.persons[now.pop()]
        if now:
            return None
    return None


def holder_entity(person: Person, names: Names, day: str) -> Entity:
    """The entity of a holder of office. Who has left office by `day` is of the elite (ELI)."""
    term = person.term_on(day)
    sector: str | None = person.sector or names.office_sectors.get(term.office, "GOV")
    if day and term.end and term.end < day:
        sector = "ELI"
    wikidata_id = person.wikidata_id if person.wikidata_id.startswith("Q") else None
    return Entity(person.wikidata_id, person.name, "PERSON", term.country or None, sector, wikidata_id)
