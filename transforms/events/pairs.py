"""Parties that the article named before: "the two leaders", "both countries", "they"."""

from dataclasses import replace

from transforms.events.parties import Party
from transforms.events.rows import CodedEvent, dyads
from transforms.events.tree import Tree

Pair = tuple[Party, Party]
COUNTED = frozenset(("both", "two"))


def named_pair(event: CodedEvent) -> Pair | None:
    """The two entities between whom an event passed, where both are known."""
    for one, other in dyads(event):
        if one and other and one.entity_id and other.entity_id and one.entity_id != other.entity_id:
            return one, other
    return None


def with_pair(tree: Tree, event: CodedEvent, pair: Pair | None) -> CodedEvent:
    """The event with its actors taken from the last pair, where its actor phrase means a pair.

    Only events without another recipient, and "they" only where the event is done together: a wrong
    dyad is worse than none.
    """
    actor = event.actors[0]
    if pair is None or actor is None or actor.entity_id or len(event.actors) > 1:
        return event
    if any(party is not None and party.entity_id for party in event.recipients):
        return event
    they = tree.lemma[actor.head] == "they" and event.match.trigger.symmetric
    if not they and not _counts_two(tree, actor.head):
        return event
    meant = tuple(
        replace(party, head=actor.head, text=actor.text, rule=f"{actor.rule} > pair") for party in pair
    )
    return replace(event, actors=meant, recipients=(None,), together=True)


def _counts_two(tree: Tree, head: int) -> bool:
    return tree.lemma[head] in COUNTED or any(
        tree.lemma[c] in COUNTED and tree.dep[c] in ("nummod", "det", "predet", "preconj")
        for c in tree.children[head]
    )
