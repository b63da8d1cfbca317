"""What must hold of `core.sentences` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import between
from expectations.engine.rule import Rule


def bounds() -> list[Expectation]:
    return [between("sentence_no", 0, None, "Sentences count from 0.")]


def rules() -> tuple[Rule, ...]:
    before = pl.col("end_char").shift().over("article_id", order_by="sentence_no")
    position = pl.col("sentence_no").rank("ordinal").over("article_id") - 1
    return (
        Rule(
            "numbered_in_order",
            "Sentences are numbered from 0 without a gap.",
            pl.col("sentence_no") == position,
            "warning",  # a sentence that breaks a rule leaves a gap
        ),
        Rule(
            "after_the_one_before",
            "A sentence starts after the one before it ends.",
            pl.col("start_char") >= before,
        ),
    )
