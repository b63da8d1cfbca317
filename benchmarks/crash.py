"""Kill runs at random moments, and see that nothing is lost, doubled or left lying about.

    python -m benchmarks.crash FOLDER [--kills 100] [--articles 200] [--chain 4] [--seed 1]

Runs over the same articles are killed with SIGKILL, up to `chain` in a row, each at a moment drawn from the
length of an undisturbed run, or just when it does something that matters: completes a batch, writes the
private copy, has published. A run that nobody disturbs follows. Then the warehouse must hold the rows of one
that was never disturbed, its folder nothing else, and no process of a killed run may be alive. Every other
chain begins with a warehouse that holds half of the articles. Exits with 1 at the first difference.
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
from pathlib import Path

from benchmarks.corpus import made_bodies, write_jsonl
from warehouse.docs import docs_folder
from warehouse.lock import hidden
from warehouse.read import connect
from warehouse.refresh import NAMES

READOUT = Path(sys.executable).with_name("readout")
PATIENCE = 10.0  # seconds that a process of a killed run has to end; Prefect's server ends by itself in less
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


def start(source: Path, warehouse: Path, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    """A run as a user starts it, in a session of its own by which its processes are found."""
    arguments = [READOUT, "run", source, "--warehouse", warehouse, *(options or ("--batch-size", "40"))]
    scratch = folder / "tmp"
    scratch.mkdir(exist_ok=True)
    environment = {"PREFECT_HOME": str(folder / "prefect"), **os.environ, "TMPDIR": str(scratch)}
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
    """Kill a run, and only it. Raises Different when a process that it started outlives it."""
    run.send_signal(signal.SIGKILL)
    run.wait()
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


def killed(source: Path, warehouse: Path, folder: Path, moment: Moment) -> bool:
    """Kill a run at a moment; whether it was still running. What is published must be whole."""
    run = start(source, warehouse, folder)
    moment(run)
    running = run.poll() is None
    kill(run)
    if warehouse.exists():
        contents(warehouse)
    return running


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
    options = parser.parse_args(arguments)
    draw = random.Random(options.seed)
    folder: Path = options.folder
    folder.mkdir(parents=True)
    bodies = made_bodies(options.articles)
    (folder / "expected").mkdir()
    write_jsonl(bodies, folder / "news.jsonl")
    source, reference = folder / "news.jsonl", folder / "expected" / "w.duckdb"
    length = undisturbed(source, reference, folder)
    expected = contents(reference)
    print(f"undisturbed: {length:.1f} s, {len(bodies)} articles", flush=True)
    kills = running = chains = 0
    while kills < options.kills:
        place = folder / f"chain{chains}"
        place.mkdir()
        warehouse = place / "w.duckdb"
        if chains % 2:
            write_jsonl(bodies[: len(bodies) // 2], source)
            undisturbed(source, warehouse, folder)
            write_jsonl(bodies, source)
        for _ in range(min(draw.randint(1, options.chain), options.kills - kills)):
            what = draw.choice(["", "", "", "batch", "copy", "published"])
            moment = when(warehouse, what) if what else after(draw.uniform(0, length))
            was_running = killed(source, warehouse, folder, moment)
            kills, running = kills + 1, running + was_running
        undisturbed(source, warehouse, folder)
        compare(expected, warehouse)
        shutil.rmtree(place)
        chains += 1
        print(
            f"{kills} kills, {running} of them of running runs; {chains} undisturbed after: equal", flush=True
        )
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Different as error:
        print(error)
        sys.exit(1)
