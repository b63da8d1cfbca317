"""Checks the reference tables before a run publishes, if they or the rules have changed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from expectations.results import CheckResult
from flows.batch.check import check_reference
from flows.results import Blocked, Checked, Run
from flows.workers.pool import Workers
from warehouse.history import last_versions


@contextmanager
def reference_checks(
    run: Run, reference: Path, start_workers: Callable[[], Workers]
) -> Iterator[Callable[[], Checked | None]]:
    """Check the reference tables in parallel with the block, which gets a function that waits for the result.

    That is None if the last completed run had the same rules and files, and thus checked them.
    """
    known = last_versions(run.warehouse)
    if known and known.get("rules") == run.versions["rules"]:
        yield lambda: None
        return
    executor = ThreadPoolExecutor(1)
    checking = executor.submit(lambda: start_workers().check(check_reference, reference))
    try:
        yield lambda: checked(checking.result())
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def checked(results: list[CheckResult]) -> Checked:
    """The checks of the reference tables, with those that block publishing."""
    return Checked(results, [Blocked(check, failing_rows(check)) for check in results if check.blocks])


def failing_rows(check: CheckResult) -> list[str]:
    """The failing rows of a check, as their key columns."""
    return [
        ", ".join(f"{name} {value}" for name, value in row.items() if value is not None)
        for row in check.failing
    ]
