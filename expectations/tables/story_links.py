"""What must hold of `core.story_links` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import between
from expectations.engine.rule import Rule


def bounds() -> list[Expectation]:
    return [between("likeness", 0, None, "Likeness is no less than 0.")]


def rules() -> tuple[Rule, ...]:
    return (
        Rule(
            "links_two_chapters",
            "A chapter is not linked with itself.",
            pl.col("chapter_id") != pl.col("other_id"),
        ),
    )
