"""What a rule is, and parts that rules of several tables are made of."""

from dataclasses import dataclass

import polars as pl
import pycountry

from transforms.schema import SUPRANATIONAL

# Kosovo has no ISO code; CAMEO gives organisations of states codes that stand where a country's do.
COUNTRIES = [country.alpha_3 for country in pycountry.countries] + ["XKX", *SUPRANATIONAL]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that every row of a table keeps: its name, its meaning in a sentence, and the condition.

    The condition may use the table's columns and those that `expectations.tables.in_context` adds.
    """

    name: str
    meaning: str
    condition: pl.Expr
    severity: str = "critical"


def both_or_neither(one: str, other: str) -> pl.Expr:
    return pl.col(one).is_null() == pl.col(other).is_null()


def where(condition: pl.Expr, demanded: pl.Expr) -> pl.Expr:
    """Rows that meet the condition meet the demand too."""
    return ~condition | demanded


def is_country(column: str) -> Rule:
    """A long list, so looked up here: Great Expectations copies its arguments a hundred times a check."""
    return Rule(
        f"{column}_is_a_code",
        f"{column} is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states.",
        pl.col(column).is_in(COUNTRIES),
    )


def is_of_the_web(column: str) -> Rule:
    return Rule(
        f"{column}_is_of_the_web",
        "An address is one of the web: http or https.",
        pl.col(column).str.contains("^https?://"),
    )
