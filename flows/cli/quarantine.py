"""`readout quarantine`: lists, shows, retries and drops quarantined inputs and rows."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.common import Format, WarehouseOption, fail, reports_errors, settings_to_read
from flows.cli.examples import help_end
from flows.settings import Settings
from warehouse.address import Warehouse
from warehouse.hints import command_line, run_line
from warehouse.load.quarantine import OF_ARTICLES, Choice, chosen, count
from warehouse.load.quarantine import drop as remove
from warehouse.read import connect
from warehouse.shell.escape import line, plain, shortened
from warehouse.shell.output import terminal, write_rows

LIST_COLUMNS = """
    quarantine_id AS id, date_trunc('second', quarantined_at) AS quarantined_at,
    source, source_ref, table_name, reason
"""
MOST_NAMED = 10  # rows named before they are dropped
MOST_SHOWN = 20_000  # characters of a payload


class NothingChosen(ValueError):
    """No quarantined row matches."""

    exit_code = 1


class OlderWarehouse(OSError):
    """A warehouse from before the quarantine had ids."""


class Ambiguous(ValueError):
    """An id prefix that matches several ids."""

    exit_code = 2

    def __init__(self, key: str, found: list[str]) -> None:
        super().__init__(f"{plain(key)} is a prefix of several ids: {', '.join(found)}")


def open_quarantine(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """A connection for reading the quarantine. Raises OlderWarehouse, and as `warehouse.read.connect`."""
    connection = connect(warehouse)
    try:
        connection.execute("SELECT quarantine_id FROM quality.quarantine LIMIT 0")
    except duckdb.BinderException:
        connection.close()
        raise OlderWarehouse(
            f"an older Readout wrote the warehouse: `{run_line(warehouse)}` upgrades it"
        ) from None
    return connection


def count_rows(connection: duckdb.DuckDBPyConnection, choice: Choice) -> int:
    """The number of matching rows. Raises NothingChosen if filters are given and no row matches."""
    found = count(connection, choice)
    if not found and choice != Choice():
        raise NothingChosen("no quarantined row matches the filters")
    return found


def list_rows(warehouse: Warehouse, choice: Choice, format: str, output: Path | None) -> None:
    """Print the matching rows, newest first. Raises NothingChosen and OlderWarehouse."""
    with open_quarantine(warehouse) as connection:
        found = count_rows(connection, choice)
        if format != "table":
            write_rows(chosen(connection, choice), format, output)
        elif found:
            write_rows(chosen(connection, choice, LIST_COLUMNS), format, output)
            print(line(f"`{command_line('quarantine show', warehouse, 'ID')}` shows a row in full."))
        else:
            print("The quarantine is empty.")


def show_row(warehouse: Warehouse, key: str, console: Console) -> None:
    """Print one row in full. Raises NothingChosen, Ambiguous and OlderWarehouse."""
    with open_quarantine(warehouse) as connection:
        result = chosen(connection, Choice(ids=(key,)))
        names = [column[0] for column in result.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    if not rows:
        raise NothingChosen(f"no quarantined row has an id with the prefix {plain(key)}")
    if len(rows) > 1:
        raise Ambiguous(key, [row["quarantine_id"] for row in rows[:MOST_NAMED]])
    (row,) = rows
    block = Table.grid(padding=(0, 2))
    block.add_column(style="dim", no_wrap=True)
    block.add_column(overflow="fold")
    for name, value in {
        "id": row["quarantine_id"],
        "what": describe_table(row["table_name"]),
        "where": f"{row['source']}: {row['source_ref']}",
        "why": row["reason"],
        "when": f"{row['quarantined_at']:%Y-%m-%d %H:%M} UTC, run {row['run_id']}",
        "read from": row["location"] or "not known",
    }.items():
        block.add_row(Text(name), Text(plain(value)))
    console.print(block)
    console.print()
    console.print(Text(plain(format_payload(row["payload"]))), soft_wrap=True)


def describe_table(table: str) -> str:
    """The table, with a note if the row belongs to an article that was loaded without it."""
    return table if table in OF_ARTICLES else f"{table}: a row; its article was loaded without it"


def format_payload(payload: str) -> str:
    """A payload for display: the beginning of a rejected input verbatim, a row as indented JSON."""
    try:
        stated = json.loads(payload)
    except ValueError:
        stated = payload
    if isinstance(stated, dict) and stated.keys() == {"input"}:
        text = str(stated["input"]) or "(no part of the input was kept)"
    else:
        text = json.dumps(stated, indent=2, ensure_ascii=False)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}… ({len(text):,} characters)"


def retry_inputs(choice: Choice, sources: list[str], settings: Settings) -> int:
    """Read the inputs of matching rows again, in a run over these alone; returns the exit code.

    Raises NothingChosen and OlderWarehouse.
    """
    from flows.cli.run import run_sources  # listing rows needs nothing of it

    with open_quarantine(settings.warehouse) as connection:
        if not count_rows(connection, choice):
            print("The quarantine is empty.")
            return 0
        before = count(connection, Choice())
    code = run_sources(sources, settings, choice)
    if code == 0:
        with open_quarantine(settings.warehouse) as connection:
            after = count(connection, Choice())
        print(f"Rows in the quarantine: {before:,} before, {after:,} now.")
    return code


def describe(warehouse: Warehouse, choice: Choice) -> tuple[int, str]:
    """The number of matching rows and a description of the first. Raises NothingChosen and OlderWarehouse."""
    with open_quarantine(warehouse) as connection:
        found = count_rows(connection, choice)
        columns = "quarantine_id, source, source_ref, reason"
        rows = chosen(connection, choice, columns).fetchmany(MOST_NAMED)
    lines = [f"{name}  {source}: {ref}: {shortened(reason, 100)}" for name, source, ref, reason in rows]
    if found > len(rows):
        lines.append(f"and {found - len(rows):,} more")
    return found, plain("\n".join(lines))


def drop_rows(choice: Choice, settings: Settings) -> str:
    """Drop matching rows and return a message. Raises WarehouseBusy and NoWarehouse."""
    from warehouse.store.writing import changing  # listing rows needs nothing of it

    with changing(settings.warehouse, settings.lock_timeout) as connection:
        dropped = remove(connection, choice)
    return (
        f"{dropped:,} row{'' if dropped == 1 else 's'} dropped. "
        "Inputs that are still faulty are quarantined again by the next run."
    )


def ids(warehouse: Warehouse, beginning: str) -> list[tuple[str, str]]:
    """Ids with this prefix, each with a description, for shell completion."""
    with open_quarantine(warehouse) as connection:
        columns = "quarantine_id, source_ref || ': ' || reason"
        rows = chosen(connection, Choice(ids=(beginning,)), columns).fetchmany(50)
    return [(name, plain(shortened(text, 60))) for name, text in rows]


app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]})
SourceOption = Annotated[str | None, typer.Option(help="Part of the name of the source.")]
TableOption = Annotated[str | None, typer.Option(help="The table, such as mentions or core.mentions.")]
ReasonOption = Annotated[str | None, typer.Option(help="Part of the reason.")]
SinceOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Quarantined on this day (UTC) or later.")
]


def complete(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids for shell completion; empty on error, so that completion never prints a traceback."""
    try:
        return ids(settings_to_read(context.params.get("warehouse")).warehouse, incomplete)
    except (OSError, ValueError):
        return []


