"""The reference data in SQL is that of the folder; the marts read it and core."""

from pathlib import Path

import duckdb
import pytest

from transforms.lexicon.reference import REFERENCE, read_rows
from transforms.schema import Table
from transforms.schema.reference import REFERENCE_TABLES
from warehouse.ddl import create
from warehouse.load.reference import load_reference
from warehouse.store.duck import open_duckdb


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    connection = open_duckdb()
    create(connection)
    load_reference(connection, REFERENCE)
    load_reference(connection, REFERENCE)  # replaces, does not add
    return connection


@pytest.mark.parametrize("table", REFERENCE_TABLES, ids=lambda table: table.full_name)
def test_every_row_of_the_file_is_in_the_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    rows = read_rows(table.name, REFERENCE)
    found = connection.table(table.full_name).pl()
    assert len(found) == len(rows) > 0
    assert not table.key or found.select(table.key).is_duplicated().sum() == 0
    texts = [name for name, kind in table.polars.items() if not kind.is_numeric()]
    assert [value or "" for value in found.select(texts).row(0)] == [rows[0][name] for name in texts]


def test_a_file_without_a_declared_column_is_an_error(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for table in REFERENCE_TABLES:
        (tmp_path / f"{table.name}.csv").write_text("# nothing\nother\n1\n", encoding="utf-8")
    with pytest.raises(Exception, match="country"):
        load_reference(connection, tmp_path)


def test_a_row_that_is_not_in_the_file_goes(connection: duckdb.DuckDBPyConnection) -> None:
    before = connection.execute("FROM ref.countries ORDER BY ALL").fetchall()
    connection.execute("UPDATE ref.countries SET name = 'Freedonia' WHERE country = 'PER'")
    load_reference(connection, REFERENCE)
    assert connection.execute("FROM ref.countries ORDER BY ALL").fetchall() == before
