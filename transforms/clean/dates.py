"""Dates of publication: what a source, an address or a line states, as a point in time in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

# News on the web begins about here; an earlier or later date is a default or a slip, not a date.
EARLIEST = date(1990, 1, 1)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero janvier januar janeiro gennaio",
            "february feb febrero février februar fevereiro febbraio",
            "march mar marzo mars märz março",
            "april apr abril avril aprile",
            "may mayo mai maio maggio",
            "june jun junio juin juni junho giugno",
            "july jul julio juillet juli julho luglio",
            "august aug agosto août",
            "september sep sept septiembre septembre setembro settembre",
            "october oct octubre octobre oktober outubro ottobre",
            "november nov noviembre novembre novembro",
            "december dec diciembre décembre dezember dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<d>[0-3]?\d)"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_WRITTEN = (
    re.compile(rf"\b(?P<m>{_MONTH})\.?\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}\b", re.I),
    re.compile(
        rf"\b{_DAY}(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?P<m>{_MONTH})\.?,?\s+(?:de\s+)?{_YEAR}\b", re.I
    ),
    re.compile(rf"\b{_DAY}-(?P<m>{_MONTH})-{_YEAR}\b", re.I),
    re.compile(rf"\b{_YEAR}[-/.](?P<n>[01]?\d)[-/.]{_DAY}\b"),
    re.compile(rf"\b{_DAY}\.(?P<n>[01]?\d)\.{_YEAR}\b"),
)
_IN_URL = re.compile(
    r"(?:^|[/_-])(?P<y>(?:19|20)\d\d)(?P<sep>[/_-]?)(?P<n>0[1-9]|1[0-2])(?P=sep)(?P<d>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_IN_URL_NAMED = re.compile(rf"/(?P<y>(?:19|20)\d\d)/(?P<m>{_MONTH})/(?P<d>[0-3]?\d)(?=[/_.-]|$)", re.I)
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d")
_FRACTION = re.compile(r"(?<=:\d\d)\.(\d{1,9})")
_OFFSET = re.compile(r"(?<=\d)\s*([+-]\d\d):?(\d\d)?$")


def parse_timestamp(stated: object, now: datetime | None = None) -> datetime | None:
    """The point in time that a source states, in UTC, or None where it states none that can be.

    Reads datetime and date objects, ISO 8601, RFC 2822, seconds or milliseconds since 1970, and dates
    written out with year, month and day. A date without a time is midnight UTC, a time without a zone is
    taken as UTC. Before 1990 or more than a day after `now` there is no news: None. A date like 3/4/2022,
    which two countries read differently, is None too.
    """
    found = _read(stated)
    return found if found is not None and is_plausible(found, now) else None


def is_plausible(when: datetime, now: datetime | None = None) -> bool:
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    return when.date() >= EARLIEST and when <= latest


def _read(stated: object) -> datetime | None:
    if isinstance(stated, datetime):
        return _utc(stated)
    if isinstance(stated, date):
        return datetime.combine(stated, time(), UTC)
    if isinstance(stated, bool) or stated is None:
        return None
    if isinstance(stated, int | float):
        return _epoch(float(stated))
    if not isinstance(stated, str) or len(stated) > 200:
        return None
    text = stated.strip()
    if text.isdecimal() and len(text) in {10, 13}:
        return _epoch(float(text))
    for parse in (_iso, _rfc2822):
        try:
            return _utc(parse(text))
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return written_date(text)


def written_date(text: str) -> datetime | None:
    """The first full date (day, month and year) written in `text`, as midnight UTC."""
    for pattern in _WRITTEN:
        found = pattern.search(text)
        if found:
            parts = found.groupdict()
            month = int(parts["n"]) if parts.get("n") else _MONTHS[parts["m"].lower()]
            try:
                return datetime(int(parts["y"]), month, int(parts["d"]), tzinfo=UTC)
            except ValueError:
                return None
    return None


def url_date(url: str) -> datetime | None:
    """The day that an address states (/2022/10/27/, -20221027-), as midnight UTC, or None."""
    path = url.split("?", 1)[0]
    found = _IN_URL.search(path) or _IN_URL_NAMED.search(path)
    if not found:
        return None
    parts = found.groupdict()
    month = int(parts["n"]) if parts.get("n") else _MONTHS[parts["m"].lower()]
    try:
        when = datetime(int(parts["y"]), month, int(parts["d"]), tzinfo=UTC)
    except ValueError:
        return None
    return when if is_plausible(when) else None


def _iso(text: str) -> datetime:
    if _ISO_TIME.match(text):
        text = _FRACTION.sub(lambda found: "." + found.group(1)[:6].ljust(6, "0"), text)
        text = _OFFSET.sub(lambda found: f"{found.group(1)}:{found.group(2) or '00'}", text)
        text = text.replace(" UTC", "+00:00").replace(" GMT", "+00:00")
    elif not re.match(r"\d{4}-\d\d-\d\d$|\d{8}(T|$)", text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _rfc2822(text: str) -> datetime:
    if not re.match(r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d", text):
        raise ValueError(text)
    return parsedate_to_datetime(text)


def _epoch(seconds: float) -> datetime | None:
    if seconds > 1e11:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _utc(when: datetime) -> datetime:
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
