"""The frames that Great Expectations sees.

Two things are settled here, in polars, before the conversion to pandas: words from outside become
numbers, mostly their lengths, since Data Docs put failing values into HTML unescaped; and what needs
more than one column (references, rules) becomes a column of true and false.
"""

import pandas as pd
import polars as pl

from expectations.engine.apply import Frames, verdicts
from expectations.plover import Plover
from expectations.tables import in_context, rules
from transforms import schema
from transforms.schema import Table


def structure_frame(table: Table, frame: pl.DataFrame) -> pd.DataFrame:
    """A row a column: its declared and its actual name and type."""
    declared = [f"{name} {dtype}" for name, dtype in table.polars.items()]
    actual = [f"{name} {dtype}" for name, dtype in frame.schema.items()]
    width = max(len(declared), len(actual))
    return pd.DataFrame(
        {
            "declared": declared + ["(none)"] * (width - len(declared)),
            "actual": actual + ["(none)"] * (width - len(actual)),
        }
    )


def checked_frame(table: Table, frames: Frames, plover: Plover) -> pd.DataFrame:
    """The rows of `table` as `expectations.suites` expects them, one row each, in their order."""
    return checked_rows(table, frames, plover).to_pandas()


def checked_rows(table: Table, frames: Frames, plover: Plover) -> pl.DataFrame:
    """The same in polars. References are looked up among the frames: these are whole in themselves."""
    frame = frames[table.full_name]
    known = [
        known_reference(frame, name, frames[target.full_name][of])
        for name, target, of in schema.references(table)
    ]
    return (
        frame.with_columns(*known, *verdicts(in_context(table, frames), rules(table, plover)))
        .with_columns(
            hidden(column.name, column.dtype.is_nested(), column.name in table.key)
            for column in table.columns
            if column.foreign
        )
        .with_columns(pl.col(pl.List(pl.String)).list.len(), pl.col(pl.List(pl.Int64)).list.len())
        .with_columns(pl.col(pl.Binary).bin.size())
    )


def hidden(column: str, is_list: bool, is_key: bool) -> pl.Expr:
    """What is shown of words from outside: how many, or of keys, which have to stay apart, a number."""
    if is_key:
        return pl.col(column).rank("dense").cast(pl.Int64)
    return pl.col(column).list.len() if is_list else pl.col(column).str.len_chars()


def known_reference(frame: pl.DataFrame, column: str, keys: pl.Series) -> pl.Series:
    """Whether each value of a reference is among the keys that it points to, or null."""
    values = frame[column]
    return (values.is_null() | values.is_in(keys.implode())).alias(f"{column}_is_known")
