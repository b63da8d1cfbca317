"""What is compared of an event: its deed, parties, days, place, figures and words."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from transforms.schema import UNNAMED
from transforms.stories.terms import stem_of

REACH = {"day": 0, "week": 6, "month": 30, "year": 365}
_BEFORE = timedelta(days=2)  # before its report, of what is not dated
_AFTER = timedelta(days=1)  # clocks differ
_AHEAD = timedelta(days=30)  # of what is planned, without a date
_LIGHT = frozenset(
    ("make", "take", "give", "hold", "open", "launch", "have", "put", "find", "bring", "carry")
)
_TOO_COMMON = 5.0  # Zipf scale
_WORD = re.compile(r"[^\W\d_]{3,}")
_FIGURE = re.compile(r"\d[\d,.]*\d|\d+")

Days = tuple[date, date]


class Side(NamedTuple):
    """A party or place: its entity where one is named, country, sector, kind, and the stems of its words."""

    entity: str | None = None
    country: str | None = None
    sector: str | None = None
    kind: str | None = None
    words: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        return bool(self.entity or self.country or self.words)


class Deed(NamedTuple):
    """An event, as far as it is compared."""

    event_type: str
    mode: str | None
    status: str
    quad_class: str
    lemma: str
    actor: Side
    recipient: Side
    place: Side
    stated: Days | None  # days of its date
    days: Days | None  # on which it may have been, by its date or that of its report
    figures: frozenset[str]
    words: frozenset[str]  # stems that are neither trigger, parties nor place


def side_of(text: str | None, **known: str | None) -> Side:
    """A party or place by its words and what is known of it; one that is only described is no entity."""
    side = Side(words=stems_of(text or ""), **known)
    return side._replace(entity=None) if side.kind == UNNAMED else side


def stems_of(text: str, common: Mapping[str, float] | None = None) -> frozenset[str]:
    """The stems of the words of a text, without those that `common` has as common in English."""
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(stem_of(word) for word in words if common is None or common.get(word, 0) <= _TOO_COMMON)


def figures_of(text: str) -> frozenset[str]:
    """The numbers of a text that are written in digits."""
    return frozenset(figure.replace(",", "") for figure in _FIGURE.findall(text))


def lemma_of(trigger: str, rule: str | None) -> str:
    """The word that tells of the deed: the head of the trigger, with its object where that says little."""
    words = [stem_of(word.lower()) for word in _WORD.findall(trigger)] or [trigger.lower()]
    head = rule.partition(".")[0] if rule else words[-1]
    if head in _LIGHT:
        return f"{head} {words[-1]}" if len(words) > 1 else f"{head} {rule or ''}"
    return stem_of(head)


def stated_days(day: date | None, precision: str | None) -> Days | None:
    """The days that a date means."""
    if day is None:
        return None
    return day, day + min(timedelta(days=REACH[precision or "day"]), date.max - day)


def possible_days(stated: Days | None, published: date | None, status: str) -> Days | None:
    """The days on which a deed may have been: those stated, else those near the report; None for any day."""
    if stated or published is None:
        return stated
    return published - _BEFORE, published + (_AHEAD if status == "planned" else _AFTER)
