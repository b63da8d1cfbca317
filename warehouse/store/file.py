"""Publishes a DuckDB file: built as a private copy, published by one atomic rename.

Readers open the published file read-only and keep the version that they opened; they never wait for a run,
and never see half of one.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.address import NoWarehouse
from warehouse.ddl import create, current
from warehouse.store.duck import open_duckdb
from warehouse.store.lock import hidden
from warehouse.store.ownership import is_warehouse, open_file, whole
from warehouse.version import Stamp, WrongVersion, refuse_newer, stamp_of

FICLONE = 0x40049409  # linux/fs.h
LOADING = 64 * 2**20  # bytes of memory that each thread of DuckDB has for loading
UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
CANNOT_CLONE = (errno.EOPNOTSUPP, errno.ENOTTY, errno.EINVAL, errno.EXDEV, errno.ENOSYS)


@contextmanager
def private_copy(path: Path, staged: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a private copy of the warehouse at `path`, published when the block ends without error.

    `staged` is the size in bytes of what the block loads. If the block raises, the published file is
    unchanged and the copy removed; the next run replaces the copy of a killed process. Only the holder of the
    writer lock may call it. Raises NotAWarehouse, before anything is written, if `path` is another program's
    file.
    """
    refuse_others(path)
    path = path.resolve()  # a link to a file elsewhere stays one
    private = hidden(path, "next")
    remove_private(path)
    try:
        if path.exists():
            copy_file(path, private)
            shutil.copymode(path, private)
        with open_duckdb(private) as connection:
            connection.execute("SET enable_progress_bar = false")  # the run has one of its own
            bound_memory(connection, private.stat().st_size + 2 * staged)
            create(connection, str(path))
            yield connection
            connection.execute("CHECKPOINT")
        sync(private)
        private.replace(path)
        sync(path.parent)
    finally:
        remove_private(path)


def bound_memory(connection: duckdb.DuckDBPyConnection, size: int) -> None:
    """Have DuckDB spill to disk beyond `LOADING` per thread plus `size` bytes.

    By default it takes up to four fifths of the machine's memory, which makes it no faster. With much less it
    sometimes fails instead of spilling: 100,000 articles, 150 MB staged, load with 384 MB on two threads and
    not with 128.
    """
    settings = "SELECT current_setting('memory_limit'), current_setting('threads')"
    ((stated, threads),) = connection.execute(settings).fetchall()
    number, unit = stated.split()
    usual = float(number) * UNITS[unit]
    connection.execute(f"SET memory_limit = '{min(usual, LOADING * threads + size):.0f}B'")


def remove_private(path: Path) -> None:
    """Remove the private copy and DuckDB's files next to it."""
    for suffix in ("next", "next.wal"):
        hidden(path, suffix).unlink(missing_ok=True)
    shutil.rmtree(hidden(path, "next.tmp"), ignore_errors=True)  # where DuckDB spills what memory cannot hold


def copy_file(source: Path, target: Path) -> None:
    """Copy a file: by sharing its blocks where the file system can (btrfs, XFS), else byte by byte.

    Nothing cleverer is worth it: a second copy that is kept one publish behind cannot be written to as
    long as a reader has it open, and doubles the disk for good. docs/warehouse.md has the numbers.
    """
    with source.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
            return
        except OSError as error:
            if error.errno not in CANNOT_CLONE:
                raise
    shutil.copyfile(source, target)


def sync(path: Path) -> None:
    """Flush a file or folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def upgrade(path: Path) -> None:
    """Republish the warehouse if its tables are not those declared, so that a run may read it.

    Only the holder of the writer lock may call it. Raises WrongVersion if it cannot be migrated,
    NotAWarehouse for another program's file; the published file is then unchanged.
    """
    if refuse_others(path) in (None, current()):
        return
    try:
        with private_copy(path):
            pass
    except duckdb.Error as error:
        raise WrongVersion(f"{path} cannot be brought up to date: {error}") from error


def refuse_others(path: Path) -> Stamp | None:
    """The stamp of the warehouse at `path`; None if there is none yet. Writes nothing, nor next to it.

    Raises NotAWarehouse for another program's file, WrongVersion for a newer warehouse.
    """
    try:
        with open_file(path) as connection, whole(path):
            if not is_warehouse(connection, str(path)):
                return Stamp(0, "")
            found = stamp_of(connection)
    except NoWarehouse:
        return None
    refuse_newer(found, str(path))
    return found
