"""What must hold of `core.entities` beyond its declaration."""

import great_expectations.expectations as gxe
import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames, used_entities
from expectations.engine.expect import CRITICAL, WARNING, between
from expectations.engine.rule import Rule, is_country


def bounds() -> list[Expectation]:
    return [
        between("name", 1, 300, "Names are no longer than 300 characters.", WARNING),
        gxe.ExpectColumnValuesToMatchRegex(
            column="wikidata_id",
            regex=r"^Q[1-9]\d*$",
            severity=CRITICAL,
            description="Wikidata ids are a Q and a number.",
        ),
    ]


def rules() -> tuple[Rule, ...]:
    return (
        is_country("country"),
        Rule("name_is_not_blank", "An entity has a name.", pl.col("name").str.contains(r"\w")),
        Rule(
            "wikidata_id_is_entity_id",
            "Where there is a Wikidata id, it is the entity's id.",
            pl.col("wikidata_id") == pl.col("entity_id"),
        ),
        Rule("is_referred_to", "Some row of an article refers to the entity.", pl.col("is_used"), "warning"),
    )


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The entities with `is_used`, whether any row refers to them."""
    return frame.with_columns(is_used=pl.col("entity_id").is_in(used_entities(frames).implode()))
