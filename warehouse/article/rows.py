"""A row of what was found in articles, by its id or the beginning of one."""

from typing import Any, NamedTuple

import duckdb

from warehouse.article.article import Article, columns_of
from warehouse.article.why import Row

SHORTEST = 4  # characters of the beginning of an id
MAX_FOUND = 20  # rows listed where a key means several
# Kind of row → table and column of its id, most asked for first
TABLES = {
    "event": ("core.events", "event_id"),
    "quotation": ("core.quotes", "quote_id"),
    "mention": ("core.mentions", "mention_id"),
    "event in passing": ("core.events_in_passing", "event_id"),
}


class NoRow(LookupError):
    """No event, quotation or mention has that id."""

    exit_code = 1


class Found(NamedTuple):
    """A row in short."""

    kind: str
    row_id: str
    article_id: str
    text: str


class ManyRows(LookupError):
    """A beginning that several ids share. `found` are the first of them."""

    exit_code = 2

    def __init__(self, key: str, found: list[Found]) -> None:
        super().__init__(f"{key!r} begins the ids of several rows: say more of it")
        self.found = found


def find_row(connection: duckdb.DuckDBPyConnection, key: str) -> Found:
    """The row that an id, or the beginning of one, means. Raises NoRow and ManyRows."""
    key = key.strip().lower()
    ids = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, {column} AS row_id, article_id, text FROM {table}"
        for kind, (table, column) in TABLES.items()
        if columns_of(connection, table)
    )
    for way in ("row_id = $key", "starts_with(row_id, $key)"):
        if len(key) < SHORTEST:
            break
        rows = connection.execute(
            f"FROM ({ids}) WHERE {way} ORDER BY kind, row_id LIMIT {MAX_FOUND}", {"key": key}
        ).fetchall()
        if len(rows) > 1:
            raise ManyRows(key, [Found(*row) for row in rows])
        if rows:
            return Found(*rows[0])
    raise NoRow(f"no event, quotation or mention has the id {key!r}, or one that begins so")


def row_of(article: Article, row_id: str) -> Row:
    """The row of the article that has the id. Raises KeyError."""
    rows: dict[str, Row] = {mention.mention_id: mention for mention in article.mentions}
    rows |= {quote.quote_id: quote for quote in article.quotes}
    rows |= {event.event_id: event for event in (*article.events, *article.in_passing)}
    return rows[row_id]


def values_of(connection: duckdb.DuckDBPyConnection, found: Found) -> dict[str, Any]:
    """The row as its table holds it: column → value."""
    table, column = TABLES[found.kind]
    result = connection.execute(f"FROM {table} WHERE {column} = ?", [found.row_id])
    names = [name for name, *_ in result.description or ()]
    return dict(zip(names, result.fetchall()[0], strict=True))
