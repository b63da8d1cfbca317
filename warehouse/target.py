"""Where a run publishes: a DuckDB file by way of a private copy, or a lake by a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse import lake
from warehouse.address import Warehouse
from warehouse.ddl import create
from warehouse.publish import private_copy


@contextmanager
def writing(warehouse: Warehouse, timeout: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to what is published now, for the one who publishes next; its tables are there.

    What the block leaves uncommitted, or all of it when it raises in a file, is not published. Raises
    WarehouseBusy when others publish to a lake for longer than `timeout` seconds.
    """
    if isinstance(warehouse, Path):
        with private_copy(warehouse) as connection:
            yield connection
    else:
        with lake.publishing(warehouse, timeout) as connection:
            create(connection)
            yield connection
