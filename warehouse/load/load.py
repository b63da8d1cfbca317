"""Loads staged batches within the transaction of a publish (see `warehouse.store.file`)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from transforms import schema
from transforms.schema import Table
from warehouse.load.concurrent import OVERTAKEN, settle
from warehouse.load.duplicates import mark_duplicates
from warehouse.load.incidents import follow_incidents
from warehouse.load.stories import follow_stories, remember_grouped
from warehouse.marts.refresh import kept_in_step

# Rows that are replaced with their article. Versions are only ever added, entities follow from the others.
BY_ARTICLE = tuple(table for table in schema.CORE if table not in (schema.ARTICLE_VERSIONS, schema.ENTITIES))

STAGED = """
    CREATE OR REPLACE TEMP TABLE staged AS
    SELECT
        article_id, source, source_ref, content_hash, version, first_seen_at,
        list_position($files, filename) AS batch
    FROM read_parquet($files, filename = true)
"""

INCOMING = """
    -- The batch that owns each article. The first input that named an article keeps it; where that
    -- same input stands in a later batch as well, it has changed since, and the later text holds.
    CREATE OR REPLACE TEMP TABLE incoming AS
    WITH first AS (
        FROM staged QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY batch) = 1
    )
    SELECT article_id, first.source, first.source_ref,
        max_by(staged.content_hash, staged.batch) AS content_hash,
        max_by(staged.version, staged.batch) AS version,
        max_by(staged.first_seen_at, staged.batch) AS first_seen_at,
        max(staged.batch) AS batch
    FROM staged JOIN first USING (article_id, source, source_ref)
    GROUP BY ALL
"""

NOTHING_INCOMING = """
    CREATE OR REPLACE TEMP TABLE incoming (
        article_id VARCHAR, source VARCHAR, source_ref VARCHAR, version INTEGER, outcome VARCHAR
    )
"""

PASSED_OVER = f"""
    SELECT staged.source, staged.source_ref,
        'another text under the same address was loaded from '
            || incoming.source || ': ' || incoming.source_ref AS reason,
        staged.content_hash = incoming.content_hash AS same
    FROM staged JOIN incoming USING (article_id)
    WHERE (staged.source, staged.source_ref) != (incoming.source, incoming.source_ref)
    UNION ALL
    ({OVERTAKEN})
    ORDER BY ALL
"""

ENTITIES_NAMED = """
    SELECT count(DISTINCT entity_id) FROM core.article_entities SEMI JOIN incoming USING (article_id)
"""

OUTCOMES = """
    -- What the load makes of the incoming articles: "again" is a text that is known, annotated anew
    CREATE OR REPLACE TEMP TABLE incoming AS
    SELECT
        incoming.*,
        CASE
            WHEN known.article_id IS NULL THEN 'new'
            WHEN known.version = incoming.version THEN 'again'
            ELSE 'changed'
        END AS outcome
    FROM incoming
    LEFT JOIN core.articles AS known USING (article_id)
