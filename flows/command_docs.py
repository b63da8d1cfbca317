"""`readout docs`: where the Data Docs of a run are, and a browser that shows them."""

import webbrowser
from pathlib import Path

from warehouse.address import Warehouse
from warehouse.docs import find_page
from warehouse.target import refuse


class NoBrowser(OSError):
    """No browser could be started."""


def show(warehouse: Warehouse, run_id: str | None, open_it: bool) -> Path:
    """The first page of the Data Docs of a run (None: of the last that has some), in a browser if wanted.

    Raises NoDocs and NoBrowser, NotAWarehouse for a file that is none.
    """
    refuse(warehouse)
    page = find_page(warehouse, run_id)
    if open_it and not webbrowser.open(page.as_uri()):
        raise NoBrowser(f"no browser could be started; open {page.as_uri()} in one")
    return page
