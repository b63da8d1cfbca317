"""Coding an article: triggers to dyadic events."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Doc

from transforms.events import arguments
from transforms.events import status as statuses
from transforms.events.match import Match, match_at
from transforms.events.ontology import Ontology
from transforms.events.parties import PERSONAL, Cast, Party
from transforms.events.select import light_verb, select
from transforms.events.tree import Tree, grow
from transforms.records import ArticleEntities, Event, Quote

# Events less sure than this are not coded; chosen on sentences without events.
THRESHOLD = 0.45
# Types whose deed needs no other party: a march, a resignation, an alert.
ONE_SIDED = frozenset(("PROTEST", "MOBILIZE", "RETREAT"))
# A trigger whose words stand further apart is quoted by its head alone.
LONGEST_TRIGGER = 5


@dataclass(frozen=True, slots=True)
class Deed:
    """A trigger with what it comes to: type and mode after promise, threat or refusal, status, parties."""

    match: Match
    verb: int
    event_type: str
    mode: str | None
    status: str
    actors: tuple[Party | None, ...]
    recipients: tuple[Party | None, ...]
    confidence: float


def code_events(
    doc: Doc,
    entities: ArticleEntities,
    quotes: list[Quote],
    ontology: Ontology,
    published_on: date | None,
) -> list[Event]:
    """The political events that an article tells, one a dyad, in the order of their triggers.

    `published_on` resolves relative dates ("on Thursday"); without it they stay unresolved. Claims
    carry `attributed_to` and the position in `quotes` of the quotation that makes them.
    """
    tree = grow(doc, ontology.forms)
    cast = Cast(tree, entities, ontology.classes)
    events: list[Event] = []
    for deed in deeds(tree, cast, ontology):
        if deed.confidence < THRESHOLD:
            continue
        events += _rows(tree, deed, ontology, quotes)
    return events


def deeds(tree: Tree, cast: Cast, ontology: Ontology) -> Iterator[Deed]:
    """Every deed that a trigger names, whatever its confidence."""
    triggers = ontology.triggers
    matches = []
    for i, lemma in enumerate(tree.lemma):
        if lemma in triggers:
            match = match_at(tree, i, cast, ontology)
            if match is not None:
                matches.append(match)
    for match, weight in select(tree, matches):
        deed = _deed(tree, cast, match, weight)
        if deed is not None:
            yield deed


def _deed(tree: Tree, cast: Cast, match: Match, weight: float) -> Deed | None:
    trigger, head = match.trigger, match.head
    light = light_verb(tree, head) if trigger.pos == "noun" else None
    verb = light if light is not None else head if tree.is_verb(head) else tree.clause(head)
    actor = _actor(tree, cast, match, light)
    recipient = _recipient(tree, cast, match, light, actor)
    status = statuses.status(tree, verb) if trigger.pos != "noun" or light is not None else statuses.OCCURRED
    event_type, mode = trigger.event_type, trigger.mode
    if trigger.pos != "noun" or light is not None:
        event_type, mode = _as_words(tree, verb, status, event_type, mode)
    actors: tuple[Party | None, ...] = (
        tuple(cast.parties(actor, inner=False)) if actor is not None else (None,)
    )
    recipients: tuple[Party | None, ...] = (
        tuple(cast.parties(recipient, inner=True, but=actor)) if recipient is not None else (None,)
    )
    if trigger.symmetric and recipient is None and len(actors) == 1 and actor is not None:
        between = cast.owner(actor) if not cast.is_actor(actor) else None
        if between is not None:
            actors = tuple(cast.parties(between, inner=False))
    confidence = trigger.certainty * weight * _party_weight(tree, cast, event_type, actor, recipient)
    return Deed(match, verb, event_type, mode, status, actors, recipients, confidence)


def _as_words(
    tree: Tree, verb: int, status: str, event_type: str, mode: str | None
) -> tuple[str, str | None]:
    """A deed that is promised, threatened or refused is coded as the promise, threat or refusal."""
    if status == statuses.PLANNED and statuses.is_future(tree, verb):
        return statuses.PROMISED.get(event_type, (event_type, mode))
    if status == statuses.DENIED and (statuses.refuses(tree, verb)):
        return statuses.REFUSED.get(event_type, (event_type, mode))
    return event_type, mode


def _actor(tree: Tree, cast: Cast, match: Match, light: int | None) -> int | None:
    for slot in match.trigger.actor:
        if slot == "subj" and light is not None:
            found = arguments.subject(tree, light)
        else:
            found = arguments.fill(tree, match.head, slot)
        if found is not None and found not in match.words:
            return found
    if light is not None:
        found = arguments.subject(tree, light)
        if found is not None and found not in match.words:
            return found
    return None


def _recipient(tree: Tree, cast: Cast, match: Match, light: int | None, actor: int | None) -> int | None:
    fallback: int | None = None
    for slot in match.trigger.recipient:
        if slot == "clause":
            found = _participant(tree, cast, match, actor)
        elif slot == "objowner":
            held = arguments.direct_object(tree, match.head)
            found = cast.owner(held, actor) if held is not None else None
        else:
            found = arguments.fill(tree, match.head, slot)
            if found is None and light is not None:
                found = (
                    arguments.fill(tree, light, slot) if slot not in ("obj", "subj", "poss", "mod") else None
                )
        if found is None or found in (actor, match.head):
            continue
        if cast.is_actor(found) or cast.owner(found, actor) is not None:
            return found
        fallback = fallback if fallback is not None else found
    return fallback


def _participant(tree: Tree, cast: Cast, match: Match, actor: int | None) -> int | None:
    """Whom a promise, threat or demand concerns: who is to act, else whom its content names first."""
    clause = arguments.clause_of(tree, match.head)
    if clause is None:
        return None
    subj = tree.child(clause, "nsubj", "nsubjpass")
    if subj is not None and subj != actor and cast.is_actor(subj) and tree.lemma[subj] != "it":
        return subj
    end = tree.doc[clause].right_edge.i
    for i in range(tree.doc[clause].left_edge.i, end + 1):
        if (
            i != actor
            and tree.dep[i] in ("dobj", "pobj", "dative", "nsubj", "nsubjpass", "poss", "amod")
            and cast.named(i)
        ):
            return i
    for i in range(tree.doc[clause].left_edge.i, end + 1):
        if i != actor and tree.dep[i] in ("dobj", "pobj", "dative", "compound") and cast.is_actor(i):
            return i
    return None


def _party_weight(tree: Tree, cast: Cast, event_type: str, actor: int | None, recipient: int | None) -> float:
    """Who takes part says whether it is politics: names and offices do, "a driver" alone does not."""
    weight, political = 1.0, False
    if actor is None:
        weight *= 0.75
    elif cast.is_political(actor):
        political = True
    elif cast.is_actor(actor):
        weight *= 0.9 if tree.lemma[actor] in PERSONAL else 0.85
    else:
        weight *= 0.65
        political = cast.owner(actor) is not None
    if recipient is None:
        weight *= 0.9 if event_type in ONE_SIDED else 0.72
    elif cast.is_political(recipient):
        political = True
    elif cast.owner(recipient, actor) is not None:
        political = True
    elif not cast.is_actor(recipient):
        weight *= 0.85
    return weight if political else weight * 0.6


def _rows(tree: Tree, deed: Deed, ontology: Ontology, quotes: list[Quote]) -> Iterator[Event]:
    doc = tree.doc
    kind = ontology.types[deed.event_type]
    start, end = _clause_span(tree, deed)
    words = [doc[i] for i in deed.match.words]
    if words[-1].i - words[0].i > LONGEST_TRIGGER:
        words = [doc[deed.match.head]]
    base = Event(
        start_char=start,
        end_char=end,
        trigger=doc.text[words[0].idx : words[-1].idx + len(words[-1])],
        trigger_char=words[0].idx,
        event_type=deed.event_type,
        mode=deed.mode,
        contexts=(),
        quad_class=kind.quad_class,
        goldstein=ontology.goldstein(deed.event_type, deed.mode),
        actor_text=None,
        actor_id=None,
        actor_country=None,
        recipient_text=None,
        recipient_id=None,
        recipient_country=None,
        status=deed.status,
        confidence=round(deed.confidence, 3),
    )
    for actor, recipient in _dyads(deed):
        yield replace(
            base,
            actor_text=actor.text if actor else None,
            actor_id=actor.entity_id if actor else None,
            actor_country=actor.country if actor else None,
            recipient_text=recipient.text if recipient else None,
            recipient_id=recipient.entity_id if recipient else None,
            recipient_country=recipient.country if recipient else None,
        )


def _dyads(deed: Deed) -> Iterator[tuple[Party | None, Party | None]]:
    """Each actor with each recipient; of a reciprocal deed without recipient, each pair of actors."""
    if deed.match.trigger.symmetric and deed.recipients == (None,) and len(deed.actors) > 1:
        for n, one in enumerate(deed.actors):
            for other in deed.actors[n + 1 :]:
                yield one, other
        return
    for actor in deed.actors:
        for recipient in deed.recipients:
            yield actor, recipient


def _clause_span(tree: Tree, deed: Deed) -> tuple[int, int]:
    doc = tree.doc
    left, right = doc[deed.verb].left_edge.i, doc[deed.verb].right_edge.i
    left = min(left, deed.match.words[0])
    right = max(right, deed.match.words[-1])
    while right > left and (doc[right].is_space or doc[right].text in (".", ",", ";")):
        right -= 1
    while left < right and (doc[left].is_space or doc[left].is_punct):
        left += 1
    return doc[left].idx, doc[right].idx + len(doc[right])

