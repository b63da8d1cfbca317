"""What starting costs: a run of one article, and the quick commands, against what they are built on.

    python -m benchmarks.start [--rounds 3]

A run is compared with one process that imports the three largest libraries that it needs and does nothing;
`sql` and the like with DuckDB's Python package, opening the same file and asking the same. Each round
measures all of them in turn; the best of the rounds counts. "computing" is the time of all cores, which
says the same on a busy machine.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from flows.server.local import LocalPrefect

READOUT = Path(sys.executable).with_name("readout")
ARTICLE = next((Path(__file__).resolve().parent.parent / "seeds" / "articles").glob("*.txt"))
LIBRARIES = (sys.executable, "-c", "import prefect, great_expectations, spacy")
DUCKDB = """
import duckdb, sys
print(duckdb.connect(sys.argv[1], read_only=True).execute("SELECT 1").fetchall())
"""
QUICK = (
    ("sql", "SELECT 1"),
    ("sql", "SELECT * FROM articles", "--format", "json"),
    ("tables",),
    ("tables", "quotes"),
    ("runs",),
    ("quality",),
    ("quarantine",),
    ("search", "minister"),
)


class Cost(NamedTuple):
    """What a command took with all the processes that it started and waited for."""

    seconds: float
    computing: float
    megabytes: float  # of the largest of them

    def __str__(self) -> str:
        return f"{self.seconds:5.2f} s, {self.computing:5.2f} s of computing"


def cost(command: tuple[str | Path, ...], environment: Mapping[str, str]) -> Cost:
    """Run a command. Raises CalledProcessError where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    seconds = time.perf_counter() - started
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)


def best(costs: list[Cost]) -> Cost:
    return Cost(*map(min, zip(*costs, strict=True)))


def starts_of_runs(folder: Path, rounds: int) -> None:
    """A first run ever, one that finds Prefect's database, and one that finds Prefect's server."""
    home = {"PREFECT_HOME": str(folder / "prefect")}
    costs: dict[str, list[Cost]] = {}

    def measure(name: str, command: tuple[str | Path, ...], environment: Mapping[str, str]) -> None:
        costs.setdefault(name, []).append(cost(command, environment))

    def run(name: str) -> tuple[str | Path, ...]:
        return (READOUT, "run", ARTICLE, "-w", folder / f"{name}.duckdb")

    for number in range(rounds):
        measure("libraries", LIBRARIES, home)
        shutil.rmtree(folder / "prefect", ignore_errors=True)
        measure("first run ever", run(f"first{number}"), home)
        measure("later run", run(f"later{number}"), home)
        os.environ.update(home)
        with LocalPrefect() as prefect:
            prefect.wait()
            served = {**home, "PREFECT_API_URL": prefect.url}
            measure("with a Prefect server", run(f"served{number}"), served)
    peer = best(costs.pop("libraries"))
    print(f"{'import prefect, great_expectations, spacy':50} {peer}")
    for name, found in costs.items():
        ours = best(found)
        print(f"{f'one article, {name}':50} {ours}: {ours.seconds / peer.seconds:.2f} of its time")


def quick_commands(warehouse: Path, rounds: int) -> None:
    """Commands that only ask the warehouse."""
    peer_costs: list[Cost] = []
    costs: dict[tuple[str, ...], list[Cost]] = {}
    for _ in range(rounds):
        peer_costs.append(cost((sys.executable, "-c", DUCKDB, warehouse), {}))
        costs.setdefault(("--help",), []).append(cost((READOUT, "--help"), {}))
        for words in QUICK:
            costs.setdefault(words, []).append(cost((READOUT, *words, "-w", warehouse), {}))
    peer = best(peer_costs)
    print(f"{'duckdb in Python: SELECT 1':50} {peer}, {peer.megabytes:.0f} MB")
    for words, found in costs.items():
        ours = best(found)
        name = f"readout {' '.join(words)}"
        ratio = ours.seconds / peer.seconds
        print(f"{name:50} {ours}, {ours.megabytes:.0f} MB: {ratio:.1f} of its time")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warehouse = folder / "quick.duckdb"
        cost((READOUT, "run", ARTICLE, "-w", warehouse), {"PREFECT_HOME": str(folder / "prefect")})
        quick_commands(warehouse, rounds)  # before this process grows: what it starts begins with its size
        starts_of_runs(folder, rounds)


if __name__ == "__main__":
    main()
