"""Queries whose values reach Python whole.

DuckDB's Python client has its own idea of some types. An INTERVAL of a month becomes 30 days, and one of a
million years an OverflowError; nanoseconds are cut off; infinity is the last day of Python's calendar, and no
different from it; a map whose keys Python cannot hash becomes another map. Such values are asked for as text,
infinite days and times as words in a union. A day that is infinite inside a list or struct stays as the
client has it.
"""

import duckdb
from duckdb.sqltypes import DuckDBPyType

INFINITE = {"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP WITH TIME ZONE"}
TEXTUAL = {"interval", "timestamp_ns", "time_ns", "variant", "geometry"}
NESTED = {"list", "array", "map", "struct", "union"}
# How the names of types begin that are looked into
SUSPECT = ("INTERVAL", "TIMESTAMP_NS", "TIME_NS", "VARIANT", "GEOMETRY", "MAP(")


def with_whole_values(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """A query of the same rows, whose values Python holds or has as text. Runs nothing."""
    try:
        columns = [(name, kind) for name, kind, *_ in connection.execute(f"DESCRIBE\n{query}").fetchall()]
    except duckdb.Error:  # no query, such as SHOW, or a faulty one, which says so when it is run
        return query
    places = [f"c{place}" for place in range(len(columns))]  # several columns may have one name
    wanted = [whole(connection, place, kind) for place, (_, kind) in zip(places, columns, strict=True)]
    if wanted == places:
        return query
    shown = ", ".join(f"{value} AS {named(name)}" for value, (name, _) in zip(wanted, columns, strict=True))
    return f"SELECT {shown} FROM (\n{query.strip().removesuffix(';')}\n) AS found({', '.join(places)})"


def whole(connection: duckdb.DuckDBPyConnection, place: str, kind: str) -> str:
    """What is asked for in place of a column of a type."""
    if kind in INFINITE:
        union = f"UNION(value {kind}, word VARCHAR)"
        word = f"union_value(word := {place}::VARCHAR)"
        return f"CASE WHEN isinf({place}) THEN {word}::{union} ELSE {place}::{union} END"
    if not any(name in kind for name in SUSPECT):
        return place
    try:
        held = held_as(connection.type(kind))
    except (duckdb.Error, RuntimeError):  # a struct without names, which has no name as a type
        held = "VARCHAR"
    return place if held == kind else f"{place}::{held}"


def held_as(kind: DuckDBPyType) -> str:
    """The name of the type as which Python holds the values of a type whole."""
    if kind.id in TEXTUAL:
        return "VARCHAR"
    if kind.id not in NESTED:
        return str(kind)
    parts = kind.children
    held = [held_as(part) if isinstance(part, DuckDBPyType) else str(part) for _, part in parts]
    match kind.id:
        case "list":
            return f"{held[0]}[]"
        case "array":
            return f"{held[0]}[{held[1]}]"
        case "map":
            return f"MAP(VARCHAR, {held[1]})"
        case "struct":
            fields = (f"{named(name)} {inner}" for (name, _), inner in zip(parts, held, strict=True))
            return f"STRUCT({', '.join(fields)})"
    is_whole = held == [str(part) for _, part in parts]
    return str(kind) if is_whole else "VARCHAR"


def named(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'
