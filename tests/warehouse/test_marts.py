"""Each mart on input rows and expected rows."""

import duckdb
import pytest

from transforms import schema
from transforms.schema import Table
from warehouse.ddl import MARTS, create

Row = dict[str, object]
DEFAULTS: dict[str, object] = {
    "VARCHAR": "x",
    "INTEGER": 0,
    "DOUBLE": 0.0,
    "TIMESTAMP": "2024-05-01",
    "VARCHAR[]": [],
}


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    create(connection)
    return connection


def insert(connection: duckdb.DuckDBPyConnection, table: Table, *rows: Row) -> None:
    """Insert rows that state only what a test is about; other columns that must not be null get anything."""
    types = dict(
        connection.execute(
            """SELECT column_name, data_type FROM duckdb_columns()
               WHERE schema_name = ? AND table_name = ? AND NOT is_nullable""",
            [table.schema, table.name],
        ).fetchall()
    )
    for row in rows:
        cells = {name: DEFAULTS[kind] for name, kind in types.items()} | row
        columns, marks = ", ".join(cells), ", ".join("?" * len(cells))
        connection.execute(
            f"INSERT INTO {table.full_name} ({columns}) VALUES ({marks})", list(cells.values())
        )


def test_every_mart_says_what_a_row_is(connection: duckdb.DuckDBPyConnection) -> None:
    views = connection.execute(
        "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'mart' ORDER BY 1"
    ).fetchall()
    assert [name for name, _ in views] == sorted(path.stem for path in MARTS.glob("*.sql"))
    assert all(comment.startswith("One row per ") for _, comment in views)
    for path in MARTS.glob("*.sql"):
        assert path.read_text(encoding="utf-8").startswith(f"-- mart.{path.stem}: one row per ")


def test_events_are_counted_once(connection: duckdb.DuckDBPyConnection) -> None:
    insert(
        connection,
        schema.ARTICLES,
        {"article_id": "a1", "source": "paper"},
        {"article_id": "a2", "source": "copy", "duplicate_of": "a1"},
    )
    insert(connection, schema.ENTITIES, {"entity_id": "Q298", "name": "Chile"})
    insert(
        connection,
        schema.EVENTS,
        {"event_id": "e1", "article_id": "a1", "actor_id": "Q298"},
        {"event_id": "e2", "article_id": "a1", "duplicate_of": "e1"},
        {"event_id": "e3", "article_id": "a2"},
        {"event_id": "e4", "article_id": "a1", "attributed_to": "Q298"},
    )
    found = connection.execute(
        "SELECT event_id, source, actor_name, attributed_to_name FROM mart.events ORDER BY 1"
    ).fetchall()
    assert found == [("e1", "paper", "Chile", None), ("e4", "paper", None, "Chile")]
