"""What another run published between the sifting of a batch and its loading."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from tests.warehouse.conftest import ARTICLE, NOW, Row, StageBatch
from warehouse.load.load import load
from warehouse.read import connect
from warehouse.store.file import private_copy

EARLIER, LATER = datetime(2024, 5, 1, 11), datetime(2024, 5, 1, 13)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def publish(path: Path, *batches: Path) -> tuple[list[tuple[object, ...]], pl.DataFrame]:
    """Load batches; returns id and version of what came in, and what was passed over."""
    with private_copy(path) as connection:
        _, passed_over = load(connection, batches, "run")
        return connection.execute("SELECT article_id, version FROM incoming").fetchall(), passed_over


def articles(path: Path) -> list[tuple[object, ...]]:
    with connect(path) as connection:
        return connection.execute(
            "SELECT content_hash, version, first_seen_at FROM articles ORDER BY article_id"
        ).fetchall()


def versions(path: Path) -> list[tuple[object, ...]]:
    with connect(path) as connection:
        return connection.execute("SELECT version, content_hash FROM article_versions ORDER BY 1").fetchall()


def changed(**cells: object) -> Row:
    return {**ARTICLE, "content_hash": "h2", "raw_hash": "r2", **cells}


def test_the_same_article_of_two_runs_is_loaded_once(path: Path, stage_batch: StageBatch) -> None:
    publish(path, stage_batch("mine"))
    theirs = stage_batch("theirs", [{**ARTICLE, "first_seen_at": LATER}])
    incoming, passed_over = publish(path, theirs)
    assert incoming == [] and passed_over.rows() == [("paper", "1.txt", "another run has loaded it", True)]
    assert articles(path) == [("h1", 1, NOW)] and versions(path) == [(1, "h1")]


def test_a_batch_that_was_published_may_come_again(path: Path, stage_batch: StageBatch) -> None:
    batch = stage_batch("killed_before_it_was_cleared")
    publish(path, batch)
    publish(path, batch)
    assert articles(path) == [("h1", 1, NOW)] and versions(path) == [(1, "h1")]


def test_a_later_text_becomes_the_next_version(path: Path, stage_batch: StageBatch) -> None:
    publish(path, stage_batch("mine"))
    incoming, passed_over = publish(
        path, stage_batch("theirs", [changed(seen_at=LATER, first_seen_at=LATER)])
    )
    assert incoming == [("a1", 2)] and passed_over.is_empty()
    assert articles(path) == [("h2", 2, NOW)] and versions(path) == [(1, "h1"), (2, "h2")]


def test_two_changes_of_one_version_are_two_versions(path: Path, stage_batch: StageBatch) -> None:
    publish(path, stage_batch("first"))
    publish(path, stage_batch("mine", [changed(version=2)]))
    publish(path, stage_batch("theirs", [changed(version=2, content_hash="h3", seen_at=LATER)]))
    assert articles(path) == [("h3", 3, NOW)]
    assert versions(path) == [(1, "h1"), (2, "h2"), (3, "h3")]


def test_a_text_that_was_annotated_again_does_not_replace_a_later_one(
    path: Path, stage_batch: StageBatch
) -> None:
    publish(path, stage_batch("mine"))
    incoming, _ = publish(path, stage_batch("again", [changed(content_hash="h1", seen_at=LATER)]))
    assert incoming == [("a1", 1)], "as long as there is none"
    publish(path, stage_batch("theirs", [changed(version=2)]))
    incoming, passed_over = publish(path, stage_batch("late", [changed(content_hash="h1", seen_at=LATER)]))
    assert incoming == [] and passed_over["same"].to_list() == [True]
    assert articles(path) == [("h2", 2, NOW)] and versions(path) == [(1, "h1"), (2, "h2")]


def test_an_earlier_text_does_not_replace_a_later_one(path: Path, stage_batch: StageBatch) -> None:
    publish(path, stage_batch("mine"))
    left_behind = stage_batch("theirs", [changed(seen_at=EARLIER, first_seen_at=EARLIER)])
    incoming, passed_over = publish(path, left_behind)
    assert incoming == [] and passed_over["same"].to_list() == [True]
    assert articles(path) == [("h1", 1, NOW)]


def test_another_source_does_not_take_an_address_over(path: Path, stage_batch: StageBatch) -> None:
    publish(path, stage_batch("mine"))
    incoming, passed_over = publish(
        path, stage_batch("theirs", [changed(source="wire", first_seen_at=LATER, seen_at=LATER)])
    )
    assert incoming == []
    assert passed_over.rows() == [
        ("wire", "1.txt", "another text under the same address was loaded from paper: 1.txt", False)
    ]
