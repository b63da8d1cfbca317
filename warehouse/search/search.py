"""Search over articles and quotations: ranked hits, each with the stretch of text that matches best.

The rank is Okapi BM25 with its usual constants (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75).
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import duckdb

from warehouse.address import Warehouse
from warehouse.search.index import open_index, search_index
from warehouse.version import check_readable

SNIPPET = 260  # characters
WORD = re.compile(r"[^\W_]+")
PHRASE = re.compile(r'"([^"]*)"?|(\S+)')


class Kind(StrEnum):
    """What is searched."""

    articles = "articles"
    quotes = "quotes"


class NoWords(ValueError):
    """A search without a word to search for."""

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


TERMS = """
    SELECT word, stem_of(folded(word)) AS term FROM (SELECT unnest($words) AS word)
"""
KNOWN = "SELECT DISTINCT term FROM words.{kind}.postings WHERE list_contains($terms, term)"
SCORED = """
    WITH found AS (
        SELECT doc, tf, count(*) OVER (PARTITION BY term) AS df
        FROM words.{kind}.postings
        WHERE list_contains($terms, term)
    ),
    size AS (SELECT count(*) AS n, greatest(avg(length), 1) AS mean FROM words.{kind}.docs),
    scored AS (
        SELECT
            doc,
            sum(ln(1 + (n - df + 0.5) / (df + 0.5)) * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / mean)))
                AS score
        FROM found
        JOIN words.{kind}.docs USING (doc)
        CROSS JOIN size
        GROUP BY doc
        HAVING count(*) >= $least
    ),
"""
ARTICLES = """
    hits AS (
        SELECT article.article_id, NULL AS quote_id, NULL AS speaker, NULL AS speaker_id,
            coalesce(article.duplicate_of, article.article_id) AS story, article.article_id AS id, score
        FROM scored
        JOIN words.articles.docs AS doc USING (doc)
        JOIN readout.core.articles AS article ON article.article_id = doc.id
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
            coalesce(article.duplicate_of, article.article_id) || folded(quote.text) AS story,
            quote.quote_id AS id, score
        FROM scored
        JOIN words.quotes.docs AS doc USING (doc)
        JOIN readout.core.quotes AS quote ON quote.quote_id = doc.id
        JOIN readout.core.articles AS article ON article.article_id = quote.article_id
        LEFT JOIN readout.core.entities AS entity ON entity.entity_id = quote.speaker_id
        WHERE ($speaker IS NULL OR quote.speaker_id = $speaker
            OR contains(folded(concat_ws(' ', entity.name, quote.speaker_text)), folded($speaker)))
    ),
"""
BEST = """
    best AS (
        SELECT hits.*, article.title, article.published_at, article.source, article.publisher, article.url
        FROM hits
        JOIN readout.core.articles AS article USING (article_id)
        WHERE ($since IS NULL OR article.published_at::DATE >= $since)
            AND ($until IS NULL OR article.published_at::DATE <= $until)
            AND ($source IS NULL OR contains(folded(article.source), folded($source))
                OR contains(folded(coalesce(article.publisher, '')), folded($source)))
            {phrases}
    ),
    stories AS (
        SELECT *, count(*) OVER (PARTITION BY story) AS copies
        FROM best
        QUALIFY row_number() OVER (PARTITION BY story ORDER BY score DESC, published_at, article_id) = 1
    )
    SELECT id, article_id, quote_id, title, published_at, source, publisher, url, speaker, speaker_id, copies,
        score, count(*) OVER () AS total
    FROM stories
    ORDER BY score DESC, published_at DESC NULLS LAST, id
    LIMIT $limit
"""
# Whether all of the words that must stand side by side do, as a pattern for each
SIDE_BY_SIDE = """
    AND list_bool_and(list_transform($phrases, pattern -> regexp_matches(folded({text}), pattern)))
