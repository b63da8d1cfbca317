"""`readout quarantine`: what was turned away, one row of it, reading it again, dropping it."""

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
from flows.cli.run import run_sources
from flows.settings import Settings
from warehouse.address import Warehouse
from warehouse.hints import command_line, run_line
from warehouse.load.quarantine import OF_ARTICLES, Choice, chosen, count
from warehouse.load.quarantine import drop as remove
from warehouse.read import connect
from warehouse.shell.escape import plain, shortened
from warehouse.shell.output import terminal, write_rows
from warehouse.store.writing import changing

LIST_COLUMNS = """
    quarantine_id AS id, date_trunc('second', quarantined_at) AS quarantined_at,
    source, source_ref, table_name, reason
"""
MOST_NAMED = 10  # rows that are named before they are dropped
MOST_SHOWN = 20_000  # characters of a payload


class NothingChosen(ValueError):
    """No row of the quarantine is like that; the message says so."""

    exit_code = 1


class OlderWarehouse(OSError):
    """A warehouse from before the quarantine had ids."""


class Ambiguous(ValueError):
    """The beginning of more ids than one; `found` are they."""

    exit_code = 2

    def __init__(self, key: str, found: list[str]) -> None:
        super().__init__(f"{plain(key)} is the beginning of several ids: {', '.join(found)}")


def open_quarantine(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """A connection to read the quarantine with. Raises OlderWarehouse, else as `warehouse.read.connect`."""
    connection = connect(warehouse)
    try:
        connection.execute("SELECT quarantine_id FROM quality.quarantine LIMIT 0")
    except duckdb.BinderException:
        connection.close()
        raise OlderWarehouse(
            f"an older Readout wrote the warehouse: `{run_line(warehouse)}` brings it up to date"
        ) from None
    return connection


def count_rows(connection: duckdb.DuckDBPyConnection, choice: Choice) -> int:
    """How many rows are meant. Raises NothingChosen where none is but some were asked for."""
    found = count(connection, choice)
    if not found and choice != Choice():
        raise NothingChosen("no row of the quarantine is like that")
    return found


def list_rows(warehouse: Warehouse, choice: Choice, format: str, output: Path | None) -> None:
    """Print what is turned away now, newest first. Raises NothingChosen and OlderWarehouse."""
    with open_quarantine(warehouse) as connection:
        found = count_rows(connection, choice)
        if format != "table":
            write_rows(chosen(connection, choice), format, output)
        elif found:
            write_rows(chosen(connection, choice, LIST_COLUMNS), format, output)
            print(f"`{command_line('quarantine show', warehouse, 'ID')}` shows what it was.")
        else:
            print("Nothing is turned away: all that the last runs read is in the warehouse.")


def show_row(warehouse: Warehouse, key: str, console: Console) -> None:
    """Print one row of the quarantine whole. Raises NothingChosen, Ambiguous and OlderWarehouse."""
    with open_quarantine(warehouse) as connection:
        result = chosen(connection, Choice(ids=(key,)))
        names = [column[0] for column in result.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    if not rows:
        raise NothingChosen(f"no row of the quarantine has an id that begins with {plain(key)}")
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
    """What would have entered the table: an article, or a row without which its article is loaded."""
    return table if table in OF_ARTICLES else f"{table}: a row; its article is loaded without it"


def format_payload(payload: str) -> str:
    """What was turned away, to be read: the beginning of an input as it stands, a row as JSON."""
    try:
        stated = json.loads(payload)
    except ValueError:
        stated = payload
    if isinstance(stated, dict) and stated.keys() == {"input"}:
        text = str(stated["input"]) or "(nothing of the input was kept)"
    else:
        text = json.dumps(stated, indent=2, ensure_ascii=False)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}… ({len(text):,} characters)"


def retry_inputs(choice: Choice, sources: list[str], settings: Settings) -> int:
    """Read again what was turned away, by a run over these inputs alone; returns the exit code.

    Raises NothingChosen and OlderWarehouse.
    """
    with open_quarantine(settings.warehouse) as connection:
        if not count_rows(connection, choice):
            print("Nothing is turned away.")
            return 0
        before = count(connection, Choice())
    code = run_sources(sources, settings, choice)
    if code == 0:
        with open_quarantine(settings.warehouse) as connection:
            after = count(connection, Choice())
        print(f"Rows in the quarantine: {before:,} before, {after:,} now.")
    return code


def describe(warehouse: Warehouse, choice: Choice) -> tuple[int, str]:
    """How many rows are meant, and the first of them in words. Raises NothingChosen and OlderWarehouse."""
    with open_quarantine(warehouse) as connection:
        found = count_rows(connection, choice)
        columns = "quarantine_id, source, source_ref, reason"
        rows = chosen(connection, choice, columns).fetchmany(MOST_NAMED)
    lines = [f"{name}  {source}: {ref}: {shortened(reason, 100)}" for name, source, ref, reason in rows]
    if found > len(rows):
        lines.append(f"and {found - len(rows):,} more")
    return found, plain("\n".join(lines))


def drop_rows(choice: Choice, settings: Settings) -> str:
    """Drop rows; returns what to tell. Raises WarehouseBusy and NoWarehouse."""
    with changing(settings.warehouse, settings.lock_timeout) as connection:
        dropped = remove(connection, choice)
    return (
        f"{dropped:,} row{'' if dropped == 1 else 's'} dropped. "
        "What is still wrong in its source is turned away again by the next run."
    )


def ids(warehouse: Warehouse, beginning: str) -> list[tuple[str, str]]:
    """Ids that begin so, each with what it is, for a shell that completes a command."""
    with open_quarantine(warehouse) as connection:
        columns = "quarantine_id, source_ref || ': ' || reason"
        rows = chosen(connection, Choice(ids=(beginning,)), columns).fetchmany(50)
    return [(name, plain(shortened(text, 60))) for name, text in rows]


app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]})
SourceOption = Annotated[str | None, typer.Option(help="Part of the name of the source.")]
TableOption = Annotated[str | None, typer.Option(help="The table, as mentions or core.mentions.")]
ReasonOption = Annotated[str | None, typer.Option(help="Part of the reason.")]
SinceOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Turned away on this day (UTC) or later.")
]


