"""The published warehouse as the dashboards read it: one version of the file, until the next is published.

DuckDB keeps one instance for each path in a process, so connecting again would go on showing the file that
was replaced as long as any session still reads it. Each version is therefore attached to an instance of its
own.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl
import streamlit as st

from warehouse.ddl import lacks_marts, quoted
from warehouse.read import NoWarehouse

ATTACH = "ATTACH {path} AS readout (READ_ONLY)"
SEARCH = "SET search_path = 'readout.core,readout.mart,readout.quality,readout.ref'"
TABLES = """
    SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'readout'
    UNION ALL
    SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = 'readout'
"""


class Version(NamedTuple):
    """What sets one published file apart from the next."""

    inode: int
    changed: int
    size: int


def version_of(path: Path) -> Version:
    """The version of the file that is published now. Raises NoWarehouse where there is none."""
    try:
        state = path.stat()
    except FileNotFoundError:
        raise NoWarehouse(f"no warehouse at {path}: `readout run` makes one") from None
    return Version(state.st_ino, state.st_mtime_ns, state.st_size)


def attach(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection, of an instance of its own, that reads the file at `path` and spills nothing to disk."""
    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    connection.execute(ATTACH.format(path=quoted(str(path))))
    connection.execute(SEARCH)
    return connection


def attach_sealed(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection as of `attach` for SQL that others write: no file, no network, no settings."""
    connection = attach(path)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


class Warehouse:
    """One version of the warehouse. Answers are kept, so a question costs once a version."""

    def __init__(self, path: Path, version: Version, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self.version = version
        self.connection = connection
        self.tables = frozenset(name for (name,) in connection.execute(TABLES).fetchall())
        self.lacks_marts = lacks_marts(connection)

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The rows of one of our own queries; `parameters` are its named values."""
        used = {name: value for name, value in (parameters or {}).items() if f"${name}" in sql}
        return answer(self.version, sql, used, self.connection)

    def row(self, sql: str, parameters: Mapping[str, object] | None = None) -> dict[str, object]:
        """The only row of such a query, by column; empty where there is none."""
        return next(self.rows(sql, parameters).iter_rows(named=True), {})


@st.cache_resource(max_entries=2, show_spinner=False)
def open_version(path: Path, version: Version) -> Warehouse:
    return Warehouse(path, version, attach(path))


def open_published(path: Path) -> Warehouse:
    """The warehouse as it is published now.

    Raises NoWarehouse where there is none, duckdb.Error where the file cannot be read.
    """
    return open_version(path, version_of(path))


@st.cache_data(max_entries=1000, show_spinner=False)
def answer(
    version: Version, sql: str, parameters: Mapping[str, object], _connection: duckdb.DuckDBPyConnection
) -> pl.DataFrame:
    with _connection.cursor() as cursor:  # one a thread: sessions ask at the same time
        cursor.execute(SEARCH)
        return cursor.execute(sql, parameters).pl()
