"""The published tables in parts that fit into memory, for what looks at all of them.

A part holds the rows of some articles in all tables, or some rows of a table that is of no article, and with
them the rows to which they refer: so each can be checked as a batch is, by itself. Which tables there are and
what refers to what is read off `transforms.schema`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import duckdb
import polars as pl

from transforms import schema
from transforms.schema import Table
from transforms.schema.reference import REFERENCE_TABLES

TABLES = (*schema.TABLES, *REFERENCE_TABLES)
BY_ARTICLE = tuple(table for table in schema.TABLES if "article_id" in table.polars)
OTHERS = tuple(table for table in schema.TABLES if table not in BY_ARTICLE)
SIZE = 50_000_000  # bytes of text in the articles of a part; a single one may have more
ROW_SIZE = 50  # bytes that a row counts beside its texts
ROWS = 20_000  # of a table that is of no article
MEMORY = "SET memory_limit = '1GB'"  # DuckDB would keep what it read, up to four fifths of the machine


class Part(NamedTuple):
    """Rows by full table name. Of the tables in `own`, the first so many are the part's own; the others are
    those to which these refer, which are of other parts."""

    frames: Mapping[str, pl.DataFrame]
    own: Mapping[str, int]


def parts(connection: duckdb.DuckDBPyConnection) -> Iterator[Part]:
    """Every row of every table, each the own of one part.

    A table with a key from outside is one part: what is shown of such a key numbers it within the part.
    """
    connection.execute(MEMORY)
    yield from article_parts(connection)
    frames = {table.full_name: rows(connection, table) for table in REFERENCE_TABLES}
    yield Part(frames, {name: len(frame) for name, frame in frames.items()})
    for table in OTHERS:
        is_numbered = any(table.column(name).foreign for name in table.key)
        for frame in [rows(connection, table)] if is_numbered else slices(connection, table):
            beside = {**referring(connection, table, frame), **referred(connection, table, frame)}
            frames = {**beside, table.full_name: frame}
            yield Part(frames, {table.full_name: len(frame)})


def article_parts(connection: duckdb.DuckDBPyConnection) -> Iterator[Part]:
    """The articles in parts of about `SIZE`, with the rows that name an article that is not there."""
    sizes = " UNION ALL ".join(
        f"SELECT article_id, {size(table)} AS size FROM {table.full_name}" for table in BY_ARTICLE
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE part_of AS
        WITH sizes AS ({sizes}), articles AS (SELECT article_id, sum(size) AS size FROM sizes GROUP BY ALL)
        SELECT article_id, (sum(size) OVER (ORDER BY article_id) // {SIZE})::BIGINT AS part FROM articles
    """)
    numbers = connection.execute("SELECT DISTINCT part FROM part_of ORDER BY part").fetchall()
    of_part = "SEMI JOIN (FROM part_of WHERE part = ?) AS chosen USING (article_id)"
    for (number,) in numbers or [(0,)]:
        frames = {table.full_name: rows(connection, table, of_part, number) for table in BY_ARTICLE}
        yield Part(with_referred(connection, frames), {name: len(frame) for name, frame in frames.items()})
    connection.execute("DROP TABLE part_of")


def size(table: Table) -> str:
    """The SQL of what a row of `table` counts, in bytes."""
    texts = (f'coalesce(strlen("{name}"), 0)' for name, kind in table.polars.items() if kind == schema.STR)
    return " + ".join((str(ROW_SIZE), *texts))


def slices(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[pl.DataFrame]:
    """The rows of a table, up to `ROWS` at a time; one empty frame where there are none."""
    last = connection.execute(f"SELECT max(rowid) FROM {table.full_name}").fetchall()[0][0]
    if last is None:
        yield rows(connection, table)
        return
    for start in range(0, last + 1, ROWS):
        frame = rows(connection, table, "WHERE rowid BETWEEN ? AND ?", start, start + ROWS - 1)
        if len(frame):
            yield frame


def rows(
    connection: duckdb.DuckDBPyConnection, table: Table, which: str = "", *parameters: object
) -> pl.DataFrame:
    """The declared columns of rows of `table`, in the order of its key; `which` is SQL that chooses some."""
    names = ", ".join(f'"{name}"' for name in table.polars)
    found = connection.execute(f"SELECT {names} FROM {table.full_name} {which}", parameters).pl()
    return found.sort(table.key) if table.key else found


def referred(
    connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """What these rows of `table` refer to: the column of the other table, where it has the value."""
    named: dict[tuple[Table, str], list[pl.Series]] = defaultdict(list)
    for name, target, column in schema.references(table):
        if target is not table:
            named[target, column].append(frame[name])
    found = {}
    for (target, column), values in named.items():
        with registered(connection, pl.concat(values).drop_nulls().unique().to_frame("wanted")) as view:
            sql = f'SELECT "{column}" FROM {target.full_name} WHERE "{column}" IN (FROM {view})'
            found[target.full_name] = connection.execute(sql).pl()
    return found


def with_referred(
    connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The frames, each followed by the rows of its table to which rows of the frames refer."""
    named: dict[tuple[Table, str], list[pl.Series]] = defaultdict(list)
    for table in TABLES:
        for name, target, column in schema.references(table):
            if table.full_name in frames:
                named[target, column].append(frames[table.full_name][name])
    whole = dict(frames)
    for (target, column), values in named.items():
        there = whole.get(target.full_name, target.frame([]))
        wanted = pl.concat(values).drop_nulls().unique()
        missing = wanted.filter(~wanted.is_in(there[column].implode())).to_frame("wanted")
        with registered(connection, missing) as view:
            found = rows(connection, target, f'WHERE "{column}" IN (FROM {view})')
        whole[target.full_name] = pl.concat([there, found])
    return whole


def referring(
    connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """What other tables say of these rows of `table`: the columns that refer to them, each row once."""
    found = {}
    for other in TABLES:
        names = {name: of for name, target, of in schema.references(other) if target is table is not other}
        if names:
            with registered(connection, frame.select({*names.values()})) as view:
                which = " OR ".join(f'"{name}" IN (SELECT "{of}" FROM {view})' for name, of in names.items())
                columns = ", ".join(f'"{name}"' for name in names)
                sql = f"SELECT DISTINCT {columns} FROM {other.full_name} WHERE {which}"
                found[other.full_name] = connection.execute(sql).pl()
    return found


@contextmanager
def registered(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> Iterator[str]:
    """The name by which SQL may use the frame in the block."""
    connection.register("chosen_rows", frame.to_arrow())
    try:
        yield "chosen_rows"
    finally:
        connection.unregister("chosen_rows")


def actual(connection: duckdb.DuckDBPyConnection, table: Table) -> pl.DataFrame:
    """`table` without rows, as it is in the warehouse; without columns where there is none."""
    try:
        return connection.execute(f"FROM {table.full_name} LIMIT 0").pl()
    except duckdb.CatalogException:
        return pl.DataFrame()
