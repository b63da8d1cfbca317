"""What must hold of `core.mentions` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames, left_join
from expectations.engine.expect import WARNING, between
from expectations.engine.rule import Rule, where
from transforms import schema


def bounds() -> list[Expectation]:
    return [between("text", 1, 300, "Mentions are no longer than 300 characters.", WARNING)]


def rules() -> tuple[Rule, ...]:
    no_name = pl.col("form").is_in(["pronoun", "nominal"])
    return (
        Rule(
            "name_is_of_an_entity",
            "A name or title is a mention of some entity.",
            where(~no_name, pl.col("entity_id").is_not_null()),
            "warning",
        ),
        Rule("has_a_letter", "A mention has a letter or digit.", pl.col("text").str.contains(r"\w")),
        Rule(
            "is_of_its_kind",
            "A mention is labelled as what its entity is, or as its people (NORP).",
            where(
                (pl.col("label") != "NORP") & (pl.col("entity_kind") != schema.UNNAMED),
                pl.col("label") == pl.col("entity_kind"),
            ),
            "warning",
        ),
        Rule(
            "name_is_no_description",
            "Only nominals mean an entity that is not named (UNNAMED).",
            where(pl.col("entity_kind") == schema.UNNAMED, pl.col("form") == "nominal"),
        ),
    )


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The mentions with the kind of their entity as `entity_kind`."""
    kinds = frames[schema.ENTITIES.full_name].select("entity_id", entity_kind="kind")
    return left_join(frame, kinds, "entity_id")
