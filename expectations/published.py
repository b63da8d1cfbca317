"""Published tables against their suites: what Great Expectations sees of them, in a Parquet file a table.

Rules are applied to one part of the tables after the other, since they need the texts. What is written holds
numbers, keys, and columns of true and false: a column of it fits into memory where the texts do not, so that
keys are compared across all parts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import great_expectations.expectations as gxe
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
from great_expectations.expectations.expectation import Expectation
from pyarrow.parquet import ParquetWriter  # type: ignore[import-untyped]

from expectations.engine.apply import Frames
from expectations.engine.frames import checked_rows, structure_frame
from expectations.engine.validate import first_rows, identity, run_suite
from expectations.plover import Plover
from expectations.results import CheckResult
from expectations.suites import structure_suite, suite
from transforms import schema
from transforms.schema import Table
from transforms.schema.reference import REFERENCE_TABLES

TABLES = (*schema.TABLES, *REFERENCE_TABLES)
BY_NAME = {table.full_name: table for table in TABLES}


def check_structure(frames: Frames) -> list[CheckResult]:
    """Whether the tables, of which `frames` need hold no rows, have the declared columns."""
    return [
        check
        for table in TABLES
        for check in run_suite(
            table, structure_suite(table), structure_frame(table, frames[table.full_name]), []
        )
    ]


def write_tables(folder: Path, parts: Iterable[tuple[Frames, Mapping[str, int]]], plover: Plover) -> None:
    """Write `<table>.parquet` of every table into a folder.

    Parts are those of `warehouse.parts.Part`: rows of tables, and of which tables how many rows, the first,
    are to be written. The others are those to which these refer.
    """
    with ExitStack() as stack:
        writers: dict[str, ParquetWriter] = {}
        for frames, own in parts:
            for name, count in own.items():
                rows = compact(BY_NAME[name], checked_rows(BY_NAME[name], frames, plover).head(count))
                if name not in writers:
                    writers[name] = stack.enter_context(
                        ParquetWriter(file(folder, BY_NAME[name]), rows.schema)
                    )
                writers[name].write_table(rows)


def file(folder: Path, table: Table) -> Path:
    return folder / table.file_name


def compact(table: Table, rows: pl.DataFrame) -> pa.Table:
    """Rows in which words that repeat are there once: pandas takes a number for each."""
    written = rows.to_arrow()
    for place, name in enumerate(written.column_names):
        if rows.schema[name] == pl.String and (name,) != table.key:
            written = written.set_column(place, name, written.column(name).dictionary_encode())
    return written


def check_tables(folder: Path, plover: Plover) -> Iterator[CheckResult]:
    """Check what `write_tables` wrote against the suites, a column at a time: a table may be too much."""
    for table in TABLES:
        for (columns, compare), expectations in by_columns(suite(table, plover)).items():
            frame = numbered(folder, table, *columns) if compare else read(folder, table, columns)
            for check in run_suite(table, expectations, frame, [*columns]):
                yield named(check, table, folder)


def read(folder: Path, table: Table, columns: Sequence[str]) -> pd.DataFrame:
    return pd.read_parquet(file(folder, table), columns=[*columns])


def numbered(folder: Path, table: Table, key: str) -> pd.DataFrame:
    """A column with a number for each value, which only equal ones share, or null.

    pandas takes five times as much memory to compare texts. Those of different hashes differ, so that only
    the others need to be compared.
    """
    keys = pl.read_parquet(file(folder, table), columns=[key]).with_row_index("row")
    hashes = keys[key].hash()
    in_order = hashes.sort()
    several = in_order.filter(in_order == in_order.shift()).unique()
    alike = keys.filter(hashes.is_in(several.implode()))
    first = pl.when(pl.col(key).is_not_null()).then(pl.col("row").min().over(key))
    number = keys["row"].cast(pl.Int64).scatter(alike["row"], alike.select(first).to_series())
    return number.alias(key).to_frame().to_pandas()


def by_columns(expectations: Iterable[Expectation]) -> dict[tuple[tuple[str, ...], bool], list[Expectation]]:
    """The expectations of a suite by their columns, and whether they compare the values of one."""
    found: dict[tuple[tuple[str, ...], bool], list[Expectation]] = defaultdict(list)
    for each in expectations:
        columns = getattr(each, "column_list", None) or (each.column,)  # type: ignore[attr-defined]
        found[tuple(columns), isinstance(each, gxe.ExpectColumnValuesToBeUnique)].append(each)
    return found


def named(check: CheckResult, table: Table, folder: Path) -> CheckResult:
    """A check whose failing rows are named by what identifies them; their numbers, maybe millions, go."""
    if not check.failing_rows:
        return check
    names = read(folder, table, identity(table))
    return replace(check, failing=first_rows(names, check.failing_rows), failing_rows=[])
