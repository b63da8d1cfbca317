"""Untrusted SQL: read-only, sealed off, and bounded in time, rows and memory."""

import io
import json
from collections.abc import Callable
from threading import Timer
from typing import NamedTuple

import duckdb
import polars as pl

from warehouse.address import Warehouse
from warehouse.dashboard.database import attach_sealed
from warehouse.sealed import Refused, check_statement

ROWS = 10_000
SECONDS = 30.0
MEMORY = "2GB"
# Types that a table, a chart and every download can hold; others are shown as text
PLAIN_TYPES = {
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "FLOAT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP",
}  # fmt: skip


class Answer(NamedTuple):
    """The first `ROWS` rows of a query, and whether there are more."""

    frame: pl.DataFrame
    more: bool


def ask(address: Warehouse, sql: str, seconds: float = SECONDS, rows: int = ROWS) -> Answer:
    """The rows of one SELECT. Raises Refused, or duckdb.Error for a faulty query.

    Its own connection reads the published version, no file, no network, and is closed afterwards.
    """
    with attach_sealed(address, MEMORY) as connection:
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            raise Refused("Write one statement." if statements else "Write a query.")
        stop = Timer(seconds, connection.interrupt)
        stop.start()
        try:
            check_statement(connection, statements[0])
            found = connection.sql(sql)
            frame = textual(found).limit(rows + 1).pl()
        except duckdb.InterruptException:
            raise Refused(f"Stopped after {seconds:g} seconds: ask for less at a time.") from None
        finally:
            stop.cancel()
    return Answer(frame.head(rows), len(frame) > rows)


def textual(found: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The rows with columns of unusual types as text."""
    names = ['"' + name.replace('"', '""') + '"' for name in found.columns]
    kept = [
        name if str(kind) in PLAIN_TYPES else f"{name}::VARCHAR AS {name}"
        for name, kind in zip(names, found.types, strict=True)
    ]
    return found.project(", ".join(kept))


def as_csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv().encode()


def as_json(frame: pl.DataFrame) -> bytes:
    return json.dumps(frame.to_dicts(), ensure_ascii=False, indent=1, default=str).encode()


def as_parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


FORMATS: dict[str, tuple[str, Callable[[pl.DataFrame], bytes]]] = {
    "csv": ("text/csv", as_csv),
    "json": ("application/json", as_json),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
}
