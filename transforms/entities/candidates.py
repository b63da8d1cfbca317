"""Whom words may mean: the entities that an article has brought up, and what decides between them."""

from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.entities.roles import Role
from transforms.records import Entity


class Meant(NamedTuple):
    """The entity that words mean, None where nothing decides, and the rule that says so (see
    `transforms.schema.rules`). Not sure where somebody else is about as likely."""

    entity: Entity | None
    rule: str
    is_sure: bool = True


NOBODY = Meant(None, "nobody_fits")


@dataclass(slots=True)
class Candidate:
    """An entity in the reader's mind: where and how it was last mentioned."""

    entity: Entity
    gender: str  # m, f, n, p or "" for a person of unknown gender
    founded: bool  # whether more than the model's guess says that it is such an entity
    sentence: int = -99
    token: int = -1
    subject: bool = False
    speaker: bool = False
    quoted: bool = False
    possessor: bool = False
    count: int = 0
    order: int = -1  # among those that were met
    place: int = -1  # among all
    roles: list[Role] = field(default_factory=list)
    offices: frozenset[tuple[str, str]] = frozenset()  # (country, office) held on the article's day
