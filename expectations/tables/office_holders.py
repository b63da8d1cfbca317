"""What must hold of `ref.office_holders` beyond its declaration."""

import polars as pl

from expectations.engine.rule import Rule, is_country, where
from expectations.tables.columns import is_date, is_there, is_wikidata_item


def rules() -> tuple[Rule, ...]:
    start, end = pl.col("start"), pl.col("end")
    return (
        *map(is_there, ("office", "person", "start")),
        Rule(
            "whose_office_is_said",
            "An office is of a country, or of what its title names.",
            pl.col("country").is_not_null() | pl.col("of").is_not_null(),
        ),
        is_country("country"),
        is_wikidata_item(),
        is_date("start"),
        is_date("end"),
        is_date("last_seen"),
        Rule(
            "ends_after_its_start",
            "A term does not end before it starts, as far as both are known.",
            where(~start.str.starts_with(end), start <= end),
        ),
        Rule("term_is_there_once", "A term is there once.", pl.struct(pl.all()).is_unique()),
    )
