"""What must hold of `quality.checks` beyond its declaration."""

import polars as pl

from expectations.engine.rule import Rule


def rules() -> tuple[Rule, ...]:
    return (
        Rule(
            "meaning_is_a_sentence",
            "The meaning of an expectation is a sentence.",
            pl.col("meaning").str.contains(r"^\w.*\.$"),
        ),
        Rule(
            "percent_is_a_percentage",
            "The share of rows that break it lies between 0 and 100 percent.",
            pl.col("unexpected_percent").is_between(0, 100),
        ),
    )
