"""Data Docs of a run, built by the process that checks, while the flow publishes or records a failure."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from expectations.data_docs.unchecked import About
from expectations.results import WHOLE_RUN
from flows.batch.check import build_docs
from flows.report import RunReport
from flows.settings import Settings
from flows.workers.pool import crew


@contextmanager
def documented(report: RunReport, settings: Settings) -> Iterator[None]:
    """Build the Data Docs of a run beside what the block does, into `report.docs`.

    A run does not fail for them: what keeps them from being built is a warning of the run.
    """
    if not settings.docs_kept:
        yield
        return
    checked = sum(batch != WHOLE_RUN for batch, _ in report.checks)
    results = [check for _, checks in report.checks for check in checks]
    ending = f"{report.state.capitalize()}: {report.message}" if report.message else None
    about = About(report.run_id, report.started_at, checked, ending, [*report.warnings])

    def built() -> Path:
        arguments = (settings.warehouse, settings.docs_kept, about, results, settings.reference)
        if not checked:  # nothing for Great Expectations, whose import may not be done yet
            return build_docs(*arguments)
        return crew(settings).check(build_docs, *arguments)

    with ThreadPoolExecutor(1) as beside:
        building = beside.submit(built)
        try:
            yield
        finally:
            error = building.exception()
            if error:
                report.warnings.append(f"no Data Docs of this run: {error}")
            else:
                report.docs = building.result()
