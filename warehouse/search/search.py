"""Search over articles and quotations: ranked hits, each with the stretch of text that matches best.

SQLite's FTS5 finds and ranks (Okapi BM25 with k1 = 1.2 and b = 0.75), DuckDB filters by what the warehouse
knows of articles and speakers.
"""

import re
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from warehouse.address import Warehouse
from warehouse.publication import day_of, zone_of
from warehouse.search.index import CLOSE, CUT, OPEN, open_alone, open_index, parts_of, search_index
from warehouse.search.words import BETWEEN, Term, expression, phrases_in, quoted
from warehouse.version import check_readable

SNIPPET = 45  # words; FTS5 shows at most 64
TITLE_WEIGHT = 3.0  # a word of the title weighs as much as so many of the text


class Kind(StrEnum):
    """What to search: articles or quotations."""

    articles = "articles"
    quotes = "quotes"


class NoWords(ValueError):
    """A search without any word."""

    exit_code = 2


class Query(NamedTuple):
    """What to search for. Words in double quotation marks, or joined as in F-16, must stand side by side.

    `speaker` is an entity_id or part of a name, `source` part of the name of a source or publisher.
    `since` and `until` are days of publication, both included; articles without a date have none.
    """

    words: str
    kind: Kind = Kind.articles
    any_word: bool = False
    since: date | None = None
    until: date | None = None
    source: str | None = None
    speaker: str | None = None
    limit: int = 10


class Snippet(NamedTuple):
    """A stretch of a text. `marks` are the offsets into `text`, end exclusive, of the words searched for."""

    text: str
    marks: list[tuple[int, int]]
    cut_before: bool
    cut_after: bool


class Hit(NamedTuple):
    """An article, or a quotation in one. Of near-duplicate articles the best stands for all `copies`."""

    article_id: str
    quote_id: str | None
    title: str | None
    published_at: datetime | None
    published_zone: str | None
    source: str
    publisher: str | None
    url: str | None
    speaker: str | None
    speaker_id: str | None
    copies: int
    score: float
    title_marks: list[tuple[int, int]]
    snippet: Snippet


class Results(NamedTuple):
    """The best hits of `total`. `unknown` are words of the query that nothing searched contains."""

    hits: list[Hit]
    total: int
    unknown: list[str]
    behind: bool  # another process is bringing the index up to date: the latest articles are missing


FOLDED = "CREATE TEMP MACRO folded(text) AS lower(strip_accents(text))"
# Rows of the index by their numbers, the best first. For each, what FTS5 makes of its rank: less is better
MATCHING = "SELECT rowid, id, -bm25({kind}, 0, {weight}, 1) FROM {kind} WHERE {kind} MATCH ?"
SHOWN = """
    SELECT rowid, highlight({kind}, 1, ?, ?), snippet({kind}, 2, ?, ?, ?, ?)
    FROM {kind} WHERE {kind} MATCH ? AND rowid IN ({numbers})
"""
MATCHED = """
    WITH matched AS (SELECT unnest($numbers) AS number, unnest($ids) AS id, unnest($scores) AS score),
"""
ARTICLES = """
    hits AS (
        SELECT article.article_id, NULL AS quote_id, NULL AS speaker, NULL AS speaker_id,
            coalesce(article.duplicate_of, article.article_id) AS story, number, score
        FROM matched
        JOIN readout.core.articles AS article ON article.article_id = matched.id
        WHERE ($speaker IS NULL OR EXISTS (
            FROM readout.core.quotes AS quote
            LEFT JOIN readout.core.entities AS entity ON entity.entity_id = quote.speaker_id
            WHERE quote.article_id = article.article_id
                AND (quote.speaker_id = $speaker
                    OR contains(folded(concat_ws(' ', entity.name, quote.speaker_text)), folded($speaker)))
        ))
    ),
"""
QUOTES = """
    hits AS (
        SELECT quote.article_id, quote.quote_id, coalesce(entity.name, quote.speaker_text) AS speaker,
            quote.speaker_id,
            coalesce(article.duplicate_of, article.article_id) || folded(quote.text) AS story, number, score
        FROM matched
        JOIN readout.core.quotes AS quote ON quote.quote_id = matched.id
        JOIN readout.core.articles AS article ON article.article_id = quote.article_id
        LEFT JOIN readout.core.entities AS entity ON entity.entity_id = quote.speaker_id
        WHERE ($speaker IS NULL OR quote.speaker_id = $speaker
            OR contains(folded(concat_ws(' ', entity.name, quote.speaker_text)), folded($speaker)))
    ),
"""
BEST = """
    best AS (
        SELECT hits.*, article.title, article.published_at, {zone} AS published_zone,
            article.source, article.publisher, article.url
        FROM hits
        JOIN readout.core.articles AS article USING (article_id)
        WHERE ($since IS NULL OR {day} >= $since)
            AND ($until IS NULL OR {day} <= $until)
            AND ($source IS NULL OR contains(folded(article.source), folded($source))
                OR contains(folded(coalesce(article.publisher, '')), folded($source)))
    ),
    stories AS (
        SELECT *, count(*) OVER (PARTITION BY story) AS copies
        FROM best
        QUALIFY row_number() OVER (PARTITION BY story ORDER BY score DESC, published_at, article_id) = 1
    )
    SELECT number, article_id, quote_id, title, published_at, published_zone, source, publisher, url, speaker,
        speaker_id, copies, score, count(*) OVER () AS total
    FROM stories
    ORDER BY score DESC, published_at DESC NULLS LAST, coalesce(quote_id, article_id)
    LIMIT $limit
"""


