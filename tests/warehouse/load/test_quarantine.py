"""Rows of the quarantine: their ids, how they are chosen and dropped, in a file and in a lake."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.settings import load_settings
from tests.support.services import postgres
from transforms import schema
from warehouse.address import NoWarehouse, Warehouse, parse_lake
from warehouse.ddl import create
from warehouse.load.load import record
from warehouse.load.quarantine import Choice, chosen, drop, quarantine_id, replace_quarantine
from warehouse.read import connect
from warehouse.store.duck import open_duckdb
from warehouse.store.writing import changing, writing
from warehouse.version import MIGRATIONS

if TYPE_CHECKING:
    from flows.server.local import LocalPrefect

OLD = """
    DROP TABLE quality.quarantine;
    CREATE TABLE quality.quarantine (
        run_id VARCHAR NOT NULL, table_name VARCHAR NOT NULL, source VARCHAR NOT NULL,
        source_ref VARCHAR NOT NULL, reason VARCHAR NOT NULL, payload VARCHAR NOT NULL,
        quarantined_at TIMESTAMP NOT NULL
    );
    INSERT INTO quality.quarantine VALUES
        ('r1', 'core.articles', 'Zeitung für alle', '1.txt', 'is empty', '{}', '2024-05-01'),
        ('r2', 'core.articles', 'Zeitung für alle', '1.txt', 'is empty', '{}', '2024-05-02'),
        ('r2', 'core.events', 'paper', '2.txt', 'has 100% of it', '{}', '2024-05-02 12:00');
    ALTER TABLE quality.checks DROP COLUMN examples;