"""
ARTICLE_TEXT = "concat_ws(' ', article.title, article.body)"
QUOTE_TEXT = """(SELECT string_agg(text, ' ' ORDER BY start_char) FROM readout.core.quotes
    WHERE quote_group = hits.id)"""
TEXTS = {
    Kind.articles: "SELECT article_id, body FROM readout.core.articles WHERE list_contains($ids, article_id)",
    Kind.quotes: """
        SELECT quote_group, string_agg(text, ' … ' ORDER BY start_char) FROM readout.core.quotes
        WHERE list_contains($ids, quote_group) GROUP BY ALL""",
}


def search(
    warehouse: Warehouse, query: Query, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Results:
    """The best hits for a query.

    Brings the index up to date first, of which `on_progress` is told (articles done, of all). Raises NoWords,
    NoWarehouse, WrongVersion and OSError.
    """
    words = [word for chunk in chunks(query.words) for word in chunk]
    if not words:
        raise NoWords(f"no words to search for in {query.words!r}")
    with (
        search_index(warehouse, on_progress) as index,
        open_index(index.path, warehouse) as connection,
    ):
        check_readable(connection, warehouse)
        stems: dict[str, str] = dict(connection.execute(TERMS, {"words": words}).fetchall())
        terms = sorted(set(stems.values()))
        known = {
            term for (term,) in connection.execute(KNOWN.format(kind=query.kind), {"terms": terms}).fetchall()
        }
        unknown = [word for word in dict.fromkeys(words) if stems[word] not in known]
        rows = best(connection, query, terms)
        texts = dict(connection.execute(TEXTS[query.kind], {"ids": [row[0] for row in rows]}).fetchall())
        titles = [row[3] or "" for row in rows]
        matching = matching_words(connection, [*texts.values(), *titles], terms)
    hits = [
        Hit._make((*row[1:-1], marks(title, matching), snippet(texts[row[0]], matching)))
        for row, title in zip(rows, titles, strict=True)
    ]
    return Results(hits, rows[0][-1] if rows else 0, unknown, index.behind)


def best(connection: duckdb.DuckDBPyConnection, query: Query, terms: list[str]) -> list[tuple[Any, ...]]:
    """The rows of the best hits: id, the columns of Hit up to score, and how many hits there are."""
    phrases = [pattern(chunk) for chunk in chunks(query.words) if len(chunk) > 1]
    text = ARTICLE_TEXT if query.kind is Kind.articles else QUOTE_TEXT
    sql = (
        SCORED.format(kind=query.kind)
        + (ARTICLES if query.kind is Kind.articles else QUOTES)
        + BEST.format(phrases=SIDE_BY_SIDE.format(text=text) if phrases else "")
    )
    values = {
        "terms": terms,
        "least": 1 if query.any_word else len(terms),
        "since": query.since,
        "until": query.until,
        "source": query.source,
        "speaker": query.speaker,
        "limit": query.limit,
    }
    return connection.execute(sql, values | ({"phrases": phrases} if phrases else {})).fetchall()


def chunks(words: str) -> list[list[str]]:
    """The words of a query, those together that must stand side by side."""
    found = (WORD.findall(inside or word) for inside, word in PHRASE.findall(words))
    return [chunk for chunk in found if chunk]


def pattern(words: Sequence[str]) -> str:
    """The regular expression of words side by side in folded text. Words are letters and digits only."""
    sides = r"[^\p{L}\p{N}]"
    return rf"(^|{sides}){rf'{sides}+'.join(map(folded, words))}({sides}|$)"


def folded(text: str) -> str:
    """`text` in lower case without accents, as the index has it."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def matching_words(connection: duckdb.DuckDBPyConnection, texts: Sequence[str], terms: list[str]) -> set[str]:
    """The words of the texts, as written, whose stem is one of the terms."""
    words = sorted({word for text in texts for word in WORD.findall(text)})
    rows = connection.execute(
        f"SELECT word FROM ({TERMS}) WHERE list_contains($terms, term)", {"words": words, "terms": terms}
    )
    return {word for (word,) in rows.fetchall()}


def snippet(text: str, matching: set[str], length: int = SNIPPET) -> Snippet:
    """The stretch of at most `length` characters with most different matching words, the earliest such."""
    places = [match for match in WORD.finditer(text) if match[0] in matching]
    start, end = 0, min(len(text), length)
    most = 0
    for first in places:
        inside = {
            folded(match[0])
            for match in places
            if first.start() <= match.start() and match.end() <= first.start() + length - 40
        }
        if len(inside) > most:
            most = len(inside)
            start = sentence_start(text, first.start())
            end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    shown = text[start:end]
    return Snippet(shown, marks(shown, matching), start > 0, end < len(text))


def marks(text: str, matching: set[str]) -> list[tuple[int, int]]:
    """Where the matching words stand in a text."""
    return [match.span() for match in WORD.finditer(text) if match[0] in matching]


def sentence_start(text: str, position: int) -> int:
    """Where a snippet that shows `position` early had best start: at its sentence, else some words before."""
    window = text[max(0, position - 120) : position]
    stops = [match.end() for match in re.finditer(r"[.!?”\"]\s+|\n+", window)]
    if stops:
        return position - len(window) + stops[-1]
    if position <= 120:
        return 0
    return position - len(window) + window.find(" ", 60) + 1
