"""From what an article says to rows: their ids, and the entities of several articles of a batch."""

from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from spacy.language import Language

from tests.support.batches import batch_of
from transforms.records import Entity, RawArticle
from transforms.tables import Sentences, fuller, row_id, row_ids


def test_the_fuller_record_of_an_entity_wins_in_every_order() -> None:
    """Which batch an article falls into must not matter."""
    records = [
        Entity("Q1", "Ana Rey", "PERSON", "CHL", "ELI", "Q1"),
        Entity("Q1", "Ana Rey", "PERSON", "CHL", "GOV", "Q1"),
        Entity("Q1", "Ana Rey", "PERSON", "PER", "ELI", "Q1"),
        Entity("Q1", "Ana Maria Rey", "PERSON", None, "GOV", "Q1"),
    ]
    chosen = {fuller(fuller(a, b), fuller(c, d)) for a, b, c, d in permutations(records)}
    assert chosen == {records[2]}


def test_rows_that_are_alike_have_ids_of_their_own() -> None:
    """The first keeps the id that it would have alone; a row whose own words look like a number has its."""
    parts = [("a", None), ("b", None), ("a", None), ("a", None), ("a", "None"), ("b", None)]
    ids = row_ids("article", "event", parts)
    assert ids[:2] == [row_id("article", "event", "a", None), row_id("article", "event", "b", None)]
    assert len(set(ids)) == len(parts) and ids == row_ids("article", "event", parts)
    assert set(ids).isdisjoint(row_ids("another", "event", parts))


def test_two_deeds_of_the_same_words_are_two_events(tmp_path: Path) -> None:
    text = "Russian troops and Russian troops attacked Peru on Friday, the government said in Lima."
    frames, rejected = batch_of([RawArticle("wire", "1.txt", text, "text")], tmp_path)
    assert rejected.is_empty()
    first, second = frames["core.events"].iter_rows(named=True)
    assert first["event_id"] != second["event_id"]
    assert (first["duplicate_of"], second["duplicate_of"]) == (None, first["event_id"])
    same = ("trigger", "event_type", "actor_text", "recipient_text", "start_char")
    assert [first[name] for name in same] == [second[name] for name in same]


@pytest.mark.parametrize(
    ("published", "word", "day"),
    [
        ("2023-05-10T23:30:00-05:00", "yesterday", date(2023, 5, 9)),
        ("2023-05-10T21:00:00-04:00", "today", date(2023, 5, 10)),
        ("Thu, 11 May 2023 06:00:00 JST", "on Thursday", date(2023, 5, 11)),
        ("2023-05-11T04:30:00Z", "today", date(2023, 5, 11)),
    ],
)
def test_relative_days_are_those_of_the_publisher(
    published: str, word: str, day: date, tmp_path: Path
) -> None:
    text = f"Russian troops attacked Peru {word} with rockets."
    frames, _ = batch_of([RawArticle("wire", "1.txt", text, "text", {"published_at": published})], tmp_path)
    assert frames["core.events"]["event_date"].to_list() == [day]
    assert frames["core.articles"]["published_on"].to_list()[0] - day <= timedelta(days=1)


def test_a_dateline_belongs_to_the_sentence_that_it_precedes(nlp: Language) -> None:
    body = "It rained.\n\nOSLO, May 9 (AFP) - The dam held. It was old."
    found = [body[start:end] for start, end in Sentences(nlp(body)).spans]
    assert found == ["It rained.", "OSLO, May 9 (AFP) - The dam held.", "It was old."]
