"""Completion of a query that is being typed: tables, columns, keywords."""

import re
from typing import NamedTuple

import duckdb

COLUMNS = """
    SELECT schema_name, table_name, column_name FROM duckdb_columns()
    WHERE schema_name IN ('core', 'mart', 'quality', 'ref') AND database_name = current_database()
    ORDER BY list_position(['core', 'mart', 'quality', 'ref'], schema_name), table_name, column_index
"""
KEYWORDS = (
    "SELECT upper(keyword_name) FROM duckdb_keywords() WHERE keyword_category != 'unreserved' ORDER BY 1"
)
WORD = re.compile(r"[\w.]*$")
AFTER_TABLE_WORD = re.compile(r"\b(from|join|into|describe|summarize|table)\s+([\w.]+\s*,\s*)*[\w.]*$", re.I)
NAMED_TABLE = re.compile(r"\b(?:from|join|,)\s*([a-z_][\w.]*)(?:\s+(?:as\s+)?([a-z_]\w*))?", re.I)
MORE = ("count(*)", "GROUP BY", "ORDER BY", "GROUP BY ALL")


class Names(NamedTuple):
    """Tables as schema.name with their columns, in the order in which a name without a schema is found."""

    tables: dict[str, list[str]]
    keywords: list[str]


def names_of(connection: duckdb.DuckDBPyConnection) -> Names:
    tables: dict[str, list[str]] = {}
    for schema, table, column in connection.execute(COLUMNS).fetchall():
        tables.setdefault(f"{schema}.{table}", []).append(column)
    return Names(tables, [row[0] for row in connection.execute(KEYWORDS).fetchall()] + list(MORE))


def complete(before: str, whole: str, names: Names) -> tuple[list[str], int]:
    """The completions where `before` ends in the query `whole`, and how many characters they replace.

    After FROM and JOIN these are tables, after an alias and a dot its columns, elsewhere the columns of the
    tables in the query (of all, if it names none) and keywords.
    """
    match = WORD.search(before)
    typed = match[0] if match else ""
    used = tables_used(whole, names)
    if AFTER_TABLE_WORD.search(before):
        found = [*(table.partition(".")[2] for table in names.tables), *names.tables]
    elif "." in typed:
        qualifier = typed.rpartition(".")[0]
        table = used.get(qualifier.lower())
        found = [f"{qualifier}.{column}" for column in names.tables.get(table or "", [])]
        found += [name for name in names.tables if name.startswith(f"{qualifier}.")]
    else:
        tables = set(used.values()) or set(names.tables)
        columns = [column for table in names.tables if table in tables for column in names.tables[table]]
        found = [*columns, *used, *names.keywords]
    matching = [
        word for word in dict.fromkeys(found) if word.lower().startswith(typed.lower()) and word != typed
    ]
    return matching, len(typed)


def tables_used(query: str, names: Names) -> dict[str, str]:
    """The tables of a query, by alias and by name, in lower case."""
    by_name = {table.partition(".")[2]: table for table in reversed(names.tables)} | {
        table: table for table in names.tables
    }
    keywords = {keyword.lower() for keyword in names.keywords}
    used = {}
    for name, alias in NAMED_TABLE.findall(query):
        if table := by_name.get(name.lower()):
            used[name.lower()] = table
            if alias and alias.lower() not in keywords:
                used[alias.lower()] = table
    return used
