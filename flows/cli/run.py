"""`readout run`: starts what a run needs in the order that keeps the cores busy, then calls the flow."""

import logging
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows import ENTERED
from flows.cli.common import (
    BatchSizeOption,
    ModelOption,
    VerboseOption,
    WarehouseOption,
    WorkersOption,
    settings_of,
)
from flows.logs import format_line, write_notice
from flows.process.imports import fast_imports, hide_modules
from flows.process.signals import Stop, Stopped, install_handlers, run_in_thread
from flows.progress import StartProgress, startup_description
from flows.server.local import LocalPrefect, PrefectUnreachable
from flows.settings import Settings
from transforms.model import model_version
from warehouse.store.lock import WarehouseBusy

if TYPE_CHECKING:
    from flows.batch.backfill import Backfill
    from flows.report import RunReport
    from warehouse.load.quarantine import Choice


def run_sources(sources: list[str], settings: Settings, again: "Choice | None" = None) -> int:
    """Run the flow and print its summary; returns the exit code of the command.

    Where there is `again`, only the inputs of these rows of the quarantine are read.
    """
    return run_flow(settings, sources, again=again)


def run_flow(
    settings: Settings,
    sources: list[str],
    again: "Choice | None" = None,
    backfill: "Backfill | None" = None,
) -> int:
    """Run the flow with these parameters, as above.

    It runs in a thread, so that a signal reaches code that does nothing but wait for one.
    """
    stop = install_handlers(partial(write_notice, settings))
    if not settings.verbose:  # the summary says what failed; Prefect's server keeps its own log of the run
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    try:
        model_version(settings.model)
        hide_modules("pandas")  # DuckDB would import it, half a second, for the first parameter of a query
        return run_in_thread(partial(with_prefect, stop, settings, sources, again, backfill))
    except Stopped as stopped:
        return print_error(stopped, 128 + (stop.received or 0), settings)
    except OSError as error:
        return print_error(error, exit_code_of(error), settings)


def with_prefect(
    stop: Stop, settings: Settings, sources: list[str], again: "Choice | None", backfill: "Backfill | None"
) -> int:
    """Start what a run needs, run the flow and print its summary; returns the exit code of the command.

    Raises Stopped where a signal came before the flow began, OSError where something cannot be started.
    """
    gone = False
    is_of_sources = again is None and (backfill is None or not backfill.stored)
    with StartProgress(settings, startup_description(settings)), LocalPrefect() as prefect:
        with fast_imports():
            import httpx

            from flows.sources import SourceError, open_sources
            from flows.workers.pool import workers_for
            from transforms.lexicon.faults import BadReference, check_reference
            from warehouse.store.writing import refuse

            refuse(settings.warehouse)
            try:
                check_reference(settings.reference)
                if is_of_sources:  # the flow opens them too; a name that is none need not wait for it
                    open_sources(sources, settings.sources, settings.warehouse)
            except (SourceError, BadReference) as error:
                return print_error(error, exit_code_of(error), settings)
            if settings.executor == "local":
                workers_for(settings)  # begins to load the model
            from prefect import flow_engine, task_engine  # noqa: F401  # a flow's start would import them

            from flows.readout import RunFailed, published_reports, readout
            from flows.summary import print_summary
        if settings.executor == "local" and prefect.process is None:
            workers_for(settings).start_checker()  # no server of ours needs the cores
        try:
            prefect.wait(stop.pause)
            stop.check()
            report = readout(sources, settings, again, backfill)
        except RunFailed as failed:
            report = failed.report
        except (PrefectUnreachable, WarehouseBusy, OSError, SourceError, BadReference) as error:
            return print_error(error, exit_code_of(error), settings)
        except httpx.HTTPError as error:
            if not published_reports:
                return print_error(f"Prefect's server is gone: {error}. Run again", 1, settings)
            report, gone = published_reports[-1], True
            report.warnings.append(f"Prefect's server is gone and cannot be told of the run: {error}")
    print_summary(report, Console(highlight=False), ENTERED)
    if gone:  # Prefect would go on for minutes, trying to tell its server of each event
        sys.stdout.flush()
        os._exit(exit_code(report))
    return exit_code(report)


def exit_code(report: "RunReport") -> int:
    """0 where all was done; for a run that a signal ended, what a shell reports of such a process."""
    if report.stopped_by:
        return 128 + report.stopped_by
    return 0 if report.state == "completed" else 1


def exit_code_of(error: Exception) -> int:
    """The exit code of the command that an error ends: 2 where it was given wrongly."""
    code: int = getattr(error, "exit_code", 1)
    return code


def print_error(error: Exception | str, code: int, settings: Settings) -> int:
    """Print an error that is the user's to mend; returns the exit code of the command."""
    print(format_line(str(error), logging.ERROR, settings), file=sys.stderr)
    return code


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
    settings = settings_of(
        warehouse=warehouse, model=model, batch_size=batch_size, workers=workers, verbose=verbose
    )
    raise typer.Exit(run_sources(sources or [], settings))
