"""Checks the reference tables before a run publishes, if they or the rules have changed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from expectations.results import WHOLE_RUN, CheckResult
from flows.batch.check import check_reference
from flows.report import Blocked, RunReport
from flows.settings import Settings
from flows.workers.pool import workers_for
from warehouse.history import last_versions


@contextmanager
def checks_reference(report: RunReport, settings: Settings) -> Iterator[None]:
    """Check the reference tables in parallel with the block; adds results and blocking checks to `report`.

    Skipped if the last completed run had the same rules and files, and thus checked them.
    """
    known = last_versions(settings.warehouse)
    if known and known.get("rules") == report.versions["rules"]:
        yield
        return
    executor = ThreadPoolExecutor(1)
    checking = executor.submit(workers_for(settings).check, check_reference, settings.reference)
    try:
        yield
        results = checking.result()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    report.checks.append((WHOLE_RUN, results))
    report.blocked += [Blocked(check, failing_rows(check)) for check in results if check.blocks]


def failing_rows(check: CheckResult) -> list[str]:
    """The failing rows of a check, as their key columns."""
    return [
        ", ".join(f"{name} {value}" for name, value in row.items() if value is not None)
        for row in check.failing
    ]
