"""Own articles: who does what to whom where one sentence cannot tell."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.transforms.events.conftest import Coder
from tests.transforms.events.test_dyads import RECIPROCAL
from transforms.records import Event


class Article(NamedTuple):
    day: date
    told: list[str]
    untold: list[str]
    text: str


def articles() -> list[Article]:
    blocks = (Path(__file__).parent / "articles.txt").read_text(encoding="utf-8").split("====\n")[1:]
    found = []
    for block in blocks:
        head, _, text = block.partition("\n\n")
        day, *rows = head.splitlines()
        told, untold = ([row[2:] for row in rows if row[0] == sign] for sign in "+-")
        found.append(Article(date.fromisoformat(day), told, untold, text.strip()))
    return found


def tells(event: Event, row: str, anybody: str | None) -> bool:
    """Whether an event is the row's, in which "*" stands for `anybody` or for nobody known."""
    event_type, dyad, *status = row.split()
    wanted = [None if code == "*" else code for code in dyad.split(">")]
    pairs = [[event.actor_country, event.recipient_country]]
    if event_type in RECIPROCAL:
        pairs.append(pairs[0][::-1])
    fits = any(all(map(partial(_is_code, anybody), wanted, pair)) for pair in pairs)
    return event.event_type == event_type and fits and event.status == (status or ["occurred"])[0]


def _is_code(anybody: str | None, wanted: str | None, found: str | None) -> bool:
    return wanted == found or (wanted is None and anybody == "any")


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.text[:50])
def test_events_of_an_article(article: Article, code_text: Coder) -> None:
    events = code_text(article.text, article.day)
    missing = [row for row in article.told if not any(tells(event, row, None) for event in events)]
    wrong = [row for row in article.untold if any(tells(event, row, "any") for event in events)]
    assert (missing, wrong) == ([], [])
