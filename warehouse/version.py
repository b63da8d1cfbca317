"""The version of a warehouse's tables, and the migrations between versions.

A version is the number of a file in `warehouse/migrations/`; a warehouse without one, older than versions,
has version 0. A migration changes existing tables and rows: columns, names, values. New tables, comments and
marts need none, as `warehouse.ddl.create` creates what is missing.
"""

import logging
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.address import NoWarehouse, Warehouse
from warehouse.hints import run_line
from warehouse.store.ownership import is_warehouse, whole

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = max(int(path.name[:3]) for path in MIGRATIONS.glob("*.sql"))
log = logging.getLogger(__name__)

HAS = """
    SELECT table_name FROM duckdb_tables()
    WHERE database_name = current_database() AND schema_name = ? AND table_name = ?
"""


class WrongVersion(OSError):
    """This Readout cannot read the warehouse, or cannot migrate it."""


class Stamp(NamedTuple):
    """The version of a warehouse's tables, and a hash of their declaration."""

    version: int
    declaration: str  # hash of all that `warehouse.ddl.create` would make


def has_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    return bool(connection.execute(HAS, [schema, table]).fetchall())


def stamp_of(connection: duckdb.DuckDBPyConnection) -> Stamp:
    """The stamp of the current catalog; version 0 if there is none."""
    if not has_table(connection, "quality", "schema_version"):
        return Stamp(0, "")
    rows = connection.execute("SELECT version, declaration FROM quality.schema_version").fetchall()
    return Stamp(*rows[0]) if rows else Stamp(0, "")


def write_stamp(connection: duckdb.DuckDBPyConnection, stamp: Stamp) -> None:
    connection.execute("DELETE FROM quality.schema_version")
    connection.execute("INSERT INTO quality.schema_version (version, declaration) VALUES (?, ?)", list(stamp))


def refuse_newer(found: Stamp, name: str) -> None:
    """Raise WrongVersion when the warehouse called `name` was written by a newer Readout."""
    if found.version > VERSION:
        raise WrongVersion(
            f"{name} is of version {found.version}, this Readout reads and writes up to {VERSION}: "
            "a newer Readout wrote it, use that"
        )


def check_readable(connection: duckdb.DuckDBPyConnection, warehouse: Warehouse) -> None:
    """Warn if the warehouse has an older version.

    Raises WrongVersion for a newer version, NoWarehouse for an empty database, NotAWarehouse for another
    program's.
    """
    with whole(warehouse) if isinstance(warehouse, Path) else nullcontext():
        if not is_warehouse(connection, str(warehouse)):
            made = f"`{run_line(warehouse)}` makes it a warehouse"
            raise NoWarehouse(f"{warehouse} holds no tables yet: {made}")
        found = stamp_of(connection)
    refuse_newer(found, str(warehouse))
    if found.version < VERSION:
        warn_of_older(warehouse, found.version)


@cache
def warn_of_older(warehouse: Warehouse, version: int) -> None:
    """Warn once per process: dashboards connect for each query."""
    log.warning(
        "%s is of version %s, this Readout writes %s: `%s` brings it up to date",
        warehouse, version, VERSION, run_line(warehouse),
    )  # fmt: skip


def migrate(connection: duckdb.DuckDBPyConnection, found: Stamp) -> None:
    """Apply the migrations after the version found, each in its own transaction.

    Raises WrongVersion naming the migration that failed.
    """
    for path in sorted(MIGRATIONS.glob("*.sql")):
        number = int(path.name[:3])
        if number <= found.version:
            continue
        try:
            connection.execute("BEGIN")
            connection.execute(path.read_text(encoding="utf-8"))
            write_stamp(connection, Stamp(number, ""))
            connection.execute("COMMIT")
        except duckdb.Error as error:
            raise WrongVersion(f"the migration {path.name} failed: {error}") from error
