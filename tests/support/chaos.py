"""Runs that are killed or signalled at chosen moments, and checks of what follows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from warehouse.docs import docs_folder
from warehouse.marts.refresh import NAMES
from warehouse.read import connect
from warehouse.store.lock import hidden

READOUT = Path(sys.executable).with_name("readout")
PATIENCE = 120.0  # seconds after which a process that outlives its run counts as left; most take one
# Rows without what differs between any two runs
ROWS = {
    "core.articles": "* EXCLUDE (first_seen_at, run_id)",
    "core.article_versions": "* EXCLUDE (seen_at, run_id)",
    "quality.quarantine": "* EXCLUDE (run_id, quarantined_at)",
    **{
        f"core.{name}": "*"
        for name in (
            "article_signatures", "article_terms", "sentences", "entities", "article_entities",
            "entity_merges", "mentions", "quotes", "events", "event_figures",
        )
    },
    **{f"mart.{name}": "*" for name in NAMES},
}  # fmt: skip


class Different(AssertionError):
    """A run after killed ones left something else than an undisturbed one."""


def contents(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a warehouse, without what differs between runs."""
    with connect(warehouse) as connection:
        return {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()
            for table, columns in ROWS.items()
        }


def start(
    source: Path, warehouse: Path, folder: Path, *options: str, **variables: str
) -> subprocess.Popen[bytes]:
    """A run as a user starts it, in a session of its own by which its processes are found.

    `variables` are set in its environment.
    """
    arguments = [READOUT, "run", source, "--warehouse", warehouse, *(options or ("--batch-size", "40"))]
    scratch = folder / "tmp"
    scratch.mkdir(exist_ok=True)
    environment = {"PREFECT_HOME": str(folder / "prefect"), **os.environ, "TMPDIR": str(scratch), **variables}
    with (folder / "runs.log").open("ab") as log:
        return subprocess.Popen(
            list(map(str, arguments)), stdout=log, stderr=log, env=environment, start_new_session=True
        )


def processes_of(session: int) -> list[int]:
    """The processes of a session that are alive."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            if int(after_name[3]) == session and after_name[0] != "Z":
                found.append(int(folder.name))
    return found


def kill(run: subprocess.Popen[bytes]) -> None:
    """Kill a run, and only it. Raises Different where a process that it started outlives it."""
    run.send_signal(signal.SIGKILL)
    run.wait()
    outlived_by_none(run)


def outlived_by_none(run: subprocess.Popen[bytes]) -> None:
    """Wait for the processes of a run that has ended. Raises Different where one outlives it."""
    deadline = time.monotonic() + PATIENCE
    while left := processes_of(run.pid):
        if time.monotonic() > deadline:
            raise Different(f"processes {left} outlive the run {run.pid} that started them")
        time.sleep(0.05)


Moment = Callable[[subprocess.Popen[bytes]], None]


def after(seconds: float) -> Moment:
    """The moment some seconds after the start."""

    def wait(run: subprocess.Popen[bytes]) -> None:
        with suppress(subprocess.TimeoutExpired):
            run.wait(timeout=seconds)

    return wait


def when(warehouse: Path, what: str) -> Moment:
    """The moment at which a run has completed a batch, writes its private copy, or has published."""
    before = identity(warehouse)
    staging = hidden(warehouse, "staging")

    def happened() -> bool:
        if what == "batch":
            return any(path.suffix != ".partial" for path in staging.glob("*"))
        if what == "copy":
            return hidden(warehouse, "next").exists()
        return identity(warehouse) != before

    def wait(run: subprocess.Popen[bytes]) -> None:
        while run.poll() is None and not happened():
            time.sleep(0.001)

    return wait


def identity(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None


Met = Literal["starting", "running", "done"]  # the state in which a run was met; "starting": by a signal only


def killed(source: Path, warehouse: Path, folder: Path, moment: Moment) -> Met:
    """Kill a run at a moment. What is published must be whole."""
    run = start(source, warehouse, folder)
    moment(run)
    met: Met = "running" if run.poll() is None else "done"
    kill(run)
    if warehouse.exists():
        contents(warehouse)
    return met


def told_to_end(
    source: Path, warehouse: Path, folder: Path, moment: Moment, number: signal.Signals, **variables: str
) -> Met:
    """Send a signal to a run at a moment. Raises Different if it does not end as it should.

    `variables` are set in its environment.
    """
    log = folder / "runs.log"
    said = log.stat().st_size if log.exists() else 0
    run = start(source, warehouse, folder, **variables)
    moment(run)
    run.send_signal(number)
    code = run.wait()
    # It may have been done by then, or not have come to taking signals yet
    if code not in {0, 128 + number, -number}:
        raise Different(f"a run ended with exit code {code} for {number.name}")
    if code != -number and b"Traceback" in log.read_bytes()[said:]:
        raise Different(f"a run that {number.name} ended shows a traceback: see {log}")
    outlived_by_none(run)
    if warehouse.exists():
        contents(warehouse)
    return "done" if code == 0 else "starting" if code == -number else "running"


def undisturbed(source: Path, warehouse: Path, folder: Path) -> float:
    """Run to the end; returns the seconds that took. Raises Different when it failed or left something."""
    started = time.monotonic()
    code = start(source, warehouse, folder).wait()
    if code != 0:
        raise Different(f"a run failed with exit code {code}: see {folder / 'runs.log'}")
    beside = {warehouse.name, f".{warehouse.name}.lock", docs_folder(warehouse).name}
    left = {path.name for path in warehouse.parent.iterdir()} - beside
    left |= {path.name for path in (folder / "tmp").iterdir()}
    if left:
        raise Different(f"left lying about: {sorted(left)}")
    return time.monotonic() - started


def compare(expected: dict[str, list[tuple[object, ...]]], warehouse: Path) -> None:
    """Raise Different, naming the table, unless a warehouse holds the expected rows."""
    found = contents(warehouse)
    for table, rows in expected.items():
        if found[table] != rows:
            here, there = set(map(repr, found[table])), set(map(repr, rows))
            raise Different(
                f"{table}: {len(rows)} rows expected, {len(found[table])} found, "
                f"one that is missing: {next(iter(there - here), None)}, "
                f"and one too many: {next(iter(here - there), None)}"
            )
