"""What must hold of `core.article_terms` beyond its declaration."""

import polars as pl

from expectations.engine.rule import Rule


def rules() -> tuple[Rule, ...]:
    lengths = pl.col("terms").list.len(), pl.col("weights").list.len()
    return (
        Rule(
            "terms_have_weights",
            "There is a weight for each term, and a term.",
            (lengths[0] == lengths[1]) & (lengths[0] > 0),
        ),
        Rule("weights_are_positive", "Every weight is above 0.", pl.col("weights").list.min() > 0),
    )
