"""`readout tables`: the data dictionary."""

from typing import Annotated

import typer
from rich.console import Console

from flows.cli.common import WarehouseOption, settings_to_read
from warehouse.hints import command_line
from warehouse.read import connect
from warehouse.shell.dictionary import print_table, print_tables


def tables(
    name: Annotated[str | None, typer.Argument(help="One table, such as quotes or core.quotes.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show the data dictionary: every table and column, with row counts."""
    console = Console()
    address = settings_to_read(warehouse).warehouse
    with connect(address) as connection:
        if name is None:
            print_tables(connection, console, command_line("tables", address, "NAME"))
        else:
            print_table(connection, name, console)
