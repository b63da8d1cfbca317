"""Builds the Data Docs of a run in the checker while the flow publishes or records a failure."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from expectations.data_docs.unchecked import About
from expectations.results import WHOLE_RUN
from flows.batch.check import build_docs
from flows.report import RunReport
from flows.settings import Settings
from flows.workers.pool import workers_for


@contextmanager
def builds_data_docs(report: RunReport, settings: Settings) -> Iterator[None]:
    """Build the Data Docs of a run in parallel with the block; sets `report.docs` to their first page.

    An error in building them does not fail the run: it becomes a warning.
    """
    if not settings.docs_kept:
        yield
        return
    checked = sum(batch != WHOLE_RUN for batch, _ in report.checks)
    results = [check for _, checks in report.checks for check in checks]
    ending = f"{report.state.capitalize()}: {report.message}" if report.message else None
    about = About(report.run_id, report.started_at, checked, ending, [*report.warnings])

    def build() -> Path:
        arguments = (settings.warehouse, settings.docs_kept, about, results, settings.reference)
        if not checked:  # needs no Great Expectations, which may not be imported yet
            return build_docs(*arguments)
        return workers_for(settings).check(build_docs, *arguments)

    with ThreadPoolExecutor(1) as executor:
        building = executor.submit(build)
        try:
            yield
        finally:
            error = building.exception()
            if error:
                report.warnings.append(f"could not build the Data Docs of this run: {error}")
            else:
                report.docs = building.result()
