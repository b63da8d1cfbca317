"""Read-only access to the published warehouse, which never blocks a run."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from warehouse.address import NoWarehouse as NoWarehouse
from warehouse.address import Warehouse
from warehouse.load.quarantine import OF_ROWS
from warehouse.store import lake
from warehouse.store.ownership import open_file
from warehouse.version import check_readable

Parameters = Sequence[object] | Mapping[str, object]
NO_PROGRESS_BAR = "SET enable_progress_bar = false"  # it would go to standard output, into the rows


def connect(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published version, with `core` and `mart` on the search path.

    It keeps that version while runs publish others. Raises NoWarehouse if there is none yet, NotAWarehouse
    for another program's file, WrongVersion if a newer Readout wrote it, LakeError if a lake cannot be
    reached.
    """
    if not isinstance(warehouse, Path):
        return lake.connect(warehouse)
    connection = open_file(warehouse)
    try:
        connection.execute(NO_PROGRESS_BAR)
        check_readable(connection, warehouse)
        connection.execute("SET search_path = 'core,mart,quality,ref'")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_sealed(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """A `connect` connection for untrusted SQL: no files, no network, no settings.

    In a lake it has the rights of its role in the catalogue: give readers one that can only read.
    """
    connection = connect(warehouse)
    if not isinstance(warehouse, Path):
        lake.allow_files(connection, warehouse)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def published(warehouse: Warehouse, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """The rows of a query on the published version; none before the first publish."""
    try:
        if not isinstance(warehouse, Path):
            return lake.query(warehouse, sql, parameters)
        with connect(warehouse) as connection:
            return connection.execute(sql, parameters).fetchall()
    except NoWarehouse:
        return []


IS_WHOLE = f"""(source, source_ref) NOT IN (
    SELECT (source, source_ref) FROM quality.quarantine WHERE {OF_ROWS}
)"""


class Known(NamedTuple):
    """What the warehouse knows of an article."""

    source: str
    source_ref: str
    content_hash: str
    version: int
    first_seen_at: object
    run_id: str
    is_whole: bool  # none of its rows was quarantined


def known_hashes(warehouse: Warehouse, raw_hashes: Iterable[str]) -> set[str]:
    """The raw hashes whose article is in the warehouse, unchanged and with all of its rows."""
    sql = f"SELECT raw_hash FROM core.articles WHERE raw_hash IN (SELECT unnest(?)) AND {IS_WHOLE}"
    return {row[0] for row in published(warehouse, sql, [list(raw_hashes)])}


def known_articles(warehouse: Warehouse, article_ids: Iterable[str]) -> dict[str, Known]:
    """What the warehouse knows of the articles, by article_id."""
    sql = f"""SELECT article_id, source, source_ref, content_hash, version, first_seen_at, run_id, {IS_WHOLE}
              FROM core.articles WHERE article_id IN (SELECT unnest(?))"""
    return {row[0]: Known(*row[1:]) for row in published(warehouse, sql, [list(article_ids)])}


def waiting_articles(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """The rows of `quality.waiting`; none in a warehouse of an older Readout."""
    there = (
        "SELECT 1 FROM information_schema.tables WHERE table_schema = 'quality' AND table_name = 'waiting'"
    )
    if not published(warehouse, there):
        return []
    columns = "source, source_ref, url, hints, reason, tries, since, tried_at"
    return published(warehouse, f"SELECT {columns} FROM quality.waiting ORDER BY ALL")


def known_answers(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """The last ETag and Last-Modified of each URL, as far as the server gave them."""
    rows = published(warehouse, "SELECT url, etag, last_modified FROM quality.fetches")
    names = ("etag", "last_modified")
    return {url: {n: v for n, v in zip(names, values, strict=True) if v} for url, *values in rows}
