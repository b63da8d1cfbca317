"""The data dictionary: the warehouse's own comments, with row counts and examples."""

from typing import NamedTuple

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.shell.escape import plain, shortened
from warehouse.shell.output import words

TABLES = """
    SELECT schema_name, table_name, comment
    FROM (
        SELECT schema_name, table_name, comment, database_name FROM duckdb_tables() WHERE NOT internal
        UNION ALL
        SELECT schema_name, view_name, comment, database_name FROM duckdb_views() WHERE NOT internal
    )
    WHERE schema_name IN ('core', 'mart', 'quality', 'ref') AND database_name = current_database()
    ORDER BY list_position(['core', 'mart', 'quality', 'ref'], schema_name), table_name
"""
COLUMNS = """
    SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns()
    WHERE schema_name = ? AND table_name = ? AND database_name = current_database() ORDER BY column_index
"""
SAMPLE = 1000  # rows that examples are taken from
EXAMPLES = 3
LONG = 36  # characters of an example


class UnknownTable(LookupError):
    """No table of that name."""

    exit_code = 1


class TableEntry(NamedTuple):
    """A table or view. `meaning` is None if it has no comment."""

    schema: str
    name: str
    meaning: str | None
    rows: int

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"


class ColumnEntry(NamedTuple):
    """A column, with some of its distinct values, shortened."""

    name: str
    type: str
    nullable: bool
    meaning: str | None
    examples: list[str]


def tables(connection: duckdb.DuckDBPyConnection) -> list[TableEntry]:
    """Every table and view, with its number of rows."""
    return [
        TableEntry(schema, table, meaning, rows_in(connection, schema, table))
        for schema, table, meaning in connection.execute(TABLES).fetchall()
    ]


def rows_in(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{schema}"."{table}"').fetchall()[0][0])


def column_facts(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str
) -> list[tuple[str, str, bool, str | None]]:
    """Name, type, whether it may be null, and meaning of each column, in their order."""
    return connection.execute(COLUMNS, [schema, table]).fetchall()


def columns(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[ColumnEntry]:
    """The columns of an existing table, with examples from its first rows."""
    found = column_facts(connection, schema, table)
    rows = connection.execute(f'SELECT * FROM "{schema}"."{table}" LIMIT {SAMPLE}').fetchall()
    return [
        ColumnEntry(name, kind, nullable, meaning, examples([row[place] for row in rows]))
        for place, (name, kind, nullable, meaning) in enumerate(found)
    ]


def examples(values: list[object]) -> list[str]:
    """A few distinct values, shortened to a line each and harmless in a terminal."""
    found: dict[str, None] = {}
    for value in values:
        text = f"{len(value)} bytes" if isinstance(value, bytes) else plain(shortened(words(value), LONG))
        if value is not None and text not in ("", "[]"):
            found[text] = None
        if len(found) == EXAMPLES:
            break
    return list(found)


def find(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[str, str]:
    """Schema and name of the table `name`, given with or without schema; `core` takes precedence over `mart`.

    Raises UnknownTable, listing what exists.
    """
    found = [(schema, table) for schema, table, _ in connection.execute(TABLES).fetchall()]
    for schema, table in found:
        if name.lower() in (table, f"{schema}.{table}"):
            return schema, table
    raise UnknownTable(f"no table {name!r}; there are {', '.join('.'.join(pair) for pair in found)}")


def print_tables(connection: duckdb.DuckDBPyConnection, console: Console, more: str) -> None:
    """Print every table; `more` is the command that shows the columns of one."""
    grid = Table("table", "meaning")
    grid.add_column("rows", justify="right")
    for entry in tables(connection):
        grid.add_row(entry.full_name, Text(entry.meaning or ""), f"{entry.rows:,}")
    console.print(grid)
    console.print(f"`{more}` shows the columns of one.", markup=False)


def print_table(connection: duckdb.DuckDBPyConnection, name: str, console: Console) -> None:
    schema, table = find(connection, name)
    rows = rows_in(connection, schema, table)
    title = f"{schema}.{table}: {rows:,} row{'' if rows == 1 else 's'}"
    grid = Table("column", "type", "null", "meaning", "examples", title=title, title_justify="left")
    for column in columns(connection, schema, table):
        grid.add_row(
            column.name,
            column.type,
            "null" if column.nullable else "",
            Text(column.meaning or ""),
            Text("\n".join(column.examples), style="dim"),
        )
    console.print(grid)
