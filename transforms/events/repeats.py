"""Marks events that an article tells more than once: the first counts, the others refer to it."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from transforms.records import ArticleEntities, Event
from transforms.schema import UNNAMED

SYMMETRIC_TYPES = frozenset(("CONSULT", "AGREE", "COOPERATE", "SUPPORT"))
MOST_ALIKE = 100  # different events of a type and status that are compared: no article has half as many
DAYS_OF_PRECISION = {"day": 0, "week": 6, "month": 30, "year": 365}
Side = tuple[str | None, str | None, str | None]  # entity id, country, text


def marked_repeats(events: list[Event], entities: ArticleEntities) -> list[Event]:
    """The events with `duplicate_of` set on each that repeats an earlier one.

    Two rows are the same event when type, status and dyad agree and their dates do not contradict
    each other. A person stands for the country whose entity the other row names ("Xi met Putin",
    "Xi's visit to Russia").
    """
    marked: list[Event] = []
    firsts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for event in events:
        alike = firsts[event.event_type, event.status]
        first = next((n for n in alike if _same(event, marked[n], entities)), None)
        if first is None and len(alike) < MOST_ALIKE:
            alike.append(len(marked))
        marked.append(event if first is None else replace(event, duplicate_of=first))
    return marked


def without_repeats(events: list[Event], told: list[Event], entities: ArticleEntities) -> list[Event]:
    """Those of `events` that repeat neither one of `told` nor an earlier one of themselves."""
    alike: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in told:
        alike[event.event_type, event.status].append(event)
    kept = []
    for event in events:
        known = alike[event.event_type, event.status]
        if len(known) < MOST_ALIKE and not any(_same(event, other, entities) for other in known):
            known.append(event)
            kept.append(event)
    return kept


def _same(one: Event, other: Event, entities: ArticleEntities) -> bool:
    if _contradict(one, other):
        return False
    actor, recipient = _sides(one, entities)
    other_actor, other_recipient = _sides(other, entities)
    if _agree(actor, other_actor, entities) and _agree(recipient, other_recipient, entities):
        return True
    return (
        one.event_type in SYMMETRIC_TYPES
        and _agree(actor, other_recipient, entities)
        and _agree(recipient, other_actor, entities)
    )


def _sides(event: Event, entities: ArticleEntities) -> tuple[Side, Side]:
    return (
        (_named(event.actor_id, entities), event.actor_country, event.actor_text),
        (_named(event.recipient_id, entities), event.recipient_country, event.recipient_text),
    )


def _named(entity_id: str | None, entities: ArticleEntities) -> str | None:
    """The entity if it is named: two mentions of protesters need not mean the same ones."""
    is_named = entity_id is not None and entities.entities[entity_id].kind != UNNAMED
    return entity_id if is_named else None


def _agree(one: Side, other: Side, entities: ArticleEntities) -> bool:
    """Whether two parties are one: the same entity, or a country and someone of it."""
    if one[0] and other[0]:
        if one[0] == other[0]:
            return True
        kinds = {entities.entities[one[0]].kind, entities.entities[other[0]].kind}
        return "GPE" in kinds and one[1] is not None and one[1] == other[1]
    if one[2] is None or other[2] is None:
        return one[2] is other[2]
    return one[2].lower() == other[2].lower() or (one[1] is not None and one[1] == other[1])


def _contradict(one: Event, other: Event) -> bool:
    """Whether the periods of two dates have no day in common."""
    if one.event_date is None or other.event_date is None:
        return False
    first, last = _period(one.event_date, one.date_precision)
    other_first, other_last = _period(other.event_date, other.date_precision)
    return last < other_first or other_last < first


def _period(day: date, precision: str | None) -> tuple[date, date]:
    reach = timedelta(days=DAYS_OF_PRECISION[precision or "day"])
    return day, day + min(reach, date.max - day)
