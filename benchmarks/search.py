"""Building and updating the search index, against DuckDB's own full-text index of the same articles.

    python -m benchmarks.search FOLDER [--articles 10000] [--more 200]

Makes a warehouse of articles with five quotations each in FOLDER, indexes it, adds some articles and brings
the index up to date. The peer is DuckDB's PRAGMA create_fts_index over titles and bodies, which can only
index everything anew; ours has the quotations as well.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.corpus import made_bodies
from transforms import schema
from transforms.clock import utc_now
from warehouse.search.index import place as place_of
from warehouse.search.index import search_index
from warehouse.search.search import Kind, Query, search
from warehouse.store.extensions import load_extension
from warehouse.store.file import private_copy

QUERIES = (
    Query("minister"),
    Query("ceasefire talks"),
    Query('"foreign minister"'),
    Query("war", Kind.quotes),
)


def publish(path: Path, bodies: list[str], first: int) -> None:
    """Add articles with five quotations each to a warehouse."""
    now = utc_now()
    articles, quotes = [], []
    for number, body in enumerate(bodies, start=first):
        words = body.split()
        article = {"article_id": f"a{number}", "source": "made", "source_ref": f"{number}.txt", "authors": []}
        told = {"title": " ".join(words[:8]), "body": body, "n_words": len(words), "version": 1}
        articles.append({**article, **told, "contributors": [], "n_repairs": 0, "first_seen_at": now})
        for piece in range(5):
            key = f"q{number}-{piece}"
            place = {"article_id": f"a{number}", "sentence_no": piece, "start_char": piece}
            text = " ".join(words[piece * 20 : piece * 20 + 18])
            quotes.append({**place, "quote_id": key, "quote_group": key, "end_char": piece + 1, "text": text})
    same = dict.fromkeys(("content_hash", "raw_hash", "run_id"), str(first))
    articles = [row | same for row in articles]
    quotes = [row | {"form": "direct"} for row in quotes]
    with private_copy(path) as connection:
        for table, rows in ((schema.ARTICLES, articles), (schema.QUOTES, quotes)):
            connection.register("rows", pl.DataFrame(rows, schema=table.polars))
            connection.execute(f"INSERT INTO {table.full_name} BY NAME FROM rows")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def peer(path: Path) -> None:
    """DuckDB's own index over the articles of a warehouse, made in memory."""
    with duckdb.connect() as connection:  # noqa: TID251  # as anybody would
        load_extension(connection, "fts")
        connection.execute(f"ATTACH '{path}' AS w (READ_ONLY)")
        connection.execute("CREATE TABLE texts AS SELECT article_id, title, body FROM w.core.articles")
        connection.execute("PRAGMA create_fts_index('texts', 'article_id', 'title', 'body')")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--more", type=int, default=200)
    options = parser.parse_args()
    path: Path = options.folder / "search.duckdb"
    bodies = made_bodies(options.articles + options.more)
    publish(path, bodies[: options.articles], 0)
    index = place_of(path)

    def bring_up_to_date() -> None:
        with search_index(path):
            pass

    build, theirs = seconds(bring_up_to_date), seconds(lambda: peer(path))
    print(f"{options.articles:,} articles: {build:.1f} s, DuckDB's {theirs:.1f} s: {build / theirs:.2f}")
    publish(path, bodies[options.articles :], options.articles)
    more, theirs = seconds(bring_up_to_date), seconds(lambda: peer(path))
    print(f"{options.more:,} more: {more:.2f} s, DuckDB's {theirs:.1f} s: {more / theirs:.2f}")
    size, whole = index.stat().st_size, path.stat().st_size
    print(f"index {size / 1e6:.0f} MB, warehouse {whole / 1e6:.0f} MB: {size / whole:.1f} of it")
    for query in QUERIES:
        print(f"{query.kind} {query.words}: {seconds(lambda query=query: search(path, query)):.2f} s")


if __name__ == "__main__":
    main()
