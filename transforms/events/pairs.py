"""Parties that the article named before: "the two leaders", "both countries", "they"."""

from dataclasses import replace

from transforms.events.parties import Party
from transforms.events.rows import Deed, dyads
from transforms.events.tree import Tree

Pair = tuple[Party, Party]
COUNTED = frozenset(("both", "two"))


def named_pair(deed: Deed) -> Pair | None:
    """The two entities between whom a deed passed, where both are known."""
    for one, other in dyads(deed):
        if one and other and one.entity_id and other.entity_id and one.entity_id != other.entity_id:
            return one, other
    return None


def with_pair(tree: Tree, deed: Deed, pair: Pair | None) -> Deed:
    """The deed with its actors taken from the last pair, where its actor phrase means a pair.

    Only deeds without another recipient, and "they" only where the deed is done together: a wrong
    dyad is worse than none.
    """
    actor = deed.actors[0]
    if pair is None or actor is None or actor.entity_id or len(deed.actors) > 1:
        return deed
    if any(party is not None and party.entity_id for party in deed.recipients):
        return deed
    they = tree.lemma[actor.head] == "they" and deed.match.trigger.symmetric
    if not they and not _counts_two(tree, actor.head):
        return deed
    meant = tuple(
        replace(party, head=actor.head, text=actor.text, rule=f"{actor.rule} > pair") for party in pair
    )
    return replace(deed, actors=meant, recipients=(None,), together=True)


def _counts_two(tree: Tree, head: int) -> bool:
    return tree.lemma[head] in COUNTED or any(
        tree.lemma[c] in COUNTED and tree.dep[c] in ("nummod", "det", "predet", "preconj")
        for c in tree.children[head]
    )
