"""Events that an article tells more than once: the first counts, the others refer to it."""

from dataclasses import replace
from datetime import timedelta

from transforms.records import ArticleEntities, Event

SYMMETRIC_TYPES = frozenset(("CONSULT", "AGREE", "COOPERATE", "SUPPORT"))
DAYS_OF_PRECISION = {"day": 0, "week": 6, "month": 30, "year": 365}


def marked_repeats(events: list[Event], entities: ArticleEntities) -> list[Event]:
    """The events with `duplicate_of` set on each that repeats an earlier one.

    Two rows are the same event when type, status and dyad agree and their dates do not contradict
    each other. A person stands for the country whose entity the other row names ("Xi met Putin",
    "Xi's visit to Russia").
    """
    marked: list[Event] = []
    for event in events:
        first = next(
            (
                n
                for n, other in enumerate(marked)
                if other.duplicate_of is None and _same(event, other, entities)
            ),
            None,
        )
        marked.append(event if first is None else replace(event, duplicate_of=first))
    return marked


def _same(one: Event, other: Event, entities: ArticleEntities) -> bool:
    if one.event_type != other.event_type or one.status != other.status or _contradict(one, other):
        return False
    actor, recipient = _side(one, "actor"), _side(one, "recipient")
    others = _side(other, "actor"), _side(other, "recipient")
    if _agree(actor, others[0], entities) and _agree(recipient, others[1], entities):
        return True
    return (
        one.event_type in SYMMETRIC_TYPES
        and _agree(actor, others[1], entities)
        and _agree(recipient, others[0], entities)
    )


def _side(event: Event, side: str) -> tuple[str | None, str | None, str | None]:
    return getattr(event, f"{side}_id"), getattr(event, f"{side}_country"), getattr(event, f"{side}_text")


def _agree(
    one: tuple[str | None, str | None, str | None],
    other: tuple[str | None, str | None, str | None],
    entities: ArticleEntities,
) -> bool:
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
    first, second = sorted((one, other), key=lambda event: event.event_date or event.event_date)  # type: ignore[arg-type, return-value]
    reach = timedelta(days=DAYS_OF_PRECISION[first.date_precision or "day"])
    return first.event_date + reach < second.event_date  # type: ignore[operator]
