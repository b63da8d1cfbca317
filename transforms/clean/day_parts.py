"""Words beside a time of day that tell its half: "8:15 in the evening", "8.15 Uhr abends", "晚上8:15"."""

import re
from enum import Enum


class DayPart(Enum):
    """What a word makes of an hour from 1 to 12."""

    MORNING = "morning"
    NOON = "noon"
    LATE = "late"  # afternoon and evening
    NIGHT = "night"  # from 5 it is late, before that and at 12 it is after midnight


# In a language's own order, behind the time
_AFTER = {
    DayPart.MORNING: r"(?:in the|this) morning|(?:du|au) matin|de la (?:mañana|madrugada)"
    r"|da (?:manhã|madrugada)|di mattina|del mattino|(?:früh )?morgens|vormittags|am (?:morgen|vormittag)"
    r"|[’']s (?:ochtends|morgens)|утра|ранку|rano|ráno|dopoledne|på morgonen|om morgenen|صباحا",
    DayPart.NOON: r"(?:at )?noon|mittags|[’']s middags|de midi|del mediodía|w południe",
    DayPart.LATE: r"(?:in the|this) (?:afternoon|evening)|tonight|du soir|de l[’']après-midi|de la tarde"
    r"|da tarde|di sera|(?:del|di) pomeriggio|nachmittags|abends|am (?:nachmittag|abend)"
    r"|[’']s (?:avonds|namiddags)|дня|вечера|вечора|po południu|wieczorem|večer|odpoledne"
    r"|på (?:kvällen|eftermiddagen)|om (?:kvelden|aftenen|eftermiddagen|ettermiddagen)|مساء",
    DayPart.NIGHT: r"(?:at|in the) (?:mid)?night|midnight|de la (?:noche|nuit)|da noite|di notte|nachts"
    r"|in der nacht|[’']s nachts|ночи|ночі|w nocy|om natten",
}
# Right before the time, perhaps with "at" between
_BEFORE = {
    DayPart.MORNING: r"\bmorning|\bsabah|上午|午前|早上|早晨|清晨|凌晨|오전|새벽|아침",
    DayPart.NOON: r"中午|正午|낮",
    DayPart.LATE: r"\bafternoon|\bevening|\btonight|\böğleden sonra|\bakşam"
    r"|下午|午後|傍晚|晚上|晚间|晚間|오후|저녁",
    DayPart.NIGHT: r"\bnight|\bgece|深夜|夜|밤",
}
_AT = r"(?:\s*,?\s*(?:(?:at|around|about|of|on|um|saat)\s+)?)"


def _any(parts: dict[DayPart, str]) -> str:
    return "|".join(f"(?P<{part.value}>{words})" for part, words in parts.items())


FIRST = (
    "上午|午前|早上|早晨|清晨|凌晨|中午|正午|下午|午後|傍晚|晚上|晚间|晚間|深夜|夜"
    "|오전|새벽|아침|낮|오후|저녁|밤"
)
"""Those that stand before the time without a blank."""
BEHIND = "|".join(_AFTER.values())
_BEHIND = re.compile(rf"\s?(?:{_any(_AFTER)})(?!\w)", re.I)
_AHEAD = re.compile(rf"(?:{_any(_BEFORE)}){_AT}$", re.I)
_REACH = 30  # characters before a time


def part_behind(text: str) -> tuple[DayPart | None, int]:
    """The part of the day that `text`, what follows a time, begins with, and where it ends."""
    found = _BEHIND.match(text)
    return (_named(found), found.end()) if found else (None, 0)


def part_ahead(text: str) -> DayPart | None:
    """The part of the day that `text`, what stands before a time, ends with."""
    found = _AHEAD.search(text[-_REACH:])
    return _named(found) if found else None


def hour_of_day(hour: int, part: DayPart | None) -> int:
    """The hour from 0 to 23 that an hour means beside a word for a part of the day."""
    if part is None or hour > 12 or hour == 0:
        return hour
    match part:
        case DayPart.MORNING:
            return hour % 12
        case DayPart.NOON:
            return hour + 12 * (hour <= 3)
        case DayPart.LATE:
            return hour % 12 + 12
        case DayPart.NIGHT:
            return hour % 12 + 12 * (5 <= hour <= 11)


def _named(found: re.Match[str]) -> DayPart:
    return DayPart(found.lastgroup)