"""


def load(
    connection: duckdb.DuckDBPyConnection, batches: Sequence[Path], run_id: str
) -> tuple[dict[str, int], pl.DataFrame]:
    """Load the rows of staged batches; an article's new rows replace its old ones.

    Call it within a transaction, with the batches in reading order. Leaves the loaded articles in the table
    `incoming`, with their versions and outcome: "new", "changed" or, if reannotated, "again".

    Returns the rows loaded by full table name, and the staged articles that were not loaded because another
    input or run loaded the same article: `source`, `source_ref`, `reason`, `same` (whether its text is).
    """
    if not batches:
        connection.execute(NOTHING_INCOMING)
        return {}, pl.DataFrame(
            schema={"source": pl.String, "source_ref": pl.String, "reason": pl.String, "same": pl.Boolean}
        )

    def files(table: Table) -> list[str]:
        return [str(batch / table.file_name) for batch in batches]

    connection.execute(STAGED, {"files": files(schema.ARTICLES)})
    connection.execute(INCOMING)
    settle(connection, files(schema.ARTICLE_VERSIONS))
    connection.execute(OUTCOMES)
    with kept_in_step(connection):
        loaded = replace_articles(connection, files, run_id)
    ((loaded[schema.ENTITIES.full_name],),) = connection.execute(ENTITIES_NAMED).fetchall()
    return loaded, connection.execute(PASSED_OVER).pl()


def replace_articles(
    connection: duckdb.DuckDBPyConnection, files: Callable[[Table], list[str]], run_id: str
) -> dict[str, int]:
    """Replace the rows of the incoming articles by the staged ones; returns the rows loaded by table."""
    loaded = {}
    remember_grouped(connection)
    for table in BY_ARTICLE:
        connection.execute(
            f"DELETE FROM {table.full_name} WHERE article_id IN (SELECT article_id FROM incoming)"
        )
        name = table.full_name
        values = {"files": files(table)} | ({"run_id": run_id} if "run_id" in table.polars else {})
        loaded[name] = changed_rows(connection, insert(table), values)
    versions = schema.ARTICLE_VERSIONS
    loaded[versions.full_name] = changed_rows(
        connection, insert_versions(), {"files": files(versions), "run_id": run_id}
    )
    mark_duplicates(connection)
    follow_stories(connection)
    follow_incidents(connection)
    return loaded


def insert(table: Table) -> str:
    """The statement that inserts the staged rows of `table`, each article's from the batch that owns it."""
    settled = {"run_id": "$run_id"} | {name: f"incoming.{name}" for name in ("version", "first_seen_at")}
    replaced = ", ".join(f"{value} AS {name}" for name, value in settled.items() if name in table.polars)
    return f"""
        INSERT INTO {table.full_name} BY NAME
        SELECT staged.* EXCLUDE (filename) {f"REPLACE ({replaced})" if replaced else ""}
        FROM read_parquet($files, filename = true) AS staged
        JOIN incoming USING (article_id)
        WHERE list_position($files, staged.filename) = incoming.batch
    """


def insert_versions() -> str:
    """The statement that inserts new versions: a reannotated text is none."""
    return f"""{insert(schema.ARTICLE_VERSIONS)}
        AND (article_id, incoming.version) NOT IN (SELECT (article_id, version) FROM core.article_versions)
    """


def changed_rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> int:
    """Run an INSERT or DELETE and return the number of rows affected."""
    row = connection.execute(sql, parameters).fetchone()
    return int(row[0]) if row else 0


def record(connection: duckdb.DuckDBPyConnection, table: Table, rows: pl.DataFrame) -> None:
    """Append rows to a log of the `quality` schema."""
    connection.register("rows_to_record", rows.to_arrow())
    connection.execute(f"INSERT INTO {table.full_name} BY NAME SELECT * FROM rows_to_record")
    connection.unregister("rows_to_record")


def keep_fetch_state(
    connection: duckdb.DuckDBPyConnection, changed: Mapping[str, Mapping[str, str]], now: datetime
) -> None:
    """Store the validators of this run's responses, in the transaction that loads its articles."""
    rows: list[tuple[object, ...]] = [
        (url, v.get("etag"), v.get("last_modified"), now) for url, v in changed.items()
    ]
    connection.execute("DELETE FROM quality.fetches WHERE url IN (SELECT unnest(?))", [list(changed)])
    record(connection, schema.FETCHES, schema.FETCHES.frame(rows))


def keep_waiting(
    connection: duckdb.DuckDBPyConnection, changed: Mapping[tuple[str, str], tuple[object, ...] | None]
) -> None:
    """Store which articles wait after this run: by source and reference their rows, None for the others."""
    connection.execute(
        "DELETE FROM quality.waiting WHERE (source, source_ref) IN (SELECT (unnest(?), unnest(?)))",
        [[source for source, _ in changed], [ref for _, ref in changed]],
    )
    rows = [row for row in changed.values() if row is not None]
    record(connection, schema.WAITING, schema.WAITING.frame(rows))
