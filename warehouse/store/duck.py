"""Connections to DuckDB that never look for extensions by themselves, locally or on the network."""

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
    """A connection to a database file, or to a new in-memory database.

    DuckDB has one instance per file and process, and refuses a second with another configuration: open all
    connections here.
    """
    return duckdb.connect(str(path), read_only=read_only, config={**OFFLINE, **config})  # noqa: TID251


def quoted(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
