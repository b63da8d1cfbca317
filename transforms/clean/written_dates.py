"""Dates as people write them, found in a line: day, month and year, the time and zone beside them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo

from transforms.clean.clock_times import at_time_beside
from transforms.clean.date_labels import is_of_change, is_of_publication, is_of_something_else
from transforms.clean.months import month_called
from transforms.clean.zone_names import ANYWHERE, Origin

_DAY = r"(?P<d>[0-3]?\d)"
_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_NUMBER = r"(?P<n>[01]?\d)"
_NAME = r"(?P<m>[^\W\d_]{2,20})\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|\.)?"
_START = r"(?<![\w.:/-])(?<!\d,)"
_WRITTEN = (
    re.compile(
        rf"{_START}{_DAY}{_ORDINAL}[\s/-]\s*(?:(?:of|de|di)\s+|d[’'])?{_NAME},?[\s/-]\s*(?:del?\s+)?{_YEAR}",
        re.I,
    ),
    re.compile(rf"(?<!\w){_NAME}[\s-]\s*{_DAY}(?:st|nd|rd|th)?,?[\s-]\s*{_YEAR}", re.I),
    re.compile(rf"{_START}{_YEAR}\.?[\s/-]\s*{_NAME}[\s/-]\s*{_DAY}(?!\d)", re.I),
    re.compile(rf"{_START}{_YEAR}(?P<sep>[-/.])\s?{_NUMBER}(?P=sep)\s?{_DAY}(?!\d)"),
    re.compile(rf"{_YEAR}\s?[年년]\s?{_NUMBER}\s?[月월]\s?{_DAY}\s?[日일]"),
    re.compile(rf"{_START}{_DAY}\.\s?{_NUMBER}\.\s?{_YEAR}"),
    re.compile(rf"{_START}{_DAY}\s+tháng\s+{_NUMBER},?\s+(?:năm\s+)?{_YEAR}", re.I),
)
_EITHER_ORDER = re.compile(rf"{_START}(?P<a>\d{{1,2}})(?P<sep>[/-])(?P<b>\d{{1,2}})(?P=sep){_YEAR}")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b", re.I)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
# Of a clock on Unix ("Wed May 10 09:15:00 EDT 2023"), and of mail before 2000 ("Wed, 10 May 00 09:15 GMT")
_YEAR_LAST = re.compile(
    r"([^\W\d_]{3,9} [0-3 ]?\d) (\d\d:\d\d(?::\d\d)?)((?: (?:[A-Z]{1,5}|[+-]\d{4}))?) (\d{4})$"
)
_TWO_DIGITS = re.compile(r"(?:[^\W\d_]{2,9},?\s+)?([0-3]?\d[ -][^\W\d_]{3,9}[ -])(\d\d)(?=[ ,]+\d\d?:)")
_LONGEST = 300  # characters

Found = tuple[datetime, tzinfo | None]


def find_written(text: str, day_first: bool | None = None, origin: Origin = ANYWHERE) -> Found | None:
    """The date of publication in `text`, with the time and zone beside it, and the zone; None without one.

    It is the first that is labelled as such, else the first without a label. One that is labelled as that of
    a change ("updated") counts where there is no other, one of something else ("photo taken on") never. One
    that has another meaning in another country (3/4/2022) counts where its weekday or `day_first` decides.
    """
    text = _plain_digits(text[:_LONGEST])
    if not _ANY_YEAR.search(text):
        return None
    found = [item for item in _dates(text, day_first) if not is_of_something_else(text[: item[1]])]
    if not found:
        return None
    day, start, end = min(found, key=lambda item: (_rank(text[: item[1]]), item[1]))
    return at_time_beside(day, text[:start], text[end:], origin) if day else None


def holds_date(text: str) -> bool:
    """Whether a full date is written in `text`, whatever it is of."""
    text = _plain_digits(text[:_LONGEST])
    return bool(_ANY_YEAR.search(text)) and next(_dates(text, None), None) is not None


def _rank(before: str) -> int:
    """How well the words before a date say that it is that of publication, the best first."""
    return 0 if is_of_publication(before) else 2 if is_of_change(before) else 1


def find_stated(text: str, day_first: bool | None = None, origin: Origin = ANYWHERE) -> Found | None:
    """As `find_written`, of a value that is meant to be a date: its year may be short or stand last."""
    text = _YEAR_LAST.sub(r"\1 \4 \2\3", text)
    text = _TWO_DIGITS.sub(lambda found: f"{found[1]}{'19' if found[2] >= '70' else '20'}{found[2]}", text)
    return find_written(text, day_first, origin)


def is_day_first(texts: Iterable[str]) -> bool | None:
    """Whether dates of one source that are written like 3/4/2022 begin with the day.

    None where none of them tells, or they do not agree.
    """
    told = {order for text in texts for order in _order(text)}
    return told.pop() if len(told) == 1 else None


def is_either_order(text: str) -> bool:
    """Whether a date has two meanings, as it may begin with its day or with its month."""
    found = _EITHER_ORDER.search(text[:_LONGEST])
    return found is not None and len(set(_readings(found, text).values())) == 2


def _order(text: str) -> set[bool]:
    """Holds True where a date must begin with its day, False where one must with its month."""
    readings = [_readings(found, text) for found in _EITHER_ORDER.finditer(text[:_LONGEST])]
    return {order for told in readings if len(told) == 1 for order in told}


def _readings(found: re.Match[str], text: str) -> dict[bool, date]:
    """The days that a date can mean: with the day first (True) and with the month first (False)."""
    days = {
        True: _day_of(found["y"], found["b"], found["a"]),
        False: _day_of(found["y"], found["a"], found["b"]),
    }
    weekday = _WEEKDAY.search(text[: found.start()])
    number = _WEEKDAYS.index(weekday[1].lower()) if weekday else None
    return {first: day for first, day in days.items() if day and number in (None, day.weekday())}


def _dates(text: str, day_first: bool | None) -> Iterator[tuple[date | None, int, int]]:
    """The dates in `text` and where they stand; None for a day that does not exist."""
    for pattern in _WRITTEN:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            month = parts["n"] if parts.get("n") else month_called(parts["m"])
            if month:
                yield _day_of(found["y"], month, found["d"]), found.start(), found.end()
    for found in _EITHER_ORDER.finditer(text):
        readings = _readings(found, text)
        if len(readings) == 2 and day_first is not None:
            readings = {day_first: readings[day_first]}
        if len(days := set(readings.values())) == 1:
            yield days.pop(), found.start(), found.end()


def _day_of(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _plain_digits(text: str) -> str:
    """`text` with 0 to 9 for the digits of other scripts."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char, char)) for char in text)
