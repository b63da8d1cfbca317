"""What several events that tell of one deed say together: the range of a figure over them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

Key = tuple[str, str | None]


class Bounds(NamedTuple):
    """A figure of an event as it counts: `low` or `high` is None where the report leaves it open."""

    event_id: str
    what: str
    unit: str | None
    low: float | None
    high: float | None


class Range(NamedTuple):
    """What the reports of a deed say of one figure: the lowest and highest number that any of them states,
    and how many of the events state one."""

    what: str
    unit: str | None
    low: float
    high: float
    events: int


def ranges(figures: Iterable[Bounds]) -> list[Range]:
    """The range of each figure over several events, by what is counted and its unit.

    Of an event that states several of a kind the largest counts: the others are parts of it. "At least 12"
    and "up to 12" both state 12.
    """
    largest: defaultdict[Key, dict[str, tuple[float, float]]] = defaultdict(dict)
    for figure in figures:
        stated = [number for number in (figure.low, figure.high) if number is not None]
        if stated:
            of_event = largest[figure.what, figure.unit]
            own = (min(stated), max(stated))
            of_event[figure.event_id] = max(
                own, of_event.get(figure.event_id, own), key=lambda pair: pair[::-1]
            )
    return [
        Range(
            what, unit, min(low for low, _ in own.values()), max(high for _, high in own.values()), len(own)
        )
        for (what, unit), own in sorted(largest.items(), key=lambda item: (item[0][0], item[0][1] or ""))
    ]
