"""Kill runs at random moments, and see that nothing is lost, doubled or left lying about.

    python -m benchmarks.crash FOLDER [--kills 100] [--articles 200] [--chain 4] [--seed 1] [--signals]

Runs over the same articles are killed with SIGKILL, up to `chain` in a row, each at a moment drawn from the
length of an undisturbed run, or just when it does something that matters: completes a batch, writes the
private copy, has published. A run that nobody disturbs follows. Then the warehouse must hold the rows of one
that was never disturbed, its folder nothing else, and no process of a killed run may be alive. Every other
chain begins with a warehouse that holds half of the articles. Exits with 1 at the first difference.

With `--signals` runs are told to end instead, by SIGTERM or SIGINT: each must publish what is complete and
say by its exit code which signal ended it. Every other one reports to a Prefect server that runs already.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.corpus import made_bodies, write_jsonl
from flows.local_prefect import LocalPrefect
from warehouse.docs import docs_folder
from warehouse.lock import hidden
from warehouse.read import connect
from warehouse.refresh import NAMES

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
            "article_signatures", "sentences", "entities", "entity_merges", "mentions", "quotes", "events",
        )
    },
    **{f"mart.{name}": "*" for name in NAMES},
}  # fmt: skip


class Different(AssertionError):
    """A run that followed killed ones left something else than an undisturbed one."""


def contents(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a warehouse as far as they are the same in every run."""
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
    """Send a signal to a run at a moment. Raises Different where it does not end as it should.

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


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--chain", type=int, default=4, help="kills before a run that nobody disturbs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--signals", action="store_true", help="tell runs to end instead of killing them")
    options = parser.parse_args(arguments)
    draw = random.Random(options.seed)
    folder: Path = options.folder
    folder.mkdir(parents=True)
    bodies = made_bodies(options.articles)
    (folder / "expected").mkdir()
    write_jsonl(bodies, folder / "news.jsonl")
    source, reference = folder / "news.jsonl", folder / "expected" / "w.duckdb"
    (folder / "first").mkdir()
    undisturbed(source, folder / "first" / "w.duckdb", folder)  # makes Prefect's database
    length = undisturbed(source, reference, folder)
    print(f"undisturbed: {length:.1f} s, {len(bodies)} articles", flush=True)
    kills = Kills(source, folder, contents(reference), length, draw)
    if not options.signals:
        kills.chains(bodies, options.kills, options.chain)
        return 0
    with LocalPrefect() as server:
        server.wait()
        kills.server = server.url
        kills.chains(bodies, options.kills, options.chain)
    return 0


@dataclass
class Kills:
    """Chains of runs over `source` that are killed at moments of `draw` within `length` seconds.

    With a `server`, a Prefect API, they are told to end instead, every other one of them reporting to it.
    """

    source: Path
    folder: Path
    expected: dict[str, list[tuple[object, ...]]]
    length: float
    draw: random.Random
    server: str | None = None
    done: int = 0
    of_running: int = 0

    def chains(self, bodies: list[str], kills: int, longest: int) -> None:
        """Kill so many runs, up to `longest` in a row. Raises Different."""
        chains = 0
        while self.done < kills:
            place = self.folder / f"chain{chains}"
            place.mkdir()
            warehouse = place / "w.duckdb"
            if chains % 2:
                write_jsonl(bodies[: len(bodies) // 2], self.source)
                undisturbed(self.source, warehouse, self.folder)
                write_jsonl(bodies, self.source)
            for _ in range(min(self.draw.randint(1, longest), kills - self.done)):
                met = self.kill(warehouse)
                self.done += 1
                self.of_running += met == "running"
                if met == "done":
                    break  # another would find nothing to do
            undisturbed(self.source, warehouse, self.folder)
            compare(self.expected, warehouse)
            shutil.rmtree(place)
            chains += 1
            print(
                f"{self.done} kills, {self.of_running} of them of running runs; "
                f"{chains} undisturbed after: equal",
                flush=True,
            )

    def kill(self, warehouse: Path) -> Met:
        """Kill a run, or tell it to end."""
        what = self.draw.choice(["", "", "", "batch", "copy", "published"])
        moment = when(warehouse, what) if what else after(self.draw.uniform(0, self.length))
        if self.server is None:
            return killed(self.source, warehouse, self.folder, moment)
        number = self.draw.choice((signal.SIGTERM, signal.SIGINT))
        api = {"PREFECT_API_URL": self.server} if self.done % 2 else {}
        return told_to_end(self.source, warehouse, self.folder, moment, number, **api)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Different as error:
        print(error)
        sys.exit(1)
