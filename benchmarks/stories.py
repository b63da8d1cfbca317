"""What finding stories costs a load, as it grows, and whether the order of loading matters.

    python -m benchmarks.stories [--articles 100000] [--days 100] [--load 1000]

Articles are made of words drawn with Zipf's weights: each happening has twelve words of its own, a kind of
twelve more that it shares with others, and one to thirty reports over three days, which take most of them and
thirty words of no matter. They are loaded, with three mentions each, in three orders: by day, backwards, and
mixed. Printed are the seconds of each order, what share of them the stories take, the peak of memory, and
whether stories, links and chapters are the same.
"""

import argparse
import hashlib
import random
import resource
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from transforms import schema
from transforms.stories.terms import hash_of
from warehouse.ddl import create
from warehouse.load import load as loading
from warehouse.store.duck import open_duckdb

FIRST = date(2024, 1, 1)
WORDS, KINDS, OWN, SHARED, OTHER = 30_000, 300, 12, 12, 30
Article = tuple[str, date, dict[int, int]]


def happenings(n_articles: int, days: int) -> Iterator[Article]:
    """Articles of happenings, the same for the same numbers."""
    draw = random.Random(7)
    vocabulary = [hash_of(f"word {number}") for number in range(WORDS)]

    def words(n: int) -> list[int]:
        return [vocabulary[int(WORDS ** draw.random()) - 1] for _ in range(n)]

    kinds = [words(SHARED) for _ in range(KINDS)]
    made = 0
    while made < n_articles:
        own = [hash_of(f"happening {made} word {word}") for word in range(OWN)] + draw.choice(kinds)
        day = draw.randrange(days)
        for _ in range(min(int(30 ** draw.random()), n_articles - made)):
            some = draw.sample(own, 18) + words(OTHER)
            when = FIRST + timedelta(days=day + draw.randrange(3))
            yield f"a{made:07}", when, {word: 300 + word % 300 for word in some}
            made += 1


def stage(folder: Path, articles: list[Article]) -> Path:
    """A staged batch of articles with their terms, and three mentions each."""
    folder.mkdir(parents=True)
    rows: dict[str, pl.DataFrame] = {}
    ids = [name for name, _, _ in articles]
    days = [day for _, day, _ in articles]
    at = datetime(2024, 1, 1)
    rows[schema.ARTICLES.full_name] = pl.DataFrame(
        {
            "article_id": ids, "source": "load", "source_ref": ids, "content_hash": ids, "raw_hash": ids,
            "authors": [[]] * len(ids), "contributors": [[]] * len(ids), "run_id": "run",
            "body": "Chile met Peru in Lima.", "n_words": 5, "version": 1, "n_repairs": 0,
            "first_seen_at": at, "seen_at": at, "published_on": days,
            "published_at": [datetime.combine(day, datetime.min.time()) for day in days],
        }
    )  # fmt: skip
    rows[schema.ARTICLE_VERSIONS.full_name] = rows[schema.ARTICLES.full_name]
    rows[schema.ARTICLE_TERMS.full_name] = pl.DataFrame(
        {
            "article_id": ids,
            "terms": [sorted(terms) for _, _, terms in articles],
            "weights": [[terms[term] for term in sorted(terms)] for _, _, terms in articles],
        }
    )
    named = [(name, f"Q{(hash_of(name) + place) % 5000}") for name in ids for place in range(3)]
    rows[schema.MENTIONS.full_name] = pl.DataFrame(
        {
            "mention_id": [f"{name} {entity}" for name, entity in named],
            "article_id": [name for name, _ in named], "entity_id": [entity for _, entity in named],
            "sentence_no": 0, "start_char": 0, "end_char": 5, "text": "Chile", "label": "GPE", "form": "name",
        }
    )  # fmt: skip
    rows[schema.ARTICLE_ENTITIES.full_name] = pl.DataFrame(
        {
            "article_id": [name for name, _ in named], "entity_id": [entity for _, entity in named],
            "name": [f"Name {entity}" for _, entity in named], "kind": "GPE", "mentions": 1,
        }
    )  # fmt: skip
    for table in schema.CORE:
        frame = rows.get(table.full_name, pl.DataFrame())
        whole = [
            pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name)
            for name, kind in table.polars.items()
        ]
        (frame.select(whole) if len(frame) else table.frame([])).write_parquet(folder / table.file_name)
    return folder


class Stopwatch:
    """Seconds that the steps of a load take which find stories."""

    def __init__(self) -> None:
        self.seconds = 0.0
        for name in ("remember_grouped", "follow_stories"):
            setattr(loading, name, self.timed(getattr(loading, name)))

    def timed(self, step):  # type: ignore[no-untyped-def]
        def measured(connection: duckdb.DuckDBPyConnection) -> None:
            started = time.perf_counter()
            step(connection)
            self.seconds += time.perf_counter() - started

        return measured


def load_all(folder: Path, articles: list[Article], at_once: int, watch: Stopwatch) -> str:
    """Load articles in their order; returns a hash of what is known of stories then."""
    watch.seconds, spent = 0.0, 0.0
    last = (0.0, 0.0)
    with open_duckdb(folder / "w.duckdb") as connection:
        create(connection)
        for start in range(0, len(articles), at_once):
            batch = stage(folder / f"batch {start}", articles[start : start + at_once])
            before = watch.seconds
            started = time.perf_counter()
            connection.execute("BEGIN")
            loading.load(connection, [batch], "run")
            connection.execute("COMMIT")
            last = (time.perf_counter() - started, watch.seconds - before)
            spent += last[0]
        rows = [connection.execute(f"FROM {t.full_name} ORDER BY ALL").fetchall() for t in schema.FOLLOWING]
        sizes = connection.execute("SELECT count(*), max(articles) FROM core.stories").fetchall()[0]
    each = 1000 / len(articles)
    print(
        f"{spent:8.1f} s, stories {watch.seconds:6.1f} s: {watch.seconds * each:.2f} of {spent * each:.2f} "
        f"ms an article, in the last load {1000 * last[1] / at_once:.2f} of {1000 * last[0] / at_once:.2f}; "
        f"{sizes[0]} stories, {sizes[1]} articles in the largest",
        flush=True,
    )
    return hashlib.blake2b(repr(rows).encode()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--load", type=int, default=1000)
    options = parser.parse_args()
    articles = list(happenings(options.articles, options.days))
    by_day = sorted(articles, key=lambda article: article[1])
    mixed = random.Random(1).sample(by_day, len(by_day))
    watch = Stopwatch()
    found = set()
    for name, order in (("by day", by_day), ("backwards", by_day[::-1]), ("mixed", mixed)):
        print(f"{name:10s}", end="")
        with TemporaryDirectory() as folder:
            found.add(load_all(Path(folder), order, options.load, watch))
    print("the same stories in each order" if len(found) == 1 else "the stories DIFFER by order")
    print(f"peak of memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


if __name__ == "__main__":
    main()
