"""One article with everything stored about it: versions, copies and annotations."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

import duckdb

from transforms.clean.metadata import canonical_url
from warehouse.article.spans import Span
from warehouse.publication import zone_of

MAX_FOUND = 20  # articles listed where a key means several


class NoArticle(LookupError):
    """No article has that id, address or place in its source."""

    exit_code = 1


class Found(NamedTuple):
    """An article in short."""

    article_id: str
    title: str | None
    published_at: datetime | None
    published_zone: str | None
    source: str
    source_ref: str


class ManyArticles(LookupError):
    """A key that several articles share. `found` are the first of them."""

    exit_code = 2

    def __init__(self, key: str, found: list[Found], total: int) -> None:
        super().__init__(f"{key!r} means {total} articles")
        self.found = found
        self.total = total


class Version(NamedTuple):
    """A version of an article that a run has seen."""

    version: int
    seen_at: datetime
    run_id: str


class Mention(NamedTuple):
    """Words that name an entity. `entity_id` and what is known of it are None where that is open."""

    mention_id: str
    start_char: int
    end_char: int
    text: str
    label: str
    form: str
    entity_id: str | None
    name: str | None
    country: str | None
    sector: str | None
    kind: str | None
    rule: str | None = None
    confidence: float | None = None


class Quote(NamedTuple):
    """A quotation or a piece of one. `number` counts quotations from 1; the pieces of one share it."""

    number: int
    quote_id: str
    start_char: int
    end_char: int
    text: str
    form: str
    cue: str | None
    speaker_text: str | None
    speaker_id: str | None
    speaker: str | None
    country: str | None
    sector: str | None
    cue_lemma: str | None = None
    addressee_text: str | None = None
    rule: str | None = None
    speaker_rule: str | None = None


class Event(NamedTuple):
    """A coded event. `number` counts from 1; `repeats` is the number of the one that it repeats.

    `weights` are the factors of `prominence` by name.
    """

    number: int
    event_id: str
    start_char: int
    end_char: int
    text: str
    trigger: str
    event_type: str
    mode: str | None
    goldstein: float
    status: str
    event_date: date | None
    date_precision: str | None
    actor_text: str | None
    actor: str | None
    actor_country: str | None
    recipient_text: str | None
    recipient: str | None
    recipient_country: str | None
    place_text: str | None
    attributed_to: str | None
    quote_id: str | None
    repeats: int | None
    confidence: float = 1.0
    date_text: str | None = None
    rule: str | None = None
    trigger_row: str | None = None
    actor_rule: str | None = None
    recipient_rule: str | None = None
    weights: dict[str, float] | None = None
    prominence: float | None = None
    incident_id: str | None = None
    place_country: str | None = None
    place_precision: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Article:
    """An article in its current version. Offsets of annotations are characters into `body`."""

    article_id: str
    source: str
    source_ref: str
    url: str | None
    publisher: str | None
    title: str | None
    authors: list[str]
    contributors: list[str]
    published_at: datetime | None
    published_at_basis: str | None
    published_zone: str | None
    published_on: date | None
    dateline_place: str | None
    language: str | None
    body: str
    corrections: str | None
    n_words: int
    version: int
    first_seen_at: datetime
    run_id: str
    original: Found | None
    copies: list[Found]
    versions: list[Version]
    mentions: list[Mention]
    quotes: list[Quote]
    events: list[Event]
    in_passing: list[Event]


FOUND = "SELECT article_id, title, published_at, {zone}, source, source_ref FROM core.articles"
# Columns that warehouses of older versions lack
NEWER = {
    "core.articles": ("published_zone", "published_on", "corrections", "dateline_place"),
    "core.mentions": ("rule", "confidence"),
    "core.quotes": ("rule", "speaker_rule"),
    "core.events": (
        "rule", "trigger_row", "actor_rule", "recipient_rule", "weights", "prominence", "incident_id",
        "place_country", "place_precision", "latitude", "longitude",
    ),
}  # fmt: skip
COLUMNS = """
    SELECT column_name FROM duckdb_columns()
    WHERE database_name = current_database() AND schema_name || '.' || table_name = ?
