"""Runs that are killed, that find the disk full or the folder read-only."""

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.readout import RunFailed
from flows.server.local import LocalPrefect
from flows.settings import Settings
from tests.conftest import SAMPLES
from tests.flows.conftest import Run
from tests.support.chaos import compare, contents, killed, when
from warehouse.docs import docs_folder
from warehouse.read import connect


def test_killed_runs_lose_nothing_and_leave_nothing(
    tmp_path: Path, sample_warehouse: Path, prefect: LocalPrefect, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`tests/support/chaos.py` does the same a hundred times, at random moments."""
    warehouse = tmp_path / "warehouse" / "w.duckdb"
    warehouse.parent.mkdir()
    for moment in (
        when(warehouse, "batch"),
        when(warehouse, "copy"),
        when(warehouse, "published"),
    ):
        killed(SAMPLES, warehouse, tmp_path, moment)
        monkeypatch.setenv("PREFECT_API_URL", prefect.url)  # the first has a server of its own
    assert run(SAMPLES, warehouse=warehouse).state == "completed"
    compare(contents(sample_warehouse), warehouse)
    beside = {warehouse.name, f".{warehouse.name}.lock", docs_folder(warehouse).name}
    assert {path.name for path in warehouse.parent.iterdir()} <= beside
    assert not list((tmp_path / "tmp").iterdir()), "nor among temporary files"


@contextmanager
def no_file_larger_than(n_bytes: int) -> Iterator[None]:
    """What stands for the end of the disk: writing more fails, with EFBIG in place of ENOSPC."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("share", [0.5, 1.0], ids=["while copying", "while loading"])
def test_a_full_disk_fails_the_run_and_leaves_the_warehouse(
    run: Run, folder: Path, settings: Settings, share: float
) -> None:
    path = settings.warehouse
    assert isinstance(path, Path)
    run(folder / "chile.txt")
    before = path.read_bytes()
    with (
        no_file_larger_than(int(len(before) * share)),
        pytest.raises(RunFailed, match=os.strerror(errno.EFBIG)) as failure,
    ):
        run(folder)
    assert "could not be recorded" in str(failure.value), "there is no room for that either"
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*.next*"))
    assert run(folder).state == "completed", "nothing has to be cleared by hand"


@pytest.fixture
def read_only(tmp_path: Path, run: Run, folder: Path, settings: Settings) -> Iterator[Path]:
    """A warehouse in a folder that cannot be written, not even by root."""
    run(folder / "chile.txt")
    assert isinstance(settings.warehouse, Path)
    place = tmp_path / "read_only"
    if os.geteuid() != 0:
        shutil.copytree(settings.warehouse.parent, place)
        place.chmod(0o555)
        yield place / "w.duckdb"
        place.chmod(0o755)
        return
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("root may write to every folder here, and may not mount one read-only")
    try:
        shutil.copyfile(settings.warehouse, place / "w.duckdb")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        yield place / "w.duckdb"
    finally:
        subprocess.run(["umount", place], check=True)


def test_a_read_only_folder_is_named_and_can_be_read(read_only: Path, run: Run, folder: Path) -> None:
    before = read_only.read_bytes()
    with pytest.raises(OSError, match=str(read_only.parent)):
        run(folder, warehouse=read_only)
    assert read_only.read_bytes() == before
    with connect(read_only) as connection:
        assert connection.execute("SELECT source_ref FROM articles").fetchall() == [("chile.txt",)]
