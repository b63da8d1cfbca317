"""Peak memory of a run as its articles grow twentyfold.

    python -m benchmarks.memory [--articles 1000 20000]

Memory is the proportional set size of all processes of a run together, Prefect's server among them, looked at
five times a second. The articles are short (one to three paragraphs), so that twenty thousand take minutes.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.corpus import made_bodies, write_jsonl


def session_memory(session: int) -> int:
    """Bytes that the processes of a session have in memory, shared pages shared out."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError):  # it ended meanwhile
                after_name = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(after_name[3]) == session:
                    for line in (folder / "smaps_rollup").read_text().splitlines():
                        if line.startswith("Pss:"):
                            total += 1024 * int(line.split()[1])
    return total


def run(source: Path, warehouse: Path, workers: int) -> tuple[float, int]:
    """Seconds and peak bytes of a run."""
    readout = Path(sys.executable).with_name("readout")
    started, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        [readout, "run", source, "-w", warehouse, "--workers", str(workers)],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None:
        peak = max(peak, session_memory(process.pid))
        time.sleep(0.2)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, "readout run")
    return time.perf_counter() - started, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, nargs=2, default=[1000, 20_000])
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("PREFECT_HOME", str(folder / "prefect"))
        peaks = []
        for n_articles in args.articles:
            source = folder / f"{n_articles}.jsonl"
            write_jsonl(made_bodies(n_articles, 1, 3), source)
            seconds, peak = run(source, folder / f"{n_articles}.duckdb", args.workers)
            peaks.append(peak)
            print(f"{n_articles:,} articles: {peak / 1e6:,.0f} MB at most, {seconds:.1f} s", flush=True)
        print(
            f"{args.articles[1]:,} / {args.articles[0]:,} articles: {peaks[1] / peaks[0]:.2f} of the memory"
        )


if __name__ == "__main__":
    main()
