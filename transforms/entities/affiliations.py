"""Derives a person's country and sector from stated roles, once their words are resolved."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from spacy.tokens import Doc

from transforms.entities.descriptions import ABROAD, FORMER, GENERIC, HEADS_OF_BODIES, TELLING, after_leaving
from transforms.entities.roles import BESIDE, Role
from transforms.entities.setting import Setting
from transforms.lexicon.names import BLOCS
from transforms.lexicon.spelling import fold
from transforms.records import Entity, Mention

# Whose people belong to a state, whichever it is.
_OF_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "OPP", "PTY"})
_ENDS_ROLE = frozenset({",", ";", ":", "(", "–", "—", "who", "which"})
_LONGEST_ROLE = 15  # tokens
_MAY_HOLD_MORE = frozenset({None, "ELI", "LEG", "PTY"})


@dataclass(frozen=True, slots=True)
class Told:
    """The country and sector that a person's roles state."""

    country: str | None = None
    sector: str | None = None
    present: str | None = None  # sector of an office that the article says the person holds now


def told_by_roles(
    person: Entity,
    roles: list[Role],
    meant: Mapping[int, Entity],
    setting: Setting,
) -> Told:
    """The country and sector that a person's roles tell, the first that does for each.

    `meant` gives the entity that each token's mention means. An official of an organisation of states has its
    code, but a state's envoy to it that of the state. An official of a state that is not named is of the one
    that the article is about.
    """
    country, sector, present = None, None, None
    for role in roles:
        bodies = [meant[i] for i in role.tokens if i in meant and meant[i].entity_id != person.entity_id]
        kind = _sector(role, bodies)
        if kind == "IGO" and not _is_envoy(role):
            return Told(next((body.country for body in bodies if body.sector == "IGO"), None), "IGO", "IGO")
        if role.words & FORMER:
            kind = after_leaving(kind)
        sector = sector or kind
        is_member = kind == "PTY" and role.noun not in HEADS_OF_BODIES  # a senator may be a Democrat
        if role.words and kind in _OF_STATE and not is_member and not role.words & FORMER:
            present = present or kind
        country = country or role.country or _country(role, bodies)
    if country is None:
        at_home = any(role.sector in _OF_STATE and role.noun not in ABROAD for role in roles)
        country = setting.main if at_home else None
    return Told(country, sector, present)


def with_role(entity: Entity, told: Told, known: bool, is_dated: bool = True) -> Entity:
    """The person's entity with what its roles tell. Of a person of the reference data (`known`) they tell
    only which office one holds who has left another, or who has a seat or a party; and in a text without a
    date, that the office has not been left."""
    if known and not is_dated and entity.sector == "ELI" and told.sector in _OF_STATE:
        return replace(entity, sector=told.sector)
    if known:
        if entity.sector in _MAY_HOLD_MORE and told.present:
            return replace(entity, sector=told.present)
        return entity
    if told.sector == "IGO":
        return replace(entity, country=told.country, sector="IGO")
    return replace(entity, country=entity.country or told.country, sector=told.sector or entity.sector)


def stated_words(doc: Doc, roles: Iterable[Role], kin: Collection[str]) -> str | None:
    """The first of a person's roles in the article's words, one that tells country or sector before others.

    Relatives of somebody (`kin`) have no role by that; who only "leads the party" has one without words.
    """
    written = [(role, words) for role in roles if role.noun not in kin and (words := _words(doc, role))]
    telling = (words for role, words in written if role.country or role.sector)
    return next(telling, written[0][1] if written else None)


def _words(doc: Doc, role: Role) -> str:
    """The words of a role without article, up to where they are interrupted: "Chilean foreign minister"."""
    run = [i for offset, i in enumerate(role.tokens) if i == role.tokens[0] + offset]
    if not any(fold(doc[i].lemma_) in (role.noun, *role.noun.split("-")) for i in run):
        return ""
    start = next((i for i in run if doc[i].dep_ != "det" and not doc[i].is_punct), run[0])
    kept = list(takewhile(lambda i: doc[i].text not in _ENDS_ROLE, range(start, run[-1] + 1)))[:_LONGEST_ROLE]
    return " ".join(doc[kept[0] : kept[-1] + 1].text.split()) if kept else ""


def _is_envoy(role: Role) -> bool:
    """Whether a state's: "Myanmar's envoy to the United Nations"."""
    return role.noun in ABROAD and role.country is not None and role.country not in BLOCS


def _sector(role: Role, bodies: list[Entity]) -> str | None:
    if role.sector not in GENERIC or _is_envoy(role):
        return role.sector
    for body in bodies:
        if body.sector in TELLING and body.kind != "PERSON":
            return body.sector
    organisation = next((body for body in bodies if body.kind == "ORG" and body.sector), None)
    return organisation.sector if organisation and role.sector is None else role.sector


def _country(role: Role, bodies: list[Entity]) -> str | None:
    for body in bodies:
        if body.country and (body.kind != "PERSON" or role.noun in BESIDE or role.sector in _OF_STATE):
            return body.country
    return None


def meant_by_token(mentions: Mapping[int, Mention], entities: Mapping[str, Entity]) -> dict[int, Entity]:
    """The entity that each token of a name, title or pronoun means; of nested mentions the shorter."""
    found: dict[int, Entity] = {}
    ordered = sorted(mentions.values(), key=lambda mention: mention.start - mention.end)
    for mention in ordered:
        if mention.entity_id is not None and mention.form != "nominal":
            for i in range(mention.start, mention.end):
                found[i] = entities[mention.entity_id]
    return found
