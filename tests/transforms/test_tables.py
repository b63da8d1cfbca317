"""From what an article says to rows: their ids, and the entities of several articles of a batch."""

from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from spacy.language import Language

from tests.support.batches import batch_of
from transforms import schema
from transforms.majority import agreed
from transforms.records import RawArticle
from transforms.tables import Sentences, row_id, row_ids


def test_an_entity_is_what_most_articles_say_in_every_order() -> None:
    """Which batch an article falls into must not matter, nor how long a name is that one of many gives."""
    told: list[tuple[object, ...]] = [
        ("a1", "Q1", "Ana Rey", "PERSON", "CHL", "GOV", "minister", 4),
        ("a2", "Q1", "Ana Rey", "PERSON", None, "PTY", None, 2),
        ("a3", "Q1", "Ana María Rey Paz", "PERSON", "PER", "GOV", None, 1),
        ("a4", "Q1", "Ana Rey", "PERSON", "PER", "PTY", None, 1),
        ("a1", "x", "Eva", "PERSON", None, None, None, 1),
    ]
    chosen = {tuple(agreed(schema.ARTICLE_ENTITIES.frame([*rows])).rows()) for rows in permutations(told)}
    assert chosen == {
        (
            ("Q1", "Ana Rey", "PERSON", "PER", "GOV", "Q1"),  # GOV has more mentions of as many articles
            ("x", "Eva", "PERSON", None, None, None),
        )
    }


def test_an_article_keeps_what_it_says_of_its_entities(tmp_path: Path) -> None:
    text = (
        "Former finance minister Ana Rey met Eva Sol, the mayor of Lima, on Friday. Rey thanked her. "
        "Ms. Rey said the talks went well."
    )
    frames, _ = batch_of([RawArticle("wire", "1.txt", text, "text")], tmp_path)
    rows = frames["core.article_entities"].iter_rows(named=True)
    found = {row["name"]: (row["sector"], row["role"], row["mentions"]) for row in rows}
    assert found["Ana Rey"] == ("ELI", "Former finance minister", 3)
    assert found["Eva Sol"][1] == "mayor of Lima"
    counts = frames["core.mentions"].drop_nulls("entity_id").group_by("entity_id").len()
    assert dict(counts.iter_rows()) == dict(
        frames["core.article_entities"].select("entity_id", "mentions").iter_rows()
    )


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
