"""What a table and a column are, and the types that columns have."""

from dataclasses import dataclass

import polars as pl

STR = pl.String
INT = pl.Int32
REAL = pl.Float64
FLAG = pl.Boolean
DAY = pl.Date
TIME = pl.Datetime("us")  # always UTC, without a zone: what DuckDB calls TIMESTAMP
STRS = pl.List(pl.String)
WEIGHTS = pl.Struct(dict.fromkeys(("certainty", "place", "status", "named", "sport", "parties"), pl.Float64))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: polars type, a one-line meaning, and what a value may be."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    meaning: str
    nullable: bool = False
    unit: str | None = None
    values: tuple[str, ...] | None = None
    references: str | None = None  # "schema.table.column" that holds every non-null value
    foreign: bool = False  # words from outside: escape them wherever they are shown


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` names the columns that identify a row; empty for append-only logs."""

    schema: str
    name: str
    one_row_per: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def file_name(self) -> str:
        """Name of the Parquet file of the table in a staged batch."""
        return f"{self.full_name}.parquet"

    @property
    def polars(self) -> pl.Schema:
        return pl.Schema({column.name: column.dtype for column in self.columns})

    def column(self, name: str) -> Column:
        """The column called `name`. Raises KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.full_name} has no column {name!r}")

    def frame(self, rows: list[tuple[object, ...]]) -> pl.DataFrame:
        """Rows in the order of the columns, as a typed frame (also when there are none)."""
        return pl.DataFrame(rows, schema=self.polars, orient="row")