"""
# What the article says of its entities; warehouses of older versions know only what all articles say
TOLD = "core.article_entities"
TOLD_HERE = f"(FROM {TOLD} WHERE article_id = $1)"
TOLD_BY_ALL = "core.entities"
PASSING = "core.events_in_passing"
# The ways in which a key may name an article; the first that finds any holds
WAYS = (
    "article_id = $key",
    "url IN ($key, $address)",
    "source_ref = $key",
    "article_id IN (SELECT article_id FROM core.quotes WHERE $key IN (quote_id, quote_group))",
    "article_id IN (SELECT article_id FROM core.events WHERE event_id = $key)",
    "length($key) >= 4 AND starts_with(article_id, lower($key))",
    "length($key) >= 4 AND contains(lower(source_ref), lower($key))",
    "length($key) >= 4 AND contains(lower(url), lower($key))",
)
FACTS = (
    "article_id", "source", "source_ref", "url", "publisher", "title", "authors", "contributors",
    "published_at", "published_at_basis", "language", "body", "n_words", "version", "first_seen_at", "run_id",
)  # fmt: skip
ARTICLE = f"SELECT {', '.join(FACTS)}, {{newer}}, duplicate_of FROM core.articles WHERE article_id = ?"
VERSIONS = """
    SELECT version, seen_at, run_id FROM core.article_versions WHERE article_id = ? ORDER BY version
"""
MENTIONS = """
    SELECT mention_id, start_char, end_char, mention.text, label, form, entity_id, entities.name,
        told.country, told.sector, entities.kind, {newer}
    FROM core.mentions AS mention
    LEFT JOIN core.entities USING (entity_id)
    LEFT JOIN {told} AS told USING (entity_id)
    WHERE mention.article_id = $1 ORDER BY start_char, end_char DESC, mention_id
"""
QUOTES = """
    SELECT dense_rank() OVER (ORDER BY first_char, quote_group) AS number, quote_id, start_char, end_char,
        text, form, cue, speaker_text, speaker_id, entities.name, told.country, told.sector, cue_lemma,
        addressee_text, {newer}
    FROM (
        SELECT *, min(start_char) OVER (PARTITION BY quote_group) AS first_char
        FROM core.quotes WHERE article_id = $1
    )
    LEFT JOIN core.entities ON entities.entity_id = speaker_id
    LEFT JOIN {told} AS told ON told.entity_id = speaker_id
    ORDER BY number, start_char, quote_id
"""
EVENTS = """
    WITH numbered AS (
        SELECT row_number() OVER (ORDER BY start_char, end_char, event_id) AS number, *
        FROM {table} WHERE article_id = ?
    )
    SELECT event.number, event.event_id, event.start_char, event.end_char, event.text, event.trigger,
        event.event_type, event.mode, event.goldstein, event.status, event.event_date, event.date_precision,
        event.actor_text, actor.name, event.actor_country, event.recipient_text, recipient.name,
        event.recipient_country, event.place_text, claimant.name, event.quote_id, original.number,
        event.confidence, event.date_text, {newer}
    FROM numbered AS event
    LEFT JOIN core.entities AS actor ON actor.entity_id = event.actor_id
    LEFT JOIN core.entities AS recipient ON recipient.entity_id = event.recipient_id
    LEFT JOIN core.entities AS claimant ON claimant.entity_id = event.attributed_to
    LEFT JOIN numbered AS original ON original.event_id = event.duplicate_of
    ORDER BY event.number
