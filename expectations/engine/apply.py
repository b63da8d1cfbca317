"""Rules applied to the frames of a batch, each with what it needs of other frames."""

from collections.abc import Mapping, Sequence

import polars as pl

from expectations.engine.rule import Rule
from transforms import schema
from transforms.schema import Table
from transforms.schema.reference import PLOVER_CAMEO, PLOVER_TYPES

Frames = Mapping[str, pl.DataFrame]  # full table name → rows


def verdicts(table: Table, frames: Frames, rules: Sequence[Rule]) -> list[pl.Series]:
    """Whether each row of `table` keeps each of the rules; one column of true and false a rule."""
    frame = in_context(table, frames)
    conditions = [rule.condition.fill_null(True).alias(rule.name) for rule in rules]
    return frame.select(conditions).get_columns() if conditions else []


def in_context(table: Table, frames: Frames) -> pl.DataFrame:
    """The rows of `table`, in their order, with what its rules need of other tables.

    Spans: `body_length`, `body_text`, and `before` and `after` (up to two characters beside them),
    `sentence_start` and `sentence_end`. What refers to an article: columns of it as `article_...`.
    """
    frame = frames[table.full_name]
    if table is PLOVER_CAMEO:
        types = frames[PLOVER_TYPES.full_name]["event_type"].implode()
        return frame.with_columns(is_type=pl.col("event_type").is_in(types))
    if table is schema.ENTITIES:
        return frame.with_columns(is_used=pl.col("entity_id").is_in(used_entities(frames).implode()))
    if "article_id" not in frame.columns or table is schema.ARTICLES:
        return frame
    articles = frames[schema.ARTICLES.full_name].unique("article_id", keep="first")
    if table is schema.ARTICLE_VERSIONS:
        known = articles.select(
            "article_id", pl.col("version", "content_hash", "body").name.prefix("article_")
        )
        return left_join(frame, known, "article_id")
    if "start_char" in frame.columns:
        frame = beside(frame, articles)
    if "sentence_no" in frame.columns and table is not schema.SENTENCES:
        spans = frames[schema.SENTENCES.full_name].select(
            "article_id", "sentence_no", sentence_start="start_char", sentence_end="end_char"
        )
        frame = left_join(frame, spans, ["article_id", "sentence_no"])
        missing = pl.col("sentence_start", "sentence_end").fill_null(-1)  # no sentence: nothing starts in it
        frame = frame.with_columns(missing)
    if table is schema.EVENTS:
        published = articles.select("article_id", article_published_at="published_at")
        speakers = frames[schema.QUOTES.full_name].select("quote_id", quote_speaker_id="speaker_id")
        repeated = frames[table.full_name].select(
            duplicate_of="event_id", repeated_article_id="article_id", repeated_event_type="event_type"
        )
        frame = left_join(frame, published, "article_id")
        frame = left_join(frame, speakers, "quote_id")
        frame = left_join(frame, repeated, "duplicate_of")
    return frame


def left_join(frame: pl.DataFrame, other: pl.DataFrame, on: str | list[str]) -> pl.DataFrame:
    """A left join that keeps rows, order and number of `frame`, whatever `other` has twice."""
    return frame.join(other.unique(on, keep="first"), on=on, how="left", maintain_order="left")


def beside(frame: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Spans with the length of their body, their words in it, and the characters beside them."""
    bodies = dict(articles.select("article_id", pl.col("body").fill_null("")).iter_rows())
    spans = list(
        zip(
            (bodies.get(article, "") for article in frame["article_id"]),
            frame["start_char"].fill_null(-1),
            frame["end_char"].fill_null(-1),
            strict=True,
        )
    )
    return frame.with_columns(
        pl.Series("body_length", [len(body) for body, _, _ in spans], dtype=pl.Int64),
        pl.Series("body_text", [body[start:end] for body, start, end in spans], dtype=pl.String),
        pl.Series("before", [body[max(start - 2, 0) : start] for body, start, _ in spans], dtype=pl.String),
        pl.Series("after", [body[end : end + 2] for body, _, end in spans], dtype=pl.String),
    )


def used_entities(frames: Frames) -> pl.Series:
    """The ids of the entities to which any row refers."""
    ids = [
        frames[table.full_name][column]
        for table in schema.CORE
        for column, target, _ in schema.references(table)
        if target is schema.ENTITIES and table.full_name in frames
    ]
    return pl.concat(ids).drop_nulls().unique()