def complete(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids for the shell; none where there is nothing to read, for a prompt must not be spoilt."""
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
            "--id", metavar="ID", help="The beginning of an id; may be repeated.", autocompletion=complete
        ),
    ] = None,
    source: SourceOption = None,
    table: TableOption = None,
    reason: ReasonOption = None,
    since: SinceOption = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Read these inputs again, by a run over them alone.")
    ] = False,
    from_: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="SOURCE", help="With --retry: where they are now, if elsewhere."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to a file instead.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """List what was turned away, and why; read it again; drop it.

    Without a command, lists the rows to which all that is given applies, or with --retry reads them again.
    """
    choice = parse_choice(id, source, table, reason, since)
    if context.invoked_subcommand:
        if choice != Choice() or retry or from_:
            fail(f"give options after {context.invoked_subcommand}, not before it", code=2)
        context.obj = warehouse
        return
    if from_ and not retry:
        fail("--from is for --retry", code=2)
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
        str, typer.Argument(metavar="ID", help="The id, or the beginning of it.", autocompletion=complete)
    ],
    warehouse: WarehouseOption = None,
) -> None:
    """Show a row whole: what was turned away, where it stands, why, and what it was."""
    show_row(settings_to_read(warehouse or context.obj).warehouse, id, terminal())


@app.command(epilog=help_end("quarantine drop"))
@reports_errors
def drop(
    context: typer.Context,
    id: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="The ids, or the beginnings of them.", autocompletion=complete
        ),
    ] = None,
    source: SourceOption = None,
    table: TableOption = None,
    reason: ReasonOption = None,
    since: SinceOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Remove rows from the quarantine: those of these ids, or to which all that is given applies."""
    choice = parse_choice(id, source, table, reason, since)
    if choice == Choice():
        fail("say which rows: by their ids, or by --source, --table, --reason or --since", code=2)
    settings = settings_to_read(warehouse or context.obj)
    for key in choice.ids:
        describe(settings.warehouse, replace(Choice(), ids=(key,)))  # each must be there
    found, words = describe(settings.warehouse, choice)
    if not yes:
        Console(stderr=True, highlight=False).print(words, markup=False, soft_wrap=True)
        typer.confirm(f"Drop {found:,} row{'' if found == 1 else 's'}?", abort=True, err=True)
    typer.echo(drop_rows(choice, settings))


def parse_choice(
    ids: list[str] | None, source: str | None, table: str | None, reason: str | None, since: datetime | None
) -> Choice:
    """The rows that options mean."""
    return Choice(
        ids=tuple(key.strip().lower() for key in ids or () if key.strip()),
        source=source,
        table=table,
        reason=reason,
        since=since.date() if since else None,
    )
