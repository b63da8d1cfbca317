"""What must hold of `ref.plover_cameo` beyond its declaration."""

import polars as pl

from expectations.engine.apply import Frames
from expectations.engine.rule import Rule
from expectations.tables.columns import is_list, is_score, is_there
from transforms.schema.reference import PLOVER_TYPES


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


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The codes with `is_type`, whether they became an event type of PLOVER."""
    types = frames[PLOVER_TYPES.full_name]["event_type"].implode()
    return frame.with_columns(is_type=pl.col("event_type").is_in(types))
