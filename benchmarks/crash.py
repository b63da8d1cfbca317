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
import random
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import made_bodies, write_jsonl
from flows.server.local import LocalPrefect
from tests.support.chaos import (
    Different,
    Met,
    after,
    compare,
    contents,
    killed,
    told_to_end,
    undisturbed,
    when,
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
