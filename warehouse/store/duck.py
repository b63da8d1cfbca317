"""Connections to DuckDB. None of them looks for an extension of its own accord, here or on the network."""

from pathlib import Path

import duckdb

# DuckDB would otherwise fetch from the web what a file or a query seems to need
OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def open_duckdb(
    path: Path | str = ":memory:", *, read_only: bool = False, **config: str | bool | int
) -> duckdb.DuckDBPyConnection:
    """A connection to a database file, or to a new database in memory.

    DuckDB has one instance for all connections of a process to a file, so all have to be opened here: it
    refuses one that is configured otherwise.
    """
    return duckdb.connect(str(path), read_only=read_only, config={**OFFLINE, **config})  # noqa: TID251


def quoted(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
