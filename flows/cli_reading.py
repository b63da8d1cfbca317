"""The commands that read the warehouse. Each imports what it needs when it is called."""

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.options import Format, WarehouseOption, fail, settings_of, settings_to_read


class TextFormat(StrEnum):
    """How hits are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def sql(
    query: Annotated[
        str | None, typer.Argument(help="The query; without one, an interactive prompt.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to a file instead.")] = None,
    allow_files: Annotated[bool, typer.Option(help="Let the query read and write files.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Query the warehouse, read-only."""
    from flows.command_read import ask

    if query is None and not sys.stdin.isatty():
        query = sys.stdin.read()
    if format is Format.parquet and output is None and (query is None or sys.stdout.isatty()):
        fail("Parquet is binary: give a query and name a file with --output", code=2)
    ask(settings_to_read(warehouse).warehouse, query, format.value, output, allow_files)


def search(
    words: Annotated[
        list[str], typer.Argument(help='What to find; in double quotation marks: "side by side".')
    ],
    quotes: Annotated[
        bool, typer.Option("--quotes/--articles", help="Search what people said, or whole articles.")
    ] = False,
    any_word: Annotated[bool, typer.Option("--any", help="Find what has only some of the words.")] = False,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of publication.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of publication.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Part of the name of the source or publisher.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Part of the name of who is quoted, or its id.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="How many hits.")] = 10,
    format: Annotated[
        TextFormat, typer.Option("--format", "-f", help="How to print the hits.")
    ] = TextFormat.table,
    warehouse: WarehouseOption = None,
) -> None:
    """Find articles, or quotations, by their words; the best first."""
    from flows.command_read import search_for
    from warehouse.reader.search import Kind, Query

    query = Query(
        " ".join(words),
        kind=Kind.quotes if quotes else Kind.articles,
        any_word=any_word,
        since=since.date() if since else None,
        until=until.date() if until else None,
        source=source,
        speaker=speaker,
        limit=limit,
    )
    search_for(settings_to_read(warehouse).warehouse, query, format.value)


def article(
    key: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Its id or the beginning of it, its address or source_ref or part of these, or the id of a "
            "quotation or event in it.",
        ),
    ],
    html: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write it as a web page; - for standard output.")
    ] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show an article with its entities, quotations and events marked."""
    from flows.command_read import show_article

    show_article(settings_to_read(warehouse).warehouse, key, html)


def tables(
    name: Annotated[str | None, typer.Argument(help="One table, as quotes or core.quotes.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the data dictionary: every table and column, and how many rows there are."""
    from warehouse.dictionary import print_table, print_tables
    from warehouse.hints import command_line
    from warehouse.read import connect

    console = Console()
    address = settings_to_read(warehouse).warehouse
    with connect(address) as connection:
        if name is None:
            print_tables(connection, console, command_line("tables", address, "NAME"))
        else:
            print_table(connection, name, console)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace an earlier export in it; other files stay.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Write every table and mart as Parquet, with a manifest of what they are."""
    from flows.command_read import export_to

    export_to(settings_to_read(warehouse).warehouse, folder, force)


def runs(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many of the last runs.")] = 20,
    format: Annotated[
        TextFormat, typer.Option("--format", "-f", help="How to print them; csv and json say more.")
    ] = TextFormat.table,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the last runs: how they ended, how long they took, what they brought, and with which versions."""
    from flows.command_quality import show_runs

    show_runs(settings_to_read(warehouse).warehouse, limit, format.value)


def quality(
    run_id: Annotated[str | None, typer.Argument(help="The run. [default: the last one]")] = None,
    all_checks: Annotated[bool, typer.Option("--all", help="Also the checks that passed.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the checks of a run that did not pass: warnings report, what is critical kept rows out."""
    from flows.command_quality import show_checks

    show_checks(settings_to_read(warehouse).warehouse, run_id, all_checks)


def docs(
    run_id: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="The run. [default: the last that has Data Docs]")
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Show them in a browser.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Say where the Data Docs of a run are: what was checked, and what did not pass."""
    from flows.command_docs import show

    print(show(settings_to_read(warehouse).warehouse, run_id, open_it))


def resolve(
    phrases: Annotated[
        list[str] | None, typer.Argument(help="Names or phrases; none: JSON lines on stdin.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="The day as of which to answer, as 2024-05-31.")] = None,
) -> None:
    """Say who a name or phrase is: entity, country and sector, as JSON lines.

    Lines on standard input are {"text": ..., "date": ...}, the date optional.
    """
    from flows.command_resolve import answers

    for line in answers(phrases or [], date, sys.stdin, settings_of()):
        typer.echo(line)
