"""What must hold of `core.article_versions` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import between
from expectations.engine.rule import Rule


def bounds() -> list[Expectation]:
    return [between("version", 1, None, "Versions count from 1.")]


def rules() -> tuple[Rule, ...]:
    return (
        Rule(
            "same_as_article",
            "Number, hash and text of the version are those of the article that comes with it.",
            (pl.col("version") == pl.col("article_version"))
            & (pl.col("content_hash") == pl.col("article_content_hash"))
            & (pl.col("body") == pl.col("article_body")),
        ),
    )
