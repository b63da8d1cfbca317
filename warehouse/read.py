"""Reading the published warehouse: always read-only, never in a run's way."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.version import check_readable


class NoWarehouse(FileNotFoundError):
    """There is no warehouse file yet."""


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published file, with `core` and `mart` on the search path.

    It keeps what it opened while runs publish anew. Raises NoWarehouse where there is none yet,
    WrongVersion for one that a newer Readout wrote.
    """
    if not path.exists():
        raise NoWarehouse(f"no warehouse at {path}: `readout run` makes one")
    connection = duckdb.connect(str(path), read_only=True)
    try:
        check_readable(connection, str(path))
        connection.execute("SET search_path = 'core,mart,quality,ref'")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_sealed(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection as of `connect` for SQL that others write: no file, no network, no settings."""
    connection = connect(path)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


class Known(NamedTuple):
    """What the warehouse knows of an article."""

    source: str
    source_ref: str
    content_hash: str
    version: int
    first_seen_at: object


def known_hashes(path: Path, raw_hashes: Iterable[str]) -> set[str]:
    """Those of the raw hashes whose article is in the warehouse as it is."""
    if not path.exists():
        return set()
    with connect(path) as connection:
        rows = connection.execute(
            "SELECT raw_hash FROM core.articles WHERE raw_hash IN (SELECT unnest(?))", [list(raw_hashes)]
        ).fetchall()
    return {row[0] for row in rows}


def known_articles(path: Path, article_ids: Iterable[str]) -> dict[str, Known]:
    """What the warehouse knows of the articles, by article_id."""
    if not path.exists():
        return {}
    with connect(path) as connection:
        rows = connection.execute(
            """SELECT article_id, source, source_ref, content_hash, version, first_seen_at
               FROM core.articles WHERE article_id IN (SELECT unnest(?))""",
            [list(article_ids)],
        ).fetchall()
    return {row[0]: Known(*row[1:]) for row in rows}


def known_answers(path: Path) -> dict[str, dict[str, str]]:
    """What the web last answered, by address: its ETag and Last-Modified as far as it gave them."""
    if not path.exists():
        return {}
    with connect(path) as connection:
        rows = connection.execute("SELECT url, etag, last_modified FROM quality.fetches").fetchall()
    names = ("etag", "last_modified")
    return {url: {n: v for n, v in zip(names, values, strict=True) if v} for url, *values in rows}
