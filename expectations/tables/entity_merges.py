"""What must hold of `core.entity_merges` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import WARNING, between
from expectations.engine.rule import Rule


def bounds() -> list[Expectation]:
    return [between("text", 1, 300, "Merged names are no longer than 300 characters.", WARNING)]


def rules() -> tuple[Rule, ...]:
    return (Rule("reason_is_given", "A merge has a reason.", pl.col("reason").str.contains(r"\w")),)
