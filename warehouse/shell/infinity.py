"""Queries whose infinite dates and times reach Python as words.

DuckDB's Python client takes infinity for the last day of Python's calendar and -infinity for the first, which
are then no different from those days. A union carries either the value or the word. What is inside lists and
structs stays as the client has it.
"""

import duckdb

INFINITE = {"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"}


def with_infinity(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """A query of the same rows, in which infinite dates and times are words. Runs nothing."""
    try:
        columns = [(name, kind) for name, kind, *_ in connection.execute(f"DESCRIBE\n{query}").fetchall()]
    except duckdb.Error:  # no query, such as SHOW, or a faulty one, which says so when it is run
        return query
    if not any(kind in INFINITE for _, kind in columns):
        return query
    shown = ", ".join(column(f"c{place}", name, kind) for place, (name, kind) in enumerate(columns))
    places = ", ".join(f"c{place}" for place in range(len(columns)))  # several may have one name
    return f"SELECT {shown} FROM (\n{query.strip().removesuffix(';')}\n) AS found({places})"


def column(place: str, name: str, kind: str) -> str:
    value = place
    if kind in INFINITE:
        union = f"UNION(value {kind}, word VARCHAR)"
        word = f"union_value(word := {place}::VARCHAR)"
        value = f"CASE WHEN isinf({place}) THEN {word}::{union} ELSE {place}::{union} END"
    escaped = name.replace('"', '""')
    return f'{value} AS "{escaped}"'
