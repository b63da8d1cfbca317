"""What must hold of `ref.plover_cameo` beyond its declaration."""

import polars as pl

from expectations.engine.rule import Rule
from expectations.tables.columns import is_list, is_score, is_there


def rules() -> tuple[Rule, ...]:
    return (
        is_there("event_type"),
        Rule(
            "code_is_of_cameo",
            "A CAMEO code has two to four digits.",
            pl.col("cameo_code").str.contains(r"^\d{2,4}$"),
        ),
        Rule(
            "becomes_a_type",
            "A code becomes an event type of PLOVER, or a statement, which is no event.",
            pl.col("is_type") | (pl.col("event_type") == "STATEMENT"),
        ),
        is_list("contexts"),
        is_score("goldstein"),
        is_score("goldstein_icews"),
    )
