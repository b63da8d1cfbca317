"""What checking and Data Docs cost of a run.

    python -m benchmarks.quality [--articles 1000] [--rounds 1]

A run is made as it is (`readout run` of a JSONL file into a new warehouse) and once more without Great
Expectations: its process imports nothing, batches pass unseen, and no Data Docs are built. The difference of
their wall times is the cost in time; it may be negative where another program took the cores meanwhile. The
cost in computing is what the checking process used: importing Great Expectations, checking the reference
tables and every batch, building Data Docs. The load is that of the machine before each run.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks.corpus import made_bodies, write_jsonl
from expectations.drift import measured
from flows.batch.check import Verdict
from flows.batch.staging import METRICS
from transforms import schema


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--one", nargs=3, metavar=("KIND", "SOURCE", "WAREHOUSE"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(*args.one)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "news.jsonl"
        write_jsonl(made_bodies(args.articles), source)
        seconds: dict[str, list[float]] = {"without": [], "with": []}
        shares = []
        for number in range(args.rounds):
            for kind, walls in seconds.items():
                load = os.getloadavg()[0]
                wall, computed, checker = timed(kind, source, folder / f"{number}-{kind}")
                print(f"{kind} checks: {wall:.1f} s, {computed:.1f} s of computing; load {load:.1f} before")
                walls.append(wall)
                if kind == "with":
                    shares.append(checker / computed)
                    print(f"of it the checking process: {checker:.1f} s of computing, {shares[-1]:.1%}")
    whole, bare = min(seconds["with"]), min(seconds["without"])
    print(
        f"checks and Data Docs: {(whole - bare) / whole:.1%} of the time, {min(shares):.1%} of the computing"
    )


def timed(kind: str, source: Path, place: Path) -> tuple[float, float, float]:
    """Wall time of a run, computing time of all its processes, and of the checking one, in seconds."""
    place.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.quality", "--one", kind, source, place / "readout.duckdb"],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "PREFECT_HOME": str(place / "prefect")},
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computed = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, computed, float(json.loads(done.stdout.splitlines()[-1]))


def one(kind: str, source: str, warehouse: str) -> None:
    """A run in this process; prints what the checking process computed, in seconds."""
    from flows import reference_check, tasks
    from flows.cli.run import run_sources
    from flows.settings import load_settings
    from flows.workers import pool

    settings = load_settings(warehouse=warehouse, docs_kept=20 if kind == "with" else 0)
    if kind == "without":
        for module, name, stand_in in (
            (pool, "import_checks", nothing),
            (tasks, "validate_batch", unseen),
            (reference_check, "check_reference", no_results),
        ):
            setattr(module, name, stand_in)
    if run_sources([source], settings):
        sys.exit("the run failed")
    print(json.dumps(pool.workers_for(settings).check(time.process_time)))


def nothing(reference: Path) -> None:
    """Stands for importing Great Expectations."""


def unseen(folder: Path, reference: Path) -> Verdict:
    """Stands for checking a batch: what a run must know of it nevertheless."""
    frames = {table.full_name: pl.read_parquet(folder / table.file_name) for table in schema.CORE}
    measured(frames).write_parquet(folder / METRICS)
    return Verdict(folder, [], [])


def no_results(folder: Path) -> list[object]:
    """Stands for checking the reference tables."""
    return []


if __name__ == "__main__":
    main()
