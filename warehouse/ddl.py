"""The DDL of the warehouse, read off the declaration in `transforms.schema`."""

from pathlib import Path

import duckdb
import polars as pl

from transforms import schema
from transforms.reference_schema import REFERENCE_TABLES
from transforms.schema import Column, Table

SCHEMAS = ("core", "ref", "quality", "mart")
MARTS = Path(__file__).parent / "marts"
TYPES: dict[object, str] = {
    pl.String: "VARCHAR",
    pl.Int32: "INTEGER",
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    pl.Datetime("us"): "TIMESTAMP",
    pl.List(pl.String): "VARCHAR[]",
    pl.List(pl.Int64): "BIGINT[]",
    pl.Binary: "BLOB",
}


def quoted(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def comment(column: Column) -> str:
    """What the data dictionary says of a column."""
    return f"{column.meaning} [{column.unit}]" if column.unit else column.meaning


def statements(table: Table) -> list[str]:
    """The statements that create `table` with its comments. Its key is checked before loading, not by
    an index: DuckDB cannot delete and insert a key of a unique index in one transaction."""
    columns = ",\n  ".join(
        f'"{column.name}" {TYPES[column.dtype]}{"" if column.nullable else " NOT NULL"}'
        for column in table.columns
    )
    return [
        f"CREATE TABLE IF NOT EXISTS {table.full_name} (\n  {columns}\n)",
        f"COMMENT ON TABLE {table.full_name} IS {quoted(f'One row per {table.one_row_per}.')}",
        *(
            f'COMMENT ON COLUMN {table.full_name}."{column.name}" IS {quoted(comment(column))}'
            for column in table.columns
        ),
    ]


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every schema and table that is not there yet, and the marts that are views."""
    connection.execute("BEGIN")  # one transaction: each of its own would be written to disk
    for name in SCHEMAS:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
    for table in (*schema.TABLES, *REFERENCE_TABLES):
        for statement in statements(table):
            connection.execute(statement)
    for mart in sorted(MARTS.glob("*.sql")):
        connection.execute(mart.read_text(encoding="utf-8"))
    connection.execute("COMMIT")


def lacks_marts(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a mart that is a table is missing: in a new warehouse, or in one of an older version."""
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mart'").fetchall()
    return not {mart.stem for mart in MARTS.glob("tables/*.sql")} <= {name for (name,) in found}


def materialise(connection: duckdb.DuckDBPyConnection) -> None:
    """Make anew the marts that are tables, because as views they would take too long to answer."""
    for mart in sorted(MARTS.glob("tables/*.sql")):
        connection.execute(mart.read_text(encoding="utf-8"))
