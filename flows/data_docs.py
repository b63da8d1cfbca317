"""Builds the Data Docs of a run in the checker while the flow publishes or records a failure."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from expectations.data_docs.unchecked import About
from flows.batch.check import build_docs
from flows.report import RunReport
from flows.results import Docs
from flows.workers.pool import Workers


@contextmanager
def data_docs(
    report: RunReport, kept: int, reference: Path, start_workers: Callable[[], Workers]
) -> Iterator[Callable[[], Docs]]:
    """Build the Data Docs of a run in parallel with the block, which gets a function that waits for them.

    Those of the last `kept` runs are kept; with 0 none are built. An error in building them does not fail the
    run: it becomes a warning.
    """
    if not kept:
        yield Docs
        return
    checked = len(report.batches)
    results = [check for _, checks in report.checks for check in checks]
    ending = f"{report.state.capitalize()}: {report.message}" if report.message else None
    about = About(report.run_id, report.started_at, checked, ending, report.warnings)

    def build() -> Path:
        arguments = (report.warehouse, kept, about, results, reference)
        if not checked:  # needs no Great Expectations, which may not be imported yet
            return build_docs(*arguments)
        return start_workers().check(build_docs, *arguments)

    with ThreadPoolExecutor(1) as executor:
        building = executor.submit(build)

        def built() -> Docs:
            error = building.exception()
            if error:
                return Docs(warning=f"could not build the Data Docs of this run: {error}")
            return Docs(building.result())

        yield built
