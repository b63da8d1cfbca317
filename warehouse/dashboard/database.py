"""The published warehouse as the dashboards read it: one version of the file, until the next is published.

DuckDB keeps one instance for each path in a process, so connecting again would go on showing the file that
was replaced as long as any session still reads it. Each version is therefore attached to an instance of its
own.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit as st

from warehouse.address import NoWarehouse
from warehouse.address import Warehouse as Address
from warehouse.ddl import lacks_marts
from warehouse.hints import run_line
from warehouse.store import lake
from warehouse.store.duck import open_duckdb, quoted
from warehouse.store.ownership import attach_file
from warehouse.version import check_readable

SEARCH = f"SET search_path = '{lake.SEARCH_PATH}'"
SNAPSHOT = f"SELECT id FROM {lake.NAME}.current_snapshot()"
TABLES = f"""
    SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = '{lake.NAME}'
    UNION ALL
    SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = '{lake.NAME}'
"""


# What sets one published version apart from the next: of a file inode, time and size, of a lake its snapshot
Version = tuple[int, ...]


def version_of(address: Address) -> Version:
    """The published version. Raises NoWarehouse if there is none, LakeError as `lake` does."""
    if not isinstance(address, Path):
        return (int(str(lake.query(address, SNAPSHOT)[0][0])),)
    try:
        state = address.stat()
    except FileNotFoundError:
        raise NoWarehouse(f"no warehouse at {address}: `{run_line(address)}` makes one") from None
    return state.st_ino, state.st_mtime_ns, state.st_size


def attach(address: Address) -> duckdb.DuckDBPyConnection:
    """A connection to the published version, on a DuckDB instance of its own that spills nothing to disk.

    Raises what `warehouse.read.connect` does.
    """
    if not isinstance(address, Path):
        return lake.connect(address)
    connection = open_duckdb(temp_directory="")
    try:
        attach_file(connection, address, lake.NAME)
        connection.execute(f"USE {lake.NAME}")
        check_readable(connection, address)
        connection.execute(SEARCH)
    except BaseException:
        connection.close()
        raise
    return connection


def attach_sealed(address: Address, memory: str) -> duckdb.DuckDBPyConnection:
    """An `attach` connection for untrusted SQL: no files, no network, no settings.

    `memory` is its limit, in DuckDB's notation (2GB).
    """
    connection = attach(address)
    connection.execute(f"SET memory_limit = {quoted(memory)}")
    if not isinstance(address, Path):
        lake.allow_files(connection, address)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


class Warehouse:
    """One published version. Results are cached, so a query runs once per version."""

    def __init__(self, address: Address, version: Version, connection: duckdb.DuckDBPyConnection) -> None:
        self.address = address
        self.version = version
        self.connection = connection
        self.tables = frozenset(name for (name,) in connection.execute(TABLES).fetchall())
        self.lacks_marts = lacks_marts(connection)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for one thread: sessions query concurrently."""
        with cursor_of(self.connection) as cursor:
            yield cursor

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The rows of one of our own queries; `parameters` are its named values."""
        used = {name: value for name, value in (parameters or {}).items() if f"${name}" in sql}
        return answer(self.version, sql, used, self.connection)

    def row(self, sql: str, parameters: Mapping[str, object] | None = None) -> dict[str, Any]:
        """The only row of such a query, by column; empty if there is none."""
        return next(self.rows(sql, parameters).iter_rows(named=True), {})


@st.cache_resource(max_entries=2, show_spinner=False)
def open_version(_address: Address, place: str, version: Version) -> Warehouse:
    return Warehouse(_address, version, attach(_address))


def open_published(address: Address) -> Warehouse:
    """The published version. Raises NoWarehouse if there is none, OSError or duckdb.Error if it cannot be
    read.
    """
    return open_version(address, str(address), version_of(address))


@st.cache_data(max_entries=1000, show_spinner=False)
def answer(
    version: Version, sql: str, parameters: Mapping[str, object], _connection: duckdb.DuckDBPyConnection
) -> pl.DataFrame:
    with cursor_of(_connection) as cursor:
        return cursor.execute(sql, parameters).pl()


@contextmanager
def cursor_of(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    with connection.cursor() as cursor:
        cursor.execute(SEARCH)
        yield cursor
