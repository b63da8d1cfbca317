"""How political the parties of an event are: a public one makes politics, names alone do not."""

from dataclasses import dataclass

from transforms.events.core_arguments import direct_object
from transforms.events.obliques import prepositional
from transforms.events.parties import PERSONAL, PLACE_LABELS, POLITICAL_CLASSES, Cast, Party
from transforms.events.politics import OFFICES, OFFICIAL, STATES, Standing, Subject, standing_of
from transforms.events.tree import NOUN_TAGS
from transforms.records import Entity
from transforms.schema import UNNAMED

# Types whose event needs no other party: a march, a resignation, an alert.
ONE_SIDED = frozenset(("PROTEST", "MOBILIZE", "RETREAT"))
PRIVATE_WEIGHT = 0.0
NOUNS = NOUN_TAGS | {"JJ"}  # "military targets"
MODIFIERS = ("poss", "amod", "compound", "nmod")
# Types whose recipient may be where it happens: "sold it in France", "toured Peru".
LOCATED = ("AGREE", "CONSULT", "COOPERATE", "AID", "RETREAT")


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done, by the word at `head`; `together` says that several actors do it to each other, so that
    no recipient is missing."""

    head: int
    event_type: str
    mode: str | None
    needs_recipient: bool
    together: bool


def party_weight(cast: Cast, deed: Deed, actor: int | None, recipient: int | None) -> float:
    """How likely these parties make politics: offices, organs and states do, "a driver" or a firm alone does
    not. Who is not known does where the article tells of politics."""
    if actor is not None and cast.tree.lemma[actor] == "you" and not cast.named(actor):
        return 0.0  # whoever reads it
    weight = _actor_weight(cast, deed, actor) * _recipient_weight(cast, deed, actor, recipient)
    if not _is_political(cast, deed, actor, recipient):
        weight *= PRIVATE_WEIGHT
    elif deed.mode == "visit" and not _on_duty(cast, actor):
        weight *= 0.5
    if _is_figurative(cast, deed) or (actor is not None and cast.tree.is_a(actor, "disaster")):
        return 0.0
    return weight


def _is_figurative(cast: Cast, deed: Deed) -> bool:
    """Whether the object of an assault is nothing bodily: "killed the bill", "destroyed his career"."""
    tree = cast.tree
    if deed.event_type != "ASSAULT" or not tree.is_verb(deed.head):
        return False
    held = [direct_object(tree, deed.head), prepositional(tree, deed.head, "with")]
    return any(i is not None and tree.is_a(i, "idea") and not cast.named(i) for i in held)


def _actor_weight(cast: Cast, deed: Deed, actor: int | None) -> float:
    if actor is None:
        return 0.75
    if cast.may_be_political(actor) or (deed.event_type == "PROTEST" and cast.tree.is_a(actor, "crowd")):
        return 1.0
    if cast.is_actor(actor):
        return 0.9 if cast.tree.lemma[actor] in PERSONAL else 0.85
    return 0.65


def _recipient_weight(cast: Cast, deed: Deed, actor: int | None, recipient: int | None) -> float:
    if recipient is not None:
        acts = cast.may_be_political(recipient) or cast.is_actor(recipient)
        return 1.0 if acts or cast.owner(recipient, actor) is not None else 0.85
    if deed.together:
        return 1.0
    return 0.9 if deed.event_type in ONE_SIDED else 0.6 if deed.needs_recipient else 0.72


def _is_political(cast: Cast, deed: Deed, actor: int | None, recipient: int | None) -> bool:
    doer, other = _side(cast, deed, actor), _side(cast, deed, recipient, actor)
    if doer == Standing.PUBLIC:
        return True
    if actor is None and (deed.event_type == "MOBILIZE" or cast.tree.is_a(deed.head, "official_act")):
        return recipient is not None and (cast.may_be_political(recipient) or other > Standing.PRIVATE)
    if actor is not None and deed.event_type in LOCATED and _names_place(cast, recipient):
        other = min(other, doer)  # where a firm sells or a singer goes
    if other == Standing.PUBLIC:
        return True
    return _may_be(cast, deed.head, doer, other)


def are_political(cast: Cast, head: int, actor: Party, recipient: Party) -> bool:
    """Whether an event at the word `head` between two who are known is politics. A state to which it is done
    may be a place alone."""
    doer, other = (cast.entities.entities[party.entity_id or ""] for party in (actor, recipient))
    standings = [standing_of(entity, cast.tree.classes) for entity in (doer, other)]
    if standings[0] == Standing.PUBLIC or (standings[1] == Standing.PUBLIC and other.kind not in STATES):
        return cast.subject != Subject.SPORT
    return _may_be(cast, head, standings[0])


def _may_be(cast: Cast, head: int, *standings: Standing) -> bool:
    """Whether one of whom nothing is known is political: where the article or the sentence tells of it."""
    if Standing.OPEN not in standings or cast.subject in (Subject.SPORT, Subject.OTHER):
        return False
    return cast.subject == Subject.POLITICS or _in_politics(cast, head)


def _in_politics(cast: Cast, head: int) -> bool:
    """Whether the sentence speaks of a public body, person or matter: "after talks with the government"."""
    tree, sentence = cast.tree, cast.tree.doc[head].sent
    return any(
        (tree.tag[i] in NOUNS and tree.is_a(i, "public")) or _means_public(cast, i)
        for i in range(sentence.start, sentence.end)
    )


def _means_public(cast: Cast, i: int) -> bool:
    entity = cast.entities.entity(cast.entities.by_head.get(i)) or cast.entities.unnamed(i)
    if entity is None or entity.kind in STATES or (entity.kind == UNNAMED and entity.sector not in OFFICES):
        return False
    return standing_of(entity, cast.tree.classes) == Standing.PUBLIC


def _names_place(cast: Cast, i: int | None) -> bool:
    if i is None:
        return False
    return cast.is_place(i) if cast.has_name(i) else cast.tree.ent[i] in PLACE_LABELS and cast.named(i)


def _side(cast: Cast, deed: Deed, party: int | None, but: int | None = None) -> Standing:
    """The standing of a party, or of whose thing it is."""
    if party is None:
        return Standing.PRIVATE
    if deed.event_type == "PROTEST" and cast.tree.is_a(party, "crowd") and cast.subject != Subject.SPORT:
        return Standing.PUBLIC
    found = max(standing(cast, member) for member in cast.tree.conjuncts(party))
    owner = None if cast.is_actor(party) else cast.owner(party, but)
    return found if owner is None else max(found, standing(cast, owner))


def standing(cast: Cast, i: int) -> Standing:
    """The standing of the noun phrase at `i`: of whom it means, else of its noun, else of whose it is."""
    entity = cast.entity_of(i) or cast.entities.unnamed(i)
    if cast.subject == Subject.SPORT and (entity is None or entity.sector not in OFFICES):
        return Standing.PRIVATE  # "Spain beat Italy", "the captain", "his challenger"
    found = _own(cast, i) if entity is None else _of_entity(cast, i, entity)
    if not cast.has_name(i):
        found = max(found, _tied(cast, i))
    return Standing.PRIVATE if found == Standing.OPEN and not cast.may_be_political(i) else found


def _of_entity(cast: Cast, i: int, entity: Entity) -> Standing:
    if _is_incidental(cast, entity):
        return Standing.PRIVATE
    found = standing_of(entity, cast.tree.classes)
    if entity.kind == UNNAMED and cast.tree.is_a(i, *POLITICAL_CLASSES):
        return max(found, Standing.OPEN)  # "journalists", "civilians"
    return found


def _is_incidental(cast: Cast, entity: Entity) -> bool:
    """Whether a noun of an article about something else only sounds like a public role: "a gelling agent"."""
    is_role = entity.kind == UNNAMED and entity.country is None and entity.sector not in OFFICIAL
    return is_role and cast.subject == Subject.OTHER


def _own(cast: Cast, i: int) -> Standing:
    """The standing of a phrase of which no entity is known."""
    tree = cast.tree
    if cast.named(i):
        return Standing.PUBLIC if tree.ent[i] in STATES else Standing.OPEN
    is_public = tree.is_noun(i) and tree.is_a(i, *POLITICAL_CLASSES)
    return Standing.PUBLIC if is_public else Standing.PRIVATE


def _tied(cast: Cast, i: int) -> Standing:
    """The standing that a name in front of a noun lends it: of a body its own ("Hamas fighters"), of where
    somebody comes from none for sure ("French singers", "French engineers")."""
    tree, found = cast.tree, Standing.PRIVATE
    for c in tree.children[i]:
        if tree.dep[c] in MODIFIERS and cast.named(c):
            lent = standing(cast, c)
            is_origin = tree.dep[c] != "poss" and (cast.is_place(c) or tree.ent[c] == "NORP")
            found = max(found, min(lent, Standing.OPEN) if is_origin else lent)
    return found


def _on_duty(cast: Cast, visitor: int | None) -> bool:
    """Whether whoever visits does so for a state or body: not tourists, "300 Kurds" or "Canadians"."""
    if visitor is None or not cast.is_actor(visitor):
        return False
    tree = cast.tree
    return not (cast.is_people(visitor) or (tree.is_noun(visitor) and tree.is_a(visitor, "private")))