def search(
    warehouse: Warehouse, query: Query, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Results:
    """The best hits for a query.

    Brings the index up to date first, and calls `on_progress` with articles indexed, of all. Raises NoWords,
    NoWarehouse, WrongVersion and OSError.
    """
    phrases = phrases_in(query.words)
    if not phrases:
        raise NoWords(f"no words to search for in {query.words!r}")
    with (
        search_index(warehouse, on_progress) as index,
        open_index(index.path) as connection,
    ):
        compounds = partial(parts_of, connection)
        asked = [expression(terms, compounds) for terms in phrases]
        match = (" OR " if query.any_word else " AND ").join(asked)
        unknown = unknown_words(connection, query.kind, phrases)
        rows = best(connection, warehouse, query, match)
        texts = marked_texts(connection, query.kind, match, [row[0] for row in rows])
    hits = []
    for number, *columns, _ in rows:
        title, text = texts[number]
        hits.append(Hit._make((*columns, parsed(title).marks, parsed(text))))
    return Results(hits, rows[0][-1] if rows else 0, unknown, index.behind)


def best(index: sqlite3.Connection, warehouse: Warehouse, query: Query, match: str) -> list[tuple[Any, ...]]:
    """The rows of the best hits: number in the index, columns of Hit up to score, total number of hits."""
    matching = MATCHING.format(kind=query.kind, weight=TITLE_WEIGHT)
    matched = index.execute(matching, [match]).fetchall()
    if not matched:
        return []
    numbers, ids, scores = map(list, zip(*matched, strict=True))
    values = {"numbers": numbers, "ids": ids, "scores": scores}
    filters = {name: getattr(query, name) for name in ("since", "until", "source", "speaker", "limit")}
    with open_alone(warehouse) as connection:
        check_readable(connection, warehouse)
        connection.execute(FOLDED)
        best = BEST.format(zone=zone_of(connection, "article"), day=day_of(connection, "article"))
        sql = MATCHED + (ARTICLES if query.kind is Kind.articles else QUOTES) + best
        return connection.execute(sql, values | filters).fetchall()


def marked_texts(
    index: sqlite3.Connection, kind: Kind, match: str, numbers: list[int]
) -> dict[int, tuple[str, str]]:
    """Title and snippet of rows of the index, by number, as FTS5 marks them."""
    sql = SHOWN.format(kind=kind, numbers=", ".join("?" * len(numbers)))
    rows = index.execute(sql, [OPEN, CLOSE, OPEN, CLOSE, CUT, SNIPPET, match, *numbers])
    return {number: (title or "", text) for number, title, text in rows}


def unknown_words(index: sqlite3.Connection, kind: Kind, phrases: list[list[Term]]) -> list[str]:
    """The words of a query that nothing searched has, however it writes them."""
    terms = dict.fromkeys(term for terms in phrases for term in terms)
    missing = [
        term for term in terms if not occurs(index, kind, expression([term], partial(parts_of, index)))
    ]
    words = dict.fromkeys(word for term in missing for word in term.words)
    return [word for word in words if not occurs(index, kind, quoted(word))]


def occurs(index: sqlite3.Connection, kind: Kind, asked: str) -> bool:
    """Whether anything searched has what FTS5 is asked for."""
    return bool(index.execute(f"SELECT 1 FROM {kind} WHERE {kind} MATCH ? LIMIT 1", [asked]).fetchall())


def parsed(marked: str) -> Snippet:
    """A text that FTS5 marked, with the offsets of the marks."""
    marked = marked.replace(BETWEEN, "")
    inner = marked.removeprefix(CUT)
    shown = inner.removesuffix(CUT)
    text, marks, start = "", [], 0
    for part in re.split(f"([{OPEN}{CLOSE}])", shown):
        if part == OPEN:
            start = len(text)
        elif part == CLOSE:
            marks.append((start, len(text)))
        else:
            text += part
    return Snippet(text, marks, inner != marked, shown != inner)
