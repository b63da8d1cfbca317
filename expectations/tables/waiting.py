"""What must hold of `quality.waiting` beyond its declaration."""

import polars as pl

from expectations.engine.rule import Rule, is_of_the_web


def rules() -> tuple[Rule, ...]:
    return (
        is_of_the_web("url"),
        Rule(
            "hints_are_an_object",
            "The hints are a JSON object.",
            pl.col("hints").str.starts_with("{") & pl.col("hints").str.ends_with("}"),
        ),
        Rule("was_tried", "It was tried at least once.", pl.col("tries") >= 1),
        Rule("in_order", "The last try is not before the first.", pl.col("tried_at") >= pl.col("since")),
    )
