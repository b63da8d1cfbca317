"""`readout backfill`: bringing articles up to date that have been read before."""

from datetime import date, datetime
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

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


class WrongUse(ValueError):
    """Options that do not go together, or mean nothing."""

    exit_code = 2


def parse_backfill(since: date | None, until: date | None, stored: bool, dry_run: bool) -> Backfill:
    """The backfill that the options mean. Raises WrongUse."""
    if dry_run and not stored:
        raise WrongUse("--dry-run goes with --reannotate: what sources hold is known once they are read")
    if not stored and since is None and until is None:
        raise WrongUse("say which days: --from, --to or both (--reannotate works without)")
    try:
        return Backfill(since=since, until=until, stored=stored)
    except ValidationError as error:
        raise WrongUse(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def run_backfill(names: list[str], backfill: Backfill, dry_run: bool, settings: Settings) -> int:
    """Do it, and print what was done; returns the exit code of the command.

    Raises NoWarehouse and OSError where the articles cannot be had, ValueError for an unknown source.
    """
    if backfill.stored:
        with connect(settings.warehouse) as connection:
            held = connection.execute("SELECT count(*) FROM core.articles").fetchall()[0][0]
        try:
            stale = articles_to_reannotate(backfill, names, settings, versions(settings))
        except ValueError as error:
            return print_error(error, 2, settings)
        chosen = "; ".join(filter(None, (str(backfill), ", ".join(names))))
        Console(highlight=False).print(
            f"Annotated with other rules, reference data or another model: "
            f"{len(stale):,} of {held:,} articles ({escape(chosen)})"
        )
        if not stale:
            print(
                "Nothing is to be done."
                if held
                else "The warehouse holds no article: `readout run` reads some."
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
    settings = settings_of(
        warehouse=warehouse, model=model, batch_size=batch_size, workers=workers, verbose=verbose
    )
    wanted = parse_backfill(since and since.date(), until and until.date(), reannotate, dry_run)
    raise typer.Exit(run_backfill(source or [], wanted, dry_run, settings))
