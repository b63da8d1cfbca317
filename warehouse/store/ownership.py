"""Telling warehouse files from other people's files, which no command ever writes to.

A DuckDB database is a warehouse when it has `quality.schema_version`, or the tables of one that was made
before there were versions. One that holds nothing at all may become a warehouse; an empty file may not, as
whoever made it may want something else of it.
"""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.address import NoWarehouse
from warehouse.hints import run_line
from warehouse.store.duck import open_duckdb, quoted

MARKS = (
    ("SELECT version, declaration FROM quality.schema_version LIMIT 0",),
    (  # of a warehouse without a version
        "SELECT article_id, source_ref, content_hash FROM core.articles LIMIT 0",
        "SELECT run_id, articles_seen FROM quality.runs LIMIT 0",
    ),
)
HELD = """
    SELECT schema_name || '.' || table_name AS held FROM duckdb_tables()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT schema_name || '.' || view_name FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT schema_name || '.' || sequence_name FROM duckdb_sequences()
    WHERE database_name = current_database()
    UNION ALL
    SELECT schema_name || '.' || function_name FROM duckdb_functions()
    WHERE database_name = current_database() AND NOT internal
    ORDER BY held
"""
DUCKDB = slice(8, 12), b"DUCK"  # where a DuckDB file says what it is
OTHERS = {b"SQLite format 3\0": "a SQLite database", b"PAR1": "a Parquet file"}
MOST_NAMED = 3
WHAT_TO_DO = "It was left as it is: name another with --warehouse"


class NotAWarehouse(OSError):
    """Something else is where a warehouse should be; the message says what, and what to do."""

    exit_code = 2


class InUse(OSError):
    """Another program has the file open for writing."""


def check_file(path: Path) -> None:
    """Raise NoWarehouse where there is nothing, NotAWarehouse for what does not begin as a DuckDB file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise NoWarehouse(f"no warehouse at {path}: `{run_line(path)}` makes one") from None
    if stat.S_ISDIR(mode):
        raise NotAWarehouse(f"{path} is a folder, not a DuckDB file. {WHAT_TO_DO}")
    if not stat.S_ISREG(mode):
        raise NotAWarehouse(f"{path} is a device or pipe, not a DuckDB file. {WHAT_TO_DO}")
    with path.open("rb") as file:
        start = file.read(16)
    where, mark = DUCKDB
    if start[where] == mark:
        return
    if not start:
        raise NotAWarehouse(
            f"{path} is an empty file, not a DuckDB file. It was left as it is: remove it, or name another "
            "with --warehouse"
        )
    known = next((what for begin, what in OTHERS.items() if start.startswith(begin)), None)
    raise NotAWarehouse(
        f"{path} is {f'{known}, not a DuckDB file' if known else 'not a DuckDB file'}. {WHAT_TO_DO}"
    )


def open_file(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the DuckDB file at `path`, whoever it belongs to.

    Raises NoWarehouse, NotAWarehouse and InUse.
    """
    check_file(path)
    with whole(path):
        return open_duckdb(path, read_only=True)


def attach_file(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach the DuckDB file at `path` read-only, as a database of that name. Raises as `open_file` does."""
    check_file(path)
    with whole(path):
        connection.execute(f"ATTACH {quoted(str(path))} AS {name} (READ_ONLY)")


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Have it said what is the matter with the DuckDB file at `path` where it cannot be opened or read."""
    try:
        yield
    except duckdb.Error as error:
        raise unopened(path, error) from error


def unopened(path: Path, error: duckdb.Error) -> OSError:
    """What an error of DuckDB says of the file at `path`, which begins as its own do."""
    said = str(error).partition("\n")[0]
    if "Could not set lock" in said:
        return InUse(f"{path} is open for writing in another program: end that first ({said})")
    if "encrypted" in said:
        return NotAWarehouse(f"{path} is an encrypted DuckDB file, not a warehouse. {WHAT_TO_DO}")
    if "version number" in said:
        return NotAWarehouse(
            f"{path} is of another version of DuckDB than {duckdb.__version__} ({said}). {WHAT_TO_DO}"
        )
    return NotAWarehouse(
        f"{path} is a DuckDB file that is damaged or cut short ({said}). It was left as it is: put a backup "
        "in its place, or name another with --warehouse"
    )


def is_warehouse(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the current catalog is a warehouse, of whatever version; False for one that holds nothing.

    Raises NotAWarehouse where others keep something in it. `name` is what messages call it.
    """
    if any(all(answers(connection, sql) for sql in mark) for mark in MARKS):
        return True
    held = [what for (what,) in connection.execute(HELD).fetchall()]
    if not held:
        return False
    named = ", ".join(held[:MOST_NAMED]) + (
        f" and {len(held) - MOST_NAMED} more" if len(held) > MOST_NAMED else ""
    )
    raise NotAWarehouse(f"{name} is a database of another program: it holds {named}. {WHAT_TO_DO}")


def answers(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Whether the tables and columns that a query names are there."""
    try:
        connection.execute(sql)
    except (duckdb.CatalogException, duckdb.BinderException):
        return False
    return True
