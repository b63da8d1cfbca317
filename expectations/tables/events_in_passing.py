"""What must hold of `core.events_in_passing` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames
from expectations.engine.rule import Rule
from expectations.plover import Plover
from expectations.tables import events

REPEATS = ("repeats_its_like", "repeats_a_first")


def bounds(plover: Plover) -> list[Expectation]:
    return events.bounds(plover)


def rules(plover: Plover) -> tuple[Rule, ...]:
    return (
        *(rule for rule in events.rules(plover) if rule.name not in REPEATS),
        Rule("repeats_none", "An event in passing repeats none.", pl.col("duplicate_of").is_null()),
    )


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """As that of `core.events`, without what is repeated."""
    return events.beside_article(frame, frames)
