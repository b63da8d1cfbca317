"""Staging folders of runs side by side: each its own, and what dead runs left goes to the next."""

import subprocess
import sys
from pathlib import Path

from flows.batch.staging import BatchInfo, acquire_staging, exclusive_folder
from flows.settings import load_settings
from tests.conftest import ROOT

LAKE = "ducklake:postgresql://db/news?data=/srv"
STAGE_AND_WAIT = """
import sys
from pathlib import Path
from flows.batch.staging import BatchInfo, Staging, exclusive_folder
with exclusive_folder(Path(sys.argv[1]), "theirs") as folder:
    staging = Staging(folder)
    staging.complete(staging.new("theirs", 0), BatchInfo("rules", ["r1"]))
    staging.new("theirs", 1)
    print("staged", flush=True)
    sys.stdin.read()
"""


def test_a_run_takes_over_what_dead_runs_left_and_nothing_else(tmp_path: Path) -> None:
    settings = load_settings(warehouse=LAKE)
    lake = tmp_path / settings.warehouse.key  # type: ignore[union-attr]
    command = [sys.executable, "-c", STAGE_AND_WAIT, lake]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout and other.stdout.readline() == "staged\n"
        with acquire_staging(settings.warehouse, tmp_path, "first", 0) as staging:
            assert staging.leftovers("rules") == [], "that run goes on"
        other.kill()
    with acquire_staging(settings.warehouse, tmp_path, "second", 0) as staging:
        left = staging.leftovers("rules")
        assert [(path.name, info) for path, info in left] == [("theirs-000000", BatchInfo("rules", ["r1"]))]
        assert [path.name for path in staging.root.iterdir()] == ["theirs-000000"], "half a batch is none"
        staging.clear()
    assert list(lake.iterdir()) == []


def test_what_a_run_that_failed_staged_waits_for_the_next(tmp_path: Path) -> None:
    with exclusive_folder(tmp_path, "first") as folder:
        (folder / "batch").mkdir()
    with exclusive_folder(tmp_path, "second") as folder:
        assert [path.name for path in folder.iterdir()] == ["batch"]
    assert [path.name for path in tmp_path.iterdir()] == ["second"]


def test_lakes_do_not_share_staged_batches(tmp_path: Path) -> None:
    roots = set()
    for address in (LAKE, f"{LAKE}&schema=other"):
        with acquire_staging(load_settings(warehouse=address).warehouse, tmp_path, "run", 0) as staging:
            roots.add(staging.root)
    assert len(roots) == 2
