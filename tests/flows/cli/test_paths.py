"""What cannot be a path of a file or folder ends in one message, and leaves everything as it was."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.sources import SourceError, resolve
from tests.conftest import readout
from warehouse.address import in_utf8, parse_warehouse

BAD = "b\udcffd"  # a byte that is no UTF-8, as Python spells it


@pytest.fixture
def warehouse(empty_warehouse: Path, tmp_path: Path) -> Path:
    """A warehouse in a folder whose name is not UTF-8."""
    folder = tmp_path / BAD
    folder.mkdir()
    return Path(shutil.copy(empty_warehouse, folder / "readout.duckdb"))


def message(*arguments: str | Path, **variables: str) -> str:
    """The message that a command ends with."""
    done = readout(*arguments, **variables)
    assert done.returncode in (1, 2) and done.stdout == "" and "Traceback" not in done.stderr, done.stderr
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    "command",
    [["sql", "SELECT 1"], ["tables"], ["runs"], ["docs"], ["search", "x"], ["quarantine"], ["export", "out"],
     ["backfill", "--reannotate"]],
)  # fmt: skip
def test_a_warehouse_that_is_not_utf8(command: list[str], warehouse: Path) -> None:
    assert "is not UTF-8: rename" in message(*command, "-w", warehouse)


@pytest.mark.parametrize(
    "name", ["READOUT_STAGING", "READOUT_SOURCES", "READOUT_REFERENCE", "READOUT_WAREHOUSE"]
)
def test_a_setting_that_is_not_utf8(name: str, tmp_path: Path) -> None:
    words = message("sql", "SELECT 1", **{name: str(tmp_path / BAD)})
    assert name.removeprefix("READOUT_").lower() in words and "is not UTF-8" in words


def test_other_arguments_that_are_not_utf8(empty_warehouse: Path, tmp_path: Path) -> None:
    assert "not UTF-8" in message("sql", f"SELECT '{BAD}'", "-w", empty_warehouse)
    assert "not UTF-8" in message("export", tmp_path / BAD, "-w", empty_warehouse)
    assert not (tmp_path / BAD).exists()
    done = readout("sql", "SELECT 1 AS n", "-f", "csv", "-o", tmp_path / BAD, "-w", empty_warehouse)
    assert done.returncode == 0 and (tmp_path / BAD).read_text(encoding="utf-8") == "n\n1\n"


def test_a_current_folder_that_is_not_utf8(warehouse: Path) -> None:
    """Whose relative paths DuckDB, Parquet and Prefect would be given whole."""
    command = [Path(sys.executable).with_name("readout"), "sql", "SELECT 1", "-w", "readout.duckdb"]
    done = subprocess.run(command, cwd=os.fsencode(warehouse.parent), capture_output=True, timeout=300)
    assert done.returncode == 2 and done.stdout == b"" and b"is not UTF-8" in done.stderr


def test_settings_that_are_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "readout.toml").write_bytes(b'model = "\xff"')
    command = [Path(sys.executable).with_name("readout"), "sql", "SELECT 1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2 and "readout.toml" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("none.toml")])
def test_settings_that_are_no_file(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "readout.toml")
    command = [Path(sys.executable).with_name("readout"), "sql", "SELECT 1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "readout: settings: readout.toml: is there, but is no file"


@pytest.mark.parametrize("location", ["https://ada:key@marsh.example/" + "x" * 3000, "x/" * 1500 + "*.txt"])
def test_a_source_whose_location_is_too_long(location: str) -> None:
    with pytest.raises(SourceError, match="at most 2000 characters") as error:
        resolve(location)
    assert len(str(error.value)) < 200
    assert "key" not in str(error.value)


@pytest.mark.parametrize("command", [["sql", "SELECT 1"], ["tables"], ["docs"], ["search", "x"], ["compact"]])
@pytest.mark.parametrize("path", ["x" * 300, "x/" * 3000 + "x", "file/readout.duckdb"])
def test_a_path_that_is_too_long_or_below_a_file(command: list[str], path: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    message(*command, "-w", tmp_path / path)


@pytest.mark.parametrize("path", ["x" * 300, "none/rows.csv", "file/rows.csv", "."])
def test_output_that_cannot_be_written(path: str, empty_warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    message("sql", "SELECT 1", "-f", "csv", "-o", tmp_path / path, "-w", empty_warehouse)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_pipe_is_written_to_and_stays_one(empty_warehouse: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        done = readout("sql", "SELECT 1 AS n", "-f", "csv", "-o", pipe, "-w", empty_warehouse)
        assert done.returncode == 0 and os.read(reading, 100) == b"n\n1\n"
    finally:
        os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_full_disk(empty_warehouse: Path) -> None:
    assert "No space left on device" in message(
        "sql", "SELECT 1", "-f", "csv", "-o", "/dev/full", "-w", empty_warehouse
    )
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_text_is_told_from_what_is_not() -> None:
    assert in_utf8(Path("é/日本/🙂")) == Path("é/日本/🙂")
    with pytest.raises(ValueError, match="is not UTF-8"):
        parse_warehouse(f"{BAD}.duckdb")
