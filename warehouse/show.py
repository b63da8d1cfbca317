"""Printing rows: as a table for people, as CSV, JSON or Parquet for programs."""

import io
import json
import sys
from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

MAX_SHOWN = 200  # rows of a table for people; programs get them all
WIDE = 400  # characters of a line that goes to a file or a pipe
CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "�")


def write_rows(result: duckdb.DuckDBPyConnection, format: str, output: Path | None) -> None:
    """Write the rows of a query that ran to `output`, else to standard output.

    `format` is table, csv, json (an array of objects) or parquet. A file appears whole or not at all.
    """
    frame = result.pl()
    if output is None and format == "table":
        print_frame(frame, Console(highlight=False, width=None if sys.stdout.isatty() else WIDE))
    elif output is None:
        sys.stdout.buffer.write(rendered(frame, format))
        sys.stdout.flush()
    else:
        partial = output.with_name(f".{output.name}.partial")
        try:
            partial.write_bytes(rendered(frame, format))
            partial.replace(output)
        finally:
            partial.unlink(missing_ok=True)


def rendered(frame: pl.DataFrame, format: str) -> bytes:
    """The rows in a format, as the bytes of a file."""
    file = io.BytesIO()
    if format == "parquet":
        frame.write_parquet(file)
    elif format == "csv":
        nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
        texts = (pl.col(name).map_elements(as_json, return_dtype=pl.String) for name in nested)
        frame.with_columns(texts).write_csv(file)
    elif format == "json":
        rows = ",\n".join(as_json(row) for row in frame.iter_rows(named=True))
        file.write(f"[{rows}]\n".encode())
    else:
        text = io.StringIO()
        print_frame(frame, Console(file=text, width=WIDE))
        file.write(text.getvalue().encode())
    return file.getvalue()


def as_json(value: object) -> str:
    if isinstance(value, pl.Series):
        value = value.to_list()
    return json.dumps(value, ensure_ascii=False, default=str)


def print_frame(frame: pl.DataFrame, console: Console) -> None:
    """Rows as a table. Cells are shown as text: no markup, no control characters of a terminal."""
    table = Table(show_lines=False)
    for name, dtype in frame.schema.items():
        table.add_column(cell(name), justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in frame.head(MAX_SHOWN).iter_rows():
        table.add_row(*map(cell, row))
    console.print(table)
    if len(frame) > MAX_SHOWN:
        console.print(f"{MAX_SHOWN} of {len(frame):,} rows; --format csv, json or parquet gives them all")


def cell(value: object) -> Text:
    return Text("" if value is None else str(value).translate(CONTROLS))
