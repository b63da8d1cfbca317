"""What must hold of `core.article_entities` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames, left_join, named_in_articles
from expectations.engine.expect import WARNING, between
from expectations.engine.rule import Rule, is_country
from transforms import schema


def bounds() -> list[Expectation]:
    return [
        between("name", 1, 300, "Names in articles are no longer than 300 characters.", WARNING),
        between("role", 1, 300, "Roles are no longer than 300 characters.", WARNING),
        between("mentions", 0, None, "Mentions count from 0."),
    ]


def rules() -> tuple[Rule, ...]:
    return (
        is_country("country"),
        Rule("name_is_not_blank", "An article's entity has a name.", pl.col("name").str.contains(r"\w")),
        Rule(
            "is_named_in_article", "A row of the article refers to its entity.", pl.col("is_named"), "warning"
        ),
        Rule(
            "mentions_are_counted",
            "Mentions are counted as core.mentions has them.",
            pl.col("mentions") == pl.col("n_mentions"),
            "warning",
        ),
    )


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The rows with `is_named`, whether any row of the article refers to the entity, and `n_mentions`, how
    many mentions do."""
    of = ["article_id", "entity_id"]
    named = named_in_articles(frames).with_columns(is_named=pl.lit(True))
    counts = frames[schema.MENTIONS.full_name].group_by(of).agg(n_mentions=pl.len().cast(pl.Int32))
    frame = left_join(left_join(frame, named, of), counts, of)
    return frame.with_columns(pl.col("is_named").fill_null(False), pl.col("n_mentions").fill_null(0))
