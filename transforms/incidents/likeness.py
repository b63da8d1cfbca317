"""How far two events agree on what they tell of, or that they cannot tell of the same.

What contradicts keeps apart; what one of them leaves open neither joins nor parts. Points are counted for
each thing that both say.
"""

from transforms.events.repeats import SYMMETRIC_TYPES
from transforms.incidents.deeds import Days, Deed, Side

ENOUGH = 4  # points of two events that tell of the same deed
_ANOTHER_WORD = -2  # what another word for it takes off: "wounded" may stand beside "killed"
_SAME_WORD, _SAME_MODE = 2, 1
_SAME_ENTITY, _SAME_COUNTRY, _SAME_WORDS, _OTHER_WORDS = 2, 1, 1, -1
_SAME_PLACE, _SAME_DATE, _SAME_FIGURE = 1, 1, 1
_MOST_WORDS = 2  # points for words that both share
_FOR_COUNTRY = frozenset(("GOV", "MIL", "COP", "SPY", "LEG", "JUD"))  # bodies that may stand for one another
_CONTRADICTS = -100


def likeness(one: Deed, other: Deed) -> int:
    """The points of two events; less than 0 where they cannot be one."""
    if one.status != other.status or not _related(one, other) or not _share_days(one.days, other.days):
        return _CONTRADICTS
    same_word = one.lemma == other.lemma
    if not same_word and (one.event_type != other.event_type or _differ(one.mode, other.mode)):
        return _CONTRADICTS
    parties = _parties(one, other)
    place = _place(one.place, other.place)
    if parties is None or place < 0:
        return _CONTRADICTS
    beside = (
        place
        + min(_MOST_WORDS, len(one.words & other.words))
        + _SAME_MODE * (not same_word and one.mode is not None and one.mode == other.mode)
        + _SAME_DATE * (one.stated is not None and one.stated == other.stated)
        + _SAME_FIGURE * bool(one.figures & other.figures)
    )
    if min(parties) <= 0 and not beside:
        return 0
    return sum(parties) + beside + (_SAME_WORD if same_word else _ANOTHER_WORD)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _related(one: Deed, other: Deed) -> bool:
    """Whether the types may be of one deed: equal, or both cooperation, or both conflict."""
    return one.quad_class.rpartition("_")[2] == other.quad_class.rpartition("_")[2]


def _share_days(one: Days | None, other: Days | None) -> bool:
    return one is None or other is None or (one[0] <= other[1] and other[0] <= one[1])


def _parties(one: Deed, other: Deed) -> tuple[int, int] | None:
    """Points of the two sides, None where they contradict; of mutual deeds, the sides may be changed."""
    straight = _sides(one.actor, other.actor, one.recipient, other.recipient)
    if one.event_type not in SYMMETRIC_TYPES:
        return straight
    crossed = _sides(one.actor, other.recipient, one.recipient, other.actor)
    if straight is None or crossed is None:
        return straight or crossed
    return max(straight, crossed, key=sum)


def _sides(*sides: Side) -> tuple[int, int] | None:
    one, other, third, fourth = sides
    points = _side(one, other), _side(third, fourth)
    return None if min(points) <= _CONTRADICTS else points


def _side(one: Side, other: Side) -> int:
    """Points of two parties on one side of a deed."""
    if not one.is_known or not other.is_known:
        return 0
    if one.entity and one.entity == other.entity:
        return _SAME_ENTITY
    if one.country and other.country and one.country != other.country:
        return _CONTRADICTS
    if one.entity and other.entity and _are_two(one, other):
        return _CONTRADICTS
    if one.country and one.country == other.country:
        return _SAME_COUNTRY
    return _SAME_WORDS if one.words & other.words else _OTHER_WORDS


def _are_two(one: Side, other: Side) -> bool:
    """Whether two entities are two parties, not one that stands for the other, as a state for its army."""
    if one.country is None or one.country != other.country:
        return True
    if one.kind == other.kind == "PERSON":
        return True
    return not all(side.kind == "GPE" or side.sector in _FOR_COUNTRY for side in (one, other))


def _place(one: Side, other: Side) -> int:
    """Points of two places. A place within another is not told from one beside it, but for a country."""
    if one.entity is None or other.entity is None:
        return 0
    if one.entity == other.entity:
        return _SAME_PLACE
    same_country = one.country is not None and one.country == other.country
    return 0 if same_country and "country" in (one.kind, other.kind) else _CONTRADICTS
