"""The reference data in the warehouse: schema `ref`, one table per CSV file."""

from pathlib import Path

import duckdb
import polars as pl

from transforms.schema import Table
from transforms.schema.reference import REFERENCE_TABLES


def load_reference(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Load the folder's reference tables into `ref`.

    Empty cells become null. A table that has not changed is left alone: in a lake every change is another
    file.
    """
    for table in REFERENCE_TABLES:
        connection.register("reference_rows", reference_rows(table, folder).to_arrow())
        both = (table.full_name, "reference_rows")
        there, wanted = (connection.execute(checksum(table, rows)).fetchall() for rows in both)
        if there != wanted:
            connection.execute(f"DELETE FROM {table.full_name}")
            connection.execute(f"INSERT INTO {table.full_name} BY NAME SELECT * FROM reference_rows")
        connection.unregister("reference_rows")


def checksum(table: Table, rows: str) -> str:
    """A query that yields a checksum of the rows of `table`, independent of their order."""
    columns = ", ".join(f'"{name}"' for name in table.polars.names())
    return f"SELECT count(*), sum(hash(r)::HUGEINT) FROM (SELECT {columns} FROM {rows}) AS r"


def reference_rows(table: Table, folder: Path) -> pl.DataFrame:
    """The declared columns of the CSV file of `table`. Raises polars' own errors, which name the fault."""
    rows = pl.read_csv(folder / f"{table.name}.csv", comment_prefix="#", infer_schema=False)
    names = table.polars.names()
    return rows.select(pl.col(names).replace("", None)).cast(table.polars)