"""


def find(connection: duckdb.DuckDBPyConnection, key: str) -> str:
    """The article_id that a key means: an id or the beginning of one, an address, a source_ref or the name of
    its file, or the id of a quotation or event in it.

    Raises NoArticle, or ManyArticles where the key does not decide.
    """
    key = key.strip()
    values = {"key": key, "address": canonical_url(key)}
    found = FOUND.format(zone=zone_of(connection))
    for way in WAYS if key else ():
        used = {name: value for name, value in values.items() if f"${name}" in way}
        total = connection.execute(f"SELECT count(*) FROM core.articles WHERE {way}", used).fetchall()[0][0]
        if total:
            rows = connection.execute(
                f"{found} WHERE {way} ORDER BY published_at DESC NULLS LAST, article_id LIMIT {MAX_FOUND}",
                used,
            ).fetchall()
            if total > 1:
                raise ManyArticles(key, [Found(*row) for row in rows], total)
            return str(rows[0][0])
    raise NoArticle(f"no article {key!r}: neither an id, nor an address, nor a source_ref, nor part of one")


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> frozenset[str]:
    """The names of its columns; none where the warehouse, of an older version, has no such table."""
    return frozenset(name for (name,) in connection.execute(COLUMNS, [table]).fetchall())


def load(connection: duckdb.DuckDBPyConnection, article_id: str) -> Article:
    """The article with that id. Raises NoArticle."""

    def rows(sql: str, value: str = article_id) -> list[tuple[Any, ...]]:
        return connection.execute(sql, [value]).fetchall()

    def with_newer(sql: str, table: str, of: str = "") -> str:
        there = columns_of(connection, table)
        columns = (f"{of}{name}" if name in there else f"NULL AS {name}" for name in NEWER[table])
        return sql.format(newer=", ".join(columns), told=told, table=table)

    def passing() -> Iterator[Event]:
        if columns_of(connection, PASSING):
            newer = ", ".join(f"event.{name}" for name in NEWER["core.events"])
            yield from (Event(*row) for row in rows(EVENTS.format(newer=newer, table=PASSING)))

    told = TOLD_HERE if columns_of(connection, TOLD) else TOLD_BY_ALL
    articles = rows(with_newer(ARTICLE, "core.articles"))
    if not articles:
        raise NoArticle(f"no article {article_id!r}")
    *facts, duplicate_of = articles[0]
    found = FOUND.format(zone=zone_of(connection))
    originals = rows(f"{found} WHERE article_id = ?", duplicate_of) if duplicate_of else []
    copies = rows(f"{found} WHERE duplicate_of = ? ORDER BY published_at, article_id")
    return Article(
        **dict(zip((*FACTS, *NEWER["core.articles"]), facts, strict=True)),
        original=Found(*originals[0]) if originals else None,
        copies=[Found(*row) for row in copies],
        versions=[Version(*row) for row in rows(VERSIONS)],
        mentions=[Mention(*row) for row in rows(with_newer(MENTIONS, "core.mentions"))],
        quotes=[Quote(*row) for row in rows(with_newer(QUOTES, "core.quotes"))],
        events=[Event(*row) for row in rows(with_newer(EVENTS, "core.events", "event."))],
        in_passing=list(passing()),
    )


def spans(article: Article) -> list[Span]:
    """The spans to mark in the body: events outside, quotations within, mentions innermost.

    Their kind is event, quote or mention, their place the index in the article's list of these.
    """
    kinds: tuple[tuple[str, Iterable[Mention | Quote | Event]], ...] = (
        ("event", article.events),
        ("quote", article.quotes),
        ("mention", article.mentions),
    )
    return [
        Span(item.start_char, item.end_char, depth, kind, place)
        for depth, (kind, items) in enumerate(kinds)
        for place, item in enumerate(items)
    ]


def who(name: str | None, text: str | None, country: str | None = None) -> str:
    """Who takes part, for people: the entity's name, else the words, with its country."""
    shown = name or text or "–"
    return f"{shown} ({country})" if country else shown


def score(goldstein: float) -> str:
    """A Goldstein score with its sign."""
    return f"{goldstein:+.1f}".replace("-", "−")


def quotations(article: Article) -> list[list[Quote]]:
    """The quotations, each as its pieces."""
    return [list(pieces) for _, pieces in groupby(article.quotes, key=lambda quote: quote.number)]


def entities(article: Article) -> list[tuple[Mention, int]]:
    """The entities that are named, each by its first mention, with how often it is mentioned; the most often
    first."""
    known = [mention for mention in article.mentions if mention.entity_id and mention.kind != "UNNAMED"]
    counts = Counter(mention.entity_id for mention in known)
    first = {mention.entity_id: mention for mention in reversed(known)}
    return [(first[entity], count) for entity, count in counts.most_common()]
