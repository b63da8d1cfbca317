"""Time zones as publishers write them: offsets, names of press and mail, places of the IANA database."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from transforms.clean.zone_names import ANYWHERE, READINGS, Origin, meaning

_NORTH_AMERICA = {"E": ("America/New_York", -5), "C": ("America/Chicago", -6),
                  "M": ("America/Denver", -7), "P": ("America/Los_Angeles", -8)}  # fmt: skip
# In minutes east of Greenwich. RFC 822 gives the North American names; of the others, those that news writes.
# `zone_names` has those that mean several zones.
_OFFSETS = {
    **dict.fromkeys(("UTC", "GMT", "UT", "Z", "WET"), 0),
    **{f"{letter}ST": 60 * hours for letter, (_, hours) in _NORTH_AMERICA.items()},
    **{f"{letter}DT": 60 * hours + 60 for letter, (_, hours) in _NORTH_AMERICA.items()},
    "AKST": -540, "AKDT": -480, "HST": -600, "NST": -210, "NDT": -150, "ADT": -180,
    "BRT": -180, "ART": -180, "CLT": -240, "CLST": -180, "COT": -300, "PET": -300, "VET": -240,
    "WEST": 60, "WAT": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "CAT": 120,
    "SAST": 120, "EET": 120, "EEST": 180, "EAT": 180, "MSK": 180, "МСК": 180, "TRT": 180, "IDT": 180,
    "GST": 240, "IRST": 210, "AFT": 270, "PKT": 300, "NPT": 345, "MMT": 390, "ICT": 420,
    "WIB": 420, "WITA": 480, "HKT": 480, "SGT": 480, "MYT": 480, "PHT": 480, "AWST": 480, "WIT": 540,
    "JST": 540, "KST": 540, "ACST": 570, "AEST": 600, "ACDT": 630, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
_SEASONAL = {f"{letter}T": place for letter, (place, _) in _NORTH_AMERICA.items()}  # "2 p.m. ET"
_NO_ZONE = {"AM", "PM", "UHR", "HRS", "UUR", "BY", "ON", "AT", "IN", "AND", "THE"}
_STATED = re.compile(
    r"\s*[(\[]?(?:"
    r"(?P<base>(?:UTC|GMT)\s?)?(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?![\d:])"
    r"|(?P<place>[A-Z][a-z]{2,20}(?:/[A-Z][A-Za-z_]{2,20}){1,2})"
    r"|(?P<name>[A-ZА-Я]{1,5})(?![\w/])"
    r"|(?P<unknown>(?:(?i:[a-z]{4,15})\s+){1,2}(?i:time)\b|(?i:eastern|central|mountain|pacific)\b))"
)


class UnknownZoneError(ValueError):
    """A zone that stands behind a time, but whose offset is not known."""


def stated_zone(text: str, local: datetime, origin: Origin = ANYWHERE) -> tuple[tzinfo | None, int]:
    """The zone that `text`, what follows a time, begins with, and where it ends; None where it states none.

    `local` is the time of that zone, which decides between winter and summer; `origin` decides between zones
    of one name. Raises UnknownZoneError.
    """
    found = _STATED.match(text)
    if not found or found["name"] in _NO_ZONE:
        return None, 0
    if found["sign"]:
        if not found["base"] and not found["minutes"] and len(found["hours"]) == 1:
            return None, 0  # a dash before another number
        minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
        if minutes > 14 * 60:
            raise UnknownZoneError(found.group())
        return _fixed(minutes if found["sign"] == "+" else -minutes), found.end()
    if found["name"] in READINGS:
        offset = meaning(found["name"], local, origin)
        if offset is None:
            raise UnknownZoneError(found["name"])
        return _fixed(offset), found.end()
    if found["name"] in _OFFSETS:
        return _fixed(_OFFSETS[found["name"]]), found.end()
    place = found["place"] or _SEASONAL.get(found["name"] or "")
    zone = _place(place) if place else None
    if zone is None:
        raise UnknownZoneError(found.group().strip())
    return _fixed(_minutes(local.replace(tzinfo=zone).utcoffset())), found.end()


def offset_text(zone: tzinfo | None, when: datetime) -> str | None:
    """The offset of `zone` at `when` as "+05:30"; None without a zone. Without seconds."""
    offset = when.replace(tzinfo=zone).utcoffset() if zone else None
    if offset is None:
        return None
    minutes = _minutes(offset)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _minutes(offset: timedelta | None) -> int:
    return int((offset or timedelta()).total_seconds() / 60)


def _fixed(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


@lru_cache(maxsize=1000)
def _place(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
