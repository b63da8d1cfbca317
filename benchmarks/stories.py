"""What finding stories and incidents costs a load, as it grows, and whether the order of loading matters.

    python -m benchmarks.stories [--articles 100000] [--days 100] [--load 1000]

Articles are made of words drawn with Zipf's weights: each happening has twelve words of its own, a kind of
twelve more that it shares with others, and one to thirty reports over three days, which take most of them and
thirty words of no matter. They are loaded, with three mentions and two events each, in three orders: by day,
backwards, and mixed. Printed are the seconds of each order,
what share of them stories and incidents take, the peak of memory, and whether stories, links, chapters and
incidents are the same.
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
from typing import ClassVar

import duckdb
import polars as pl

from transforms import schema
from transforms.stories.terms import hash_of
from warehouse.ddl import create
from warehouse.load import load as loading
from warehouse.store.duck import open_duckdb

FIRST = date(2024, 1, 1)
COUNTRIES = ("CHL", "PER", "KEN", "UGA", "FRA", "DEU", "IND", "NPL", "JPN", "KOR")
VERBS = ("bomb", "attack", "shell", "raid", "storm")
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
    rows[schema.EVENTS.full_name] = pl.DataFrame([event for article in articles for event in events(article)])
    for table in schema.CORE:
        frame = rows.get(table.full_name, pl.DataFrame())
        whole = [
            pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name)
            for name, kind in table.polars.items()
        ]
        (frame.select(whole) if len(frame) else table.frame([])).write_parquet(folder / table.file_name)
    return folder


def events(article: Article) -> Iterator[dict[str, object]]:
    """Two events of an article; articles that share a term may share them."""
    name, day, terms = article
    happening = min(terms)
    for number in (hash_of(name) % 3, (hash_of(name) + 1) % 3):
        draw = random.Random(happening + number)
        actor, recipient = draw.sample(COUNTRIES, 2)
        verb = draw.choice(VERBS)
        yield {
            "event_id": f"{name} {number}", "article_id": name, "sentence_no": number, "start_char": 0,
            "end_char": 5, "text": f"{actor} {verb}s {recipient} at depot {happening}", "trigger": verb,
            "event_type": "ASSAULT", "contexts": [], "quad_class": "material_conflict", "goldstein": -9.0,
            "actor_text": actor, "actor_country": actor, "recipient_text": recipient,
            "recipient_country": recipient, "status": "occurred", "confidence": 0.9, "rule": f"{verb}.verb",
            "event_date": day, "date_precision": "day",
        }  # fmt: skip


class Stopwatch:
    """Seconds that the steps of a load take which find stories, and those which find incidents."""

    STEPS: ClassVar = {
        "remember_grouped": "stories",
        "follow_stories": "stories",
        "follow_incidents": "incidents",
    }

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(self.STEPS.values(), 0.0)
        for name, what in self.STEPS.items():
            setattr(loading, name, self.timed(getattr(loading, name), what))

    def timed(self, step, what: str):  # type: ignore[no-untyped-def]
        def measured(connection: duckdb.DuckDBPyConnection) -> None:
            started = time.perf_counter()
            step(connection)
            self.seconds[what] += time.perf_counter() - started

        return measured


def load_all(folder: Path, articles: list[Article], at_once: int, watch: Stopwatch) -> str:
    """Load articles in their order; returns a hash of what is known of stories then."""
    watch.seconds, spent = dict.fromkeys(watch.seconds, 0.0), 0.0
    last, before = 0.0, watch.seconds
    with open_duckdb(folder / "w.duckdb") as connection:
        create(connection)
        for start in range(0, len(articles), at_once):
            batch = stage(folder / f"batch {start}", articles[start : start + at_once])
            before = dict(watch.seconds)
            started = time.perf_counter()
            connection.execute("BEGIN")
            loading.load(connection, [batch], "run")
            connection.execute("COMMIT")
            last = time.perf_counter() - started
            spent += last
        rows = [connection.execute(f"FROM {t.full_name} ORDER BY ALL").fetchall() for t in schema.FOLLOWING]
        sizes = connection.execute("""
            SELECT count(*), max(articles), (SELECT count(*) FROM core.incidents) FROM core.stories
        """).fetchall()[0]
    each = 1000 / len(articles)
    print(f"{spent:8.1f} s, {spent * each:.2f} ms an article, in the last load {1000 * last / at_once:.2f}")
    for what, seconds in watch.seconds.items():
        of_last = 1000 * (seconds - before[what]) / at_once
        print(f"{what:>20}: {seconds * each:.2f} ms an article, in the last load {of_last:.2f}")
    print(f"{'':10}{sizes[0]} stories, {sizes[1]} articles in the largest, {sizes[2]} incidents", flush=True)
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
    same = len(found) == 1
    print("the same stories and incidents in each order" if same else "stories or incidents DIFFER by order")
    print(f"peak of memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


if __name__ == "__main__":
    main()
