"""What the whole flow costs, against spaCy's stock pipe over the same texts with as many processes.

    python -m benchmarks.flow [--articles 2000] [--processes 2] [--rounds 1] [--unchanged 10000]

Ours is `readout run` with a Prefect server that runs already, from a JSONL file to a published warehouse:
reading, cleaning, annotating, extracting, checking, publishing. Theirs is `nlp.pipe(texts, n_process)` of
the same model and nothing else, in a process of its own, its imports and loading left out of its time.
The fixed cost is that of a run of one article. A run that finds everything unchanged is compared with the one
that loaded the same articles, which are in a language that is not annotated.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import made_bodies, spanish_bodies, write_jsonl
from flows.server.local import LocalPrefect
from transforms.model import MODEL

STOCK = """
import json, sys, time
import spacy
path, model, processes = sys.argv[1], sys.argv[2], int(sys.argv[3])
texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")]
nlp = spacy.load(model)
started = time.perf_counter()
tokens = sum(len(doc) for doc in nlp.pipe(texts, n_process=processes))
print(tokens, time.perf_counter() - started)
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--unchanged", type=int, default=10_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("PREFECT_HOME", str(folder / "prefect"))
        write_jsonl(made_bodies(args.articles), folder / "news.jsonl")
        write_jsonl(made_bodies(1), folder / "one.jsonl")
        one = folder / "one.jsonl"
        first, cold = (run(one, folder / f"cold{i}.duckdb", args.processes) for i in range(2))
        print(f"one article, no Prefect server: {cold:.1f} s; ever: {first:.1f} s, its tables are made once")
        with LocalPrefect() as prefect:
            prefect.wait()
            os.environ["PREFECT_API_URL"] = prefect.url
            warm = run(one, folder / "warm.duckdb", args.processes)
            print(f"one article, with a Prefect server: {warm:.1f} s")
            ours, theirs = [], []
            for number in range(args.rounds):
                tokens, seconds = stock(folder / "news.jsonl", args.processes)
                theirs.append(seconds)
                warehouse = folder / f"{number}.duckdb"
                ours.append(run(folder / "news.jsonl", warehouse, args.processes))
            print(f"stock pipe: {min(theirs):.1f} s, {tokens / min(theirs):,.0f} tokens/s")
            print(f"readout run: {min(ours):.1f} s, {tokens / min(ours):,.0f} tokens/s")
            print(f"readout / stock: {min(ours) / min(theirs):.2f} of its wall time")
            alone = run(folder / "news.jsonl", folder / "alone.duckdb", 1)
            print(f"1 process / {args.processes}: {alone / min(ours):.2f} of the time, {alone:.1f} s")
            write_jsonl(spanish_bodies(args.unchanged), folder / "known.jsonl")
            first, again = (
                run(folder / "known.jsonl", folder / "known.duckdb", args.processes) for _ in range(2)
            )
            print(
                f"{args.unchanged:,} articles unchanged: {again:.1f} s ({again / warm:.1f} times one article,"
            )
            print(f"{again / first:.2f} of loading them without annotation, {first:.1f} s)")


def run(source: Path, warehouse: Path, processes: int) -> float:
    """Seconds that `readout run` takes, from its start to its end."""
    started = time.perf_counter()
    subprocess.run(
        [
            Path(sys.executable).with_name("readout"),
            "run",
            source,
            "-w",
            warehouse,
            "--workers",
            str(processes),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def stock(source: Path, processes: int) -> tuple[int, float]:
    """Tokens and seconds of the stock pipe."""
    done = subprocess.run(
        [sys.executable, "-c", STOCK, source, MODEL, str(processes)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    tokens, seconds = done.stdout.split()
    return int(tokens), float(seconds)


if __name__ == "__main__":
    main()
