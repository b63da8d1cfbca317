"""`readout docs`: prints the path of a run's Data Docs, or opens them in a browser."""

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import WarehouseOption, settings_to_read
from warehouse.address import Warehouse
from warehouse.docs import find_page
from warehouse.shell.escape import line
from warehouse.store.writing import refuse


class NoBrowser(OSError):
    """No browser could be started."""


def show(warehouse: Warehouse, run_id: str | None, open_it: bool) -> Path:
    """The first page of the Data Docs of a run, or of the latest run that has some.

    `open_it` shows it in a browser.

    Raises NoDocs and NoBrowser, NotAWarehouse for a file of another program.
    """
    refuse(warehouse)
    page = find_page(warehouse, run_id)
    if open_it and not webbrowser.open(page.as_uri()):
        raise NoBrowser(f"no browser could be started: open {page.as_uri()} yourself")
    return page


def docs(
    run_id: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="The run. [default: the latest with Data Docs]")
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Show them in a browser.")] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Print the path of a run's Data Docs, the pages of its checks."""
    page = show(settings_to_read(warehouse).warehouse, run_id, open_it)
    # A program gets the path as it is, whatever its bytes
    typer.echo(line(page) if sys.stdout.isatty() else bytes(page))
