"""`readout quality`: shows the checks of a run, or checks the published tables."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import duckdb
import typer

from expectations.outcomes import CRITICAL, OUTCOMES, PASSED, checks_in_words
from flows.cli.common import WarehouseOption, settings_of, settings_to_read
from warehouse.address import Warehouse
from warehouse.history import CHECKS, CHECKS_OF, LAST_RUN
from warehouse.read import connect
from warehouse.shell.escape import line, plain
from warehouse.shell.output import Columns, print_rows, terminal, write_rows

if TYPE_CHECKING:
    from expectations.results import CheckResult
    from flows.settings import Settings

NO_RUN = "No run has been recorded yet: start one with `readout run`."


class NoSuchRun(ValueError):
    """The run is not in the history."""

    exit_code = 1


def show_checks(warehouse: Warehouse, run_id: str | None, all_checks: bool) -> None:
    """Print the checks of a run (None: the last one) that did not pass, or all of them. Raises NoSuchRun."""
    with connect(warehouse) as connection:
        run = run_id or last_run(connection)
        if run is None:
            print(NO_RUN)
            return
        if not connection.execute("FROM quality.runs WHERE run_id = ?", [run]).fetchall():
            raise NoSuchRun(f"no run {plain(run)} in the history: `readout runs` lists the last ones")
        counts = Counter(dict(connection.execute(CHECKS_OF, [run]).fetchall()))
        if not counts:
            print(line(f"Run {run} has no checks: it ended before any batch was checked."))
            return
        if all_checks or len(counts) > 1 or "passed" not in counts:
            write_rows(connection.execute(CHECKS, [run, all_checks]), "table", None)
        else:
            print("All checks passed.")
        print(line(f"Run {run}: {checks_in_words(counts)}."))


def check_published(settings: "Settings", all_checks: bool) -> bool:
    """Check the published tables and print the checks that did not pass, or all; whether none is critical.

    Raises what `flows.batch.check.check_published` does.
    """
    from rich.console import Console

    from flows.batch import published
    from warehouse.project import project_folder

    with Console(stderr=True).status("Checking the published tables"):
        results = published.check_published(settings.warehouse, settings.reference)
    counts = Counter(check.outcome for check in results)
    if all_checks or set(counts) != {PASSED}:
        print_checks([check for check in results if all_checks or not check.success])
    print(f"Published tables: {checks_in_words(counts)}.")
    print(line(f"Great Expectations project: {project_folder(settings.warehouse)}"))
    return not counts[CRITICAL]


def print_checks(checks: "list[CheckResult]") -> None:
    """Print checks as a table, the worst first, with the first rows that break them."""
    from expectations.results import first_rows

    worst_first = sorted(checks, key=lambda check: -OUTCOMES.index(check.outcome))
    columns = Columns(
        ["table_name", "column_name", "outcome", "meaning", "rows", "first_rows"],
        [False, False, False, False, True, False],
    )
    rows = [
        (c.table_name, c.column_name, c.outcome, c.meaning, c.unexpected_count, "\n".join(first_rows(c)))
        for c in worst_first
    ]
    print_rows(columns, rows, terminal())


def last_run(connection: duckdb.DuckDBPyConnection) -> str | None:
    row = connection.execute(LAST_RUN).fetchone()
    return row[0] if row else None


def quality(
    run_id: Annotated[str | None, typer.Argument(help="The run. [default: the last one]")] = None,
    all_checks: Annotated[bool, typer.Option("--all", help="Include the checks that passed.")] = False,
    published: Annotated[
        bool,
        typer.Option(
            "--published",
            help="Check all published tables now, across runs; exit code 1 where a critical check fails.",
        ),
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the checks of a run that did not pass, or check the published tables."""
    if published:
        if run_id:
            raise typer.BadParameter("--published is about all runs: name none")
        raise typer.Exit(0 if check_published(settings_of(warehouse=warehouse), all_checks) else 1)
    show_checks(settings_to_read(warehouse).warehouse, run_id, all_checks)
