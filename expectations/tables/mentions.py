"""What must hold of `core.mentions` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames
from expectations.engine.expect import WARNING, between
from expectations.engine.rule import Rule, where
from expectations.tables.columns import facts_of, says_of
from transforms import schema


def bounds() -> list[Expectation]:
    return [
        between("text", 1, 300, "Mentions are no longer than 300 characters.", WARNING),
        between("confidence", 0, 1, "The confidence of a mention is a share."),
    ]


def rules() -> tuple[Rule, ...]:
    no_name = pl.col("form").is_in(["pronoun", "nominal"])
    left_open = pl.col("rule").str.contains("(unsupported|namesakes|unknown_name)$").fill_null(value=False)
    return (
        Rule(
            "name_is_of_an_entity",
            "A name or title is a mention of some entity, unless its rule leaves that open.",
            where(~no_name & ~left_open, pl.col("entity_id").is_not_null()),
            "warning",
        ),
        Rule("has_a_letter", "A mention has a letter or digit.", pl.col("text").str.contains(r"\w")),
        Rule(
            "is_of_its_kind",
            "A mention is labelled as what its article has the entity for, or as its people (NORP).",
            where(
                (pl.col("label") != "NORP") & (pl.col("entity_id_kind") != schema.UNNAMED),
                pl.col("label") == pl.col("entity_id_kind"),
            ),
            "warning",
        ),
        Rule(
            "name_is_no_description",
            "Only nominals mean an entity that is not named (UNNAMED).",
            where(
                pl.col("entity_id_kind") == schema.UNNAMED,
                ~pl.col("form").is_in(["name", "title", "pronoun"]),
            ),
        ),
        Rule(
            "is_as_sure_as_it_is_linked",
            "Only a mention that means somebody has a confidence.",
            where(pl.col("entity_id").is_null(), pl.col("confidence").is_null()),
        ),
        says_of("entity_id"),
    )


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The mentions with the kind that their article gives the entity, as `entity_id_kind`."""
    return facts_of(frame, frames, "entity_id")
