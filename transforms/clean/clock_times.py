"""The time of day, and its zone, that stands beside a date."""

import re
from datetime import UTC, date, datetime, time, tzinfo

from transforms.clean.date_labels import before_change, is_of_change
from transforms.clean.day_parts import BEHIND, FIRST, DayPart, hour_of_day, part_ahead, part_behind
from transforms.clean.zone_names import ANYWHERE, Origin
from transforms.clean.zones import UnknownZoneError, stated_zone

_HALF = r"(?P<half>[ap]\.?\s?m\b\.?|[πμ]\.\s?μ\.)"
_UNIT = r"(?i:uhr|uur|heures?|часов|часа|horas?|ore|o['’]clock|h)"
_TIME = re.compile(
    rf"(?:(?:{FIRST})\s?)?(?<![\d.,:/+-])(?:"
    rf"(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d{{1,9}})?)?(?![\d:])(?:\s?{_HALF})?"
    rf"|(?P<h2>1[0-2]|0?[1-9])(?:\.(?P<m2>[0-5]\d))?\s?{_HALF.replace('half', 'half2')}"
    r"|(?P<h3>[01]?\d|2[0-3])\s?[hH]\s?(?P<m3>[0-5]\d)?(?!\w)"
    rf"|(?P<h4>[01]?\d|2[0-3])\.(?P<m4>[0-5]\d)(?=\s*(?:$|[,|)]|(?i:uhr|uur|h|hrs)\b|(?-i:[A-Z]{{3,4}})\b|{BEHIND}))"
    r"|(?P<h5>[01]\d|2[0-3])(?P<m5>[0-5]\d)(?=\s?(?:(?i:hrs|uhr|hours)\b|(?-i:[A-Z]{3,4})\b))"
    r"|(?P<h6>[01]?\d|2[0-3])(?=\s(?i:uhr|uur)\b)(?:\s(?i:uhr|uur)\s(?P<m6>[0-5]\d)(?!\d))?"
    r"|(?P<h7>[01]?\d|2[0-3])\s?(?:[时点點]|時(?!間)|시(?!간))\s?(?:(?P<m7>[0-5]?\d)\s?[分분])?"
    rf"|(?P<h8>1[0-2]|0?[1-9])(?:\s?{_UNIT})?(?=\s(?:{BEHIND})(?!\w))"
    rf")(?:\s?(?i:{_UNIT}|hrs|hours)\b\.?)?"
    # not how long it takes to read or to hear
    r"(?!\s?(?:-\s?)?(?:mins?\b|minutes?\b|(?:de\s|of\s)?(?:read|reading|listen|lecture|watch)\b))",
    re.I,
)
_HOURS = ("h", "h2", "h3", "h4", "h5", "h6", "h7", "h8")
_MINUTES = ("m", "m2", "m3", "m4", "m5", "m6", "m7")
# What may stand between a date and its time: marks, and up to three short words ("um", "a las", a weekday).
_WORDS = rf"[\s,;|·•@–—/(\-.]*(?:(?!{FIRST})[^\W\d_]{{1,12}}[’'\s,;:.|–—-]+){{0,3}}"
_AFTER_DATE = re.compile(rf"(?:T|{_WORDS}\(?)(?=\d|{FIRST})")
_BEFORE_DATE = re.compile(rf"\)?{_WORDS}")
_REACH = 70  # characters


def at_time_beside(
    day: date, before: str, after: str, origin: Origin = ANYWHERE
) -> tuple[datetime, tzinfo | None]:
    """The day with the time of day and the zone that stand beside its date in a line.

    `before` and `after` are the rest of the line. Without a time it is midnight UTC, without a zone; where
    the zone has a name that is not known as well, as nobody can tell the hour then. `origin` tells which zone
    a name with several meanings is.
    """
    try:
        return (
            _after(day, before, before_change(after[:_REACH]), origin)
            or _before(day, before[-_REACH:], origin)
            or _midnight(day)
        )
    except UnknownZoneError:
        return _midnight(day)


def _midnight(day: date) -> tuple[datetime, None]:
    return datetime.combine(day, time(), UTC), None


def _after(day: date, before: str, text: str, origin: Origin) -> tuple[datetime, tzinfo | None] | None:
    link = _AFTER_DATE.match(text)
    found = _TIME.match(text, link.end()) if link else None
    return _at(day, found, text, origin, part_ahead(before))[0] if found else None


def _before(day: date, text: str, origin: Origin) -> tuple[datetime, tzinfo | None] | None:
    for found in _TIME.finditer(text):
        moment, end = _at(day, found, text, origin)
        rest = text[end:]
        if _BEFORE_DATE.fullmatch(rest) and not is_of_change(rest):
            return moment
    return None


def _at(
    day: date, found: re.Match[str], text: str, origin: Origin, of_day: DayPart | None = None
) -> tuple[tuple[datetime, tzinfo | None], int]:
    """The moment of a time found in `text`, and where it and its zone end. Raises UnknownZoneError.

    `of_day` is the part of the day that is meant where no word beside the time tells another.
    """
    part, length = part_behind(text[found.end() :])
    end = found.end() + length
    local = datetime.combine(day, _clock(found, part or part_ahead(text[: _first_digit(found)]) or of_day))
    zone, length = stated_zone(text[end:], local, origin)
    return (local.replace(tzinfo=zone or UTC), zone), end + length


def _first_digit(found: re.Match[str]) -> int:
    return min(found.start(name) for name in _HOURS if found[name])


def _clock(found: re.Match[str], part: DayPart | None) -> time:
    """The time of day that was found; `part` is what words around it say, which AM and PM say as well."""
    parts = found.groupdict()
    hour = int(next(parts[name] for name in _HOURS if parts[name]))
    minute = next((parts[name] for name in _MINUTES if parts[name]), "0")
    half = (parts["half"] or parts["half2"] or "").lower()
    if half:
        part = DayPart.LATE if half[0] in "pμ" else DayPart.MORNING
    return time(hour_of_day(hour, part), int(minute), int(parts["s"] or 0))
