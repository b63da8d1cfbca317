"""Untrusted SQL: read-only, sealed off, and bounded in time, rows and memory."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Timer
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import polars as pl

from warehouse.address import Warehouse
from warehouse.dashboard.database import attach_sealed
from warehouse.sealed import Refused, check_statement
from warehouse.shell.output import distinct, write_csv, write_json

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

ROWS = 10_000
SECONDS = 30.0
BYTES = 32_000_000  # of text in the rows of an answer
MEMORY = "2GB"
# Types that a table, a chart and every download can hold; others are shown as text
PLAIN_TYPES = {
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "FLOAT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP",
}  # fmt: skip


class Answer(NamedTuple):
    """The first rows of a query, as many as are bounded, and whether there are more."""

    frame: pl.DataFrame
    more: bool


def ask(
    address: Warehouse, sql: str, seconds: float = SECONDS, rows: int = ROWS, n_bytes: int = BYTES
) -> Answer:
    """The rows of one SELECT. Raises Refused, or duckdb.Error for a faulty query.

    Rows are left out from the one with which their texts come to more than `n_bytes`. Its own connection
    reads the published version, no file, no network, and is closed afterwards.
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
            table = sized(textual(found).limit(rows + 1), n_bytes).to_arrow_table()
            frame = within_range(table, connection)
        except duckdb.InterruptException:
            raise Refused(f"Stopped after {seconds:g} seconds: ask for less at a time.") from None
        finally:
            stop.cancel()
    shown = frame.head(rows).filter(frame.head(rows)[:, -1] <= n_bytes)[:, :-1]
    if shown.is_empty() and len(frame):
        raise Refused(f"The first row alone holds more than {n_bytes // 1_000_000:,} MB: ask for less of it.")
    return Answer(shown, len(frame) > len(shown))


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


def sized(rows: duckdb.DuckDBPyRelation, most: int) -> duckdb.DuckDBPyRelation:
    """The rows with the bytes of text up to each as a last column; texts beyond `most` are null."""
    names = list(map(identifier, distinct([*rows.columns, "bytes"])))
    is_text = [str(kind) == "VARCHAR" for kind in rows.types]
    sizes = [f"coalesce(strlen(#{place}), 0)" for place, text in enumerate(is_text, start=1) if text]
    total = f"#{len(names)}"
    kept = [
        f"CASE WHEN {total} <= {most} THEN #{place} END AS {name}" if text else f"#{place} AS {name}"
        for place, (name, text) in enumerate(zip(names, is_text, strict=False), start=1)
    ]
    counted = rows.project(f"*, sum({' + '.join(sizes) or 0}) OVER (ROWS UNBOUNDED PRECEDING) AS {names[-1]}")
    return counted.project(f"{', '.join(kept)}, {total}::BIGINT AS {names[-1]}")


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def as_csv(frame: pl.DataFrame, raw: bool = False) -> bytes:
    file = io.StringIO()
    write_csv(frame.columns, frame.iter_rows(), file, raw)
    return file.getvalue().encode()


def as_json(frame: pl.DataFrame) -> bytes:
    file = io.StringIO()
    write_json(frame.columns, frame.iter_rows(), file)
    return file.getvalue().encode()


def as_parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


FORMATS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": ("text/csv", as_csv),
    "json": ("application/json", as_json),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
}
