"""`readout backfill`: processes known articles again."""

from datetime import date, datetime
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from flows.batch.backfill import Backfill, articles_to_reannotate
from flows.cli.common import (
    BatchSizeOption,
    ModelOption,
    VerboseOption,
    WarehouseOption,
    WorkersOption,
    settings_of,
)
from flows.cli.run import print_error, run_flow
from flows.settings import Settings
from flows.versions import versions
from warehouse.read import connect
from warehouse.shell.escape import markup


class WrongUse(ValueError):
    """Options that are contradictory or missing."""

    exit_code = 2


def parse_backfill(since: date | None, until: date | None, stored: bool, dry_run: bool) -> Backfill:
    """The backfill that the options describe. Raises WrongUse."""
    if dry_run and not stored:
        raise WrongUse(
            "--dry-run requires --reannotate: the articles of a source are unknown until it is read"
        )
    if not stored and since is None and until is None:
        raise WrongUse("state a date range: --from, --to or both (optional with --reannotate)")
    try:
        return Backfill(since=since, until=until, stored=stored)
    except ValidationError as error:
        raise WrongUse(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def run_backfill(names: list[str], backfill: Backfill, dry_run: bool, settings: Settings) -> int:
    """Run the backfill, or with `dry_run` only count its articles; returns the exit code of the command.

    Raises NoWarehouse and OSError if the warehouse cannot be read.
    """
    if backfill.stored:
        with connect(settings.warehouse) as connection:
            held = connection.execute("SELECT count(*) FROM core.articles").fetchall()[0][0]
        try:
            stale = articles_to_reannotate(backfill, names, settings.warehouse, versions(settings))
        except ValueError as error:
            return print_error(error, 2, settings)
        chosen = "; ".join(filter(None, (str(backfill), ", ".join(names))))
        Console(highlight=False).print(
            f"Annotated with other rules, reference data or another model: "
            f"{len(stale):,} of {held:,} articles ({markup(chosen)})"
        )
        if not stale:
            print(
                "Nothing to do." if held else "The warehouse has no articles: load some with `readout run`."
            )
        if dry_run or not stale:
            return 0
    return run_flow(settings, sources=names, backfill=backfill)


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
            help="What to read, as for `readout run`; with --reannotate, the name of a source. Repeatable. "
            "[default: all]",
        ),
    ] = None,
    reannotate: Annotated[
        bool, typer.Option("--reannotate", help="Annotate stored articles again; needs no source.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the number of articles.")] = False,
    warehouse: WarehouseOption = None,
    model: ModelOption = None,
    batch_size: BatchSizeOption = None,
    workers: WorkersOption = None,
    verbose: VerboseOption = None,
) -> None:
    """Read the articles of a date range again, or reannotate stored articles.

    Articles that are up to date are skipped, so an interrupted backfill resumes when it is called again.
    """
    settings = settings_of(
        warehouse=warehouse, model=model, batch_size=batch_size, workers=workers, verbose=verbose
    )
    wanted = parse_backfill(since and since.date(), until and until.date(), reannotate, dry_run)
    raise typer.Exit(run_backfill(source or [], wanted, dry_run, settings))
