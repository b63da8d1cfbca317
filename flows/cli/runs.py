"""`readout runs`: shows the run history."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import TextFormat, WarehouseOption, settings_to_read
from flows.cli.quality import NO_RUN, last_run
from warehouse.address import Warehouse
from warehouse.history import RUNS, RUNS_IN_FULL
from warehouse.read import connect
from warehouse.shell.output import write_rows


def show_runs(warehouse: Warehouse, limit: int, format: str, output: Path | None = None) -> None:
    """Print the last runs."""
    with connect(warehouse) as connection:
        if format == "table" and last_run(connection) is None:
            print(NO_RUN)
            return
        query = RUNS if format == "table" else RUNS_IN_FULL
        write_rows(connection.execute(query, [limit]), format, output)


def runs(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Number of runs.")] = 20,
    format: Annotated[
        TextFormat, typer.Option("--format", "-f", help="Output format; csv and json have all columns.")
    ] = TextFormat.table,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the last runs: status, duration, article counts, versions."""
    show_runs(settings_to_read(warehouse).warehouse, limit, format.value)
