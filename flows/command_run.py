"""`readout run`: starts what a run needs in the order that keeps the cores busy, then calls the flow."""

import os
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from flows.processes import crew
from flows.settings import Settings
from flows.startup import starting

if TYPE_CHECKING:
    from flows.report import RunReport


def run_sources(sources: list[str], settings: Settings) -> int:
    """Run the flow and print its summary; returns the exit code of the command."""
    console = Console(highlight=False)
    errors = Console(stderr=True, highlight=False)
    if not settings.verbose:  # the summary says what failed; Prefect's server keeps its own log of the run
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    with starting():
        crew(settings.model, settings.reference)  # the checker begins to import Great Expectations
        from flows.local_prefect import LocalPrefect, PrefectUnreachable
        from flows.report import print_summary
        from flows.sources import SourceError
        from warehouse.lock import WarehouseBusy

    try:
        with LocalPrefect() as prefect:
            with starting():
                from flows.run import RunFailed, readout
                from flows.stages import warm_up

                warm_up(settings.model, settings.reference)
            prefect.wait()
            try:
                report: RunReport = readout(sources, settings)
            except RunFailed as failed:
                report = failed.report
    except (PrefectUnreachable, SourceError, WarehouseBusy, OSError) as error:
        errors.print(f"[red]readout:[/] {escape(str(error))}", soft_wrap=True)
        return 2 if isinstance(error, SourceError) else 1
    print_summary(report, console)
    return 0 if report.state == "completed" else 1
