"""Who and what is political: by sector, office or kind, not by having a name."""

from collections.abc import Iterator, Mapping
from enum import Enum, IntEnum

from transforms.events.tree import Tree
from transforms.lexicon.names import BLOCS
from transforms.records import ArticleEntities, Entity
from transforms.schema import UNNAMED

Classes = Mapping[str, frozenset[str]]  # those of each word, see event_words.csv

# PLOVER sectors of states and their organs, which are so wherever they appear ...
OFFICES = frozenset(["GOV", "LEG", "JUD", "COP", "IGO", "SPY"])
# ... and of parties, armed groups and who is in their hands.
PUBLIC_SECTORS = OFFICES | frozenset(["MIL", "PTY", "OPP", "REB", "UAF", "PRM", "SEP", "PRE", "HRI", "REF"])
# Sectors that are political where they deal with one of those.
PRIVATE_SECTORS = frozenset(["BUS", "MNC", "CVL", "MED", "EDU", "AGR", "SOC", "JRN", "BUD"])
# Sectors of the agencies of a state, where the country says whose they are.
AGENCY_SECTORS = ("HLH", "ENV", "DEV")
# Sectors whose nouns are official in any text: "police", "judges".
OFFICIAL = ("GOV", "COP", "JUD")
STATES = ("GPE", "NORP")

FEWEST = 3  # public mentions of an article about politics
SHARE = 0.25  # of its mentions of persons and bodies
ENOUGH = 10  # mentions that show that an article is about something else, if public ones are no more than
SMALL_SHARE = 0.1
SPORT_NOUNS, SPORT_SHARE = 3, 0.01  # of the nouns of an article about sport


class Standing(IntEnum):
    """What a party is in politics: private, not known, or public."""

    PRIVATE = 0
    OPEN = 1
    PUBLIC = 2


class Subject(Enum):
    """What an article is about, as far as it can be told from who appears in it."""

    POLITICS = "politics"
    SPORT = "sport"
    OTHER = "other"
    UNCLEAR = "unclear"


def standing_of(entity: Entity, classes: Classes) -> Standing:
    """The standing of an entity: by its sector, a word of its name ("Court"), or as a state or people."""
    if entity.sector in PUBLIC_SECTORS or (
        entity.kind == "ORG" and _is_a(entity.name.split(), "public_body", classes)
    ):
        return Standing.PUBLIC
    if entity.kind in STATES and (entity.country or entity.kind == "GPE"):
        return Standing.PUBLIC
    if entity.kind == "PERSON" and _is_a((entity.role or "").split(), "public_body", classes):
        return Standing.PUBLIC  # "County Executive"
    if entity.sector in PRIVATE_SECTORS:
        return Standing.PRIVATE
    if entity.sector == "ELI":  # who held an office; an unnamed or unknown one may be of society
        return Standing.PUBLIC if entity.country and entity.kind != UNNAMED else Standing.OPEN
    if entity.sector == "REL" and _is_a((entity.role or "").split(), "role", classes):
        return Standing.PUBLIC  # who leads a church, "Pope", not "priest"
    if (entity.sector == "NGO" and entity.kind == "ORG") or (entity.kind == "PERSON" and entity.wikidata_id):
        return Standing.PUBLIC  # the persons of the reference data hold or held an office
    of_state = entity.country in BLOCS or (entity.country and entity.sector in AGENCY_SECTORS)
    return Standing.PUBLIC if entity.kind == "ORG" and of_state else Standing.OPEN


def _is_a(words: list[str], name: str, classes: Classes) -> bool:
    return any(name in classes.get(word.lower(), ()) for word in words)


def subject_of(tree: Tree, entities: ArticleEntities) -> Subject:
    """What an article is about. Places and peoples do not count for politics: any text speaks of them."""
    if _is_about_sport(tree):
        return Subject.SPORT
    standings = list(_acting(entities, tree.classes))
    public = standings.count(Standing.PUBLIC)
    if public >= FEWEST and public >= SHARE * len(standings):
        return Subject.POLITICS
    is_other = len(standings) >= ENOUGH and public <= SMALL_SHARE * len(standings)
    return Subject.OTHER if is_other else Subject.UNCLEAR


def _acting(entities: ArticleEntities, classes: Classes) -> Iterator[Standing]:
    """The standing of each mention of a person or body."""
    for mention in entities.mentions:
        if mention.label not in ("PERSON", "ORG"):
            continue
        entity = entities.entity(mention) or entities.unnamed(mention.head)
        if entity is not None and entity.kind not in STATES:
            yield standing_of(entity, classes)


def _is_about_sport(tree: Tree) -> bool:
    nouns = [i for i, tag in enumerate(tree.tag) if tag in ("NN", "NNS")]
    n_sport = sum(tree.is_a(i, "sport") for i in nouns)
    return n_sport >= SPORT_NOUNS and n_sport >= SPORT_SHARE * len(nouns)
