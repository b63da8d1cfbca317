"""What publishing costs as the warehouse grows, and whether it ever gets in a reader's way.

    python -m benchmarks.publish FOLDER [--articles 250000 1000000] [--gigabytes 5] [--threads 2]
    python -m benchmarks.publish FOLDER --stress [--seconds 300] [--articles 20000]

The first publishes a load of 200 articles to generated warehouses (see `benchmarks/marts.py`), the last of
them padded with old versions of articles to `--gigabytes`. The second has one process publish in a loop while
six read: one that connects for each question, one that holds a connection open for a while, one that does so
for a minute as DuckDB's own prompt would, two that run `readout sql`, and a browser that goes through the
dashboards. Each read compares the marts with the facts of the same moment; none may go back in time.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import polars as pl
from playwright.sync_api import Page

from benchmarks import dashboard, marts
from transforms import schema
from warehouse.load.load import load
from warehouse.marts.refresh import materialise
from warehouse.read import connect
from warehouse.store.duck import open_duckdb
from warehouse.store.file import private_copy

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

Read = Callable[[int], int]  # takes the articles that there were at least, returns those that there are
LOADED = 200  # articles in a load, of which one in ten is a new version of one that is there
PADDING = """
    INSERT INTO core.article_versions BY NAME
    SELECT md5(i::VARCHAR) AS article_id, 1 AS version, 'h' AS content_hash, now()::TIMESTAMP AS seen_at,
        'run' AS run_id, array_to_string([md5((i * 200 + j)::VARCHAR) FOR j IN range(200)], '') AS body
    FROM range($first, $first + 100_000) AS numbers(i)
"""
# The mentions that the facts hold, and those that a mart counts: equal in every version that is published
QUESTION = """
    SELECT
        (SELECT count(*) FROM core.articles) AS articles,
        (SELECT count(*) FROM core.mentions JOIN core.articles USING (article_id)
         WHERE entity_id IS NOT NULL AND duplicate_of IS NULL) AS mentions,
        (SELECT sum(mentions) FROM mart.entity_days)::BIGINT AS counted
