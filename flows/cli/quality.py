"""`readout quality`: shows the checks of a run."""

from collections import Counter
from typing import Annotated

import duckdb
import typer

from expectations.outcomes import checks_in_words
from flows.cli.common import WarehouseOption, settings_to_read
from warehouse.address import Warehouse
from warehouse.history import CHECKS, CHECKS_OF, LAST_RUN
from warehouse.read import connect
from warehouse.shell.escape import plain
from warehouse.shell.output import write_rows

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
            print(f"Run {run} has no checks: it ended before any batch was checked.")
            return
        if all_checks or len(counts) > 1 or "passed" not in counts:
            write_rows(connection.execute(CHECKS, [run, all_checks]), "table", None)
        else:
            print("All checks passed.")
        print(f"Run {run}: {checks_in_words(counts)}.")


def last_run(connection: duckdb.DuckDBPyConnection) -> str | None:
    row = connection.execute(LAST_RUN).fetchone()
    return row[0] if row else None


def quality(
    run_id: Annotated[str | None, typer.Argument(help="The run. [default: the last one]")] = None,
    all_checks: Annotated[bool, typer.Option("--all", help="Include the checks that passed.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the checks of a run that did not pass, with their severity."""
    show_checks(settings_to_read(warehouse).warehouse, run_id, all_checks)
