"""What untrusted SQL may run: queries, and the explanation of one.

A connection without access to files and with its configuration locked still lets a statement change what
DuckDB logs and profiles (and where to: to standard output, into the rows, or to a file, which ends the
process), and write into the folder where it spills. So statements are chosen by their kind, and queries by
the functions in their plan: there a function has its own name, however a query spells it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

EXPLAIN = re.compile(r"\s*EXPLAIN\s*(?:\bANALYZE\b|\([\w\s,]*\))?", re.I)
LINE = re.compile(r"^LINE (\d+):", re.M)
# Table functions that change something, of DuckDB and of the extensions for lakes
CHANGING = re.compile(
    r"(CHECKPOINT|DISABLE|ENABLE|FORCE|TRUNCATE|POSTGRES_(ATTACH|EXECUTE|QUERY)"
    r"|JSON_EXECUTE_SERIALIZED_SQL"  # its plan does not show what it runs
    r"|DUCKLAKE_(ADD|CLEANUP|DELETE|EXPIRE|FLUSH|MERGE|REWRITE|SET(?!TINGS)))"
)


class Refused(ValueError):
    """A statement that is refused; the message says why."""

    exit_code = 1


def check_statement(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement) -> None:
    """Raise Refused unless the statement only reads, duckdb.Error for a faulty query. Runs nothing."""
    if statement.type == duckdb.StatementType.EXPLAIN:
        check_explained(connection, statement.query)
    elif statement.type == duckdb.StatementType.SELECT and statement.query:
        check_plan(connection, statement.query)
    elif not statement.query:
        # DuckDB makes several statements of a PIVOT whose columns it has to look for
        raise Refused("A PIVOT names its columns here: write PIVOT … ON column IN (…).")
    else:
        raise Refused("The warehouse can only be read here: write a SELECT.")


def check_explained(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """EXPLAIN ANALYZE runs what it explains."""
    found = EXPLAIN.match(text)
    try:
        inner = connection.extract_statements(text[found.end() :]) if found else []
    except duckdb.ParserException:
        inner = []
    if len(inner) != 1 or inner[0].type != duckdb.StatementType.SELECT or not inner[0].query:
        raise Refused("Only a SELECT can be explained here.")
    check_plan(connection, inner[0].query)


def check_plan(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Raise Refused for a function that changes something."""
    try:
        plans = connection.execute(f"EXPLAIN (FORMAT json)\n{query}").fetchall()
    except duckdb.Error as error:  # whose line is counted from ours
        raise type(error)(LINE.sub(lambda found: f"LINE {int(found[1]) - 1}:", str(error))) from None
    for name in (name for _, plan in plans for node in json.loads(plan) for name in operators(node)):
        if CHANGING.match(name):
            raise Refused(f"The warehouse can only be read here: {name.lower()} changes something.")


def operators(node: dict[str, Any]) -> Iterator[str]:
    """The operators of a plan; a table function has its name."""
    yield node["name"].strip()
    for child in node["children"]:
        yield from operators(child)
