"""Parties that the article named before: "the two leaders", "both countries", "they"."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from transforms.events.parties import Cast, Party, counts_two
from transforms.events.rows import CodedEvent, dyads
from transforms.events.tree import Tree
from transforms.lexicon.names import BLOCS

Pair = tuple[Party, Party]
# What may be the two of a pair; two people, two peoples, or states and bodies in any mixture.
BODIES = frozenset(("GPE", "ORG", "NORP"))
NEIGHBOURS = frozenset(("neighbour", "neighbor"))
FURTHEST = 12  # pairs back that a phrase may mean
NEAR = 2  # sentences back that an event may have passed between the two whom a phrase means


class Stated(NamedTuple):
    """Where a pair is stated, and up to which token a phrase may mean it."""

    place: int
    pair: Pair
    end: int


def with_pairs(cast: Cast, events: Iterable[CodedEvent], least: float) -> Iterator[CodedEvent]:
    """The events in their order, each phrase that means a pair read as the last that was stated before it.

    A pair is stated where "and" joins two names and no more, or, for a few sentences, where an event that is
    no less prominent than `least` passes between two.
    """
    stated = [Stated(place, pair, len(cast.tree.lemma)) for place, pair in joined_pairs(cast)]
    for event in events:
        here = event.match.head
        told = _with_pair(cast, event, stated)
        yield told
        passed = named_pair(told)
        if passed and told.weights.prominence >= least:
            last = _end_of_reach(cast.tree, here)
            stated.insert(bisect_left(stated, here, key=_place), Stated(here, passed, last))


def joined_pairs(cast: Cast) -> list[tuple[int, Pair]]:
    """Every two names, and no more, that "and" joins, "Chad and Niger", with the token of the second."""
    tree, entities = cast.tree, cast.entities
    found = []
    for mention in entities.mentions:
        i = mention.head
        group = tree.conjuncts(i) if mention.entity_id and tree.dep[i] != "conj" else []
        known = [entities.entity(entities.by_head.get(k)) for k in group]
        if len(group) != 2 or known[0] is None or known[1] is None:
            continue
        kinds = {known[0].kind, known[1].kind}
        if known[0] != known[1] and (kinds <= BODIES or kinds == {"PERSON"}):
            found.append((group[1], (cast.party(group[0], "joined"), cast.party(group[1], "joined"))))
    return sorted(found, key=itemgetter(0))


def named_pair(event: CodedEvent) -> Pair | None:
    """The two entities between whom an event passed, where both are known."""
    for one, other in dyads(event):
        if one and other and one.entity_id and other.entity_id and one.entity_id != other.entity_id:
            return one, other
    return None


def _with_pair(cast: Cast, event: CodedEvent, stated: list[Stated]) -> CodedEvent:
    """The event with its actors and recipients taken from a pair, where a phrase of it means one.

    "They" is a pair only where the event is done together, and a
    pair acts together where nobody else is named: a wrong dyad is worse than none.
    """
    actor, recipient = event.actors[0], event.recipients[0]
    if recipient is not None and not recipient.entity_id and counts_two(cast.tree, recipient.head):
        others = _pair_of(cast, recipient, stated, event.actors)
        return replace(event, recipients=others) if others else event
    if actor is None or actor.entity_id or len(event.actors) > 1:
        return event
    alone = not any(party is not None and party.entity_id for party in event.recipients)
    they = _they_two(cast.tree, event) and alone
    meant = _pair_of(cast, actor, stated) if they or counts_two(cast.tree, actor.head) else ()
    if not meant:
        return event
    if alone:
        return replace(event, actors=meant, recipients=(None,), together=True)
    done_to = {party.entity_id for party in event.recipients if party}
    return event if any(p.entity_id in done_to for p in meant) else replace(event, actors=meant)


def _they_two(tree: Tree, event: CodedEvent) -> bool:
    """Whether "they" do together what two do: "they met", not "concessions that they agreed to"."""
    actor = event.actors[0]
    if actor is None or tree.lemma[actor.head] != "they" or not event.match.trigger.symmetric:
        return False
    return tree.dep[tree.first_of_chain(event.verb)] != "relcl"


def _pair_of(
    cast: Cast,
    phrase: Party,
    stated: list[Stated],
    others: Iterable[Party | None] = (),
) -> tuple[Party, ...]:
    """The last pair before the phrase that fits its noun, in its words: two states differ.

    No pair of which one of the `others` is: who urges both sides is of neither.
    """
    known = {(party.entity_id, party.country) for party in others if party}
    taken = {part for parts in known for part in parts if part}
    states = cast.tree.is_a(phrase.head, "state") or cast.tree.lemma[phrase.head] in NEIGHBOURS
    n = bisect_left(stated, phrase.head, key=_place)
    for _, pair, end in reversed(stated[max(0, n - FURTHEST) : n]):
        if phrase.head >= end or any(party.entity_id in taken or party.country in taken for party in pair):
            continue
        if not states or _are_two_states(pair):
            return tuple(
                replace(
                    party,
                    head=phrase.head,
                    text=phrase.text,
                    entity_id=None if states and cast.is_person(party) else party.entity_id,
                    rule=f"{phrase.rule} > pair",
                )
                for party in pair
            )
    return ()


def _are_two_states(pair: Pair) -> bool:
    countries = {party.country for party in pair} - {None, *BLOCS}
    return len(countries) == 2


def _end_of_reach(tree: Tree, trigger: int) -> int:
    """The token behind the last sentence in which a phrase may mean those of an event."""
    end = tree.doc[trigger].sent.end
    for _ in range(NEAR):
        end = tree.doc[end].sent.end if end < len(tree.doc) else end
    return int(end)


def _place(stated: Stated) -> int:
    return stated.place
