"""The time of day, and its zone, that stands beside a date."""

import re
from datetime import UTC, date, datetime, time, tzinfo

from transforms.clean.zones import UnknownZoneError, stated_zone

_HALF_FIRST = "上午|午前|오전|下午|午後|오후"
_HALF = r"(?P<half>[ap]\.?\s?m\b\.?|[πμ]\.\s?μ\.)"
_TIME = re.compile(
    rf"(?:(?P<half_first>{_HALF_FIRST})\s?)?(?<![\d.,:/+-])(?:"
    rf"(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d{{1,9}})?)?(?![\d:])(?:\s?{_HALF})?"
    rf"|(?P<h2>1[0-2]|0?[1-9])(?:\.(?P<m2>[0-5]\d))?\s?{_HALF.replace('half', 'half2')}"
    r"|(?P<h3>[01]?\d|2[0-3])\s?[hH]\s?(?P<m3>[0-5]\d)?(?!\w)"
    r"|(?P<h4>[01]?\d|2[0-3])\.(?P<m4>[0-5]\d)(?=\s*(?:$|[,|)]|(?i:uhr|uur|h|hrs)\b|[A-Z]{3,4}\b))"
    r"|(?P<h5>[01]\d|2[0-3])(?P<m5>[0-5]\d)(?=\s?(?:(?i:hrs|uhr|hours)\b|[A-Z]{3,4}\b))"
    r"|(?P<h6>[01]?\d|2[0-3])(?=\s(?i:uhr|uur)\b)"
    r")(?:\s?(?i:uhr|uur|hrs|hours|h)\b\.?)?"
    # not how long it takes to read or to hear
    r"(?!\s?(?:-\s?)?(?:mins?\b|minutes?\b|(?:de\s|of\s)?(?:read|reading|listen|lecture|watch)\b))",
    re.I,
)
# What may stand between a date and its time: marks, and up to three short words ("um", "a las", a weekday).
_WORDS = rf"[\s,;|·•@–—/(\-.]*(?:(?!{_HALF_FIRST})[^\W\d_]{{1,12}}[’'\s,;:.|–—-]+){{0,3}}"
_AFTER_DATE = re.compile(rf"(?:T|{_WORDS}\(?)(?=\d|{_HALF_FIRST})")
_BEFORE_DATE = re.compile(rf"\)?{_WORDS}")
_OF_A_CHANGE = re.compile(
    r"updat|modif|revis|aktualis|geändert|mis(?:e)? à jour|actuali[sz]|aggiorn|atualiz|bijgewerkt|gewijzigd"
    r"|обновл|измен|uppdater|opdater|oppdater|güncel",
    re.I,
)
_REACH = 70  # characters


def at_time_beside(day: date, before: str, after: str) -> tuple[datetime, tzinfo | None]:
    """The day with the time of day and the zone that stand beside its date in a line.

    `before` and `after` are the rest of the line. Without a time it is midnight UTC, without a zone; where
    the zone has a name that is not known as well, as nobody can tell the hour then.
    """
    try:
        return _after(day, after[:_REACH]) or _before(day, before[-_REACH:]) or _midnight(day)
    except UnknownZoneError:
        return _midnight(day)


def is_of_change(before: str) -> bool:
    """Whether what stands before a date or time says that then something was changed: "Last updated on"."""
    label = re.split(r"[\d|]", before)[-1]
    return bool(_OF_A_CHANGE.search(label))


def _midnight(day: date) -> tuple[datetime, None]:
    return datetime.combine(day, time(), UTC), None


def _after(day: date, text: str) -> tuple[datetime, tzinfo | None] | None:
    link = _AFTER_DATE.match(text)
    found = _TIME.match(text, link.end()) if link and not is_of_change(link.group()) else None
    return _at(day, found, text)[0] if found else None


def _before(day: date, text: str) -> tuple[datetime, tzinfo | None] | None:
    for found in _TIME.finditer(text):
        moment, end = _at(day, found, text)
        rest = text[end:]
        if _BEFORE_DATE.fullmatch(rest) and not is_of_change(rest):
            return moment
    return None


def _at(day: date, found: re.Match[str], text: str) -> tuple[tuple[datetime, tzinfo | None], int]:
    """The moment of a time found in `text`, and where it and its zone end. Raises UnknownZoneError."""
    local = datetime.combine(day, _clock(found))
    zone, length = stated_zone(text[found.end() :], local)
    return (local.replace(tzinfo=zone or UTC), zone), found.end() + length


def _clock(found: re.Match[str]) -> time:
    parts = found.groupdict()
    hour = int(next(parts[name] for name in ("h", "h2", "h3", "h4", "h5", "h6") if parts[name]))
    minute = next((parts[name] for name in ("m", "m2", "m3", "m4", "m5") if parts[name]), "0")
    half = (parts["half"] or parts["half2"] or parts["half_first"] or "").lower()
    if half and hour <= 12:
        is_late = half[0] in "pμ" or half in {"下午", "午後", "오후"}
        hour = hour % 12 + 12 * is_late
    return time(hour, int(minute), int(parts["s"] or 0))
