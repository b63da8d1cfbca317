"""Months by their names, in the languages of the press."""

import calendar
from functools import cache, lru_cache
from typing import Any

_ENGLISH = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_LONGEST = 20  # characters
# Those of most news first: dateparser loads a language when none before it has the word.
_LANGUAGES = (
    "es", "fr", "de", "pt", "it", "nl", "ru", "uk", "pl", "tr", "id", "sv", "da", "nb", "fi", "cs", "sk",
    "hu", "ro", "el", "bg", "sr", "hr", "sl", "ca", "et", "lv", "lt", "ms", "tl", "sw", "ar", "he", "hi",
)  # fmt: skip
# The only names that two of these languages have for different months: Croatian against Polish and Czech.
_TWO_MONTHS = {"lip", "lis", "listopad", "listopada", "listopadu", "srp"}


def month_called(word: str) -> int | None:
    """The month (1 to 12) that a name or its usual abbreviation means, None for any other word.

    English names are known at once. For others dateparser is asked, which takes half a second to load, some
    milliseconds for a language, and ten for a word that is no month.
    """
    name = word.lower().strip(".")
    if name in _ENGLISH:
        return _ENGLISH[name]
    shortest = 3 if name.isascii() else 2
    return _foreign(name) if shortest <= len(name) <= _LONGEST and name not in _TWO_MONTHS else None


@lru_cache(maxsize=5000)
def _foreign(name: str) -> int | None:
    try:
        when = _reader().get_date_data(f"15 {name} 2001").date_obj
    except Exception:  # of a word from outside, the library promises nothing
        return None
    return when.month if when and (when.year, when.day) == (2001, 15) else None


@cache
def _reader() -> Any:
    from dateparser import DateDataParser  # type: ignore[import-untyped]

    strictly: Any = {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": "DMY",
        "PREFER_LOCALE_DATE_ORDER": False,
    }
    return DateDataParser(languages=list(_LANGUAGES), use_given_order=True, settings=strictly)
