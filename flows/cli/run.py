"""`readout run`: starts the components of a run in an order that keeps the cores busy, and runs the flow."""

import logging
import os
import sys
from dataclasses import replace
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
from flows.server.internals import import_engines
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

    With `again`, reads only the inputs of the quarantined rows that match it.
    """
    return run_flow(settings, sources, again=again)


def run_flow(
    settings: Settings,
    sources: list[str],
    again: "Choice | None" = None,
    backfill: "Backfill | None" = None,
) -> int:
    """Run the flow with these parameters and print its summary; returns the exit code of the command.

    The flow runs in a thread, so that the main thread is free to handle signals.
    """
    stop = install_handlers(partial(write_notice, settings))
    if not settings.verbose:  # the summary has the errors; Prefect's server keeps its own log of the run
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    try:
        model_version(settings.model)
        hide_modules("pandas")  # DuckDB imports it (0.5 s) for the first query parameter
        return run_in_thread(partial(with_prefect, stop, settings, sources, again, backfill))
    except Stopped as stopped:
        return print_error(stopped, 128 + (stop.received or 0), settings)
    except OSError as error:
        return print_error(error, exit_code_of(error), settings)


def with_prefect(
    stop: Stop, settings: Settings, sources: list[str], again: "Choice | None", backfill: "Backfill | None"
) -> int:
    """Start what a run needs, run the flow and print its summary; returns the exit code of the command.

    Raises Stopped if a signal arrives before the flow starts, OSError if a component cannot be started.
    """
    gone, failure = False, 0
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
                if is_of_sources:  # the flow opens them again; report an unknown name early
                    open_sources(sources, settings.sources, settings.warehouse)
            except (SourceError, BadReference) as error:
                return print_error(error, exit_code_of(error), settings)
            if settings.executor == "local":
                workers_for(settings)  # starts loading the model
            import_engines()

            from flows.readout import RunFailed, published_reports, readout
            from flows.summary import print_summary
        if settings.executor == "local" and prefect.process is None:
            workers_for(settings).start_checker()  # no local server competes for the cores
        try:
            prefect.wait(stop.pause)
            stop.check()
            report = readout(sources, settings, again, backfill)
        except RunFailed as failed:
            report, failure = failed.report, exit_code_of(failed.__cause__ or failed)
        except (PrefectUnreachable, WarehouseBusy, OSError, SourceError, BadReference) as error:
            return print_error(error, exit_code_of(error), settings)
        except httpx.HTTPError as error:
            if not published_reports:
                return print_error(
                    f"lost the connection to Prefect's server: {error}. Run again", 1, settings
                )
            note = f"could not report the run to Prefect, its server is gone: {error}"
            report, gone = replace(published_reports[-1], notes=(note,)), True
    print_summary(report, Console(highlight=False), ENTERED)
    if gone:  # Prefect would retry sending events to its server for minutes
        sys.stdout.flush()
        os._exit(exit_code(report))
    return failure or exit_code(report)


def exit_code(report: "RunReport") -> int:
    """0 for a completed run, 1 for a failed one, 128 + the signal for one stopped by a signal."""
    if report.stopped_by:
        return 128 + report.stopped_by
    return 0 if report.state == "completed" else 1


def exit_code_of(error: BaseException) -> int:
    """The exit code for an error: its `exit_code`, 2 for wrong usage, else 1."""
    code: int = getattr(error, "exit_code", 1)
    return code


def print_error(error: Exception | str, code: int, settings: Settings) -> int:
    """Print an error that the user can fix; returns `code`."""
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
