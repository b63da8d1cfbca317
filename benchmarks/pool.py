"""What a second annotating process is worth: the same staged batches, annotated by one process and by two.

    python -m benchmarks.pool [--articles 1000] [--processes 2] [--rounds 2]

The pool is the one of a run. Its processes have started when the time begins; the best round of each counts.
"""

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from benchmarks.corpus import made_bodies
from flows.batch.stages import CHANGED, annotate_batch, articles_frame
from flows.settings import Settings
from flows.workers.pool import LocalAnnotators
from transforms import schema
from transforms.clean.article import clean_article
from transforms.clean.lexicon import CleaningLexicon
from transforms.clock import utc_now
from transforms.lexicon.reference import REFERENCE
from transforms.model import Model
from transforms.records import CleanArticle, RawArticle

BATCH = 100


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folders = staged(made_bodies(args.articles), Path(name))
        one, several = (seconds(folders, n, args.rounds) for n in (1, args.processes))
    print(f"annotating {args.articles:,} articles: {one:.1f} s with one process")
    print(f"{args.processes} processes / one: {one / several:.2f} times as fast")


def staged(bodies: list[str], under: Path) -> list[Path]:
    """Folders of batches that wait to be annotated."""
    lexicon = CleaningLexicon.load(REFERENCE)
    raw = (RawArticle("bench", str(number), body, "text") for number, body in enumerate(bodies))
    found = (clean_article(article, lexicon) for article in raw)
    cleaned = [article for article in found if isinstance(article, CleanArticle)]
    folders = []
    for start in range(0, len(cleaned), BATCH):
        folder = under / str(start)
        folder.mkdir()
        articles_frame(cleaned[start : start + BATCH]).with_columns(
            version=pl.lit(1, pl.Int64),
            duplicate_of=pl.lit(None, pl.String),
            first_seen_at=pl.lit(utc_now(), schema.TIME),
            run_id=pl.lit("bench"),
        ).select(schema.ARTICLES.polars.names()).write_parquet(folder / CHANGED)
        folders.append(folder)
    return folders


def seconds(folders: list[Path], processes: int, rounds: int) -> float:
    """How long a pool of so many processes takes for all of them."""
    pool = LocalAnnotators(Model(), REFERENCE, processes, Settings().limits)

    def annotate(folder: Path) -> int:
        return pool.run(annotate_batch, folder, Model(), REFERENCE)

    took = []
    with ThreadPoolExecutor(processes) as threads:
        list(threads.map(annotate, folders))  # the pool starts its processes as batches wait
        for _ in range(rounds):
            started = time.perf_counter()
            list(threads.map(annotate, folders))
            took.append(time.perf_counter() - started)
    pool.end()
    return min(took)


if __name__ == "__main__":
    main()
