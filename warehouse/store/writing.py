"""Where a run publishes: a DuckDB file by way of a private copy, or a lake by a transaction."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from warehouse.address import Warehouse
from warehouse.ddl import create, current
from warehouse.read import connect
from warehouse.store import lake
from warehouse.store.file import private_copy, refuse_others, upgrade
from warehouse.store.lock import writer_lock


@contextmanager
def writing(warehouse: Warehouse, timeout: float, staged: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to what is published now, for the one who publishes next; its tables are there.

    `staged` is the size in bytes of what the block loads. What it leaves uncommitted, or all of it when it
    raises in a file, is not published. Raises WarehouseBusy when others publish to a lake for longer than
    `timeout` seconds.
    """
    if isinstance(warehouse, Path):
        with private_copy(warehouse, staged) as connection:
            yield connection
    else:
        with lake.publishing(warehouse, timeout) as connection:
            create(connection, str(warehouse))
            yield connection


@contextmanager
def changing(warehouse: Warehouse, timeout: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection as of `writing`, in a transaction of its own, while no run publishes.

    Raises what `warehouse.read.connect` does, and WarehouseBusy when others publish for longer than
    `timeout` seconds.
    """
    with ExitStack() as held:
        if isinstance(warehouse, Path):
            with connect(warehouse):  # before anything is made beside it
                pass
            held.enter_context(writer_lock(warehouse, timeout))
        connection = held.enter_context(writing(warehouse, timeout))
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")


def refuse(warehouse: Warehouse) -> None:
    """Raise NotAWarehouse or WrongVersion where a run could not publish, before it begins.

    Looks at a file only: whether a lake is ours is seen once its catalogue is open.
    """
    if isinstance(warehouse, Path):
        refuse_others(warehouse)


def prepare(warehouse: Warehouse, timeout: float) -> None:
    """Bring a warehouse that is there already to what this Readout declares, so that a run may read it.

    Raises WrongVersion where that cannot be, NotAWarehouse for what is somebody else's, and as `writing`
    does.
    """
    if isinstance(warehouse, Path):
        upgrade(warehouse)
    elif lake.stamp(warehouse) != current():
        try:
            with writing(warehouse, timeout):
                pass
        except duckdb.Error as error:
            raise lake.LakeError(
                f"the lake {warehouse} cannot be made or brought up to date: {error}"
            ) from error
