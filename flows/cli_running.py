"""The commands that run things. Each imports what it needs when it is called."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from flows.options import WarehouseOption, settings_of

ModelOption = Annotated[str | None, typer.Option(help="The installed spaCy pipeline to annotate with.")]
BatchSizeOption = Annotated[int | None, typer.Option(help="Articles in a batch.")]
WorkersOption = Annotated[int | None, typer.Option(help="Annotating processes; 0: as many as help.")]
VerboseOption = Annotated[bool | None, typer.Option("--verbose", "-v", help="Say more of what happens.")]


def run(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="File, folder, glob, feed address or name of a source file. [default: all source files]",
        ),
    ] = None,
    warehouse: WarehouseOption = None,
    model: ModelOption = None,
    batch_size: BatchSizeOption = None,
    workers: WorkersOption = None,
    verbose: VerboseOption = None,
) -> None:
    """Bring the warehouse up to date with its sources: one flow run."""
    from flows.command_run import run_sources

    settings = settings_of(
        warehouse=warehouse, model=model, batch_size=batch_size, workers=workers, verbose=verbose
    )
    raise typer.Exit(run_sources(sources or [], settings))


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
    model: ModelOption = None,
    batch_size: BatchSizeOption = None,
    workers: WorkersOption = None,
    verbose: VerboseOption = None,
) -> None:
    """Read articles of some days again, or annotate them anew after a change of rules or model.

    What is up to date is passed over: one that was interrupted goes on where it was when it is called again.
    """
    from flows.command_backfill import backfill_of, run_backfill

    settings = settings_of(
        warehouse=warehouse, model=model, batch_size=batch_size, workers=workers, verbose=verbose
    )
    wanted = backfill_of(since and since.date(), until and until.date(), reannotate, dry_run)
    raise typer.Exit(run_backfill(source or [], wanted, dry_run, settings))


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
    verbose: VerboseOption = None,
) -> None:
    """Read the sources on their schedules until interrupted."""
    from flows.command_serve import serve_sources

    serve_sources(sources or [], settings_of(warehouse=warehouse, verbose=verbose), at_once, notify)


def compact(
    days: Annotated[
        int, typer.Option(min=0, help="Keep snapshots of this many days; 0: when nobody reads.")
    ] = 7,
    warehouse: WarehouseOption = None,
) -> None:
    """Merge a lake's small files and forget its old snapshots; the rows stay as they are."""
    from flows.command_compact import compact_lake

    typer.echo(compact_lake(settings_of(warehouse=warehouse), days))


def doctor(
    quick: Annotated[
        bool, typer.Option("--quick", help="Start nothing: only look at what is installed and where.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Say whether all that a run needs is here and can be started, and what state the warehouse is in."""
    from flows.command_doctor import report

    raise typer.Exit(report(settings_of(warehouse=warehouse), Console(highlight=False), quick))


def dashboard(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8501,
    warehouse: WarehouseOption = None,
) -> None:
    """Serve the dashboards, for browsers on this machine. Ctrl-C ends it."""
    from flows.command_dashboard import serve

    serve(settings_of(warehouse=warehouse), host, port)
