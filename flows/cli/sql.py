"""`readout sql`: a query, or an interactive prompt, on the published warehouse."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from flows.cli.common import Format, WarehouseOption, fail, settings_to_read
from warehouse.address import Warehouse
from warehouse.read import connect, connect_sealed
from warehouse.sealed import Refused, check_statement
from warehouse.shell.output import interruptible, write_rows
from warehouse.shell.whole import with_whole_values

HINT = "--allow-files lets a query read and write other files, and change settings of its session"


class WrongUse(ValueError):
    """The arguments of the command are invalid."""

    exit_code = 2


def open_for_sql(warehouse: Warehouse, allow_files: bool) -> duckdb.DuckDBPyConnection:
    """A connection for untrusted SQL, without access to local files unless `allow_files`."""
    if not allow_files:
        return connect_sealed(warehouse)
    connection = connect(warehouse)
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET lock_configuration = true")
    return connection


def run_reading(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, format: str = "table"
) -> duckdb.DuckDBPyConnection:
    """Run an untrusted statement if it only reads. Raises Refused and duckdb.Error."""
    try:
        check_statement(connection, statement)
        return run_any(connection, statement, format)
    except (duckdb.PermissionException, Refused) as error:
        raise type(error)(f"{error} ({HINT})") from None


def run_any(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, format: str = "table"
) -> duckdb.DuckDBPyConnection:
    """Run a statement; Parquet gets the values as they are, as it has types for most."""
    if format == "parquet" or statement.type != duckdb.StatementType.SELECT or not statement.query:
        return connection.execute(statement)
    return connection.execute(with_whole_values(connection, statement.query))


def ask(
    warehouse: Warehouse,
    query: str | None,
    format: str,
    output: Path | None,
    allow_files: bool,
    raw: bool = False,
) -> None:
    """Run a query, or an interactive prompt. Prints every statement as a table, else the last one.

    Raises WrongUse for a query without a statement, Refused for one that does not only read, NotWritable,
    duckdb.Error and OSError.
    """
    with open_for_sql(warehouse, allow_files) as connection, interruptible(connection):
        run = partial(run_any if allow_files else run_reading, connection, format=format)
        if query is None:
            from warehouse.shell.prompt import prompt

            prompt(connection, run, format, raw)
            return
        query.encode()  # DuckDB says less of what is not UTF-8
        statements = connection.extract_statements(query)
        if not statements:
            raise WrongUse("the query is empty")
        for number, statement in enumerate(statements, start=1):
            result = run(statement)
            if number == len(statements) or (format == "table" and output is None):
                write_rows(result, format, output, raw)


def sql(
    query: Annotated[
        str | None, typer.Argument(help="The query; without one, an interactive prompt.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="Output format.")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Leave text in CSV that a spreadsheet would take for a formula.")
    ] = False,
    allow_files: Annotated[bool, typer.Option(help="Let the query read and write files.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Query the warehouse, read-only."""
    if query is None and not sys.stdin.isatty():
        query = sys.stdin.read()
    if format is Format.parquet and output is None and (query is None or sys.stdout.isatty()):
        fail("Parquet is binary: give a query and name a file with --output", code=2)
    ask(settings_to_read(warehouse).warehouse, query, format.value, output, allow_files, raw)
