"""What must hold of `core.stories` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import between
from expectations.engine.rule import Rule


def bounds() -> list[Expectation]:
    return [
        between("originals", 1, None, "A story has an article that is no near-duplicate."),
        between("publishers", 1, None, "Publishers count from 1."),
    ]


def rules() -> tuple[Rule, ...]:
    return (
        Rule(
            "days_in_order",
            "A story ends no earlier than it begins.",
            pl.col("first_day") <= pl.col("last_day"),
        ),
        Rule(
            "no_more_than_articles",
            "It has no more originals or publishers than articles.",
            pl.max_horizontal("originals", "publishers") <= pl.col("articles"),
        ),
    )
