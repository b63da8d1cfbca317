"""What must hold of `core.mentions` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import WARNING, between
from expectations.engine.rule import Rule, where


def bounds() -> list[Expectation]:
    return [between("text", 1, 300, "Mentions are no longer than 300 characters.", WARNING)]


def rules() -> tuple[Rule, ...]:
    no_name = pl.col("form").is_in(["pronoun", "nominal"])
    return (
        Rule(
            "name_is_of_an_entity",
            "A name or title is a mention of some entity.",
            where(~no_name, pl.col("entity_id").is_not_null()),
            "warning",
        ),
        Rule("has_a_letter", "A mention has a letter or digit.", pl.col("text").str.contains(r"\w")),
    )
