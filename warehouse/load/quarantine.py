"""The quarantine table: ids, filters, replace and drop."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import polars as pl

# What the reason begins with where an article stays in the warehouse as it was annotated before
ANNOTATED_AGAIN = "annotated again: "
# Conditions by the field of `Choice` that sets them
CONDITIONS = {
    "ids": "EXISTS (FROM unnest($ids) AS chosen(id) WHERE starts_with(quarantine_id, id))",
    "source": "contains(lower(source), lower($source))",
    "table": "$table IN (table_name, split_part(table_name, '.', 2))",
    "reason": "contains(lower(reason), lower($reason))",
    "since": "quarantined_at >= $since",
}
# Under these names stand articles that were quarantined; under others, of `schema.ANNOTATIONS`, rows of
# articles that are loaded
OF_ARTICLES = ("core.articles", "core.article_versions")
OF_ROWS = f"table_name NOT IN {OF_ARTICLES}"
GONE = f"""
    DELETE FROM quality.quarantine q WHERE NOT {OF_ROWS} AND (
        EXISTS (FROM read_again r WHERE r.source = q.source AND r.source_ref = q.source_ref)
        OR EXISTS (
            -- An earlier text that is annotated again says nothing of a later one that was quarantined
            FROM core.articles a JOIN incoming USING (article_id)
            WHERE a.source = q.source AND a.source_ref = q.source_ref
                AND (incoming.outcome != 'again' OR starts_with(q.reason, '{ANNOTATED_AGAIN}'))
        )
    )
"""
REPLACED = f"""
    DELETE FROM quality.quarantine q WHERE NOT {OF_ROWS} AND EXISTS (
        FROM quarantined t WHERE t.source = q.source AND t.source_ref = q.source_ref AND NOT t.{OF_ROWS}
    )
"""
ROWS_GONE = f"""
    -- An article that is only read, not annotated, still has not the row
    DELETE FROM quality.quarantine q WHERE {OF_ROWS} AND (
        EXISTS (FROM incoming i WHERE i.source = q.source AND i.source_ref = q.source_ref)
        OR EXISTS (
            FROM incoming i
            WHERE i.article_id = regexp_extract(q.payload, '"article_id": "([^"]*)"', 1)
        )
    )
"""
OF_LOADED = f"""
    -- Without rows of articles that another input or another run loaded
    FROM quarantined t
    WHERE NOT {OF_ROWS} OR EXISTS (FROM incoming i WHERE i.source = t.source AND i.source_ref = t.source_ref)
"""
QUARANTINED = """
    -- Of rows that are alike, as of two inputs under one name, all but the first have their number in the id
    INSERT INTO quality.quarantine BY NAME
    SELECT * EXCLUDE (number) REPLACE (
        if(number = 1, quarantine_id, left(md5(concat_ws(chr(10), quarantine_id, number)), 12))
        AS quarantine_id
    )
    FROM (
        SELECT *, row_number() OVER (PARTITION BY quarantine_id ORDER BY payload) AS number FROM quarantined
    )
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of the quarantine: rows that match all criteria that are set."""

    ids: tuple[str, ...] = ()  # or the beginning of one
    source: str | None = None  # part of its name, in whatever case
    table: str | None = None  # with or without its schema
    reason: str | None = None  # part of it, in whatever case
    since: date | None = None

    def where(self) -> tuple[str, dict[str, object]]:
        """The WHERE condition with its parameters."""
        values = {name: getattr(self, name) for name in CONDITIONS}
        used = {name: list(v) if name == "ids" else v for name, v in values.items() if v}
        return " AND ".join(CONDITIONS[name] for name in used) or "true", used


def quarantine_id(source: str, source_ref: str, table_name: str, reason: str) -> str:
    """12 hex digits that identify a row of the quarantine as long as the same input has the same fault.

    Where several rows have the same, the later ones get others when they are inserted.
    """
    text = "\n".join((source, source_ref, table_name, reason))
    return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:12]


def chosen(
    connection: duckdb.DuckDBPyConnection, choice: Choice, columns: str = "*"
) -> duckdb.DuckDBPyConnection:
    """The result of selecting the matching rows, newest first; `columns` is trusted SQL."""
    where, values = choice.where()
    return connection.execute(
        f"""SELECT {columns} FROM quality.quarantine WHERE {where}
            ORDER BY quarantined_at DESC, source, source_ref, quarantine_id""",
        values,
    )


def count(connection: duckdb.DuckDBPyConnection, choice: Choice) -> int:
    """The number of matching rows."""
    where, values = choice.where()
    sql = f"SELECT count(*) FROM quality.quarantine WHERE {where}"
    return int(connection.execute(sql, values).fetchall()[0][0])


def replace_quarantine(
    connection: duckdb.DuckDBPyConnection, rows: "pl.DataFrame", was_read: Callable[[str, str], bool]
) -> None:
    """Update the quarantine within the transaction of a load.

    The rows that this run quarantined, `rows`, replace earlier ones of the same input. Rows of other inputs
    that it read (`was_read`, by source and reference) or loaded are removed; rows of loaded articles once
    their article is loaded again.
    """
    import polars as pl

    inputs = connection.execute("SELECT DISTINCT source, source_ref FROM quality.quarantine").fetchall()
    again = [row for row in inputs if was_read(*row)]
    schema = {"source": pl.String, "source_ref": pl.String}
    connection.register("read_again", pl.DataFrame(again, schema=schema, orient="row").to_arrow())
    connection.execute(GONE)
    connection.execute(ROWS_GONE)
    connection.unregister("read_again")
    connection.register("quarantined", rows.to_arrow())
    loaded = connection.execute(OF_LOADED).pl()
    connection.unregister("quarantined")
    insert_rows(connection, loaded)


def insert_rows(connection: duckdb.DuckDBPyConnection, rows: "pl.DataFrame") -> None:
    """Insert rows into the quarantine, replacing earlier ones of the same inputs."""
    connection.register("quarantined", rows.to_arrow())
    connection.execute(REPLACED)
    connection.execute(QUARANTINED)
    connection.unregister("quarantined")


def drop(connection: duckdb.DuckDBPyConnection, choice: Choice) -> int:
    """Delete the matching rows; returns their number."""
    where, values = choice.where()
    found = connection.execute(f"DELETE FROM quality.quarantine WHERE {where}", values).fetchone()
    return int(found[0]) if found else 0
