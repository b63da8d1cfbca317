"""Data Docs of a run, built by the process that checks, while the flow publishes or records a failure."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from expectations.data_docs import plain
from expectations.data_docs.plain import About
from expectations.results import WHOLE_RUN, CheckResult
from flows.processes import crew
from flows.report import RunReport
from flows.settings import Settings
from warehouse.address import Warehouse
from warehouse.docs import INDEX, docs_folder, new_docs


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
        arguments = (settings.warehouse, settings.docs_kept, about, results)
        if not checked:  # nothing for Great Expectations, whose import may not be done yet
            return build(*arguments)
        return crew(settings).check(build, *arguments)

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


def build(warehouse: Warehouse, keep: int, about: About, results: list[CheckResult]) -> Path:
    """Build the Data Docs of a run; returns their first page. Raises DocsError and OSError."""
    with new_docs(warehouse, about.run_id, keep) as folder:
        if about.batches:
            # Here, because it imports Great Expectations, which takes seconds
            from expectations.data_docs import site

            site.build(folder, about, results)
        else:
            plain.write(folder, about, results)
    return docs_folder(warehouse) / about.run_id / INDEX
