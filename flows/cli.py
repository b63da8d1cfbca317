"""The `readout` command. Each command imports what it needs when it is called: `--help` stays quick."""

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows import cli_quarantine
from flows.options import Format, WarehouseOption, fail, settings_of

app = typer.Typer(
    help="Turn news articles into a DuckDB warehouse of who said what and who did what to whom.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class TextFormat(StrEnum):
    """How hits are printed."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command()
def run(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="File, folder, glob, feed address or name of a source file. [default: all source files]",
        ),
    ] = None,
    warehouse: WarehouseOption = None,
    model: Annotated[str | None, typer.Option(help="The installed spaCy pipeline to annotate with.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Articles in a batch.")] = None,
    workers: Annotated[int | None, typer.Option(help="Annotating processes; 0: as many as help.")] = None,
    verbose: Annotated[bool | None, typer.Option("--verbose", "-v", help="Say more of what happens.")] = None,
) -> None:
    """Bring the warehouse up to date with its sources: one flow run."""
    from flows.command_run import run_sources

    settings = settings_of(
        warehouse=warehouse, model=model, batch_size=batch_size, workers=workers, verbose=verbose
    )
    raise typer.Exit(run_sources(sources or [], settings))


@app.command()
def backfill(
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of publication (UTC).")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of publication (UTC).")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE",
            help="What to read, as `readout run` takes it; with --reannotate the name of a source. May be "
            "repeated. [default: all]",
        ),
    ] = None,
    reannotate: Annotated[
        bool, typer.Option("--reannotate", help="Annotate what the warehouse holds; needs no source.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many articles it would be.")
    ] = False,
    warehouse: WarehouseOption = None,
    model: Annotated[str | None, typer.Option(help="The installed spaCy pipeline to annotate with.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Articles in a batch.")] = None,
    workers: Annotated[int | None, typer.Option(help="Annotating processes; 0: as many as help.")] = None,
    verbose: Annotated[bool | None, typer.Option("--verbose", "-v", help="Say more of what happens.")] = None,
) -> None:
    """Read articles of some days again, or annotate them anew after a change of rules or model.

    What is up to date is passed over: one that was interrupted goes on where it was when it is called again.
    """
    import duckdb

    from flows.command_backfill import WrongUse, backfill_of, run_backfill
    from warehouse.version import WrongVersion

    settings = settings_of(
        warehouse=warehouse, model=model, batch_size=batch_size, workers=workers, verbose=verbose
    )
    try:
        wanted = backfill_of(since and since.date(), until and until.date(), reannotate, dry_run)
        raise typer.Exit(run_backfill(source or [], wanted, dry_run, settings))
    except WrongUse as error:
        fail(error, code=2)
    except (duckdb.Error, OSError, WrongVersion) as error:
        fail(error)


@app.command()
def serve(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Names of source files. [default: all with a schedule]"),
    ] = None,
    at_once: Annotated[int, typer.Option(min=1, help="Runs at a time; more than one only for a lake.")] = 1,
    notify: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            envvar="READOUT_NOTIFY",
            show_envvar=True,
            help="Where to post failed runs and what is wrong with data.",
        ),
    ] = None,
    warehouse: WarehouseOption = None,
    verbose: Annotated[bool | None, typer.Option("--verbose", "-v", help="Say more of what happens.")] = None,
) -> None:
    """Read the sources on their schedules until interrupted."""
    from flows.command_serve import NoAddress, serve_sources
    from flows.local_prefect import PrefectUnreachable
    from flows.sources import SourceError

    try:
        serve_sources(sources or [], settings_of(warehouse=warehouse, verbose=verbose), at_once, notify)
    except (NoAddress, SourceError) as error:
        fail(error, code=2)
    except PrefectUnreachable as error:
        fail(error)


@app.command()
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
    import duckdb

    from flows.command_read import WrongUse, ask
    from warehouse.show import NotWritable
    from warehouse.version import WrongVersion

    if query is None and not sys.stdin.isatty():
        query = sys.stdin.read()
    if format is Format.parquet and output is None and (query is None or sys.stdout.isatty()):
        fail("Parquet is binary: give a query and name a file with --output", code=2)
    try:
        ask(settings_of(warehouse=warehouse).warehouse, query, format.value, output, allow_files)
    except WrongUse as error:
        fail(error, code=2)
    except duckdb.PermissionException as error:
        fail(f"{error} (--allow-files lets a query read and write files)")
    except (duckdb.Error, OSError, NotWritable, WrongVersion) as error:
        fail(error)


@app.command()
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
    import duckdb

    from flows.command_read import search_for
    from warehouse.extensions import NoExtension
    from warehouse.reader.search import Kind, NoWords, Query
    from warehouse.version import WrongVersion

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
    try:
        search_for(settings_of(warehouse=warehouse).warehouse, query, format.value)
    except NoWords as error:
        fail(error, code=2)
    except (duckdb.Error, OSError, NoExtension, WrongVersion) as error:
        fail(error)


@app.command()
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
    import duckdb

    from flows.command_read import show_article
    from warehouse.reader.article import ManyArticles, NoArticle
    from warehouse.reader.terminal import print_found
    from warehouse.show import terminal
    from warehouse.version import WrongVersion

    try:
        show_article(settings_of(warehouse=warehouse).warehouse, key, html)
    except ManyArticles as error:
        print_found(error.found, error.total, terminal())
        fail(error, code=2)
    except (duckdb.Error, OSError, NoArticle, WrongVersion) as error:
        fail(error)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace an earlier export in it; other files stay.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Write every table and mart as Parquet, with a manifest of what they are."""
    import duckdb

    from flows.command_read import export_to
    from warehouse.version import WrongVersion

    try:
        export_to(settings_of(warehouse=warehouse).warehouse, folder, force)
    except (duckdb.Error, OSError, WrongVersion) as error:
        fail(error)


@app.command()
def tables(
    name: Annotated[str | None, typer.Argument(help="One table, as quotes or core.quotes.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the data dictionary: every table and column, and how many rows there are."""
    from warehouse.dictionary import UnknownTable, print_table, print_tables
    from warehouse.read import connect

    console = Console()
    try:
        with connect(settings_of(warehouse=warehouse).warehouse) as connection:
            if name is None:
                print_tables(connection, console)
            else:
                print_table(connection, name, console)
    except (OSError, UnknownTable) as error:
        fail(error)


@app.command()
def runs(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many of the last runs.")] = 20,
    format: Annotated[
        TextFormat, typer.Option("--format", "-f", help="How to print them; csv and json say more.")
    ] = TextFormat.table,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the last runs: how they ended, how long they took, what they brought, and with which versions."""
    from warehouse.history import RUNS, RUNS_IN_FULL

    show(RUNS if format is TextFormat.table else RUNS_IN_FULL, [limit], warehouse, format.value)


@app.command()
def quality(
    run_id: Annotated[str | None, typer.Argument(help="The run. [default: the last one]")] = None,
    all_checks: Annotated[bool, typer.Option("--all", help="Also the checks that passed.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the checks of a run that did not pass."""
    show(
        """SELECT table_name, column_name, severity, meaning, success, sum(unexpected_count) AS rows
           FROM quality.checks
           WHERE run_id = coalesce(?, (SELECT max_by(run_id, rowid) FROM quality.runs))
               AND (? OR NOT success)
           GROUP BY ALL ORDER BY success, severity, table_name""",
        [run_id, all_checks],
        warehouse,
    )


@app.command()
def docs(
    run_id: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="The run. [default: the last that has Data Docs]")
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Show them in a browser.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Say where the Data Docs of a run are: what was checked, and what did not pass."""
    from flows.command_docs import NoBrowser, show
    from warehouse.docs import NoDocs

    try:
        print(show(settings_of(warehouse=warehouse).warehouse, run_id, open_it))
    except (NoDocs, NoBrowser) as error:
        fail(error)


@app.command()
def resolve(
    phrases: Annotated[
        list[str] | None, typer.Argument(help="Names or phrases; none: JSON lines on stdin.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="The day as of which to answer, as 2024-05-31.")] = None,
) -> None:
    """Say who a name or phrase is: entity, country and sector, as JSON lines.

    Lines on standard input are {"text": ..., "date": ...}, the date optional.
    """
    from flows.command_resolve import BadLine, answers

    try:
        for line in answers(phrases or [], date, sys.stdin, settings_of()):
            typer.echo(line)
    except BadLine as error:
        fail(error, code=2)


@app.command()
def compact(
    days: Annotated[
        int, typer.Option(min=0, help="Keep snapshots of this many days; 0: when nobody reads.")
    ] = 7,
    warehouse: WarehouseOption = None,
) -> None:
    """Merge a lake's small files and forget its old snapshots; the rows stay as they are."""
    from flows.command_compact import compact_lake
    from warehouse.lock import WarehouseBusy

    try:
        typer.echo(compact_lake(settings_of(warehouse=warehouse), days))
    except (OSError, WarehouseBusy) as error:
        fail(error)


@app.command()
def doctor(warehouse: WarehouseOption = None) -> None:
    """Say whether all that a run needs is here: versions, model, sources, Prefect, warehouse, disk."""
    from flows.command_doctor import report

    raise typer.Exit(report(settings_of(warehouse=warehouse), Console(highlight=False)))


@app.command()
def dashboard(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8501,
    warehouse: WarehouseOption = None,
) -> None:
    """Serve the dashboards, for browsers on this machine. Ctrl-C ends it."""
    from flows.command_dashboard import CannotListen, serve

    try:
        serve(settings_of(warehouse=warehouse), host, port)
    except CannotListen as error:
        fail(error)


def show(query: str, parameters: list[object], warehouse: str | None, format: str = "table") -> None:
    """Print the rows of one of our own queries."""
    from warehouse.read import connect
    from warehouse.show import write_rows

    try:
        with connect(settings_of(warehouse=warehouse).warehouse) as connection:
            write_rows(connection.execute(query, parameters), format, None)
    except OSError as error:
        fail(error)


app.add_typer(cli_quarantine.app, name="quarantine")
