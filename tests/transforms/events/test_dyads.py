"""Own texts of one or more sentences: between which countries events of a type pass, and their status."""

import csv
from pathlib import Path

import pytest
from spacy.language import Language

from tests.transforms.events.conftest import Coder
from transforms.records import Event


def rows_of(table: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / table).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


TEXTS = rows_of("dyads.csv")
RECIPROCAL = frozenset(("CONSULT", "AGREE", "COOPERATE", "SUPPORT", "ASSAULT"))


@pytest.fixture(scope="session")
def coded_texts(nlp: Language, code: Coder) -> dict[str, list[Event]]:
    return {doc.text: code(doc) for doc in nlp.pipe([row["text"] for row in TEXTS])}


@pytest.mark.parametrize("row", TEXTS, ids=[row["text"][:60] for row in TEXTS])
def test_dyads(row: dict[str, str], coded_texts: dict[str, list[Event]]) -> None:
    wanted = sorted(row["dyads"].split())
    found = [
        f"{event.actor_country or '*'}>{event.recipient_country or '*'}"
        for event in coded_texts[row["text"]]
        if event.event_type == row["event_type"] and event.duplicate_of is None
    ]
    if row["event_type"] in RECIPROCAL and len(wanted) == 1 == len(found):
        found = [">".join(reversed(found[0].split(">")))] if found != wanted else found
    assert sorted(found) == wanted


@pytest.mark.parametrize("row", rows_of("statuses.csv"), ids=lambda row: row["text"][:60])
def test_status(row: dict[str, str], code_text: Coder) -> None:
    found = {event.status for event in code_text(row["text"]) if event.event_type == row["event_type"]}
    assert found == {row["status"]}
