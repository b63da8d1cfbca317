"""Names of time zones that mean several: where a text comes from decides."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

# Domains of countries that anybody uses, and regions that software states unless somebody changes them
_NO_COUNTRY = frozenset(("co", "io", "me", "tv", "ai", "cc", "fm", "ly", "to", "ws", "eu", "info"))
_AMERICAN = ("gov", "mil", "edu")
_NO_REGION = frozenset(("us", "gb"))
_WORD = re.compile(r"[A-Z]+")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d")
_SUMMER_TIME = 60  # minutes


class Origin(NamedTuple):
    """What is known of where a text was published, to tell which zone a name means.

    `countries` are codes of ISO 3166 (alpha-2, "uk" too), `languages` of ISO 639-1, all in lower case;
    `offsets` those that a page states elsewhere, in minutes east of Greenwich.
    """

    countries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    offsets: frozenset[int] = frozenset()


ANYWHERE = Origin()


class _Reading(NamedTuple):
    """A zone that a name may mean, and who writes it."""

    minutes: int
    countries: frozenset[str]
    languages: frozenset[str] = frozenset()


def _reading(minutes: int, countries: str, languages: str = "") -> _Reading:
    return _Reading(minutes, frozenset(countries.split()), frozenset(languages.split()))


_NORTH = "us ca mx"
_CENTRAL = f"{_NORTH} bz cr gt hn ni sv"
_EASTERN = f"{_NORTH} jm pa ky bs ht"
_ATLANTIC = "ca us bm pr bb tt dm gd lc vc ag kn do"
_GULF = "sa kw bh qa ye iq"
# The first reading is meant where nothing is known of the origin, if `meaning` does not doubt it.
READINGS = {
    "CST": (_reading(-360, _CENTRAL, "es fr"), _reading(480, "cn tw hk mo", "zh")),
    "EST": (_reading(-300, _EASTERN, "es fr"), _reading(600, "au")),
    "EDT": (_reading(-240, _EASTERN, "es fr"), _reading(660, "au")),
    "MST": (_reading(-420, _NORTH, "es fr"), _reading(480, "my", "ms"), _reading(390, "mm", "my")),
    "PST": (_reading(-480, _NORTH, "es fr"), _reading(480, "ph", "tl")),
    "IST": (
        _reading(330, "in lk", "hi bn ta te mr ml kn gu pa ur or as"),
        _reading(60, "ie", "ga"),
        _reading(120, "il ps", "he ar"),
    ),
    "BST": (_reading(60, "uk gb im je gg", "cy gd"), _reading(360, "bd", "bn")),
    "AST": (_reading(-240, _ATLANTIC, "es fr"), _reading(180, _GULF, "ar")),
    "ADT": (_reading(-180, _ATLANTIC, "fr"), _reading(240, "iq", "ar")),
    "SST": (_reading(-660, "as"), _reading(480, "sg")),
    "AMT": (_reading(-240, "br", "pt"), _reading(240, "am", "hy")),
    "WST": (_reading(480, "au"), _reading(780, "ws")),
}
# Where a clock changes, and which of its times the first reading is: out of season it may be another.
_SEASONS = {"CST": ZoneInfo("America/Chicago"), "BST": ZoneInfo("Europe/London")}
_NEVER_ALONE = frozenset(("AST", "ADT", "SST", "AMT", "WST"))  # as often one as the other


def origin_of(url: str | None, languages: Iterable[str | None] = (), offsets: Iterable[str] = ()) -> Origin:
    """The origin that an address, languages such as "zh-CN" and offsets such as "+08:00" tell."""
    host = (urlsplit(url).hostname or "") if url else ""
    domain = host.rpartition(".")[2]
    tags = [tag.lower().replace("_", "-").split("-") for tag in languages if tag]
    regions = {part for tag in tags for part in tag[1:] if len(part) == 2} - _NO_REGION
    countries = {"us"} if domain in _AMERICAN else regions
    if len(domain) == 2 and domain not in _NO_COUNTRY:
        countries = {domain}
    return Origin(
        frozenset(countries),
        frozenset(tag[0] for tag in tags),
        frozenset(_minutes(offset) for offset in offsets if _OFFSET.fullmatch(offset)) - {0},
    )


def meaning(name: str, local: datetime, origin: Origin = ANYWHERE) -> int | None:
    """The offset, in minutes, that a name of `READINGS` means; None where that is not sure.

    An offset that the page states elsewhere decides, else the country, else a language other than English:
    what fits no reading leaves it open. Without any of these the name means what most of the press means by
    it, unless the clocks there show another time in that season.
    """
    readings = READINGS[name]
    if origin.offsets:
        near = {minutes + change for minutes in origin.offsets for change in (_SUMMER_TIME, -_SUMMER_TIME)}
        same = _only(reading for reading in readings if reading.minutes in origin.offsets)
        return same or _only(reading for reading in readings if reading.minutes in near)
    if origin.countries:
        return _only(reading for reading in readings if reading.countries & origin.countries)
    if languages := origin.languages - {"en"}:
        return _only(reading for reading in readings if reading.languages & languages)
    if name in _NEVER_ALONE or (name in _SEASONS and local.replace(tzinfo=_SEASONS[name]).tzname() != name):
        return None
    return readings[0].minutes


def names_several_zones(text: str) -> bool:
    """Whether a text holds a name of a time zone that means several."""
    return not READINGS.keys().isdisjoint(_WORD.findall(text))


def _only(fitting: Iterable[_Reading]) -> int | None:
    found = [reading.minutes for reading in fitting]
    return found[0] if len(found) == 1 else None


def _minutes(offset: str) -> int:
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    return (60 * hours + minutes) * (-1 if offset[0] == "-" else 1)
