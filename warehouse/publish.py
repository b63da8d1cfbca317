"""Loading staged batches: built in a private file, published by one atomic rename.

Readers open the published file read-only and keep the version that they opened; no reader ever
waits for a run or sees half of one.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pandas  # noqa: F401  # duckdb would import it, half a second, in the middle of publishing
import polars as pl

from transforms import schema
from transforms.schema import Table
from warehouse.ddl import create, current
from warehouse.duplicates import mark_duplicates
from warehouse.lock import hidden
from warehouse.refresh import kept_in_step
from warehouse.settle import OVERTAKEN, settle
from warehouse.version import WrongVersion, refuse_newer, stamp_of

FICLONE = 0x40049409  # linux/fs.h
CANNOT_CLONE = (errno.EOPNOTSUPP, errno.ENOTTY, errno.EINVAL, errno.EXDEV, errno.ENOSYS)

# Rows that are replaced with their article. Versions are only ever added, entities are shared.
BY_ARTICLE = tuple(
    table
    for table in schema.CORE
    if table not in (schema.ARTICLE_VERSIONS, schema.ENTITIES)
)  # fmt: skip

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
        article_id VARCHAR, source VARCHAR, source_ref VARCHAR, version INTEGER
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

INCOMING_ENTITIES = """
    CREATE OR REPLACE TEMP TABLE incoming_entities AS SELECT * FROM read_parquet($files)
"""

MERGED_ENTITIES = """
    -- Of several records of one entity the one that says most, the same in every order of loading
    CREATE OR REPLACE TEMP TABLE merged_entities AS
    FROM (
        SELECT * FROM core.entities WHERE entity_id IN (SELECT entity_id FROM incoming_entities)
        UNION ALL BY NAME
        SELECT * FROM incoming_entities
    )
    QUALIFY row_number() OVER (
        PARTITION BY entity_id
        ORDER BY
            (country IS NOT NULL)::INT + (sector IS NOT NULL)::INT + (wikidata_id IS NOT NULL)::INT DESC,
            length(name) DESC,
            name DESC,
            coalesce(country, '') DESC,
            coalesce(sector, '') DESC
    ) = 1
"""

MAYBE_UNUSED = """
    -- Entities that articles named until now which are replaced
    CREATE OR REPLACE TEMP TABLE maybe_unused AS
    SELECT entity_id FROM core.mentions SEMI JOIN incoming USING (article_id)
    UNION
    SELECT speaker_id FROM core.quotes SEMI JOIN incoming USING (article_id)
    UNION
    SELECT unnest([actor_id, recipient_id, place_id, attributed_to])
    FROM core.events SEMI JOIN incoming USING (article_id)
"""

UNUSED_ENTITIES = """
    -- Those of them, and of articles that were passed over, that nothing names now
    INSERT INTO maybe_unused SELECT entity_id FROM incoming_entities;

    DELETE FROM core.entities
    WHERE entity_id IN (SELECT entity_id FROM maybe_unused) AND entity_id NOT IN (
        SELECT entity_id FROM core.mentions SEMI JOIN maybe_unused USING (entity_id)
        UNION
        SELECT entity_id FROM maybe_unused SEMI JOIN core.quotes ON speaker_id = entity_id
        UNION
        SELECT entity_id FROM maybe_unused SEMI JOIN (
            SELECT unnest([actor_id, recipient_id, place_id, attributed_to]) AS named FROM core.events
        ) AS events ON named = entity_id
    )
"""


@contextmanager
def private_copy(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a private copy of the warehouse at `path`, published when the block ends well.

    A block that raises leaves the published file as it was and no copy behind; the copy of a process
    that was killed is replaced by the next run's. Only the holder of the writer's lock may call it.
    """
    private = hidden(path, "next")
    remove_private(path)
    try:
        if path.exists():
            copy_file(path, private)
        with duckdb.connect(str(private)) as connection:
            create(connection)
            yield connection
            connection.execute("CHECKPOINT")
        sync(private)
        private.replace(path)
        sync(path.parent)
    finally:
        remove_private(path)


def remove_private(path: Path) -> None:
    """Remove the private copy and what DuckDB keeps beside it."""
    for suffix in ("next", "next.wal"):
        hidden(path, suffix).unlink(missing_ok=True)
    shutil.rmtree(hidden(path, "next.tmp"), ignore_errors=True)  # where DuckDB spills what memory cannot hold


def copy_file(source: Path, target: Path) -> None:
    """Copy a file: by sharing its blocks where the file system can (btrfs, XFS), else byte by byte.

    Nothing cleverer is worth it: a second copy that is kept one publish behind cannot be written to as
    long as a reader has it open, and doubles the disk for good. docs/warehouse.md has the numbers.
    """
    with source.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
            return
        except OSError as error:
            if error.errno not in CANNOT_CLONE:
                raise
    shutil.copyfile(source, target)