@app.callback(invoke_without_command=True)
@reports_errors
def quarantine(
    context: typer.Context,
    id: Annotated[
        list[str] | None,
        typer.Option(
            "--id", metavar="ID", help="An id or a prefix of one; repeatable.", autocompletion=complete
        ),
    ] = None,
    source: SourceOption = None,
    table: TableOption = None,
    reason: ReasonOption = None,
    since: SinceOption = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Read these inputs again, in a run over them alone.")
    ] = False,
    from_: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="SOURCE", help="With --retry: read them from this source instead."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="Output format.")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """List quarantined inputs and rows with the reason; retry or drop them.

    Without a command, lists the rows matching all filters, or with --retry reads their inputs again.
    """
    choice = parse_choice(id, source, table, reason, since)
    if context.invoked_subcommand:
        if choice != Choice() or retry or from_:
            fail(f"give options after {context.invoked_subcommand}, not before it", code=2)
        context.obj = warehouse
        return
    if from_ and not retry:
        fail("--from requires --retry", code=2)
    if format is Format.parquet and output is None:
        fail("Parquet is binary: name a file with --output", code=2)
    settings = settings_to_read(warehouse)
    if retry:
        raise typer.Exit(retry_inputs(choice, from_ or [], settings))
    list_rows(settings.warehouse, choice, format.value, output)


@app.command(epilog=help_end("quarantine show"))
@reports_errors
def show(
    context: typer.Context,
    id: Annotated[
        str, typer.Argument(metavar="ID", help="The id or a prefix of it.", autocompletion=complete)
    ],
    warehouse: WarehouseOption = None,
) -> None:
    """Show a row in full: the quarantined input or row, its position, and the reason."""
    show_row(settings_to_read(warehouse or context.obj).warehouse, id, terminal())


@app.command(epilog=help_end("quarantine drop"))
@reports_errors
def drop(
    context: typer.Context,
    id: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Ids or prefixes of ids.", autocompletion=complete),
    ] = None,
    source: SourceOption = None,
    table: TableOption = None,
    reason: ReasonOption = None,
    since: SinceOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Delete rows from the quarantine: those with these ids, or those matching all filters."""
    choice = parse_choice(id, source, table, reason, since)
    if choice == Choice():
        fail("select rows by ids, or by --source, --table, --reason or --since", code=2)
    settings = settings_to_read(warehouse or context.obj)
    for key in choice.ids:
        describe(settings.warehouse, replace(Choice(), ids=(key,)))  # each must exist
    found, words = describe(settings.warehouse, choice)
    if not yes:
        Console(stderr=True, highlight=False).print(line(words), markup=False, soft_wrap=True)
        typer.confirm(f"Drop {found:,} row{'' if found == 1 else 's'}?", abort=True, err=True)
    typer.echo(drop_rows(choice, settings))


def parse_choice(
    ids: list[str] | None, source: str | None, table: str | None, reason: str | None, since: datetime | None
) -> Choice:
    """The filters that the options state."""
    return Choice(
        ids=tuple(key.strip().lower() for key in ids or () if key.strip()),
        source=source,
        table=table,
        reason=reason,
        since=since.date() if since else None,
    )
