"""What large, deep and repetitive inputs cost: CPU time and memory over the process that reads them.

    python -m benchmarks.bounds [--at-least 1] [NAME ...]

Each input of `tests/support/hostile.py` (or those whose names hold a NAME) is cleaned and annotated in a
process of its own, forked from one that has everything loaded. The peer is plain prose of as many words as
are parsed together. Ends with exit code 1 where an input takes more than 5 s or 500 MB, or as a text of more
than 60,000 characters, which may be a long article, 30 s or 1,000 MB: prose of a million takes 18 s.
"""

import argparse
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from flows.batch.stages import cleaning_lexicon, reader, warm_up
from tests.support.hostile import OPENING, hostile_articles
from transforms.clean.article import clean_article
from transforms.lexicon.reference import REFERENCE
from transforms.model import Model
from transforms.records import CleanArticle, RawArticle
from transforms.tables import extract_rows, signature_rows

LONG = 60_000  # characters, with which a text may have more than the 20,000 words and marks parsed together
GIVEN_UP = 60  # seconds


class Cost(NamedTuple):
    """CPU seconds and megabytes over what the process had; None where it ended before it was done."""

    seconds: float
    megabytes: float

    def exceeds(self, most: "Cost") -> bool:
        return self.seconds > most.seconds or self.megabytes > most.megabytes


MOST, MOST_OF_LONG = Cost(5, 500), Cost(20, 1000)


def allowed(raw: RawArticle) -> Cost:
    """The most that an input may cost. Pages are read up to fewer characters than a long article has."""
    return MOST_OF_LONG if raw.media == "text" and len(raw.content) > LONG else MOST


def peak() -> float:
    """Megabytes that this process has had at most."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def process(raw: RawArticle) -> None:
    """All that a run does with an input before its rows are checked."""
    nlp, lexicons = reader(Model(), REFERENCE)
    article = clean_article(raw, cleaning_lexicon(REFERENCE))
    if isinstance(article, CleanArticle):
        list(signature_rows([article]))
        if article.language == nlp.lang:
            extract_rows([article], nlp, lexicons)  # without frames: polars does not survive a fork


def cost(work: Callable[[], None]) -> Cost | None:
    """What work costs in a process forked for it; None where that takes a minute, or dies."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(GIVEN_UP)
        before, began = peak(), time.process_time()
        try:
            work()
            os.write(writes, f"{time.process_time() - began} {peak() - before}".encode())
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as pipe:
        said = pipe.read().split()
    os.waitpid(child, 0)
    return Cost(*map(float, said)) if said else None


def costs(names: list[str]) -> Iterator[tuple[RawArticle, Cost | None]]:
    """Each input and its cost."""
    for raw in hostile_articles():
        if not names or any(name in raw.source_ref for name in names):
            yield raw, cost(lambda raw=raw: process(raw))  # type: ignore[misc]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--at-least", type=float, default=4.0, help="seconds from which an input is listed")
    options = parser.parse_args()
    warm_up(Model(), REFERENCE)
    gc.collect()
    gc.freeze()
    prose = RawArticle("peer", "prose.txt", f"{OPENING}\n\n" * 180, "text", {})
    peer = cost(lambda: process(prose))
    assert peer is not None
    print(f"plain prose of {95 * 180:,} words: {peer.seconds:.1f} s, {peer.megabytes:.0f} MB")
    found, done, over = 0, list[Cost](), list[str]()
    for raw, taken in costs(options.names):
        found += 1
        if taken is None or taken.exceeds(allowed(raw)):
            over.append(raw.source_ref)
        if taken is None:
            print(f"no figure: {raw.source_ref}", flush=True)
            continue
        done.append(taken)
        if taken.seconds >= options.at_least:
            ratio = taken.seconds / peer.seconds
            cost_of = f"{taken.seconds:.1f} s, {taken.megabytes:.0f} MB: {raw.source_ref}"
            print(f"{cost_of}: {ratio:.1f} of plain prose", flush=True)
    worst, largest = (max((cost[at] for cost in done), default=0) for at in (0, 1))
    print(f"{found} inputs: {worst:.1f} s and {largest:.0f} MB at most; over what they may cost: {len(over)}")
    for name in over:
        print(f"over: {name}")
    sys.exit(bool(over))


if __name__ == "__main__":
    main()
