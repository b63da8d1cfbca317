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
    """A connection to a new version of the warehouse, with its tables in place, to be published at the end.

    `staged` is the size in bytes of what the block loads. Nothing uncommitted is published; for a file,
    nothing at all if the block raises. Raises WarehouseBusy if others publish to a lake for longer than
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
    """A `writing` connection in its own transaction, while no run publishes.

    Raises what `warehouse.read.connect` does, and WarehouseBusy if others publish for longer than `timeout`
    seconds.
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
    """Raise NotAWarehouse or WrongVersion early if a run could not publish.

    Checks a file only: whether a lake is ours shows once its catalogue is open.
    """
    if isinstance(warehouse, Path):
        refuse_others(warehouse)


def prepare(warehouse: Warehouse, timeout: float) -> None:
    """Migrate an existing warehouse to the declared tables, so that a run may read it.

    Raises WrongVersion if that fails, NotAWarehouse for another program's file, and what `writing` raises.
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
