"""Locates the Data Docs of runs: a folder per run, next to the warehouse file.

Those of a lake are in the user's data folder on the machine that ran the run: a lake has no folder of its own
that a browser could open.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.address import Warehouse
from warehouse.hints import run_line

RUN_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}")
INDEX = "index.html"
DAY = 86_400  # seconds; what has been in the making for longer is left from a run that was killed


class NoDocs(FileNotFoundError):
    """A run has no Data Docs; the message gives the possible reasons."""


def docs_folder(warehouse: Warehouse) -> Path:
    """The parent folder of the last runs' Data Docs: `readout.docs` for `readout.duckdb`."""
    if isinstance(warehouse, Path):
        path = warehouse.resolve()
        return path.with_name(f"{path.stem}.docs")
    return user_data() / f"{warehouse.key}.docs"


def user_data() -> Path:
    """The folder of what belongs to a warehouse that has no folder of its own to write into."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "readout"


def docs_page(warehouse: Warehouse, run_id: str) -> Path | None:
    """The first page of a run's Data Docs; None if this machine has none."""
    page = docs_folder(warehouse) / run_id / INDEX
    return page if RUN_ID.fullmatch(run_id) and page.is_file() else None


def documented_runs(warehouse: Warehouse) -> list[str]:
    """The runs that have Data Docs, newest first."""
    folder = docs_folder(warehouse)
    found = [path for path in folder.iterdir() if RUN_ID.fullmatch(path.name)] if folder.is_dir() else []
    # Ids tell the second; of runs that began in the same one, the one written last is the newest.
    return [
        path.name
        for path in sorted(
            found, key=lambda path: (_second(path.name), path.stat().st_mtime_ns), reverse=True
        )
    ]


def _second(run_id: str) -> str:
    return run_id.partition("-")[0]


def find_page(warehouse: Warehouse, run_id: str | None) -> Path:
    """The first page of the Data Docs of a run, or of the last run that has some. Raises NoDocs."""
    runs = documented_runs(warehouse)
    if not runs:
        raise NoDocs(f"no Data Docs in {docs_folder(warehouse)}: `{run_line(warehouse)}` makes them")
    page = docs_page(warehouse, run_id or runs[0])
    if page is None:
        raise NoDocs(f"no Data Docs of run {run_id}: there are those of {runs[-1]} to {runs[0]}")
    return page


@contextmanager
def new_docs(warehouse: Warehouse, run_id: str, keep: int) -> Iterator[Path]:
    """A hidden folder in which to build the Data Docs of a run; renamed when they are complete.

    The newest others are kept, `keep` in all.
    """
    parent = docs_folder(warehouse)
    building, final = parent / f".{run_id}", parent / run_id
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        yield building
        shutil.rmtree(final, ignore_errors=True)
        building.rename(final)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    killed = (path for path in parent.glob(".*") if time.time() - path.stat().st_mtime > DAY)
    for old in [*(parent / run for run in documented_runs(warehouse)[keep:]), *killed]:
        shutil.rmtree(old, ignore_errors=True)
