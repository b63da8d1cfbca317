"""`readout run`: starts what a run needs in the order that keeps the cores busy, then calls the flow."""

import logging
import os
import signal
import sys
from typing import TYPE_CHECKING

from rich.console import Console

from flows.local_prefect import LocalPrefect, PrefectUnreachable
from flows.logs import line
from flows.settings import Settings
from flows.startup import do_without, starting
from transforms.model import model_version
from warehouse.lock import WarehouseBusy

if TYPE_CHECKING:
    from flows.backfill import Backfill
    from flows.report import RunReport
    from warehouse.quarantine import Choice


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
    """Run the flow with these parameters, as above."""
    if not settings.verbose:  # the summary says what failed; Prefect's server keeps its own log of the run
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    try:
        model_version(settings.model)
    except OSError as error:
        return complain(error, 1, settings)
    do_without("pandas")  # DuckDB would import it, half a second, for the first parameter of a query
    gone = False
    try:
        with LocalPrefect() as prefect:
            with starting():
                import httpx

                from flows.processes import crew

                if settings.executor == "local":
                    crew(settings)  # begins to load the model
                from prefect import flow_engine, task_engine  # noqa: F401  # a flow's start would import them

                from flows.report import print_summary
                from flows.run import RunFailed, ended, readout
                from flows.sources import SourceError
            if settings.executor == "local" and prefect.process is None:
                crew(settings).start_checker()  # no server of ours needs the cores
            try:
                prefect.wait()
                report = readout(sources, settings, again, backfill)
            except RunFailed as failed:
                report = failed.report
            except (PrefectUnreachable, WarehouseBusy, OSError) as error:
                return complain(error, 1, settings)
            except SourceError as error:
                return complain(error, 2, settings)
            except httpx.HTTPError as error:
                if not ended:
                    return complain(f"Prefect's server is gone: {error}. Run again", 1, settings)
                report, gone = ended[-1], True
                report.warnings.append(f"Prefect's server is gone and cannot be told of the run: {error}")
    except KeyboardInterrupt:  # before the run began or after it ended: within it, Ctrl-C is its own affair
        return complain("interrupted", 128 + signal.SIGINT, settings)
    print_summary(report, Console(highlight=False))
    if gone:  # Prefect would go on for minutes, trying to tell its server of each event
        sys.stdout.flush()
        os._exit(exit_code(report))
    return exit_code(report)


def exit_code(report: "RunReport") -> int:
    """0 where all was done; for a run that a signal ended, what a shell reports of such a process."""
    if report.stopped_by:
        return 128 + report.stopped_by
    return 0 if report.state == "completed" else 1


def complain(error: Exception | str, code: int, settings: Settings) -> int:
    """Print an error that is the user's to mend; returns the exit code of the command."""
    print(line(str(error), logging.ERROR, settings), file=sys.stderr)
    return code
