"""Prints rows: as a table for people, as CSV, JSON or Parquet for programs.

Programs get every row in full. People get a table that fits their terminal: the first rows, long values cut,
and a block of lines per row if there are too many columns to fit side by side.
"""

import csv
import io
import itertools
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, NamedTuple

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.shell.escape import plain
from warehouse.shell.formulas import neutral

MAX_SHOWN = 200  # rows of a table for people
WIDE = 400  # characters of a line that goes to a file or a pipe
LONG = 300  # characters of a value in a table
LONGER = 1000  # the same in a block of lines
NARROW = 16  # a column of text narrower than this is hard to read
CHUNK = 10_000  # rows held in memory at a time
NUMBERS = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "UHUGEINT", "DECIMAL", "DOUBLE", "FLOAT",
}  # fmt: skip

Row = Sequence[object]


class NotWritable(ValueError):
    """Rows that a format cannot hold."""

    exit_code = 1


class Columns(NamedTuple):
    """The columns of a result: distinct names, and whether each holds numbers."""

    names: list[str]
    numeric: list[bool]


def write_rows(
    result: duckdb.DuckDBPyConnection, format: str, output: Path | None, raw: bool = False
) -> None:
    """Write the rows of a query that ran to `output`, else to standard output.

    `format` is table, csv, json (an array of objects) or parquet; with `raw`, CSV keeps what begins as a
    formula. A file appears whole or not at all. Raises NotWritable.
    """
    if output is None and format == "table":
        print_rows(columns_of(result), rows_of(result), terminal())
    elif output is None:
        write(result, format, sys.stdout.buffer, raw)
        sys.stdout.flush()
    else:
        with whole_file(output) as file:
            write(result, format, file, raw)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, renamed to `path` only when the block ends without error.

    A device or pipe, such as /dev/stdout, is written to: a rename would put a file in its place.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as file:
            yield file
        return
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: name a file in it")
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def interruptible(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Turn Ctrl-C during a query into KeyboardInterrupt, and end the query.

    DuckDB raises RuntimeError and goes on working: the next query, or closing, would wait for it.
    """
    try:
        yield
    except (KeyboardInterrupt, RuntimeError) as error:
        connection.interrupt()
        if isinstance(error, KeyboardInterrupt) or str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise


def terminal() -> Console:
    """Standard output as a console; lines to a file or pipe are long."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)


def columns_of(result: duckdb.DuckDBPyConnection) -> Columns:
    """The columns, with distinct names."""
    names = distinct(name for name, *_ in result.description or ())
    # DECIMAL(10,2) is a number, INTEGER[] is a list
    numeric = [str(kind).partition("(")[0] in NUMBERS for _, kind, *_ in result.description or ()]
    return Columns(names, numeric)


def distinct(columns: Iterable[str]) -> list[str]:
    """The names of columns; duplicates get a number."""
    names: list[str] = []
    for name in columns:
        numbered = (f"{name}_{number}" for number in itertools.count(1))
        names.append(name if name not in names else next(new for new in numbered if new not in names))
    return names


def rows_of(result: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    """The rows, fetched lazily."""
    while rows := result.fetchmany(CHUNK):
        yield from rows


def write(result: duckdb.DuckDBPyConnection, format: str, file: IO[bytes], raw: bool = False) -> None:
    """Write all rows in a format."""
    if format == "parquet":
        write_parquet(result, file)
        return
    columns, rows = columns_of(result), rows_of(result)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        if format == "table":
            print_rows(columns, rows, Console(file=text, width=WIDE))
        elif format == "csv":
            write_csv(columns.names, rows, text, raw)
        else:
            write_json(columns.names, rows, text)
        text.flush()
    finally:
        text.detach()  # or it would close the file, which may be standard output, whatever went wrong


def write_csv(
    names: Sequence[str], rows: Iterable[Sequence[object]], file: IO[str], raw: bool = False
) -> None:
    """Rows as CSV: null is empty, times are ISO 8601, lists and structs JSON.

    No text in it is a formula to a spreadsheet, unless `raw`.
    """
    shown: Callable[[object], object] = field if raw else lambda value: neutral(field(value))
    writer = csv.writer(LineFeeds(file))
    writer.writerow([shown(name) for name in names])
    writer.writerows([shown(value) for value in row] for row in rows)


class LineFeeds:
    """A file for `csv.writer`, which quotes a carriage return only where its own lines end in one."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file

    def write(self, row: str) -> int:
        return self.file.write(row.removesuffix("\r\n") + "\n")


def field(value: object) -> object:
    match value:
        case list() | dict() | tuple():
            return as_json(value)
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case None | str() | int() | float():
            return value
    return simple(value)


def write_json(names: Sequence[str], rows: Iterable[Sequence[object]], file: IO[str]) -> None:
    """Rows as an array of objects, one a line."""
    file.write("[")
    for number, row in enumerate(rows):
        file.write((",\n" if number else "") + as_json(dict(zip(names, row, strict=True))))
    file.write("]\n")


def as_json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=simple, allow_nan=False)
    except ValueError:  # NaN and infinity, which JSON has no numbers for
        return json.dumps(finite(value), ensure_ascii=False, default=simple)


def finite(value: object) -> object:
    """`value`, or None for NaN and infinity."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    return [finite(inner) for inner in value] if isinstance(value, list | tuple) else value


def simple(value: object) -> object:
    """A value of a type that JSON lacks as one that it has."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


def number(value: Decimal) -> int | float | str:
    """A decimal as a number of JSON; as text if it has more digits than a float holds."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else format(value, "f")


def write_parquet(result: duckdb.DuckDBPyConnection, file: IO[bytes]) -> None:
    """Rows as Parquet, a chunk at a time. Raises NotWritable for a type that Parquet lacks."""
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    reader = result.to_arrow_reader(CHUNK)
    try:
        with parquet.ParquetWriter(file, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        raise NotWritable(f"Parquet cannot hold a column: {error}; cast it, as in column::VARCHAR") from None


def print_rows(columns: Columns, rows: Iterable[Row], console: Console) -> None:
    """The first rows for people. Values are text: no markup, no control characters of a terminal."""
    shown = list(itertools.islice(rows, MAX_SHOWN + 1))
    more, shown = len(shown) > MAX_SHOWN, shown[:MAX_SHOWN]
    if fits(columns, shown, console.width):
        print_grid(columns, shown, console)
        limit = LONG
    else:
        print_blocks(columns, shown, console)
        limit = LONGER
    if not shown:
        console.print("No rows.", style="dim")
    if any(len(words(value)) > limit for row in shown for value in row):
        console.print("Long values are cut; --format json shows them whole.", style="dim")
    if more:
        console.print(
            f"The first {MAX_SHOWN} rows; --format csv, json or parquet gives them all.", style="dim"
        )


def fits(columns: Columns, rows: list[Row], width: int) -> bool:
    """Whether the columns can stand side by side with a readable width each."""
    needed = 1
    for place, name in enumerate(columns.names):
        widest = max((len(line) for row in rows for line in cell(row[place]).splitlines()), default=0)
        # Numbers and short words must not be broken; text may
        needed += min(max(widest, len(name)), NARROW if not columns.numeric[place] else widest) + 3
    return needed <= width or not rows


def print_grid(columns: Columns, rows: list[Row], console: Console) -> None:
    table = Table()
    for name, numeric in zip(columns.names, columns.numeric, strict=True):
        table.add_column(Text(plain(name)), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    console.print(table)


def print_blocks(columns: Columns, rows: list[Row], console: Console) -> None:
    """Print each row as lines of name and value."""
    for number, row in enumerate(rows, start=1):
        console.print(Text(f"row {number}", style="bold"))
        block = Table.grid(padding=(0, 2))
        block.add_column(style="dim", no_wrap=True)
        block.add_column(overflow="fold")
        for name, value in zip(columns.names, row, strict=True):
            block.add_row(Text(plain(name)), Text(cell(value, LONGER)))
        console.print(block)


def cell(value: object, limit: int = LONG) -> str:
    """A value for people, cut if long."""
    text = words(value)
    return plain(text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters)")


def words(value: object) -> str:
    """A value as text; null is empty."""
    match value:
        case None:
            return ""
        case list() | dict() | tuple():
            return as_json(value)
        case Decimal():
            return format(value, "f")
        case bytes():
            return value.hex()
    return str(value)
