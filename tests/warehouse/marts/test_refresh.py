"""Marts and entities that follow a load are as they would be if they were made anew from all articles."""

import random
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.warehouse.conftest import ARTICLE, ENTITY, MENTION, Row, StageBatch
from tests.warehouse.marts.test_marts import insert
from transforms import schema
from transforms.clean.duplicates import SIGNATURE_KIND, bands, signature
from transforms.majority import agreed
from transforms.schema import Table
from warehouse.ddl import create
from warehouse.load.load import load
from warehouse.marts import refresh
from warehouse.marts.refresh import NAMES, kept_in_step, materialise
from warehouse.store.duck import open_duckdb
from warehouse.store.file import private_copy

ENTITIES = [f"e{number}" for number in range(7)]
COUNTRIES = ["CHL", "PER", "BOL", None]
DAYS = [f"2024-05-0{day} {hour:02}:00" for day in (1, 2, 3) for hour in (8, 23)]


def marts(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    return {name: connection.execute(f"SELECT * FROM mart.{name} ORDER BY ALL").fetchall() for name in NAMES}


def entities(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT * FROM core.entities ORDER BY entity_id").fetchall()


def by_majority(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """The entities by the rule of a batch: near-duplicates have no vote, unless they alone name an entity."""
    told = "FROM core.article_entities SEMI JOIN (FROM core.articles {}) AS voting USING (article_id)"
    voting = agreed(connection.execute(told.format("WHERE duplicate_of IS NULL")).pl())
    others = agreed(connection.execute(told.format("")).pl()).join(voting, on="entity_id", how="anti")
    return pl.concat([voting, others]).sort("entity_id").rows()


def assert_as_if_made_anew(connection: duckdb.DuckDBPyConnection) -> None:
    assert entities(connection) == by_majority(connection)
    followed = marts(connection)
    materialise(connection)
    made_anew = marts(connection)
    for name in NAMES:
        assert followed[name] == made_anew[name], f"mart.{name}"


class World:
    """A warehouse in memory whose articles come, change and repeat each other at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.numbers = count()
        self.rows: dict[Table, list[Row]] = defaultdict(list)
        self.connection = open_duckdb()
        create(self.connection)

    def add(self, table: Table, **cells: object) -> None:
        self.rows[table].append(cells)

    def write_added(self) -> None:
        for table, rows in self.rows.items():
            insert(self.connection, table, *rows)
        self.rows.clear()

    def some_entity(self) -> str | None:
        """Mostly one of the first, sometimes nobody."""
        return self.random.choice([*ENTITIES[:3] * 2, *ENTITIES, None])

    def load(self, *articles: str) -> None:
        """Load articles, new or changed, and change what repeats what."""
        connection = self.connection
        connection.execute("CREATE OR REPLACE TEMP TABLE incoming (article_id VARCHAR)")
        connection.executemany("INSERT INTO incoming VALUES (?)", [[article] for article in articles])
        connection.execute("BEGIN")
        with kept_in_step(connection):
            for table in ("articles", "article_entities", "mentions", "quotes", "events"):
                connection.execute(f"DELETE FROM core.{table} WHERE article_id IN (FROM incoming)")
            for article in articles:
                self.describe(article)
            self.write_added()
            self.repeat()
        connection.execute("COMMIT")

    def describe(self, article: str) -> None:
        draw = self.random
        published = draw.choice([*DAYS, None])
        self.add(schema.ARTICLES, article_id=article, published_at=published, published_on=published)
        for _ in range(draw.randrange(8)):
            place = {"article_id": article, "sentence_no": draw.randrange(3)}
            self.add(
                schema.MENTIONS, **place, mention_id=f"m{next(self.numbers)}", entity_id=self.some_entity()
            )
        for _ in range(draw.randrange(3)):
            group = quote = f"q{next(self.numbers)}"
            form = draw.choice(schema.QUOTE_FORMS)
            said = {"article_id": article, "form": form, "speaker_id": self.some_entity()}
            self.add(schema.QUOTES, **said, quote_id=quote, quote_group=group, text=quote)
            if draw.random() < 0.5:
                rest = f"q{next(self.numbers)}"
                self.add(schema.QUOTES, **said, quote_id=rest, quote_group=group, text=rest, start_char=9)
        first = None
        for _ in range(draw.randrange(6)):
            event = f"v{next(self.numbers)}"
            self.add(
                schema.EVENTS,
                event_id=event,
                article_id=article,
                event_type=draw.choice(["AID", "ACCUSE"]),
                quad_class=draw.choice(["verbal_conflict", "material_cooperation"]),
                goldstein=draw.choice([-5.0, 2.5]),
                actor_id=self.some_entity(),
                actor_country=draw.choice(COUNTRIES),
                recipient_id=self.some_entity(),
                recipient_country=draw.choice(COUNTRIES),
                event_date=draw.choice(["2024-05-02", None]),
                date_precision=draw.choice([*schema.DATE_PRECISIONS, None]),
                status=draw.choice(["occurred", "occurred", *schema.STATUSES]),
                attributed_to=draw.choice([self.some_entity(), None]),
                duplicate_of=draw.choice([first, None, None]),
            )
            first = first or event
        self.tell_of_entities(article)

    def tell_of_entities(self, article: str) -> None:
        """Have the article say something of every entity that its rows name."""
        draw = self.random
        columns = ("entity_id", "speaker_id", "actor_id", "recipient_id", "attributed_to")
        of_article = [row for rows in self.rows.values() for row in rows if row["article_id"] == article]
        named = {row.get(column) for row in of_article for column in columns} - {None}
        for entity in sorted(map(str, named)):
            self.add(
                schema.ARTICLE_ENTITIES,
                article_id=article,
                entity_id=entity,
                name=draw.choice(["Ana", "Eva", "Ana Rey", "Änne"]),
                kind=draw.choice(["PERSON", "ORG"]),
                country=draw.choice(COUNTRIES),
                sector=draw.choice(["GOV", "PTY", None]),
                role=draw.choice(["minister", None]),
                mentions=draw.randrange(1, 3),
            )

    def repeat(self) -> None:
        """Have some articles become near-duplicates of others, and others no longer be any."""
        ids = [row[0] for row in self.connection.execute("FROM core.articles SELECT article_id").fetchall()]
        for article in self.random.sample(ids, min(3, len(ids))):
            original = self.random.choice([*ids, None])
            self.connection.execute(
                "UPDATE core.articles SET duplicate_of = ? WHERE article_id = ?",
                [None if original == article else original, article],
            )


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have even a load that is large beside the warehouse be followed step by step."""
    monkeypatch.setattr(refresh, "LARGE", 0)


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("seed", range(3))
def test_marts_follow_random_loads(seed: int) -> None:
    world = World(seed)
    held = set()
    for _ in range(6):
        numbers = world.random.sample(range(12), world.random.randint(1, 4))
        world.load(*(f"a{number}" for number in numbers))
        assert_as_if_made_anew(world.connection)
        held |= {name for name, rows in marts(world.connection).items() if rows}
    assert held == set(NAMES), "every mart had something to hold"


def test_a_large_load_makes_the_marts_anew() -> None:
    world = World(0)
    world.load("a1", "a2", "a3")
    assert_as_if_made_anew(world.connection)


def counted(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT entity_id, first_article_id, articles FROM mart.entity_seen ORDER BY 1"
    ).fetchall()


@pytest.mark.usefixtures("always")
def test_marts_follow_what_is_loaded(tmp_path: Path, stage_batch: StageBatch) -> None:
    """New, changed, earlier than its near-duplicate: through staged files, as in a run."""
    words = " ".join(f"word{number}" for number in range(300))
    mark = signature(words)
    assert mark

    def batch(name: str, article: Row, entity: Row = ENTITY, **cells: object) -> Path:
        mention = {**MENTION, "mention_id": name, "article_id": article["article_id"], **cells}
        signed: Row = {"article_id": article["article_id"], "kind": SIGNATURE_KIND, "signature": mark}
        return stage_batch(name, [article], [entity], [mention], [{**signed, "bands": bands(mark)}])

    peru: Row = {"entity_id": "Q419", "name": "Peru", "kind": "GPE", "country": "PER"}
    later = {**ARTICLE, "published_at": ARTICLE["first_seen_at"]}
    earlier = {**later, "article_id": "a0", "source_ref": "0.txt", "published_at": later["first_seen_at"]}
    changed = {**later, "content_hash": "h2", "version": 2}
    steps: list[tuple[Callable[[], Path], list[tuple[object, ...]]]] = [
        (lambda: batch("b1", later), [("Q298", "a1", 1)]),
        (lambda: batch("b2", earlier), [("Q298", "a0", 1)]),
        (lambda: batch("b3", changed, peru, entity_id="Q419"), [("Q298", "a0", 1), ("Q419", None, 0)]),
    ]
    for make, expected in steps:
        with private_copy(tmp_path / "w.duckdb") as connection:
            connection.execute("BEGIN")
            load(connection, [make()], "run")
            connection.execute("COMMIT")
            assert counted(connection) == expected
            assert_as_if_made_anew(connection)
