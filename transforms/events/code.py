"""Coding an article: triggers found, events chosen, rows written."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from spacy.tokens import Doc

from transforms.events import status as statuses
from transforms.events.arguments import clause_of
from transforms.events.binding import Bound, actor_of, is_reciprocal, recipient_of
from transforms.events.match import Match, match_at
from transforms.events.pairs import named_pair, with_pairs
from transforms.events.parties import Cast, Party
from transforms.events.prominence import DENIED_WEIGHT, PROMINENT, SPORT_WEIGHT, is_in_passing, named_weight
from transforms.events.repeats import marked_repeats, without_repeats
from transforms.events.rows import CodedEvent, Writer
from transforms.events.select import light_verb, select, tells_of_sport
from transforms.events.standing import Deed, are_political, party_weight
from transforms.events.tree import Tree, grow
from transforms.events.voices import as_spoken
from transforms.lexicon.ontology import Ontology, Trigger
from transforms.records import ArticleEntities, Event, Quote, Weights


class Coded(NamedTuple):
    """The events of an article as the news of their sentences, and those that it tells in passing."""

    events: list[Event]
    in_passing: list[Event]


def code_events(
    doc: Doc,
    entities: ArticleEntities,
    quotes: list[Quote],
    ontology: Ontology,
    published_on: date | None,
    threshold: float = PROMINENT,
) -> Coded:
    """The political events that an article tells, one a dyad, in the order of their triggers.

    `published_on` resolves relative dates ("on Thursday"); without it they stay unresolved. Claims
    carry `attributed_to` and the position in `quotes` of the quotation that makes them. An event that
    repeats another of the article names the first in `duplicate_of`. Events less prominent than `threshold`
    are told in passing; of these, none repeats another.
    """
    tree = grow(doc, ontology.forms, ontology.classes)
    cast = Cast(tree, entities)
    writer = Writer(tree, entities, quotes, ontology, published_on)
    found = (as_spoken(cast, event, writer.speaker(event)) for event in candidates(tree, cast, ontology))
    told: list[Event] = []
    passing: list[Event] = []
    for event in with_pairs(cast, found, threshold):
        weights = _reweighed(cast, event)
        if weights.prominence >= threshold:
            told += writer.rows(replace(event, weights=weights))
        elif is_in_passing(weights):
            passing += writer.rows(replace(event, weights=weights))
    return Coded(marked_repeats(told, entities), without_repeats(passing, told, entities))


def _reweighed(cast: Cast, event: CodedEvent) -> Weights:
    """Its weights, with that of a named dyad where only the text before it or its speaker names it."""
    weights, pair = event.weights, named_pair(event)
    if weights.named != 1.0 or not pair or event.embedded:
        return weights
    parties = 1.0 if are_political(cast, event.match.head, *pair) else weights.parties
    return replace(weights, named=named_weight(weights.place, weights.status), parties=parties)


def candidates(tree: Tree, cast: Cast, ontology: Ontology) -> Iterator[CodedEvent]:
    """Every event that a trigger names, whatever its prominence."""
    triggers = ontology.triggers
    found: dict[int, Match] = {}
    for i, lemma in enumerate(tree.lemma):
        if lemma in triggers:
            match = match_at(tree, i, cast, ontology)
            if match is not None:
                found[i] = match
    for match, weight, embedded in select(tree, list(found.values())):
        event = _coded(tree, cast, ontology, match, _promised(tree, match, found), weight)
        if not embedded:
            yield event
        elif _names_its_parties(tree, event):
            yield replace(event, embedded=True, weights=replace(event.weights, named=1.0))


def _names_its_parties(tree: Tree, event: CodedEvent) -> bool:
    """Whether the phrase of the trigger itself says who does it to whom: "Russia's invasion of Ukraine"."""
    noun = tree.doc[event.match.head]
    first, last = noun.left_edge.i, noun.right_edge.i
    parties = event.actors[0], event.recipients[0] or (event.actors[1] if len(event.actors) > 1 else None)
    return all(
        party is not None and party.entity_id is not None and first <= party.head <= last for party in parties
    )


def _coded(
    tree: Tree, cast: Cast, ontology: Ontology, match: Match, inner: Match | None, place: float
) -> CodedEvent:
    trigger, head = match.trigger, match.head
    light = light_verb(tree, head) if trigger.pos == "noun" else None
    verb = light if light is not None else head if tree.is_verb(head) else tree.clause(head)
    doer = actor_of(tree, cast, match, light)
    if doer is not None and cast.is_nobody(doer.head) and not cast.may_speak(doer.head):
        doer = None  # "the act would impose sanctions on Peru"
    actor = doer.head if doer else None
    target = recipient_of(tree, cast, match, light, actor)
    status, event_type, mode = _as_told(tree, match, verb, light, inner, directed=target is not None)
    each_other = target is not None and is_reciprocal(tree, target.head)
    if each_other:
        target = None
    recipient = target.head if target else None
    symmetric = trigger.symmetric or each_other
    actors = _actors(cast, symmetric, doer, target)
    together = symmetric and len(actors) > 1
    needs_recipient = ontology.types[event_type].needs_recipient
    denial = DENIED_WEIGHT if status == statuses.DENIED and event_type == trigger.event_type else 1.0
    named = recipient is not None and actor is not None and cast.named(actor) and cast.named(recipient)
    weights = Weights(
        certainty=trigger.certainty,
        place=place,
        status=denial,
        named=named_weight(place, denial) if named else 1.0,
        sport=SPORT_WEIGHT if tells_of_sport(tree, verb) else 1.0,
        parties=party_weight(cast, Deed(head, event_type, mode, needs_recipient, together), actor, recipient),
    )
    return CodedEvent(
        match=match,
        verb=verb,
        event_type=event_type,
        mode=mode,
        status=status,
        actors=actors,
        recipients=_recipients(cast, target, actor, verbal=ontology.types[event_type].is_verbal),
        weights=weights,
        together=together,
        mutual=each_other and not trigger.symmetric,
    )


def _actors(
    cast: Cast, symmetric: bool, doer: Bound | None, target: Bound | None
) -> tuple[Party | None, ...]:
    if doer is None:
        return (None,)
    if symmetric and target is None:
        # "talks between Peru and Chile", "the ministers of Peru and Chile": the parties stand in the phrase
        is_actor = cast.is_actor(doer.head)
        within = cast.members(doer.head) if is_actor else cast.owner(doer.head)
        if within is not None:
            doer = Bound(within, f"{doer.rule} > {'members' if is_actor else 'owner'}")
    return tuple(cast.parties(doer.head, doer.rule, inner=False))


def _recipients(
    cast: Cast, target: Bound | None, actor: int | None, *, verbal: bool
) -> tuple[Party | None, ...]:
    """To whom it is done, or None: a plan, a war or a day is nobody. What is only said is said to someone who
    can act, or about a place."""
    if target is None:
        return (None,)
    found = cast.parties(target.head, target.rule, inner=True, but=actor)
    if verbal:
        found = [party for party in found if cast.is_actor(party.head) or cast.is_place(party.head)]
    return tuple(found) or (None,)


def _as_told(
    tree: Tree, match: Match, verb: int, light: int | None, inner: Match | None, *, directed: bool
) -> tuple[str, str, str | None]:
    """Status, type and mode of the event as its clause tells it.

    `inner` is what a promise promises. `directed`: it has a recipient of its own.
    """
    trigger = match.trigger
    if trigger.pos not in ("verb", "adj") and light is None:
        return statuses.noun_status(tree, match.head), trigger.event_type, trigger.mode
    status = statuses.status(tree, verb)
    if trigger.pos == "noun" and status == statuses.OCCURRED:
        status = statuses.noun_status(tree, match.head)
    if light is not None and tree.is_a(light, "breaking"):
        return status, *statuses.BROKEN.get(trigger.event_type, (trigger.event_type, trigger.mode))
    if trigger.event_type == "AGREE":
        act = inner.trigger.event_type if inner is not None else _promised_violence(tree, match)
        promised = statuses.PROMISED.get(act or "")
        if promised is not None and promised[0] == "THREATEN":
            return status, *promised
    return status, *_as_words(tree, verb, status, trigger, directed=directed)


def _as_words(
    tree: Tree, verb: int, status: str, trigger: Trigger, *, directed: bool
) -> tuple[str, str | None]:
    """An event that is promised, threatened or refused is coded as the promise, threat or refusal."""
    event_type, mode = trigger.event_type, trigger.mode
    if status == statuses.PLANNED and statuses.is_future(tree, verb):
        if statuses.hangs_on_demand(tree, verb):
            return "THREATEN", None
        if event_type == "CONSULT" and directed and statuses.intends(tree, verb):
            return "AGREE", {"visit": "visit", "third-party": None}.get(mode or "", "meet")  # CAMEO 036
        return statuses.PROMISED.get(event_type, (event_type, mode))
    if status == statuses.DENIED and statuses.refuses(tree, verb):
        return statuses.REFUSED.get(event_type, (event_type, mode))
    return event_type, mode


def _promised(tree: Tree, match: Match, found: Mapping[int, Match]) -> Match | None:
    """The act that a promise or plan names: "vowed to [continue the war]", "proposed [doubling tariffs]"."""
    if not match.trigger.takes_clause or tree.is_a(match.head, "consenting"):
        return None
    act = clause_of(tree, match.head)
    if act is None:
        return None
    held = tree.child(act, "dobj")
    return found.get(act) or (found.get(held) if held is not None and light_verb(tree, held) == act else None)


def _promised_violence(tree: Tree, match: Match) -> str | None:
    """The type of violence that is promised without a trigger of its own: "vowed to continue the [war]"."""
    act = clause_of(tree, match.head) if match.trigger.takes_clause else None
    held = tree.child(act, "dobj") if act is not None else None
    if held is None or act is None or not (tree.is_a(held, "violence") and tree.is_a(act, "light_verb")):
        return None
    return "ASSAULT"