def sync(path: Path) -> None:
    """Have a file or folder on the disk before what comes next."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def upgrade(path: Path) -> None:
    """Publish the warehouse anew where it is not as this Readout declares it, so that a run may read it.

    Only the holder of the writer's lock may call it. Raises WrongVersion where it cannot be brought up
    to date; the published file is then as it was.
    """
    if not path.exists():
        return
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            found = stamp_of(connection)
        if found != current():
            refuse_newer(found, str(path))
            with private_copy(path):
                pass
    except duckdb.Error as error:
        raise WrongVersion(f"{path} cannot be opened and brought up to date: {error}") from error


def load(
    connection: duckdb.DuckDBPyConnection, batches: Sequence[Path], run_id: str
) -> tuple[dict[str, int], pl.DataFrame]:
    """Put the rows of staged batches in, an article's old rows leaving as its new ones come.

    Call it within a transaction, with the batches in the order in which they were read. Leaves the
    articles that it loaded, with their versions, in the table `incoming`. Returns the rows loaded by
    full table name, and the staged articles that were not loaded because another input or another run
    loaded the same article: `source`, `source_ref`, `reason`, `same` (whether its text is).
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
    with kept_in_step(connection):
        loaded = replace_articles(connection, files, run_id)
    return loaded, connection.execute(PASSED_OVER).pl()


def replace_articles(
    connection: duckdb.DuckDBPyConnection, files: Callable[[Table], list[str]], run_id: str
) -> dict[str, int]:
    """Replace the rows of the incoming articles by those staged; returns the rows loaded by table."""
    replaced = 0
    loaded = {}
    connection.execute(MAYBE_UNUSED)
    for table in BY_ARTICLE:
        name = table.full_name
        replaced += changed_rows(
            connection, f"DELETE FROM {name} WHERE article_id IN (SELECT article_id FROM incoming)"
        )
        values = {"files": files(table)} | ({"run_id": run_id} if "run_id" in table.polars else {})
        loaded[name] = changed_rows(connection, insert(table), values)
    versions = schema.ARTICLE_VERSIONS
    loaded[versions.full_name] = changed_rows(
        connection, insert_versions(), {"files": files(versions), "run_id": run_id}
    )
    connection.execute(INCOMING_ENTITIES, {"files": files(schema.ENTITIES)})
    connection.execute(MERGED_ENTITIES)
    connection.execute("DELETE FROM core.entities WHERE entity_id IN (SELECT entity_id FROM merged_entities)")
    loaded[schema.ENTITIES.full_name] = changed_rows(
        connection, "INSERT INTO core.entities BY NAME SELECT * FROM merged_entities"
    )
    mark_duplicates(connection)
    if replaced or connection.execute(PASSED_OVER).fetchone():
        connection.execute(UNUSED_ENTITIES)
    return loaded


def insert(table: Table) -> str:
    """The statement that adds the staged rows of `table`, each article's from the batch that owns it."""
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
    """The statement that adds the versions that are new: a text that is annotated again is none."""
    return f"""{insert(schema.ARTICLE_VERSIONS)}
        AND (article_id, incoming.version) NOT IN (SELECT (article_id, version) FROM core.article_versions)
    """


def changed_rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> int:
    """Run an INSERT or DELETE and return how many rows it touched."""
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
    """Remember what the web answered in this run, whose articles are loaded in the same transaction."""
    rows: list[tuple[object, ...]] = [
        (url, v.get("etag"), v.get("last_modified"), now) for url, v in changed.items()
    ]
    connection.execute("DELETE FROM quality.fetches WHERE url IN (SELECT unnest(?))", [list(changed)])
    record(connection, schema.FETCHES, schema.FETCHES.frame(rows))


def replace_quarantine(connection: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> None:
    """Make the quarantine say what is turned away now.

    What this run turned away replaces earlier rows of the same input; what has been loaded since
    leaves the quarantine.
    """
    connection.register("turned_away", rows.to_arrow())
    connection.execute("""
        DELETE FROM quality.quarantine q WHERE
            EXISTS (FROM turned_away t WHERE t.source = q.source AND t.source_ref = q.source_ref)
            OR EXISTS (
                FROM core.articles a JOIN incoming USING (article_id)
                WHERE a.source = q.source AND a.source_ref = q.source_ref
            )
    """)
    connection.execute("INSERT INTO quality.quarantine BY NAME SELECT * FROM turned_away")
    connection.unregister("turned_away")
