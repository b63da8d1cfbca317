"""Resolves the words that date an event against the day of publication.

Newspaper habits decide what a bare weekday or month means: the last one for what happened, the next one for
what is planned. The result is the first day of the period, and its precision.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
MONTHS = {
    name.lower(): n
    for names in (calendar.month_name, calendar.month_abbr, ("", *[""] * 8, "sept"))
    for n, name in enumerate(names)
    if name
}
COUNT_WORDS = (
    ("a", 1), ("an", 1), ("one", 1), ("two", 2), ("couple", 2), ("three", 3), ("four", 4), ("five", 5),
    ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12),
)  # fmt: skip
NUMBERS = dict(COUNT_WORDS)
DAY_SHIFTS = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
DAYS_OF_UNIT = {"day": 1, "week": 7}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(NUMBERS) + ")"
ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b")
DAY_MONTH = re.compile(rf"\b{_DAY}(?: of)? (?P<month>{_MONTH})\b\.?(?:,? {_YEAR})?")
MONTH_DAY = re.compile(rf"\b(?P<month>{_MONTH})\b\.? {_DAY}\b(?:,? {_YEAR})?")
MONTH_YEAR = re.compile(rf"\b(?P<month>{_MONTH})\b\.?(?: of)?,? {_YEAR}\b")
MONTH_ONLY = re.compile(rf"\b(?:(?P<which>last|next|this|early|late|mid) )?(?P<month>{_MONTH})\b")
WEEKDAY = re.compile(
    rf"\b(?:(?P<which>last|next|this|the following|coming) )?(?P<weekday>{'|'.join(WEEKDAYS)})\b"
)
RELATIVE_DAY = re.compile(
    r"\b(?P<word>the day before yesterday|the day after tomorrow|yesterday|today|tonight|tomorrow"
    r"|last night|this (?:morning|afternoon|evening))\b"
)
RELATIVE_UNIT = re.compile(
    r"\b(?P<which>last|past|previous|this|current|next|coming|following)"
    r" (?P<unit>week|weekend|month|year|spring|summer|autumn|fall|winter)\b"
)
AGO = re.compile(
    rf"\b(?:a )?{_COUNT}(?: of)? (?P<unit>day|week|month|year)s? (?P<way>ago|earlier|from now|later)\b"
)
EARLIER = re.compile(
    r"\bearlier (?P<which>this|last) (?P<unit>week|month|year)\b|\blater this (?P<unit2>week|month|year)\b"
)
YEAR_ONLY = re.compile(rf"\b{_YEAR}\b")


@dataclass(frozen=True, slots=True)
class When:
    """A resolved date: the first day of the period, and its length (day, week, month or year).

    A later day of a month or year stands for its first.
    """

    day: date
    precision: str

    def __post_init__(self) -> None:
        if self.precision in ("month", "year"):
            month = 1 if self.precision == "year" else self.day.month
            object.__setattr__(self, "day", self.day.replace(month=month, day=1))


def resolve(text: str, published_on: date | None, planned: bool = False) -> When | None:
    """The day that a dating expression means, or None where that cannot be known.

    Without `published_on` only absolute dates resolve. Never raises: impossible dates ("31 June")
    are unknown dates.
    """
    words = " ".join(text.lower().replace("’", "'").split())
    try:
        found = _absolute(words, published_on, planned)
        if found is None and published_on is not None:
            found = _relative(words, published_on, planned)
    except (ValueError, OverflowError):
        return None
    return found


def _absolute(words: str, published_on: date | None, planned: bool) -> When | None:
    if match := ISO.search(words):
        return When(date(int(match["year"]), int(match["month"]), int(match["day"])), "day")
    for pattern in (DAY_MONTH, MONTH_DAY):
        if match := pattern.search(words):
            month, day = MONTHS[match["month"]], int(match["day"])
            if match["year"]:
                return When(date(int(match["year"]), month, day), "day")
            if published_on is not None:
                return When(_nearest_year(published_on, month, day, planned), "day")
            return None
    if match := MONTH_YEAR.search(words):
        return When(date(int(match["year"]), MONTHS[match["month"]], 1), "month")
    if (match := YEAR_ONLY.search(words)) and not MONTH_ONLY.search(words):
        return When(date(int(match["year"]), 1, 1), "year")
    return None


def _nearest_year(published_on: date, month: int, day: int, planned: bool) -> date:
    """The latest such day not after publication; for plans the earliest not before."""
    found = date(published_on.year, month, day)
    if planned and found < published_on:
        return date(published_on.year + 1, month, day)
    if not planned and found > published_on + timedelta(days=1):
        return date(published_on.year - 1, month, day)
    return found


def _relative(words: str, today: date, planned: bool) -> When | None:
    if match := RELATIVE_DAY.search(words):
        return When(today + timedelta(days=DAY_SHIFTS.get(match["word"], 0)), "day")
    if match := AGO.search(words):
        count = NUMBERS.get(match["count"]) or int(match["count"])
        return _shifted(today, count if match["way"] in ("from now", "later") else -count, match["unit"])
    if match := EARLIER.search(words):
        return _unit(today, match["which"] or "this", match["unit"] or match["unit2"])
    if match := WEEKDAY.search(words):
        return When(_weekday(today, WEEKDAYS[match["weekday"]], match["which"], planned), "day")
    if match := RELATIVE_UNIT.search(words):
        return _unit(today, match["which"], match["unit"])
    if match := MONTH_ONLY.search(words):
        return _month(today, MONTHS[match["month"]], match["which"], planned)
    return None


def _weekday(today: date, weekday: int, which: str | None, planned: bool) -> date:
    """ "On Thursday" is the last one up to today, for plans the next from today; "last Thursday" is before
    today."""
    back = (today.weekday() - weekday) % 7
    if which in ("next", "coming", "the following"):
        return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    if which in (None, "this") and planned:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    if which == "last":
        return today - timedelta(days=back or 7)
    return today - timedelta(days=back)


def _month(today: date, month: int, which: str | None, planned: bool) -> When:
    year = today.year
    if which == "last":
        year -= month >= today.month
    elif which == "next":
        year += month <= today.month
    elif planned:
        year += month < today.month
    else:
        year -= month > today.month
    return When(date(year, month, 1), "month")


def _unit(today: date, which: str, unit: str) -> When | None:
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}.get(which, 0)
    if unit == "week":
        return When(today - timedelta(days=today.weekday()) + timedelta(weeks=step), "week")
    if unit == "weekend":
        saturday = today - timedelta(days=(today.weekday() - 5) % 7)
        if step == 1 or (step == 0 and today.weekday() < 5):
            saturday += timedelta(days=7)
        return When(saturday, "week")
    if unit == "month":
        return _shifted(today.replace(day=1), step, "month")
    if unit == "year":
        return When(date(today.year + step, 1, 1), "year")
    return None  # seasons have no first day that writers agree on


def _shifted(day: date, count: int, unit: str) -> When:
    """`count` units from `day`. "Three weeks ago" is meant to the week, "two years ago" to the year."""
    if unit in DAYS_OF_UNIT:
        moved = day + timedelta(days=count * DAYS_OF_UNIT[unit])
        if unit == "week":
            moved -= timedelta(days=moved.weekday())
        return When(moved, unit)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + count
        return When(date(months // 12, months % 12 + 1, 1), "month")
    return When(date(day.year + count, 1, 1), "year")


OFFSET = re.compile(
    rf"\b(?:(?:just|less than|more than|about|some|only|nearly|almost|over)\s+)*{_COUNT}\s+"
    r"(?P<unit>day|week|month|year)s?\s+(?P<way>before|after)\b"
)


def offset_from(text: str, anchor: When) -> When | None:
    """The date that "three weeks before" means, counted from a dated event; None where it is no such phrase.

    It is never more exact than the unit that it counts in, or than the anchor.
    """
    match = OFFSET.search(" ".join(text.lower().split()))
    if match is None:
        return None
    count = NUMBERS.get(match["count"]) or int(match["count"])
    order = ("day", "week", "month", "year")
    try:
        moved = _shifted(anchor.day, -count if match["way"] == "before" else count, match["unit"])
    except (ValueError, OverflowError):
        return None
    return When(moved.day, max(moved.precision, anchor.precision, key=order.index))
