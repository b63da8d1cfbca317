"""Rules of the reference tables: what a file of facts must say for the transforms and SQL to use it."""

from collections.abc import Callable

import polars as pl

from expectations.rule import Rule, is_country, where
from transforms import reference_schema
from transforms.schema import Table

DAY_MONTH_OR_YEAR = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
# A part between semicolons that is empty, or begins or ends with a space
EMPTY_PART = r"(^|;)\s*(;|$)|(^|;)\s|\s(;|$)"


def is_there(column: str) -> Rule:
    """The declaration lets all but keys be null: a cell of a file may be empty."""
    return Rule(f"{column}_is_there", f"{column} is there.", pl.col(column).is_not_null())


def is_list(column: str) -> Rule:
    return Rule(
        f"{column}_are_separated",
        f"{column} are separated by semicolons alone, and none is empty.",
        ~pl.col(column).str.contains(EMPTY_PART),
    )


def is_wikidata_item() -> Rule:
    return Rule(
        "wikidata_id_is_an_item",
        "Wikidata ids are a Q and a number.",
        pl.col("wikidata_id").str.contains(r"^Q[1-9]\d*$"),
    )


def is_score(column: str) -> Rule:
    return Rule(
        f"{column}_in_scale", f"{column} lies between -10 and 10.", pl.col(column).is_between(-10, 10)
    )


def is_date(column: str) -> Rule:
    return Rule(
        f"{column}_is_a_date",
        f"{column} is a day, a month or a year.",
        pl.col(column).str.contains(DAY_MONTH_OR_YEAR),
    )


def countries() -> tuple[Rule, ...]:
    lists = map(is_list, ("aliases", "adjectives", "people", "capitals"))
    return (is_country("country"), is_there("name"), is_wikidata_item(), *lists)


def organisations() -> tuple[Rule, ...]:
    lists = map(is_list, ("aliases", "adjectives"))
    return (is_there("label"), is_country("country"), is_wikidata_item(), *lists)


def offices() -> tuple[Rule, ...]:
    return (is_there("sector"), is_list("phrases"))


def office_holders() -> tuple[Rule, ...]:
    start, end = pl.col("start"), pl.col("end")
    return (
        *map(is_there, ("office", "person", "wikidata_id", "start")),
        Rule(
            "whose_office_is_said",
            "An office is of a country, or of what its title names.",
            pl.col("country").is_not_null() | pl.col("of").is_not_null(),
        ),
        is_country("country"),
        is_wikidata_item(),
        is_date("start"),
        is_date("end"),
        Rule(
            "ends_after_its_start",
            "A term does not end before it starts, as far as both are known.",
            where(~start.str.starts_with(end), start <= end),
        ),
        Rule("term_is_there_once", "A term is there once.", pl.struct(pl.all()).is_unique()),
    )


def plover_types() -> tuple[Rule, ...]:
    return (
        *map(is_there, ("description", "quad_class", "goldstein", "needs_recipient")),
        is_score("goldstein"),
    )


def plover_modes() -> tuple[Rule, ...]:
    return (is_score("goldstein"),)


def plover_cameo() -> tuple[Rule, ...]:
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


REFERENCE_RULES: dict[Table, Callable[[], tuple[Rule, ...]]] = {
    reference_schema.COUNTRIES: countries,
    reference_schema.ORGANISATIONS: organisations,
    reference_schema.OFFICES: offices,
    reference_schema.OFFICE_HOLDERS: office_holders,
    reference_schema.PLOVER_TYPES: plover_types,
    reference_schema.PLOVER_MODES: plover_modes,
    reference_schema.PLOVER_CAMEO: plover_cameo,
}
