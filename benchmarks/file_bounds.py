"""What packed, cut and endless files cost: CPU time and memory over the process that reads them.

    python -m benchmarks.file_bounds [--folder FOLDER] [--at-least 5] [NAME ...]

Each of `tests/support/hostile_files.py` (or those whose names or kinds hold a NAME) is written into an empty
folder, and read, cut into batches and cleaned in a process of its own, as a run does. The peer is as many
ordinary articles as a batch has. Ends with exit code 1 where a file takes more than 20 s or 1,000 MB, or
gives other articles than it should.
"""

import argparse
import gc
import json
import resource
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet  # type: ignore[import-untyped]  # noqa: F401  loaded before what is measured begins

from benchmarks.bounds import Cost, cost
from flows.batch.incoming import Incoming
from flows.batch.stages import RAW, clean_batch, cleaning_lexicon
from flows.batch.staging import write_raw
from flows.sources import resolve
from tests.support.hostile import OPENING
from tests.support.hostile_files import GOOD, HostileFile, hostile_files
from transforms.lexicon.reference import REFERENCE
from transforms.records import RawArticle

MOST_SECONDS, MOST_MEGABYTES = 20.0, 1000.0
MOST_ADDRESSES = 12 << 30  # bytes: the machine is not to suffer
BATCH = 200


class Found(NamedTuple):
    """What a file costs, and how many articles it gave; None where it gave none before the end."""

    file: HostileFile
    cost: Cost | None
    articles: int | None

    @property
    def is_over(self) -> bool:
        if self.cost is None or self.articles != self.file.articles:
            return True
        return self.cost.seconds > MOST_SECONDS or self.cost.megabytes > MOST_MEGABYTES


def read(folder: Path, scratch: Path) -> None:
    """All that a run does with a folder before its articles are annotated; writes how many it found."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    incoming = Incoming([resolve(folder)], BATCH, 2, scratch / "none.duckdb", set())
    n_articles = 0
    for batch in incoming.batches():
        articles = [item for item in batch if isinstance(item, RawArticle)]
        n_articles += len(articles)
        write_raw(articles, scratch / RAW)
        del batch, articles
        clean_batch(scratch, REFERENCE)
    (scratch / "found").write_text(str(n_articles), encoding="utf-8")


def measured(files: list[HostileFile], place: Path | None) -> Iterator[Found]:
    for file in files:
        with tempfile.TemporaryDirectory(dir=place, ignore_cleanup_errors=True) as name:
            folder, scratch = Path(name) / "news", Path(name) / "scratch"
            folder.mkdir()
            scratch.mkdir()
            (folder / GOOD).write_text(OPENING, encoding="utf-8")
            cost(partial(file.write, folder))
            took = cost(partial(read, folder, scratch))
            found = scratch / "found"
            yield Found(file, took, int(found.read_text()) - 1 if found.exists() else None)


def ordinary(folder: Path) -> None:
    rows = (json.dumps({"id": n, "text": f"{n} {OPENING}\n\n" * 5}) for n in range(BATCH))
    (folder / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--folder", type=Path, help="for the files: some are of gigabytes")
    parser.add_argument("--at-least", type=float, default=5.0, help="seconds from which a file is listed")
    options = parser.parse_args()
    cleaning_lexicon(REFERENCE)
    gc.collect()
    gc.freeze()
    peer = next(measured([HostileFile("ordinary articles", ordinary, BATCH)], options.folder))
    assert peer.cost is not None and not peer.is_over
    print(f"{BATCH} ordinary articles: {peer.cost.seconds:.1f} s, {peer.cost.megabytes:.0f} MB")
    wanted = [
        file
        for file in hostile_files()
        if not options.names or any(name in f"{file.kind} {file.name}" for name in options.names)
    ]
    found = []
    for one in measured(wanted, options.folder):
        found.append(one)
        if one.cost and one.cost.seconds >= options.at_least:
            print(
                f"{one.cost.seconds:.1f} s, {one.cost.megabytes:.0f} MB: {one.file.kind}: {one.file.name}",
                flush=True,
            )
    for kind in dict.fromkeys(file.kind for file in wanted):
        costs = [one.cost for one in found if one.file.kind == kind and one.cost]
        seconds, megabytes = (max((c[at] for c in costs), default=0) for at in (0, 1))
        print(f"{kind}: {len(costs)} files, {seconds:.1f} s and {megabytes:.0f} MB at most")
    over = [one for one in found if one.is_over]
    print(f"{len(found)} files; over 20 s or 1,000 MB, or with other articles: {len(over)}")
    for one in over:
        expected = f"{one.articles} of {one.file.articles} articles"
        print(f"over: {one.file.kind}: {one.file.name}: {one.cost}, {expected}")
    sys.exit(bool(over))


if __name__ == "__main__":
    main()
