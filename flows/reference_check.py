"""The reference tables, checked before a run publishes with them where the last run had others."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from expectations.results import WHOLE_RUN, CheckResult
from flows.batch.check import check_reference
from flows.report import Blocked, RunReport
from flows.settings import Settings
from flows.workers.pool import crew
from warehouse.history import last_versions


@contextmanager
def reference_checked(report: RunReport, settings: Settings) -> Iterator[None]:
    """Check the reference tables beside what the block does, into `report`.

    Not where the last completed run had the same rules and files: it checked them.
    """
    known = last_versions(settings.warehouse)
    if known and known.get("rules") == report.versions["rules"]:
        yield
        return
    beside = ThreadPoolExecutor(1)
    checking = beside.submit(crew(settings).check, check_reference, settings.reference)
    try:
        yield
        results = checking.result()
    finally:
        beside.shutdown(wait=False, cancel_futures=True)
    report.checks.append((WHOLE_RUN, results))
    report.blocked += [Blocked(check, failing_rows(check)) for check in results if check.blocks]


def failing_rows(check: CheckResult) -> list[str]:
    """The rows that break a check, by their keys."""
    return [
        ", ".join(f"{name} {value}" for name, value in row.items() if value is not None)
        for row in check.failing
    ]
