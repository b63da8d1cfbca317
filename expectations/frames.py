"""The frames that Great Expectations sees.

Two things are settled here, in polars, before the conversion to pandas: words from outside become
their lengths, since Data Docs put failing values into HTML unescaped; and what needs two tables
(references, offsets) becomes a column of true and false.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pandas as pd
import polars as pl

from transforms import schema
from transforms.schema import Table

Frames = Mapping[str, pl.DataFrame]  # full table name → rows


def structure_frame(table: Table, frame: pl.DataFrame) -> pd.DataFrame:
    """A row a column: its declared and its actual name and type."""
    declared = [f"{name} {dtype}" for name, dtype in table.polars.items()]
    actual = [f"{name} {dtype}" for name, dtype in frame.schema.items()]
    width = max(len(declared), len(actual))
    return pd.DataFrame(
        {
            "declared": declared + ["(none)"] * (width - len(declared)),
            "actual": actual + ["(none)"] * (width - len(actual)),
        }
    )


def checked_frame(table: Table, frames: Frames) -> pd.DataFrame:
    """The rows of `table` as `expectations.suites` expects them, one row each, in their order.

    References are looked up among the frames: a batch is whole in itself.
    """
    frame = frames[table.full_name]
    known = [
        known_reference(frame, name, frames[target.full_name][of])
        for name, target, of in schema.references(table)
    ]
    checked = frame.with_columns(*known, *offsets(frame, frames), *rules(table, frame, frames))
    return checked.with_columns(
        pl.col(column.name).list.len() if column.dtype == schema.STRS else pl.col(column.name).str.len_chars()
        for column in table.columns
        if column.foreign
    ).to_pandas()


def known_reference(frame: pl.DataFrame, column: str, keys: pl.Series) -> pl.Series:
    """Whether each value of a reference is among the keys that it points to, or null."""
    values = frame[column]
    return (values.is_null() | values.is_in(keys.implode())).alias(f"{column}_is_known")


def offsets(frame: pl.DataFrame, frames: Frames) -> list[pl.Series]:
    """Whether offsets lie in the body, and whether they give back the text."""
    if "start_char" not in frame.columns:
        return []
    articles = frames[schema.ARTICLES.full_name]
    bodies = dict(articles.select("article_id", pl.col("body").fill_null("")).iter_rows())
    spans = list(
        zip(
            (bodies.get(article, "") for article in frame["article_id"]),
            frame["start_char"].fill_null(-1),
            frame["end_char"].fill_null(-1),
            strict=True,
        )
    )
    inside = [0 <= start < end <= len(body) for body, start, end in spans]
    flags = [pl.Series("offsets_in_body", inside, dtype=pl.Boolean)]
    if "text" in frame.columns:
        same = [
            body[start:end] == text for (body, start, end), text in zip(spans, frame["text"], strict=True)
        ]
        flags.append(pl.Series("text_is_at_offsets", same, dtype=pl.Boolean))
    return flags


def rules(table: Table, frame: pl.DataFrame, frames: Frames) -> list[pl.Series]:
    """The rules across columns and tables that `expectations.suites` names for this table."""
    if table is schema.ARTICLES:
        tomorrow = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
        in_time = pl.col("published_at").is_between(datetime(1800, 1, 1), tomorrow).fill_null(True)
        return [frame.select(in_time.alias("published_in_time")).to_series()]
    if table is schema.EVENTS:
        published = frames[schema.ARTICLES.full_name].select("article_id", "published_at")
        apart = (pl.col("event_date").cast(pl.Datetime("us")) - pl.col("published_at")).abs()
        either = pl.any_horizontal(pl.col("actor_text", "recipient_text").is_not_null())
        return (
            frame.join(published, on="article_id", how="left", maintain_order="left")
            .select(
                has_actor_or_recipient=either,
                recipient_is_not_actor=(pl.col("actor_id") != pl.col("recipient_id")).fill_null(True),
                dated_near_publication=(apart < timedelta(days=3653)).fill_null(True),
            )
            .get_columns()
        )
    return []
