"""The commands of `readout quarantine`. Each imports what it needs when it is called."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows.examples import help_end
from flows.options import Format, WarehouseOption, fail, settings_to_read, told

if TYPE_CHECKING:
    from warehouse.quarantine import Choice

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]})
SourceOption = Annotated[str | None, typer.Option(help="Part of the name of the source.")]
TableOption = Annotated[str | None, typer.Option(help="The table, as mentions or core.mentions.")]
ReasonOption = Annotated[str | None, typer.Option(help="Part of the reason.")]
SinceOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Turned away on this day (UTC) or later.")
]


def complete(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids for the shell; none where there is nothing to read, for a prompt must not be spoilt."""
    from flows.command_quarantine import ids

    try:
        return ids(settings_to_read(context.params.get("warehouse")).warehouse, incomplete)
    except (OSError, ValueError):
        return []


@app.callback(invoke_without_command=True)
@told
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
    choice = choice_of(id, source, table, reason, since)
    if context.invoked_subcommand:
        from warehouse.quarantine import Choice

        if choice != Choice() or retry or from_:
            fail(f"give options after {context.invoked_subcommand}, not before it", code=2)
        context.obj = warehouse
        return
    if from_ and not retry:
        fail("--from is for --retry", code=2)
    if format is Format.parquet and output is None:
        fail("Parquet is binary: name a file with --output", code=2)
    from flows.command_quarantine import list_rows
    from flows.command_quarantine import retry as read_again

    settings = settings_to_read(warehouse)
    if retry:
        raise typer.Exit(read_again(choice, from_ or [], settings))
    list_rows(settings.warehouse, choice, format.value, output)


@app.command(epilog=help_end("quarantine show"))
@told
def show(
    context: typer.Context,
    id: Annotated[
        str, typer.Argument(metavar="ID", help="The id, or the beginning of it.", autocompletion=complete)
    ],
    warehouse: WarehouseOption = None,
) -> None:
    """Show a row whole: what was turned away, where it stands, why, and what it was."""
    from flows.command_quarantine import show_row
    from warehouse.show import terminal

    show_row(settings_to_read(warehouse or context.obj).warehouse, id, terminal())


@app.command(epilog=help_end("quarantine drop"))
@told
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
    from flows.command_quarantine import described, drop_rows
    from warehouse.quarantine import Choice

    choice = choice_of(id, source, table, reason, since)
    if choice == Choice():
        fail("say which rows: by their ids, or by --source, --table, --reason or --since", code=2)
    settings = settings_to_read(warehouse or context.obj)
    for key in choice.ids:
        described(settings.warehouse, replace(Choice(), ids=(key,)))  # each must be there
    found, words = described(settings.warehouse, choice)
    if not yes:
        Console(stderr=True, highlight=False).print(words, markup=False, soft_wrap=True)
        typer.confirm(f"Drop {found:,} row{'' if found == 1 else 's'}?", abort=True, err=True)
    typer.echo(drop_rows(choice, settings))


def choice_of(
    ids: list[str] | None, source: str | None, table: str | None, reason: str | None, since: datetime | None
) -> "Choice":
    """The rows that options mean."""
    from warehouse.quarantine import Choice

    return Choice(
        ids=tuple(key.strip().lower() for key in ids or () if key.strip()),
        source=source,
        table=table,
        reason=reason,
        since=since.date() if since else None,
    )
