"""Exports the warehouse as Parquet files, `<schema>/<table>.parquet`, with a manifest.

`manifest.json` has its format, exported_at (UTC), run_id (of the latest run), versions, and for each table
its name, file, meaning, rows, bytes, sha256 and columns: name, type, nullable, meaning.

The folder appears complete, by a rename; the next export clears what a killed one left. All tables are read
through one connection, so they are consistent.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from warehouse.address import in_utf8
from warehouse.ddl import SCHEMAS
from warehouse.shell.dictionary import TableEntry, column_facts, tables
from warehouse.store.duck import quoted
from warehouse.store.lock import hidden

FORMAT = 1  # of the manifest
MANIFEST = "manifest.json"
OURS = {*SCHEMAS, MANIFEST}
LATEST_RUN = "SELECT run_id, versions FROM quality.runs ORDER BY rowid DESC LIMIT 1"


class NotExported(OSError):
    """The folder cannot receive an export."""


def export(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    force: bool = False,
    on_table: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Write every table and view of the warehouse into `folder`; returns the manifest.

    A folder that is not empty is refused unless `force`; then an earlier export in it is replaced, and other
    files are kept. A file that has the name of a part of an export, but belongs to none, is always refused.
    Raises NotExported and OSError, leaving the folder as it was.
    """
    folder = folder.resolve()
    try:
        in_utf8(folder)
    except ValueError as error:
        raise NotExported(str(error)) from None
    folder.parent.mkdir(parents=True, exist_ok=True)
    with private_folder(folder) as private:
        check_free(folder, force)
        manifest = write(connection, private, on_table)
        put_in_place(private, folder)
    return manifest


def check_free(folder: Path, force: bool) -> None:
    """Raise NotExported if other files are in the way."""
    if folder.exists() and not folder.is_dir():
        raise NotExported(f"{folder} is a file, not a folder")
    if folder.exists() and any(folder.iterdir()) and not force:
        raise NotExported(f"{folder} is not empty: --force replaces an earlier export in it")
    in_the_way = sorted(name for name in OURS if (folder / name).exists())
    if in_the_way and not is_export(folder):
        raise NotExported(
            f"{folder} holds {', '.join(in_the_way)}, which no export made: name another folder"
        )


def is_export(folder: Path) -> bool:
    """Whether the folder is an earlier export, by its manifest."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and {"format", "run_id", "versions", "tables"} <= manifest.keys()


@contextmanager
def private_folder(folder: Path) -> Iterator[Path]:
    """An empty folder next to the target, removed afterwards.

    One export holds it at a time. Raises NotExported while another one does.
    """
    private = hidden(folder, "next")
    private.mkdir(exist_ok=True)
    handle = os.open(private, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotExported(f"another export into {folder} is going on") from None
        try:
            for left in private.iterdir():  # by an export that was killed
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            earlier = hidden(folder, "earlier")
            if earlier.exists():  # it was just putting its files in place
                give_back(earlier, folder) if folder.exists() else earlier.rename(folder)
            yield private
        finally:
            shutil.rmtree(private, ignore_errors=True)
    finally:
        os.close(handle)


def write(
    connection: duckdb.DuckDBPyConnection, folder: Path, on_table: Callable[[int, int], None]
) -> dict[str, Any]:
    """Write the files and their manifest into an empty folder."""
    found = tables(connection)
    entries = []
    for done, table in enumerate(found):
        on_table(done, len(found))
        entries.append(write_table(connection, table, folder))
    runs = connection.execute(LATEST_RUN).fetchall()
    manifest = {
        "format": FORMAT,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "run_id": runs[0][0] if runs else None,
        "versions": {
            "readout": version("readout"),
            "duckdb": duckdb.__version__,
            "run": json.loads(runs[0][1]) if runs else {},
        },
        "tables": entries,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


def write_table(connection: duckdb.DuckDBPyConnection, table: TableEntry, folder: Path) -> dict[str, Any]:
    """Write one table; returns its entry in the manifest."""
    path = folder / table.schema / f"{table.name}.parquet"
    path.parent.mkdir(exist_ok=True)
    rows = f'FROM "{table.schema}"."{table.name}"'
    connection.execute(f"COPY ({rows}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": table.full_name,
        "file": f"{table.schema}/{path.name}",
        "meaning": table.meaning,
        "rows": table.rows,
        "bytes": path.stat().st_size,
        "sha256": digest,
        "columns": [
            {"name": name, "type": kind, "nullable": nullable, "meaning": meaning}
            for name, kind, nullable, meaning in column_facts(connection, table.schema, table.name)
        ],
    }


def put_in_place(private: Path, folder: Path) -> None:
    """Replace the target by the finished private folder, keeping unrelated files of the target."""
    if not folder.exists() or not any(folder.iterdir()):
        private.rename(folder)
        return
    earlier = hidden(folder, "earlier")
    folder.rename(earlier)
    try:
        private.rename(folder)
    except OSError:
        earlier.rename(folder)
        raise
    give_back(earlier, folder)


def give_back(earlier: Path, folder: Path) -> None:
    """Move unrelated files of an earlier export into the new one."""
    for other in earlier.iterdir():
        if other.name not in OURS:
            other.rename(folder / other.name)
    shutil.rmtree(earlier)
