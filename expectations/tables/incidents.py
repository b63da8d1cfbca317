"""What must hold of `core.incidents` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import between
from expectations.engine.rule import Rule, both_or_neither, is_country, where
from expectations.tables.coordinates import on_earth, place_has_country, precision_of_coordinates
from transforms import schema


def bounds() -> list[Expectation]:
    return [
        between("goldstein", -10, 10, "Goldstein scores of incidents lie between -10 and 10."),
        between("reports", 1, None, "An incident has a report."),
        *on_earth(),
        between("publishers", 1, None, "Publishers of an incident count from 1."),
    ]


def rules() -> tuple[Rule, ...]:
    return (
        is_country("actor_country"),
        is_country("recipient_country"),
        is_country("place_country"),
        precision_of_coordinates("place_precision"),
        place_has_country(),
        Rule(
            "no_more_than_articles",
            "It has no more reports, publishers or days than articles, and no more articles than events.",
            (pl.max_horizontal("reports", "publishers", "days") <= pl.col("articles"))
            & (pl.col("articles") <= pl.col("events")),
        ),
        Rule(
            "reports_in_order",
            "The last report is no earlier than the first.",
            both_or_neither("first_report", "last_report")
            & where(pl.col("first_report").is_not_null(), pl.col("first_report") <= pl.col("last_report")),
        ),
        Rule(
            "precision_is_of_date",
            "An incident has a date if and only if it says how exact that is.",
            both_or_neither("event_date", "date_precision"),
        ),
        Rule(
            "told_or_quoted",
            "What one event tells in its own voice nobody is quoted with.",
            where(pl.col("in_own_voice") & (pl.col("events") == 1), pl.col("claimants").list.len() == 0),
        ),
        Rule(
            "disagreements_are_columns",
            "Reports disagree on columns of events, each named once.",
            pl.col("disagreements").list.set_difference(schema.EVENTS.polars.names()).list.len().eq(0)
            & (pl.col("disagreements").list.n_unique() == pl.col("disagreements").list.len()),
        ),
        Rule(
            "one_event_agrees",
            "What one event tells is nowhere disagreed on.",
            where(pl.col("events") == 1, pl.col("disagreements").list.len() == 0),
        ),
    )
