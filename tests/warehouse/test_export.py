"""An export is whole, agrees with the warehouse, and destroys nothing of the user's."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse import export as module
from warehouse.export import NotExported, export
from warehouse.read import connect
from warehouse.shell.dictionary import tables
from warehouse.store.lock import hidden


@pytest.fixture
def connection(sample_warehouse: Path) -> duckdb.DuckDBPyConnection:
    return connect(sample_warehouse)


def test_every_table_is_there_as_the_manifest_says(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "export"
    manifest = export(connection, folder)
    assert json.loads((folder / "manifest.json").read_text()) == manifest
    assert {table["name"]: table["rows"] for table in manifest["tables"]} == {
        table.full_name: table.rows for table in tables(connection)
    }
    for table in manifest["tables"]:
        data = (folder / table["file"]).read_bytes()
        assert (table["bytes"], table["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        frame = pl.read_parquet(folder / table["file"])
        assert len(frame) == table["rows"]
        assert frame.columns == [column["name"] for column in table["columns"]]
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {"manifest.json", *(table["file"] for table in manifest["tables"])}
    assert manifest["run_id"] and manifest["versions"]["run"]["model"]
    quotes = next(table for table in manifest["tables"] if table["name"] == "core.quotes")
    assert all(column["meaning"] and column["type"] for column in quotes["columns"])
    assert [other.name for other in folder.parent.iterdir()] == ["export"], "no private folder is left"


def test_what_is_in_the_way_is_refused_or_kept(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(NotExported, match="--force"):
        export(connection, folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    (folder / "core").mkdir()
    (folder / "core" / "engine.c").write_text("of another program")
    (folder / "manifest.json").write_text('{"name": "of another program"}')
    with pytest.raises(NotExported, match="holds core, manifest"):
        export(connection, folder, force=True)
    assert (folder / "core" / "engine.c").read_text() == "of another program"
    shutil.rmtree(folder / "core")
    (folder / "manifest.json").unlink()
    export(connection, folder, force=True)
    (folder / "core" / "dropped.parquet").write_text("of an earlier export")
    export(connection, folder, force=True)
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "core" / "quotes.parquet").exists() and not (
        folder / "core" / "dropped.parquet"
    ).exists()
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_an_empty_folder_will_do_and_a_file_will_not(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert export(connection, tmp_path / "empty")["tables"]
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NotExported, match="not a folder"):
        export(connection, tmp_path / "file", force=True)


def test_an_export_that_fails_leaves_what_was_there(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "export"
    export(connection, folder)
    before = (folder / "manifest.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(module.hashlib, "file_digest", full)
    with pytest.raises(OSError, match="no space"):
        export(connection, folder, force=True)
    assert (folder / "manifest.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


KILLED = """
import os, signal, sys
from pathlib import Path
from warehouse.export import export
from warehouse.read import connect

def kill(done, total):
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)

export(connect(Path(sys.argv[1])), Path(sys.argv[2]), True, kill)
"""


def test_what_a_killed_export_left_is_cleared_by_the_next(
    connection: duckdb.DuckDBPyConnection, sample_warehouse: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    done = subprocess.run([sys.executable, "-c", KILLED, sample_warehouse, folder])
    assert done.returncode == -signal.SIGKILL and not folder.exists()
    assert len(list(tmp_path.iterdir())) == 1, "it had come to something"
    export(connection, folder)
    assert [path.name for path in tmp_path.iterdir()] == ["export"]

    (folder / "notes.txt").write_text("mine")
    folder.rename(hidden(folder, "earlier"))  # where a kill between its two renames leaves them
    export(connection, folder, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["export"]
    assert (folder / "notes.txt").read_text() == "mine"


def test_two_exports_at_once_into_one_folder(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = tmp_path / "export"

    def another(done: int, total: int) -> None:
        if done == 1:
            with pytest.raises(NotExported, match="another export"):
                export(connection.cursor(), folder)

    assert export(connection, folder, on_table=another)["tables"]
    assert [path.name for path in tmp_path.iterdir()] == ["export"]
