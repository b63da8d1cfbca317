"""Runs that are killed, that find the disk full or the folder read-only, or that meet another run."""

import errno
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.crash import after, compare, contents, killed, processes_of, start, undisturbed, when
from tests.conftest import ROOT, SAMPLES, readout
from warehouse.lock import hidden, writer_lock


def test_killed_runs_lose_nothing_and_leave_nothing(tmp_path: Path, sample_warehouse: Path) -> None:
    """`benchmarks/crash.py` does the same a hundred times; the first kill is at another moment each time."""
    warehouse = tmp_path / "warehouse" / "w.duckdb"
    warehouse.parent.mkdir()
    for moment in (
        after(random.uniform(0, 6)),
        when(warehouse, "batch"),
        when(warehouse, "copy"),
        when(warehouse, "published"),
    ):
        killed(SAMPLES, warehouse, tmp_path, moment)
    undisturbed(SAMPLES, warehouse, tmp_path)
    compare(contents(sample_warehouse), warehouse)


@pytest.fixture
def sample_copy(tmp_path: Path, sample_warehouse: Path) -> Path:
    """A warehouse of the sample articles that a test may run into."""
    path = tmp_path / "warehouse" / "w.duckdb"
    path.parent.mkdir()
    shutil.copyfile(sample_warehouse, path)
    return path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """An article that the samples do not have."""
    path = tmp_path / "peru.txt"
    path.write_text("Peru\n\nPeru met Chile in Lima on Friday.", encoding="utf-8")
    return path


@pytest.fixture
def read_only(tmp_path: Path, sample_copy: Path) -> Iterator[Path]:
    """A warehouse in a folder that cannot be written, not even by root."""
    if os.geteuid() != 0:
        sample_copy.parent.chmod(0o555)
        yield sample_copy
        sample_copy.parent.chmod(0o755)
        return
    folder = tmp_path / "mounted"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("root may write to every folder here, and may not mount one read-only")
    try:
        shutil.copyfile(sample_copy, folder / "w.duckdb")
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        yield folder / "w.duckdb"
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_read_only_folder_is_named_and_can_be_read(read_only: Path, news: Path) -> None:
    before = read_only.read_bytes()
    done = readout("run", news, "--warehouse", read_only)
    assert done.returncode == 1 and f"'{read_only.parent}" in done.stderr
    assert "Traceback" not in done.stderr and read_only.read_bytes() == before
    asked = readout("sql", "SELECT count(*) > 0 AS some FROM articles", "-f", "csv", "--warehouse", read_only)
    assert asked.returncode == 0 and asked.stdout == "some\ntrue\n"


@pytest.mark.parametrize("share", [0.5, 1.01], ids=["while copying", "while loading"])
def test_a_full_disk_fails_the_run_and_leaves_the_warehouse(
    sample_copy: Path, news: Path, tmp_path: Path, share: float
) -> None:
    """The limit on the size of a file stands for the end of the disk."""
    before = sample_copy.read_bytes()
    limit = int(len(before) * share)
    done = subprocess.run(
        [Path(sys.executable).with_name("readout"), "run", str(news), "--warehouse", str(sample_copy)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert os.strerror(errno.EFBIG) in done.stdout and "Traceback" not in done.stderr
    assert sample_copy.read_bytes() == before
    assert not hidden(sample_copy, "next").exists()
    assert readout("run", news, "--warehouse", sample_copy).returncode == 0, (
        "nothing has to be cleared by hand"
    )


def test_a_second_run_says_who_is_running(tmp_path: Path, sample_copy: Path) -> None:
    with writer_lock(sample_copy, 0):
        done = readout("run", SAMPLES, "--warehouse", sample_copy, READOUT_LOCK_TIMEOUT="0.1")
    assert done.returncode == 1
    assert f"is being written by process {os.getpid()}; waited 0 s" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_run_waits_for_the_first(tmp_path: Path, sample_warehouse: Path) -> None:
    warehouse = tmp_path / "warehouse" / "w.duckdb"
    warehouse.parent.mkdir()
    runs = [start(SAMPLES, warehouse, tmp_path) for _ in range(2)]
    assert [run.wait(timeout=300) for run in runs] == [0, 0], (tmp_path / "runs.log").read_text()
    compare(contents(sample_warehouse), warehouse)
    assert not any(processes_of(run.pid) for run in runs)
