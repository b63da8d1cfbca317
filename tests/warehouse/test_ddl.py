"""The warehouse is what the declaration says: names, types, nulls and comments."""

import duckdb
import pytest

from transforms import schema
from transforms.schema import Table
from transforms.schema.reference import REFERENCE_TABLES
from warehouse.ddl import TYPES, comment, create
from warehouse.store.duck import open_duckdb

EVERY = (*schema.TABLES, *REFERENCE_TABLES)


@pytest.fixture(scope="module")
def empty() -> duckdb.DuckDBPyConnection:
    connection = open_duckdb()
    create(connection)
    create(connection)  # nothing happens the second time
    return connection


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.full_name)
def test_columns_are_as_declared(empty: duckdb.DuckDBPyConnection, table: Table) -> None:
    found = empty.execute(
        """SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns()
           WHERE schema_name = ? AND table_name = ? ORDER BY column_index""",
        [table.schema, table.name],
    ).fetchall()
    assert found == [(c.name, TYPES[c.dtype], c.nullable, comment(c)) for c in table.columns]


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.full_name)
def test_tables_say_what_a_row_is(empty: duckdb.DuckDBPyConnection, table: Table) -> None:
    found = empty.execute(
        "SELECT comment FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?",
        [table.schema, table.name],
    ).fetchone()
    assert found == (f"One row per {table.one_row_per}.",)
