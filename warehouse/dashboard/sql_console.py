"""Untrusted SQL: read-only, sealed off, and bounded in time, rows and memory."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Timer
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import polars as pl

from warehouse.address import Warehouse
from warehouse.dashboard.database import attach_sealed
from warehouse.sealed import Refused, check_statement
from warehouse.shell.output import distinct, write_csv

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

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
            table = textual(found).limit(rows + 1).to_arrow_table()
            frame = within_range(table, connection)
        except duckdb.InterruptException:
            raise Refused(f"Stopped after {seconds:g} seconds: ask for less at a time.") from None
        finally:
            stop.cancel()
    return Answer(frame.head(rows), len(frame) > rows)


def within_range(table: "pa.Table", connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The rows as a frame. A column with a date or time beyond the years of Python, or infinity, is text:
    Polars panics over one of them, and Python has none.
    """
    frame = pl.DataFrame(table)
    beyond = [name for name, first, last in limits(frame) if has_beyond(frame[name], first, last)]
    if not beyond:
        return frame
    as_text = [name in beyond for name in frame.columns]
    return pl.DataFrame(selected(connection.from_arrow(table), frame.columns, as_text).to_arrow_table())


def limits(frame: pl.DataFrame) -> Iterator[tuple[str, int, int]]:
    """Each column of dates or times, with the first and the last that Python has, as Polars counts them."""
    for name, kind in frame.schema.items():
        if kind == pl.Date or isinstance(kind, pl.Datetime):
            ends = pl.Series([datetime.min, datetime.max], dtype=pl.Datetime("us")).cast(kind).to_physical()
            yield name, ends[0], ends[1]


def has_beyond(column: pl.Series, first: int, last: int) -> bool:
    return bool((~column.to_physical().is_between(first, last)).any())


def textual(found: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The rows with distinct names, and columns of unusual types as text."""
    return selected(found, distinct(found.columns), [str(kind) not in PLAIN_TYPES for kind in found.types])


def selected(rows: duckdb.DuckDBPyRelation, names: list[str], as_text: list[bool]) -> duckdb.DuckDBPyRelation:
    """The columns by their places, as several may have one name to DuckDB, under `names`."""
    columns = [
        f"#{place}{'::VARCHAR' if text else ''} AS {identifier(name)}"
        for place, (name, text) in enumerate(zip(names, as_text, strict=True), start=1)
    ]
    return rows.project(", ".join(columns))


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def as_csv(frame: pl.DataFrame, raw: bool = False) -> bytes:
    file = io.StringIO()
    write_csv(frame.columns, frame.iter_rows(), file, raw)
    return file.getvalue().encode()


def as_json(frame: pl.DataFrame) -> bytes:
    return json.dumps(frame.to_dicts(), ensure_ascii=False, indent=1, default=str).encode()


def as_parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


FORMATS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": ("text/csv", as_csv),
    "json": ("application/json", as_json),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
}