"""


def stage(folder: Path, number: int, changed: list[str]) -> Path:
    """A staged batch of LOADED articles with three mentions each; those of the ids `changed` are there."""
    now = schema.TIME
    ids = [*changed, *(f"load {number} article {i}" for i in range(LOADED - len(changed)))]
    articles = pl.DataFrame(
        {
            "article_id": ids,
            "source": "load",
            "source_ref": ids,
            "authors": [[] for _ in ids],
            "contributors": [[] for _ in ids],
            "body": "Chile met Peru in Lima.",
            "n_words": 5,
            "content_hash": [f"{number} {i}" for i in range(len(ids))],
            "raw_hash": [f"{number} {i}" for i in range(len(ids))],
            "version": [2 if i < len(changed) else 1 for i in range(len(ids))],
            "n_repairs": 0,
            "first_seen_at": 0,
            "published_at": [(18_990 + number % 1000) * 86_400_000_000] * len(ids),
            "published_on": [18_990 + number % 1000] * len(ids),
            "run_id": "run",
            "seen_at": 0,
        }
    ).with_columns(
        pl.col("first_seen_at", "published_at", "seen_at").cast(now), pl.col("published_on").cast(pl.Date)
    )
    mentions = pl.DataFrame(
        {
            "mention_id": [f"{article} {i}" for article in ids for i in range(3)],
            "article_id": [article for article in ids for _ in range(3)],
            "sentence_no": 0,
            "start_char": 0,
            "end_char": 5,
            "text": "Chile",
            "label": "GPE",
            "form": "name",
            "entity_id": [f"Q{(i * 7 + j) % 500}" for i, _ in enumerate(ids) for j in range(3)],
        }
    )
    entities = pl.DataFrame(
        {
            "entity_id": [f"Q{i}" for i in range(500)],
            "name": [f"Entity {i}" for i in range(500)],
            "kind": "GPE",
        }
    )
    frames = {
        schema.ARTICLES: articles,
        schema.ARTICLE_VERSIONS: articles,
        schema.MENTIONS: mentions,
        schema.ENTITIES: entities,
        schema.ARTICLE_ENTITIES: mentions.group_by("article_id", "entity_id")
        .agg(mentions=pl.len())
        .join(entities, on="entity_id"),
    }
    folder.mkdir(parents=True)
    for table in schema.CORE:
        frame = frames.get(table, pl.DataFrame())
        whole = [
            pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in table.polars.items()
        ]
        (frame.select(whole) if len(frame) else table.frame([])).write_parquet(folder / table.file_name)
    return folder


def some_articles(path: Path, n: int) -> list[str]:
    with connect(path) as connection:
        return [
            row[0]
            for row in connection.execute(
                "SELECT article_id FROM core.articles ORDER BY hash(article_id) LIMIT ?", [n]
            ).fetchall()
        ]


class Clock:
    """Seconds of the clock and of computing, by what they were spent on."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, float]] = {}

    @contextmanager
    def spending(self, what: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.spent[what] = (time.perf_counter() - wall, time.process_time() - cpu)

    def __str__(self) -> str:
        return ", ".join(
            f"{what} {wall:.1f} s ({cpu:.1f} s computing)" for what, (wall, cpu) in self.spent.items()
        )


def publish(path: Path, batch: Path, threads: int) -> Clock:
    """Publish a staged batch, timed: copying, loading with what the marts make of it, writing to the disk."""
    clock = Clock()
    with clock.spending("all"):
        publishing = private_copy(path)
        with clock.spending("copy"):
            connection = publishing.__enter__()
        connection.execute(f"SET threads = {threads}")
        with clock.spending("load"):
            connection.execute("BEGIN")
            load(connection, [batch], "run")
            connection.execute("COMMIT")
        with clock.spending("write"):
            publishing.__exit__(None, None, None)
    return clock


def pad(path: Path, gigabytes: float) -> None:
    """Add old versions of articles until the file has the size."""
    with open_duckdb(path) as connection:
        first = 0
        while path.stat().st_size < gigabytes * 1e9:
            connection.execute(PADDING, {"first": first})
            connection.execute("CHECKPOINT")
            first += 100_000


def cost(folder: Path, articles: list[int], gigabytes: float, threads: int) -> None:
    """Print what publishing costs for warehouses of each number of articles, and for the last one padded."""
    path = folder / "cost.duckdb"
    for n_articles in articles:
        path.unlink(missing_ok=True)
        marts.generate(path, n_articles, threads)
        clock = Clock()
        with (
            clock.spending("all marts made anew"),
            marts.connect(path, threads, read_only=False) as connection,
        ):
            materialise(connection)
        print(clock, flush=True)
        show(path, folder, f"{n_articles}", threads)
    pad(path, gigabytes)
    show(path, folder, "padded", threads)
    path.unlink()


def show(path: Path, folder: Path, name: str, threads: int) -> None:
    """Publish twice, print the second: the first may find the file out of the memory of the system."""
    for number in range(2):
        batch = stage(folder / name / str(number), number, some_articles(path, LOADED // 10))
        clock = publish(path, batch, threads)
    print(f"{path.stat().st_size / 1e9:.2f} GB: {clock}", flush=True)


class Tally(NamedTuple):
    """What a process of the stress test did: how often it came through, and what went wrong."""

    who: str
    done: int
    faults: list[str]


def check(rows: list[tuple[int, ...]], before: int) -> int:
    """The number of articles of an answer. Raises AssertionError for one that is not whole, or goes back."""
    articles, mentions, counted = rows[0]
    assert mentions == counted, f"{mentions} mentions, but the mart counts {counted}"
    assert articles >= before, f"{articles} articles, there had been {before}"
    return articles


def read_the_same(connection: duckdb.DuckDBPyConnection, before: int, seconds: float) -> int:
    """Ask the same connection for some seconds: it answers the same each time."""
    first = check(connection.execute(QUESTION).fetchall(), before)
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        time.sleep(0.2)
        again = check(connection.execute(QUESTION).fetchall(), before)
        assert again == first, f"{first} articles, then {again} in the same connection"
    return first


def read_anew(path: Path, before: int) -> int:
    with connect(path) as connection:
        return check(connection.execute(QUESTION).fetchall(), before)


def read_held(path: Path, before: int) -> int:
    with connect(path) as connection:
        return read_the_same(connection, before, 2)


def read_as_prompt(seconds: float, path: Path, before: int) -> int:
    """Through DuckDB alone, which knows nothing of runs."""
    with open_duckdb(path, read_only=True) as connection:
        return read_the_same(connection, before, seconds)


def read_by_command(path: Path, before: int) -> int:
    readout = Path(sys.executable).with_name("readout")
    done = subprocess.run(
        [readout, "sql", QUESTION, "-f", "json", "-w", str(path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return check([tuple(row.values()) for row in json.loads(done.stdout)], before)


def look(page: Page, address: str, before: int) -> int:
    """Go through the dashboards; the number of articles that the first page states."""
    for name, path in dashboard.PAGES.items():
        dashboard.drawn(page, f"{address}/{path}")
        title = page.inner_text("h1")
        assert not page.locator("[data-testid=stException]").count(), f"{name}: an exception"
        assert not title.startswith(("The warehouse cannot", "No ")), f"{name}: {title}"
    dashboard.drawn(page, address)
    articles = int(page.locator("[data-testid=stMetricValue]").first.inner_text().replace(",", ""))
    assert articles >= before, f"{articles} articles, there had been {before}"
    return articles


@contextmanager
def looking(path: Path) -> Iterator[Read]:
    with dashboard.opened(path) as (page, address):
        yield partial(look, page, address)


@contextmanager
def asking(read: Callable[[Path, int], int], path: Path) -> Iterator[Read]:
    yield partial(read, path)


def readers(seconds: float, browser: str | None) -> dict[str, Callable[[Path], AbstractContextManager[Read]]]:
    """What reads while runs publish for so many seconds; dashboards only where there is a browser."""
    held = min(60, seconds / 5)
    found: dict[str, Callable[[Path], AbstractContextManager[Read]]] = {
        "connects anew": partial(asking, read_anew),
        "holds for 2 s": partial(asking, read_held),
        f"prompt, for {held:.0f} s": partial(asking, partial(read_as_prompt, held)),
        "readout sql": partial(asking, read_by_command),
        "readout sql, too": partial(asking, read_by_command),
    }
    return {**found, "dashboards": looking} if browser else found


def keep_reading(
    reader: Callable[[Path], AbstractContextManager[Read]],
    path: Path,
    stop: Event,
    tallies: "Queue[Tally]",
    name: str,
) -> None:
    """Read until told to stop, at least once."""
    done, before = 0, 0
    faults: list[str] = []
    with reader(path) as read:
        while not (stop.is_set() and done + len(faults)):
            try:
                before = read(before)
                done += 1
            except Exception as error:
                faults.append(f"{type(error).__name__}: {error}")
    tallies.put(Tally(name, done, faults))


def keep_publishing(path: Path, folder: Path, stop: Event, tallies: "Queue[Tally]") -> None:
    """Publish until told to stop, at least once: new articles and changed ones."""
    done = 0
    faults: list[str] = []
    changed: list[str] = []
    while not (stop.is_set() and done + len(faults)):
        batch = stage(folder / f"{os.getpid()}-{done}", done, changed)
        changed = [f"load {done} article {i}" for i in range(LOADED // 10)]
        try:
            publish(path, batch, 2)
            done += 1
        except Exception as error:
            faults.append(f"{type(error).__name__}: {error}")
    tallies.put(Tally("publish", done, faults))


def stress(folder: Path, seconds: float, articles: int, browser: str | None) -> list[Tally]:
    """Publish and read at once for some seconds; what each process did. `browser` is Chromium's program."""
    path = folder / "stress.duckdb"
    path.unlink(missing_ok=True)
    marts.generate(path, articles, 2)
    with open_duckdb(path) as connection:
        materialise(connection)
    context = multiprocessing.get_context("spawn")
    stop, tallies = context.Event(), context.Queue()
    processes = [context.Process(target=keep_publishing, args=(path, folder / "staged", stop, tallies))]
    processes += [
        context.Process(target=keep_reading, args=(reader, path, stop, tallies, name))
        for name, reader in readers(seconds, browser).items()
    ]
    for process in processes:
        process.start()
    time.sleep(seconds)
    stop.set()
    told = [tallies.get(timeout=120) for _ in processes]
    for process in processes:
        process.join()
    return sorted(told)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=None)
    parser.add_argument("--gigabytes", type=float, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--stress", action="store_true")
    parser.add_argument("--seconds", type=float, default=300)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if not options.stress:
        cost(options.folder, options.articles or [250_000, 1_000_000], options.gigabytes, options.threads)
        return 0
    articles = (options.articles or [20_000])[0]
    tallies = stress(options.folder, options.seconds, articles, dashboard.chromium())
    for tally in tallies:
        print(f"{tally.who:20s} {tally.done:6d} done, {len(tally.faults)} failed {tally.faults[:1]}")
    return 1 if any(tally.faults for tally in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
