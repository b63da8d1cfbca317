"""The data dictionary, read from the comments in the warehouse itself."""

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

TABLES = """
    SELECT schema_name || '.' || table_name AS name, comment, schema_name, table_name
    FROM (
        SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal
        UNION ALL
        SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal
    )
    WHERE schema_name IN ('core', 'mart', 'quality', 'ref')
    ORDER BY list_position(['core', 'mart', 'quality', 'ref'], schema_name), table_name
"""
COLUMNS = """
    SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns()
    WHERE schema_name = ? AND table_name = ? ORDER BY column_index
"""


class UnknownTable(LookupError):
    """No table of that name."""


def tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None, int]]:
    """Name, meaning and number of rows of every table and view."""
    found = connection.execute(TABLES).fetchall()
    counted = (
        connection.execute(f'SELECT count(*) FROM "{schema}"."{table}"').fetchall()
        for _, _, schema, table in found
    )
    return [(name, comment, rows[0][0]) for (name, comment, _, _), rows in zip(found, counted, strict=True)]


def find(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[str, str]:
    """Schema and name of the table that `name` means, with or without its schema; core wins over mart.

    Raises UnknownTable, naming what there is.
    """
    found = [(schema, table) for _, _, schema, table in connection.execute(TABLES).fetchall()]
    for schema, table in found:
        if name in (table, f"{schema}.{table}"):
            return schema, table
    raise UnknownTable(f"no table {name!r}; there are {', '.join('.'.join(pair) for pair in found)}")


def print_tables(connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    grid = Table("table", "meaning")
    grid.add_column("rows", justify="right")
    for name, comment, rows in tables(connection):
        grid.add_row(name, escape(comment or ""), f"{rows:,}")
    console.print(grid)
    console.print("readout tables NAME shows the columns of one.")


def print_table(connection: duckdb.DuckDBPyConnection, name: str, console: Console) -> None:
    schema, table = find(connection, name)
    grid = Table("column", "type", "null", "meaning", title=f"{schema}.{table}", title_justify="left")
    for column, kind, nullable, comment in connection.execute(COLUMNS, [schema, table]).fetchall():
        grid.add_row(column, kind, "null" if nullable else "", escape(comment or ""))
    console.print(grid)