"""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Warehouse]]:
    folder = tmp_path_factory.mktemp("warehouses")
    with postgres() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", server.password)
        lake = parse_lake(server.address(folder / "files", "quarantine"))
        yield {"file": folder / "w.duckdb", "lake": lake}


@pytest.fixture(params=["file", "lake"])
def migrated(request: pytest.FixtureRequest, places: dict[str, Warehouse]) -> Warehouse:
    """A published warehouse whose quarantine was one of before there were ids, with rows in it."""
    warehouse = places[request.param]
    with writing(warehouse, 60) as connection:
        connection.execute(OLD)
        connection.execute((MIGRATIONS / "002_quarantine_ids_and_examples.sql").read_text(encoding="utf-8"))
    return warehouse


def test_an_older_quarantine_keeps_its_rows_and_gets_ids(migrated: Warehouse) -> None:
    with connect(migrated) as connection:
        found = chosen(connection, Choice(), "quarantine_id, source, run_id, location").fetchall()
        assert found == [
            (quarantine_id("paper", "2.txt", "core.events", "has 100% of it"), "paper", "r2", None),
            (
                quarantine_id("Zeitung für alle", "1.txt", "core.articles", "is empty"),
                "Zeitung für alle",
                "r2",
                None,
            ),
        ]
        assert connection.execute("SELECT examples FROM quality.checks").fetchall() == []


def test_rows_are_dropped_from_what_is_published(migrated: Warehouse) -> None:
    with pytest.raises(ValueError, match="changed my mind"), changing(migrated, 60) as connection:
        assert drop(connection, Choice()) == 2
        raise ValueError("changed my mind")
    with changing(migrated, 60) as connection:
        assert drop(connection, Choice(table="events")) == 1
    with connect(migrated) as connection:
        assert chosen(connection, Choice(), "source_ref").fetchall() == [("1.txt",)]


@pytest.mark.slow  # as of a file, above
def test_what_a_lake_quarantined_is_read_again(
    prefect: "LocalPrefect", places: dict[str, Warehouse], tmp_path: Path
) -> None:
    from flows.readout import readout

    settings = load_settings(
        warehouse=str(places["lake"]), staging=tmp_path / "staging", lock_timeout=60, workers=1
    )
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("", encoding="utf-8")
    assert readout([str(news)], settings).articles_quarantined == 1
    (news / "a.txt").write_text("Peru met Chile in Lima on Friday.", encoding="utf-8")
    report = readout([], settings, again=Choice(source="news"))
    assert (report.articles_seen, report.articles_new) == (1, 1)
    with connect(places["lake"]) as connection:
        assert chosen(connection, Choice(source="news"), "source_ref").fetchall() == []
        assert connection.execute("SELECT source_ref FROM articles").fetchall() == [("a.txt",)]


def test_nothing_is_changed_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse), changing(tmp_path / "none.duckdb", 0):
        pytest.fail("there is one")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("choice", "refs"),
    [
        (Choice(), ["1", "2", "3"]),
        (Choice(ids=("aa", "cc3")), ["1", "3"]),
        (Choice(ids=("",)), ["1", "2", "3"]),
        (Choice(ids=("%",)), []),
        (Choice(source="DAILY"), ["1", "2"]),
        (Choice(source="daily", table="mentions"), ["2"]),
        (Choice(table="core.mentions"), ["2", "3"]),
        (Choice(reason="100%"), ["2"]),
        (Choice(reason="' OR true --"), []),
        (Choice(since=date(2024, 5, 2)), ["2", "3"]),
        (Choice(since=date(2024, 5, 2), ids=("bb",)), ["2"]),
    ],
)
def test_rows_are_chosen_by_all_that_is_said(choice: Choice, refs: list[str]) -> None:
    connection = open_duckdb()
    create(connection)
    for number, (name, source, table, reason) in enumerate(
        (
            ("aa1", "Daily", "core.articles", "Is empty"),
            ("bb2", "My Daily", "core.mentions", "has 100% of it"),
            ("cc3", "wire", "core.mentions", "has 1000 of it"),
        ),
        start=1,
    ):
        connection.execute(
            "INSERT INTO quality.quarantine VALUES (?, 'r', ?, ?, ?, ?, '{}', ?, NULL)",
            [name, table, source, str(number), reason, datetime(2024, 5, number, 12)],
        )
    found = chosen(connection, choice, "source_ref").fetchall()
    assert sorted(ref for (ref,) in found) == refs


def test_rows_of_loaded_articles_wait_for_these_to_be_annotated_anew() -> None:
    """Reading alone takes articles out, loading what is known takes rows out, wherever it was read."""
    connection = open_duckdb()
    create(connection)
    connection.execute(
        """CREATE TABLE incoming AS
           FROM (VALUES ('a1', 'wire', '1', 'again'), ('a2', 'wire', 'moved', 'changed'))
           AS articles (article_id, source, source_ref, outcome)"""
    )

    def row(table: str, ref: str, reason: str, article_id: str = "") -> tuple[object, ...]:
        name = quarantine_id("wire", ref, table, reason)
        payload = json.dumps({"article_id": article_id, "text": 'says "article_id": "a1"'})
        return (name, "r", table, "wire", ref, reason, payload, datetime(2024, 5, 1), None)

    before = [
        row("core.articles", "read", "gone"),
        row("core.articles", "1", "of a later text: stays"),
        row("core.mentions", "1", "gone"),
        row("core.quotes", "2", "gone with its article, which was read elsewhere", "a2"),
        row("core.events", "read", "stays", "a3"),
    ]
    record(connection, schema.QUARANTINE, schema.QUARANTINE.frame(before))
    now = [row("core.mentions", "1", "new"), row("core.mentions", "2", "of another input that lost", "a2")]
    replace_quarantine(connection, schema.QUARANTINE.frame(now), lambda _, ref: ref == "read")
    found = chosen(connection, Choice(), "table_name, source_ref, reason").fetchall()
    assert sorted(found) == [
        ("core.articles", "1", "of a later text: stays"),
        ("core.events", "read", "stays"),
        ("core.mentions", "1", "new"),
    ]


def test_rows_that_are_alike_are_all_kept() -> None:
    """As those of two inputs under one name; a row that comes again with the next run replaces them."""
    connection = open_duckdb()
    create(connection)
    connection.execute(
        "CREATE TABLE incoming (article_id VARCHAR, source VARCHAR, source_ref VARCHAR, outcome VARCHAR)"
    )
    name = quarantine_id("wire", "a.txt", "core.articles", "is empty")
    row = (name, "r", "core.articles", "wire", "a.txt", "is empty", "{}", datetime(2024, 5, 1), None)
    for _ in range(2):
        replace_quarantine(connection, schema.QUARANTINE.frame([row] * 3), lambda *_: True)
        ids = [found for (found,) in chosen(connection, Choice(), "quarantine_id").fetchall()]
        assert len(set(ids)) == 3 and name in ids
    replace_quarantine(connection, schema.QUARANTINE.frame([row]), lambda *_: True)
    assert chosen(connection, Choice(), "quarantine_id").fetchall() == [(name,)]
