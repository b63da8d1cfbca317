"""Dates of publication: what a source, an address or a line states, as a point in time in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from transforms.clean.months import month_called
from transforms.clean.written_dates import find_stated, find_written
from transforms.clean.zone_names import ANYWHERE, Origin
from transforms.clean.zones import offset_text
from transforms.clock import local_time

# News on the web begins about here; an earlier or later date is a default or a slip, not a date.
EARLIEST = date(1990, 1, 1)

_IN_URL = re.compile(
    r"(?:^|[/_-])(?P<y>(?:19|20)\d\d)(?P<sep>[/_-]?)(?P<n>0[1-9]|1[0-2])(?P=sep)(?P<d>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_IN_URL_NAMED = re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>[^\W\d_]{3,12})/(?P<d>[0-3]?\d)(?=[/_.-]|$)")
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d")
_POINT_IN_TIME = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d[.,]")  # "21.15", of which Python would take the hour
_FRACTION = re.compile(r"(?<=:\d\d)\.(\d{1,9})")
_OFFSET = re.compile(r"(?<=\d)\s*([+-]\d\d):?(\d\d)?$")
_RFC2822 = re.compile(
    r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d\d:\d\d(?::\d\d)?\s+(?:[+-]\d{4}|GMT|UTC?|Z)"
)
_EPOCH = re.compile(r"\d{10}(?:\.\d{0,9})?|(?:\d{13}|\d{16}|\d{19})(?:\.0*)?")
_LONGEST = 200  # characters of a value that is a date


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: `when`, in UTC, and the offset in which it was stated ("+02:00"), None without one."""

    when: datetime
    zone: str | None = None

    def __str__(self) -> str:
        """ISO 8601 as it was stated: on the clock of the zone, with its offset, or the day alone."""
        is_day = self.zone is None and self.when.time() == time()
        form = "%Y-%m-%d" if is_day else "%Y-%m-%dT%H:%M:%S"
        return local_time(self.when, self.zone).strftime(form) + (self.zone or "")


def parse_timestamp(
    stated: object, now: datetime | None = None, day_first: bool | None = None
) -> datetime | None:
    """The point in time that a source states, in UTC, or None; `parse_moment` says more."""
    found = parse_moment(stated, now, day_first)
    return found.when if found else None


def parse_moment(
    stated: object,
    now: datetime | None = None,
    day_first: bool | None = None,
    origin: Origin = ANYWHERE,
) -> Moment | None:
    """The point in time that a source states, and its offset, or None where it states none that can be.

    Reads datetime and date objects, ISO 8601, RFC 2822, seconds (or milli-, micro-, nanoseconds) since 1970,
    and dates written out with year, month and day. A date without a time is midnight UTC, a time without a
    zone is taken as UTC; beside a zone whose name is not known, only the day counts. Before 1990 or more than
    a day after `now` there is no news: None. A date like 3/4/2022, which two countries read differently, is
    None too, unless `day_first` says how the source writes dates; `origin` tells which zone a name such as
    CST means.
    """
    found = _read(stated, day_first, origin)
    return found if found is not None and is_plausible(found.when, now) else None


def is_plausible(when: datetime, now: datetime | None = None) -> bool:
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    return when.date() >= EARLIEST and when <= latest


def written_date(text: str) -> datetime | None:
    """The first full date (day, month and year) written in `text`, in UTC; `written_moment` says more."""
    found = written_moment(text)
    return found.when if found else None


def written_moment(text: str) -> Moment | None:
    """The first full date written in `text`, with the time and zone beside it: "10 May 2023, 9.15 am CEST".

    Without a time it is midnight UTC. One that is labelled as the date of a change ("updated") counts where
    there is no other.
    """
    return _moment(find_written(text))


def _read(stated: object, day_first: bool | None, origin: Origin) -> Moment | None:
    if isinstance(stated, datetime):
        return _of_datetime(stated)
    if isinstance(stated, date):
        return Moment(datetime.combine(stated, time(), UTC))
    if isinstance(stated, bool) or stated is None:
        return None
    if isinstance(stated, int | float):
        return _epoch(float(stated))
    if not isinstance(stated, str) or len(stated) > _LONGEST:
        return None
    text = " ".join(stated.split())
    if _EPOCH.fullmatch(text):
        return _epoch(float(text))
    for parse in (_iso, _rfc2822):
        try:
            return _of_datetime(parse(text))
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return _moment(find_stated(text, day_first, origin))


def _of_datetime(when: datetime) -> Moment | None:
    return _moment((when.replace(tzinfo=when.tzinfo or UTC), when.tzinfo))


def _moment(found: tuple[datetime, tzinfo | None] | None) -> Moment | None:
    """A time with its zone, and the zone if it was stated, as a moment; None beyond what dates can be."""
    if found is None:
        return None
    try:
        return Moment(found[0].astimezone(UTC), offset_text(found[1], found[0]))
    except (ValueError, OverflowError):
        return None


def url_date(url: str) -> datetime | None:
    """The day that an address states (/2022/10/27/, -20221027-), as midnight UTC, or None."""
    path = url.split("?", 1)[0]
    found = _IN_URL.search(path) or _IN_URL_NAMED.search(path)
    if not found:
        return None
    parts = found.groupdict()
    month = int(parts["n"]) if parts.get("n") else month_called(parts["m"]) or 0
    try:
        when = datetime(int(parts["y"]), month, int(parts["d"]), tzinfo=UTC)
    except ValueError:
        return None
    return when if is_plausible(when) else None


def _iso(text: str) -> datetime:
    if re.fullmatch(r"\d{14}", text):
        text = f"{text[:8]}T{text[8:]}"
    if _POINT_IN_TIME.match(text):
        raise ValueError(text)
    if _ISO_TIME.match(text):
        text = _FRACTION.sub(lambda found: "." + found.group(1)[:6].ljust(6, "0"), text)
        text = _OFFSET.sub(lambda found: f"{found.group(1)}:{found.group(2) or '00'}", text)
        text = text.replace(" UTC", "+00:00").replace(" GMT", "+00:00")
    elif not re.match(r"\d{4}-\d\d-\d\d$|\d{8}([T ]|$)", text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _rfc2822(text: str) -> datetime:
    if not _RFC2822.fullmatch(text):  # email.utils takes a zone that it does not know as UTC
        raise ValueError(text)
    return parsedate_to_datetime(text)


def _epoch(number: float) -> Moment | None:
    """Seconds since 1970, or a thousandth, millionth or billionth of them."""
    for _ in range(3):
        number /= 1000 if number > 1e11 else 1
    try:
        return Moment(datetime.fromtimestamp(number, UTC))
    except (ValueError, OverflowError, OSError):
        return None
