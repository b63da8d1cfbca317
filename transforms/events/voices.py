"""Parties that only whoever speaks makes known: "we", "our troops", and "their fighters" under "said"."""

from dataclasses import replace

from transforms.events.core_arguments import reporter
from transforms.events.parties import Cast, Party
from transforms.events.rows import CodedEvent
from transforms.events.tree import Tree
from transforms.records import Entity

FIRST_PERSON = frozenset(("i", "we", "me", "us", "my", "our"))
Parties = tuple[Party | None, ...]


def as_spoken(cast: Cast, event: CodedEvent, speaker: Entity | None) -> CodedEvent:
    """The event with its unknown parties read as those of whoever is said to say so, or says it.

    `speaker` speaks the quotation in which it is told. Nobody does anything to himself: a party that would
    be both keeps its words only.
    """
    told = reporter(cast.tree, event.verb)
    said_by = cast.party(told, "reporter") if told is not None and cast.is_actor(told) else None

    def meant(party: Party | None, others: Parties) -> Party | None:
        if party is None or party.entity_id is not None:
            return party
        if speaker is not None and cast.tree.lemma[party.head] in FIRST_PERSON:
            return _unless_both(party, speaker.entity_id, speaker.country, "quoted", others)
        if speaker is not None and _of_first_person(cast.tree, party.head):
            return _unless_both(party, None, speaker.country, "quoted", others)
        if said_by is not None and _possessed(cast, party.head):
            return _unless_both(party, said_by.entity_id, said_by.country, "reporter", others)
        return party

    actors = tuple(meant(party, event.recipients) for party in event.actors)
    recipients = tuple(meant(party, actors) for party in event.recipients)
    return replace(event, actors=_without_reflexive(cast, actors, recipients), recipients=recipients)


def _without_reflexive(cast: Cast, actors: Parties, recipients: Parties) -> Parties:
    """The actors, of whom a "he" is nobody known where he acts on the one whom he was taken for."""
    done_to = {party.entity_id for party in recipients if party and party.entity_id}
    return tuple(
        replace(party, entity_id=None, country=None)
        if party and party.entity_id in done_to and cast.tree.tag[party.head] == "PRP"
        else party
        for party in actors
    )


def _unless_both(party: Party, entity: str | None, country: str | None, rule: str, others: Parties) -> Party:
    if entity is not None and any(other is not None and other.entity_id == entity for other in others):
        return party
    return replace(party, entity_id=entity, country=party.country or country, rule=f"{party.rule} > {rule}")


def _of_first_person(tree: Tree, head: int) -> bool:
    """Whether it is of the speaker's country, as far as is known: "our troops"."""
    return any(tree.lemma[c] in FIRST_PERSON for c in tree.childs(head, "poss"))


def _possessed(cast: Cast, head: int) -> bool:
    """Whether it acts for somebody whom an unresolved pronoun means: "[their] fighters"."""
    tree = cast.tree
    if not cast.is_political(head):
        return False
    pronouns = [c for c in tree.childs(head, "poss") if tree.tag[c] == "PRP$"]
    mentions = [cast.entities.by_head.get(c) for c in pronouns]
    return any(mention is None or mention.entity_id is None for mention in mentions)
