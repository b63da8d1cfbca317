"""The DDL of the warehouse, derived from the declaration in `transforms.schema`."""

import hashlib
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from transforms import schema
from transforms.schema import Column, Table
from transforms.schema.reference import REFERENCE_TABLES
from transforms.schema.table import WEIGHTS
from warehouse.marts.refresh import NAMES, materialise, statement
from warehouse.store.duck import quoted
from warehouse.store.ownership import is_warehouse
from warehouse.version import VERSION, Stamp, migrate, refuse_newer, stamp_of, write_stamp

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
    WEIGHTS: f"STRUCT({', '.join(f'{field.name} DOUBLE' for field in WEIGHTS.fields)})",
}


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


def views() -> list[str]:
    """The statements that make the marts that are views."""
    return [mart.read_text(encoding="utf-8") for mart in sorted(MARTS.glob("*.sql"))]


def declared() -> list[str]:
    """The statements that create every schema and table that is missing."""
    schemas = [f"CREATE SCHEMA IF NOT EXISTS {name}" for name in SCHEMAS]
    return schemas + [sql for table in (*schema.TABLES, *REFERENCE_TABLES) for sql in statements(table)]


@cache
def current() -> Stamp:
    """The stamp of an up-to-date warehouse."""
    text = "\n".join((*declared(), *views(), *map(statement, NAMES)))
    return Stamp(VERSION, hashlib.blake2b(text.encode(), digest_size=10).hexdigest())


def create(connection: duckdb.DuckDBPyConnection, name: str = "the warehouse") -> None:
    """Bring the current catalog to the declared tables and marts; does nothing if it is up to date.

    Creates what is missing and migrates an older version. Raises WrongVersion for a newer version or a
    failing migration, NotAWarehouse if the catalog holds another program's tables. `name` identifies the
    warehouse in messages.
    """
    found = stamp_of(connection)
    if found == current():
        return
    refuse_newer(found, name)
    if is_warehouse(connection, name):
        connection.execute("CREATE SCHEMA IF NOT EXISTS quality")
        connection.execute(statements(schema.SCHEMA_VERSION)[0])
        migrate(connection, found)
    connection.execute("BEGIN")  # one transaction: each of its own would be written to disk
    for sql in declared():
        connection.execute(sql)
    drop_marts(connection)
    for view in views():
        make_view(connection, view)
    materialise(connection)
    write_stamp(connection, current())
    connection.execute("COMMIT")


def make_view(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Run the statements of a mart that is a view. DuckLake has no comments on columns of views."""
    in_lake = connection.execute(
        "SELECT type = 'ducklake' FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchall()[0][0]
    for part in connection.extract_statements(sql):
        if not (in_lake and part.query.lstrip().startswith("COMMENT ON COLUMN")):
            connection.execute(part)


def drop_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop all marts, whether view or table: their kind may have changed, or the mart may be gone."""
    for kind, listed in (
        ("VIEW", "view_name FROM duckdb_views()"),
        ("TABLE", "table_name FROM duckdb_tables()"),
    ):
        found = connection.execute(
            f"SELECT {listed} WHERE database_name = current_database() AND schema_name = 'mart'"
        ).fetchall()
        for (name,) in found:
            connection.execute(f'DROP {kind} mart."{name}"')


def lacks_marts(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a materialised mart is missing, as in a warehouse of an older version."""
    found = connection.execute(
        """SELECT table_name FROM duckdb_tables()
           WHERE database_name = current_database() AND schema_name = 'mart'"""
    ).fetchall()
    return not set(NAMES) <= {name for (name,) in found}
