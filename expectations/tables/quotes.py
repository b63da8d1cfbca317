"""What must hold of `core.quotes` beyond its declaration."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames
from expectations.engine.expect import WARNING, between, mostly_there
from expectations.engine.rule import Rule, both_or_neither, where
from expectations.tables.columns import facts_of, says_of

QUOTATION_MARKS = "[\"＂“”„‟‘’‚‛'«»‹›`]"  # of all styles that transforms.marks reads


def bounds() -> list[Expectation]:
    return [
        between("text", 2, 10_000, "Quotations have from 2 to 10,000 characters.", WARNING),
        mostly_there("speaker_text", 0.5, "At least half of the quotations have a speaker."),
    ]


def rules() -> tuple[Rule, ...]:
    direct = pl.col("form") == "direct"
    marked = pl.any_horizontal(pl.col("before", "after").str.contains(QUOTATION_MARKS))
    first = pl.col("quote_id").sort_by("start_char").first().over("quote_group")
    speakers = pl.col("speaker_id").fill_null("").n_unique().over("quote_group")
    homes = pl.col("article_id").n_unique().over("quote_group")
    return (
        Rule(
            "direct_stands_in_marks",
            "A direct quotation that a cue reports stands in quotation marks.",
            # Lost marks are common, so one side is enough; what a name signs has no cue and no marks
            where(direct & pl.col("cue").is_not_null(), marked),
            "warning",
        ),
        Rule(
            "group_is_its_first_piece",
            "A group is named by its first piece.",
            pl.col("quote_group") == first,
        ),
        Rule("group_has_one_speaker", "The pieces of a group have the same speaker.", speakers == 1),
        Rule("group_is_of_one_article", "The pieces of a group stand in one article.", homes == 1),
        Rule("cue_has_lemma", "A cue has its dictionary form.", both_or_neither("cue", "cue_lemma")),
        Rule(
            "reported_has_cue",
            "Reported speech has a cue.",
            where(~direct, pl.col("cue").is_not_null()),
            "warning",
        ),
        Rule(
            "speaker_is_written",
            "A speaker who is known stands in the text.",
            where(pl.col("speaker_id").is_not_null(), pl.col("speaker_text").is_not_null()),
            "warning",
        ),
        says_of("speaker_id"),
    )


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The quotations with the kind that their article gives the speaker, as `speaker_id_kind`."""
    return facts_of(frame, frames, "speaker_id")
