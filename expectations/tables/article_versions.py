"""What must hold of `core.article_versions` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames, left_join
from expectations.engine.expect import between
from expectations.engine.rule import Rule, where
from transforms import schema


def bounds() -> list[Expectation]:
    return [between("version", 1, None, "Versions count from 1.")]


def rules() -> tuple[Rule, ...]:
    return (
        Rule(
            "none_is_later",
            "The article's version is its last one.",
            pl.col("version") <= pl.col("article_version"),
        ),
        Rule(
            "same_as_article",
            "Hash, text and corrections of the article's version are those of the article.",
            where(
                pl.col("version") == pl.col("article_version"),
                (pl.col("content_hash") == pl.col("article_content_hash"))
                & (pl.col("body") == pl.col("article_body"))
                & pl.col("corrections").eq_missing(pl.col("article_corrections")),
            ),
        ),
    )


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The versions with what they share with their article as `article_...`."""
    known = frames[schema.ARTICLES.full_name].select(
        "article_id", pl.col("version", "content_hash", "body", "corrections").name.prefix("article_")
    )
    return left_join(frame, known, "article_id")
