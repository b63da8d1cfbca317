"""Own sentences: what must be coded, and what must not."""

import csv
from pathlib import Path

import pytest
from spacy.language import Language

from tests.transforms.events.conftest import Coder
from transforms.records import Event

with (Path(__file__).parent / "sentences.csv").open(encoding="utf-8", newline="") as lines:
    SENTENCES = list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture(scope="session")
def coded_sentences(nlp: Language, code: Coder) -> dict[str, list[Event]]:
    texts = [row["sentence"] for row in SENTENCES]
    return {doc.text: code(doc) for doc in nlp.pipe(texts)}


@pytest.mark.parametrize("row", SENTENCES, ids=[row["sentence"][:60] for row in SENTENCES])
def test_sentence(row: dict[str, str], coded_sentences: dict[str, list[Event]]) -> None:
    events = coded_sentences[row["sentence"]]
    if row["event_type"] == "-":
        assert events == []
        return
    events = [event for event in events if event.event_type == row["event_type"]]
    assert events
    if row["status"]:
        assert {event.status for event in events} == {row["status"]}
    for side in ("actor", "recipient"):
        for name in filter(None, row[side].split("+")):
            assert any(name in (getattr(event, f"{side}_text") or "") for event in events), (
                side,
                name,
                events,
            )


def test_half_of_the_sentences_are_traps() -> None:
    traps = sum(row["event_type"] == "-" for row in SENTENCES)
    assert len(SENTENCES) >= 200
    assert traps >= len(SENTENCES) * 0.48
