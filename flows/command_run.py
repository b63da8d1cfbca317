"""`readout run`: starts what a run needs in the order that keeps the cores busy, then calls the flow."""

import os
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from flows.local_prefect import LocalPrefect, PrefectUnreachable
from flows.settings import Settings
from flows.startup import starting
from transforms.model import model_version
from warehouse.lock import WarehouseBusy

if TYPE_CHECKING:
    from warehouse.quarantine import Choice


def run_sources(sources: list[str], settings: Settings, again: "Choice | None" = None) -> int:
    """Run the flow and print its summary; returns the exit code of the command.

    Where there is `again`, only the inputs of these rows of the quarantine are read.
    """
    if not settings.verbose:  # the summary says what failed; Prefect's server keeps its own log of the run
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    try:
        model_version(settings.model)
    except OSError as error:
        return complain(error, 1)
    with LocalPrefect() as prefect:
        with starting():
            from flows.processes import crew

            crew(settings.model, settings.reference, settings.workers)  # begins to load the model
            from flows.report import print_summary
            from flows.run import RunFailed, readout
            from flows.sources import SourceError
        try:
            prefect.wait()
            report = readout(sources, settings, again)
        except RunFailed as failed:
            report = failed.report
        except (PrefectUnreachable, WarehouseBusy, OSError) as error:
            return complain(error, 1)
        except SourceError as error:
            return complain(error, 2)
    print_summary(report, Console(highlight=False))
    return 0 if report.state == "completed" else 1


def complain(error: Exception, code: int) -> int:
    """Print an error that is the user's to mend; returns the exit code of the command."""
    console = Console(stderr=True, highlight=False)
    console.print(f"[red]readout:[/] {escape(str(error))}", soft_wrap=True)
    return code
