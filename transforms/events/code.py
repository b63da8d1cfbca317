"""Coding an article: triggers found, events chosen, rows written."""

from collections.abc import Iterator
from datetime import date

from spacy.tokens import Doc

from transforms.events import status as statuses
from transforms.events.binding import Bound, actor_of, is_reciprocal, party_weight, recipient_of
from transforms.events.match import Match, match_at
from transforms.events.pairs import with_pairs
from transforms.events.parties import Cast, Party
from transforms.events.repeats import marked_repeats
from transforms.events.rows import CodedEvent, Writer
from transforms.events.select import light_verb, select, tells_of_sport
from transforms.events.tree import Tree, grow
from transforms.events.voices import as_spoken
from transforms.lexicon.ontology import Ontology
from transforms.records import ArticleEntities, Event, Quote, Weights

# Events less sure than this are not coded; chosen on sentences without events.
THRESHOLD = 0.45
# What did not happen is news only where it is a refusal.
DENIED_WEIGHT = 0.75
# "Italy beat France in the final" is no war.
SPORT_WEIGHT = 0.4
# Two names bound by one trigger are an event also where it is told in passing: its place weighs less.
NAMED_DYAD = 0.5


def code_events(
    doc: Doc,
    entities: ArticleEntities,
    quotes: list[Quote],
    ontology: Ontology,
    published_on: date | None,
    threshold: float = THRESHOLD,
) -> list[Event]:
    """The political events that an article tells, one a dyad, in the order of their triggers.

    `published_on` resolves relative dates ("on Thursday"); without it they stay unresolved. Claims
    carry `attributed_to` and the position in `quotes` of the quotation that makes them. An event that
    repeats another of the article names the first in `duplicate_of`. Events less sure than `threshold`
    are left out.
    """
    tree = grow(doc, ontology.forms, ontology.classes)
    cast = Cast(tree, entities)
    writer = Writer(tree, entities, quotes, ontology, published_on)
    sure = (event for event in candidates(tree, cast, ontology) if event.weights.confidence >= threshold)
    told = (as_spoken(cast, event, writer.speaker(event)) for event in sure)
    events = [row for event in with_pairs(cast, told) for row in writer.rows(event)]
    return marked_repeats(events, entities)


def candidates(tree: Tree, cast: Cast, ontology: Ontology) -> Iterator[CodedEvent]:
    """Every event that a trigger names, whatever its confidence."""
    triggers = ontology.triggers
    matches = []
    for i, lemma in enumerate(tree.lemma):
        if lemma in triggers:
            match = match_at(tree, i, cast, ontology)
            if match is not None:
                matches.append(match)
    for match, weight in select(tree, matches):
        yield _coded(tree, cast, ontology, match, weight)


def _coded(tree: Tree, cast: Cast, ontology: Ontology, match: Match, place: float) -> CodedEvent:
    trigger, head = match.trigger, match.head
    light = light_verb(tree, head) if trigger.pos == "noun" else None
    verb = light if light is not None else head if tree.is_verb(head) else tree.clause(head)
    doer = actor_of(tree, cast, match, light)
    actor = doer.head if doer else None
    target = recipient_of(tree, cast, match, light, actor)
    status, event_type, mode = _as_told(tree, match, verb, light)
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
        named=(place * denial) ** (NAMED_DYAD - 1) if named else 1.0,
        sport=SPORT_WEIGHT if tells_of_sport(tree, verb) else 1.0,
        parties=party_weight(tree, cast, event_type, needs_recipient, actor, recipient, together=together),
    )
    return CodedEvent(
        match=match,
        verb=verb,
        event_type=event_type,
        mode=mode,
        status=status,
        actors=actors,
        recipients=tuple(cast.parties(target.head, target.rule, inner=True, but=actor))
        if target is not None
        else (None,),
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


def _as_told(tree: Tree, match: Match, verb: int, light: int | None) -> tuple[str, str, str | None]:
    """Status, type and mode of the event as its clause tells it."""
    trigger = match.trigger
    if trigger.pos in ("verb", "adj") or light is not None:
        status = statuses.status(tree, verb)
        return status, *_as_words(tree, verb, status, trigger.event_type, trigger.mode)
    denied = trigger.pos == "noun" and statuses.denied_noun(tree, match.head)
    return statuses.DENIED if denied else statuses.OCCURRED, trigger.event_type, trigger.mode


def _as_words(
    tree: Tree, verb: int, status: str, event_type: str, mode: str | None
) -> tuple[str, str | None]:
    """An event that is promised, threatened or refused is coded as the promise, threat or refusal."""
    if status == statuses.PLANNED and statuses.is_future(tree, verb):
        return statuses.PROMISED.get(event_type, (event_type, mode))
    if status == statuses.DENIED and statuses.refuses(tree, verb):
        return statuses.REFUSED.get(event_type, (event_type, mode))
    return event_type, mode
