"""What a phrase outside any article comes to mean: a row of fields, and how names fill it."""

from dataclasses import dataclass

from transforms.entities.offices import holder_entity
from transforms.lexicon.names import Names, Person, Sense
from transforms.records import Entity


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a phrase means. Fields that nothing tells are None. `country` is ISO 3166 alpha-3, or EUR
    (European Union), UNO (United Nations), IGO (another organisation of states)."""

    text: str
    name: str | None = None
    entity_id: str | None = None
    kind: str | None = None
    country: str | None = None
    sector: str | None = None
    wikidata_id: str | None = None
    role: str | None = None


def from_sense(text: str, sense: Sense, names: Names, day: str) -> Resolution:
    entity = sense.entity
    if sense.role == "capital" and entity.country:
        return Resolution(
            text, entity.name, entity.entity_id, "GPE", entity.country, "GOV", entity.wikidata_id
        )
    sector = names.sector_on(entity, day)
    is_town = entity.kind == "GPE" and entity.entity_id not in names.country_ids
    if is_town and sector is None:
        sector = "CVL"
    return Resolution(
        text,
        entity.name,
        entity.entity_id,
        entity.kind,
        entity.country,
        sector,
        entity.wikidata_id,
    )


def from_person(text: str, person: Person, names: Names, day: str) -> Resolution:
    entity = holder_entity(person, names, day)
    term = person.term_on(day)
    return Resolution(
        text,
        entity.name,
        entity.entity_id,
        "PERSON",
        entity.country,
        entity.sector,
        entity.wikidata_id,
        term.office,
    )


def from_entity(text: str, entity: Entity) -> Resolution:
    return Resolution(
        text, entity.name, entity.entity_id, entity.kind, entity.country, entity.sector, entity.wikidata_id
    )
