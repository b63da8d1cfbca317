"""What must hold of `core.event_figures` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames, left_join
from expectations.engine.expect import between
from expectations.engine.rule import Rule, where
from transforms import schema

CURRENCY = r"^(?:[A-Z]{3}|[$¥])$"


def bounds() -> list[Expectation]:
    return [
        between("text", 1, 300, "Figures are told in no more than 300 characters."),
        between("low", 0, None, "The least of a figure is not below 0."),
        between("high", 0, None, "The most of a figure is not below 0."),
    ]


def rules() -> tuple[Rule, ...]:
    return (
        Rule(
            "low_is_not_above_high",
            "The least that a figure is said to be is not above the most.",
            pl.col("low") <= pl.col("high"),
        ),
        Rule(
            "states_a_number",
            "A figure has a least or a most.",
            pl.any_horizontal(pl.col("low", "high").is_not_null()),
        ),
        Rule(
            "money_has_a_currency",
            "The unit of money is a currency, or the sign of several.",
            where(
                (pl.col("what") == "money") & pl.col("unit").is_not_null(),
                pl.col("unit").str.contains(CURRENCY),
            ),
        ),
        Rule(
            "unit_is_of_things",
            "Goods have a unit, people have none.",
            where(pl.col("what") != "money", pl.col("unit").is_not_null() == (pl.col("what") == "goods")),
        ),
        Rule(
            "stands_in_its_event",
            "It stands in the clause of its event, in the same article.",
            (pl.col("article_id") == pl.col("event_article_id"))
            & (pl.col("start_char") >= pl.col("event_start"))
            & (pl.col("end_char") <= pl.col("event_end")),
        ),
    )


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The figures with `event_article_id`, `event_start` and `event_end` of their event."""
    events = frames[schema.EVENTS.full_name].select(
        "event_id", event_article_id="article_id", event_start="start_char", event_end="end_char"
    )
    return left_join(frame, events, "event_id")
