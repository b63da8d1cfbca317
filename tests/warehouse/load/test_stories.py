"""Stories follow each load, and are the same whatever the order of loading."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.transforms.stories.test_stories import COMMON, GROUPS
from tests.warehouse.conftest import ARTICLE, Row, StageBatch
from transforms import schema
from transforms.clean.duplicates import SIGNATURE_KIND, bands, signature
from transforms.stories.terms import terms_of
from warehouse.ddl import create
from warehouse.load.load import load
from warehouse.read import connect
from warehouse.store.duck import open_duckdb
from warehouse.store.file import private_copy
from warehouse.stories import Chosen, stories_of

TABLES = [table.full_name for table in schema.FOLLOWING]
LAHAINA = next(group for group in GROUPS if group["group"] == "two wildfires")


def article(name: str, day: str | None, body: str, **cells: object) -> Row:
    at = datetime.fromisoformat(day) if day else None
    named = {"article_id": name, "source_ref": name, "content_hash": body, "raw_hash": body, "body": body}
    return {**ARTICLE, **named, "published_at": at, "published_on": at and at.date(), **cells}


def terms(rows: Sequence[Row]) -> list[Row]:
    found = [(row["article_id"], sorted(terms_of(None, str(row["body"]), COMMON).items())) for row in rows]
    return [
        {"article_id": key, "terms": [t for t, _ in some], "weights": [w for _, w in some]}
        for key, some in found
        if some
    ]


def signatures(rows: Sequence[Row]) -> list[Row]:
    signed = [(row["article_id"], signature(str(row["body"]))) for row in rows]
    return [
        {"article_id": key, "kind": SIGNATURE_KIND, "signature": made, "bands": list(bands(made))}
        for key, made in signed
        if made
    ]


def of_groups() -> list[Row]:
    """Three reports of each group; the second of every other a day later than it is, some without a date."""
    rows = []
    for number, group in enumerate(GROUPS):
        for name in "abc":
            day = date.fromisoformat(group[f"day_{name}"])
            if name == "b" and number % 2:
                day += timedelta(days=1)
            dated = str(day) if number % 5 != 3 else None
            rows.append(article(f"{number:02}{name}", dated, group[name]))
    return rows


class Warehouse:
    """A warehouse in memory that batches are loaded into."""

    def __init__(self, stage_batch: StageBatch, name: str) -> None:
        self.stage_batch, self.name, self.count = stage_batch, name, 0
        self.connection = open_duckdb()
        create(self.connection)

    def load(self, *rows: Row) -> None:
        self.count += 1
        folder = self.stage_batch(
            f"{self.name}-{self.count}", list(rows), [], [], signatures(rows), terms(rows)
        )
        self.connection.execute("BEGIN")
        load(self.connection, [folder], "run")
        self.connection.execute("COMMIT")

    def tables(self) -> list[list[tuple[object, ...]]]:
        return [self.connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in TABLES]

    def stories(self) -> list[list[str]]:
        """The articles of each story."""
        articles = "list(article_id ORDER BY article_id)"
        sql = f"SELECT {articles} FROM core.article_stories GROUP BY story_id ORDER BY 1"
        return [row for (row,) in self.connection.execute(sql).fetchall()]


def test_three_orders_of_loading_give_the_same_stories(stage_batch: StageBatch) -> None:
    rows = of_groups()
    at_once = Warehouse(stage_batch, "at-once")
    at_once.load(*rows)
    stories = at_once.stories()
    right = [[f"{number:02}a", f"{number:02}b"] for number in range(len(GROUPS))]
    assert [story for story in stories if len(story) > 1] == right
    for seed in range(2):
        some = Warehouse(stage_batch, f"order-{seed}")
        mixed = random.Random(seed).sample(rows, len(rows))
        for start in range(0, len(mixed), 7):
            some.load(*mixed[start : start + 7])
        assert some.tables() == at_once.tables()


def test_a_changed_article_leaves_its_story(stage_batch: StageBatch) -> None:
    warehouse = Warehouse(stage_batch, "changed")
    one, other = (article(name, LAHAINA[f"day_{name}"], LAHAINA[name]) for name in "ab")
    warehouse.load(one, other)
    assert warehouse.stories() == [["a", "b"]]
    warehouse.load(article("a", LAHAINA["day_c"], LAHAINA["c"], version=2))
    assert warehouse.stories() == [["a"], ["b"]]
    warehouse.load({**one, "version": 3})
    assert warehouse.stories() == [["a", "b"]]


def test_near_duplicates_are_of_the_story_of_their_original(stage_batch: StageBatch) -> None:
    warehouse = Warehouse(stage_batch, "copies")
    text = f"{LAHAINA['a']} {LAHAINA['b']}"
    warehouse.load(article("later", "2023-08-11", text, publisher="Gazette"))
    warehouse.load(article("first", "2023-08-10", text, publisher="Wire"))
    found = warehouse.connection.execute(
        """SELECT story_id, central_article_id, first_day, last_day, articles, originals, publishers
           FROM core.stories"""
    ).fetchall()
    assert found == [("first", "first", date(2023, 8, 10), date(2023, 8, 11), 2, 1, 2)]
    warehouse.load(article("later", "2023-08-11", LAHAINA["c"], version=2))
    assert warehouse.stories() == [["first"], ["later"]]


def test_an_article_without_terms_has_no_story(stage_batch: StageBatch) -> None:
    warehouse = Warehouse(stage_batch, "none")
    warehouse.load(article("a", None, "the of and"))
    assert warehouse.tables() == [[] for _ in schema.FOLLOWING]


@pytest.fixture
def published(stage_batch: StageBatch, tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    rows = [article(name, LAHAINA[f"day_{name}"], LAHAINA[name], title=name.upper()) for name in "abc"]
    hawaii: Row = {"entity_id": "Q782", "name": "Hawaii", "kind": "GPE", "country": "USA"}
    mentions = [
        {"mention_id": f"m{name}", "article_id": name, "sentence_no": 0, "start_char": 0, "end_char": 3}
        | {"text": "Maui", "label": "GPE", "form": "name", "entity_id": "Q782"}
        for name in "ab"
    ]
    with private_copy(path) as connection:
        load(connection, [stage_batch("b", rows, [hawaii], mentions, None, terms(rows))], "run")
    return path


def headlines(connection: duckdb.DuckDBPyConnection, **chosen: object) -> list[str]:
    found = stories_of(connection, Chosen(**chosen), in_full=False)  # type: ignore[arg-type]
    column = [name for name, *_ in found.description].index("headline")
    return [row[column] for row in found.fetchall()]


def test_stories_are_listed_the_newest_first(published: Path) -> None:
    with connect(published) as connection:
        assert headlines(connection) == ["C", "A"]
        assert headlines(connection, limit=1) == ["C"]
        assert headlines(connection, since=date(2023, 8, 11)) == ["C"]
        assert headlines(connection, entity="hawa") == headlines(connection, entity="Q782") == ["A"]
        assert headlines(connection, country="usa") == ["A"]
        assert headlines(connection, entity="Nobody") == []
        (row,) = stories_of(connection, Chosen(entity="Hawaii"), in_full=True).fetchall()
        assert row[-1] == "Hawaii" and row[4:7] == (2, 2, 1)
