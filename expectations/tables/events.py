"""What must hold of `core.events` beyond its declaration."""

from datetime import timedelta

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames, left_join
from expectations.engine.expect import WARNING, between, one_of
from expectations.engine.rule import Rule, both_or_neither, is_country, where
from expectations.plover import Plover
from expectations.tables.columns import facts_of, says_of
from expectations.tables.coordinates import on_earth, place_has_country, precision_of_coordinates
from transforms import schema

REFLEXIVE = (
    r"(?i)\b(?:my|your|him|her|it|one)self\b|\b(?:our|your|them)selves\b|\beach other\b|\bone another\b"
)
DECADE = timedelta(days=3653)
EVENT_DAY = pl.col("event_date").cast(schema.TIME)
PUBLISHED = pl.col("article_published_at")
PARTIES = ("actor_id", "recipient_id", "place_id", "attributed_to")
TYPE_AND_MODE = pl.concat_str("event_type", "mode", separator=" ")


def bounds(plover: Plover) -> list[Expectation]:
    return [
        one_of("event_type", sorted(plover.quad_classes), "Event types are PLOVER's."),
        one_of("quad_class", sorted({*plover.quad_classes.values()}), "Quad classes are PLOVER's."),
        between("goldstein", -10, 10, "Goldstein scores lie between -10 and 10."),
        between("confidence", 0, 1, "Confidence lies between 0 and 1."),
        between("prominence", 0, 1, "Prominence lies between 0 and 1."),
        *on_earth(),
        between("text", 1, 5_000, "Coded clauses are no longer than 5,000 characters.", WARNING),
    ]


def party(role: str, meaning: str) -> Rule:
    """Whoever takes part has words in the article that say so."""
    known = pl.col(f"{role}_id").is_not_null()
    if role != "place":
        known = known | pl.col(f"{role}_country").is_not_null()
    return Rule(f"{role}_is_written", meaning, where(known, pl.col(f"{role}_text").is_not_null()))


def sector_is_told(role: str) -> Rule:
    """Sectors are facts of the article, as `core.article_entities` has them."""
    return Rule(
        f"{role}_sector_is_told",
        f"The sector of the {role} is what the article says of the {role}.",
        pl.col(f"{role}_sector").eq_missing(pl.col(f"{role}_id_sector")),
    )


def rules(plover: Plover) -> tuple[Rule, ...]:
    scores = pl.coalesce(
        TYPE_AND_MODE.replace_strict(plover.mode_scores, default=None, return_dtype=pl.Float64),
        pl.col("event_type").replace_strict(plover.type_scores, default=None, return_dtype=pl.Float64),
    )
    quad_class = pl.col("event_type").replace_strict(
        plover.quad_classes, default=None, return_dtype=pl.String
    )
    return (
        is_country("actor_country"),
        is_country("recipient_country"),
        is_country("place_country"),
        precision_of_coordinates("place_precision"),
        place_has_country(),
        Rule(
            "coordinates_are_of_a_place",
            "Coordinates are those of a place that stands in the text.",
            where(pl.col("place_country").is_not_null(), pl.col("place_text").is_not_null()),
        ),
        Rule(
            "mode_is_of_type",
            "The mode is one of PLOVER's for the event type.",
            TYPE_AND_MODE.is_in(plover.modes),
        ),
        Rule(
            "contexts_are_known",
            "Contexts are PLOVER's, each named once.",
            pl.col("contexts").list.set_difference(list(plover.contexts)).list.len().eq(0)
            & (pl.col("contexts").list.n_unique() == pl.col("contexts").list.len()),
        ),
        Rule(
            "quad_class_is_of_type",
            "The quad class is that of the event type.",
            pl.col("quad_class") == quad_class,
        ),
        Rule(
            "goldstein_is_of_type",
            "The Goldstein score is that of the mode, or else of the type.",
            pl.col("goldstein") == scores,
        ),
        Rule(
            "has_actor_or_recipient",
            "An event has an actor or a recipient.",
            pl.any_horizontal(pl.col("actor_text", "recipient_text").is_not_null()),
            "warning",
        ),
        Rule(
            "recipient_is_not_actor",
            "Nobody does it to themselves, unless the words say so.",
            where(pl.col("actor_id") == pl.col("recipient_id"), pl.col("text").str.contains(REFLEXIVE)),
            "warning",
        ),
        *map(says_of, PARTIES),
        *map(sector_is_told, ("actor", "recipient")),
        party("actor", "An actor who is known stands in the text."),
        party("recipient", "A recipient who is known stands in the text."),
        party("place", "A place that is known stands in the text."),
        Rule(
            "trigger_is_in_text",
            "The trigger stands in the coded clause.",
            pl.col("text").str.contains(pl.col("trigger"), literal=True),
        ),
        Rule(
            "precision_is_of_date",
            "An event has a date if and only if it says how exact that is.",
            both_or_neither("event_date", "date_precision"),
        ),
        Rule(
            "date_is_written",
            "A date comes from words of the article.",
            where(pl.col("event_date").is_not_null(), pl.col("date_text").is_not_null()),
        ),
        Rule(
            "date_starts_its_period",
            "A date that is exact to the month or year is the first day of it.",
            where(pl.col("date_precision").is_in(["month", "year"]), pl.col("event_date").dt.day() == 1)
            & where(pl.col("date_precision") == "year", pl.col("event_date").dt.month() == 1),
        ),
        Rule(
            "dated_near_publication",
            "Events lie within ten years of publication.",
            (EVENT_DAY - PUBLISHED).abs() < DECADE,
            "warning",
        ),
        Rule(
            "occurred_before_publication",
            "What occurred is not dated after publication.",
            # The news of a morning is dated to its day; time zones make that a day more
            where(pl.col("status") == "occurred", (EVENT_DAY - PUBLISHED).lt(timedelta(days=2))),
            "warning",
        ),
        Rule(
            "claim_is_by_speaker",
            "Who claims an event is the speaker of the quotation that claims it.",
            where(
                pl.col("quote_id").is_not_null(),
                pl.col("attributed_to").eq_missing(pl.col("quote_speaker_id")),
            )
            & where(pl.col("attributed_to").is_not_null(), pl.col("quote_id").is_not_null()),
        ),
        Rule(
            "repeats_its_like",
            "An event repeats another one, of the same article and type.",
            (pl.col("duplicate_of") != pl.col("event_id"))
            & (pl.col("article_id") == pl.col("repeated_article_id"))
            & (pl.col("event_type") == pl.col("repeated_event_type")),
        ),
        Rule(
            "repeats_a_first",
            "The event that another one repeats repeats none.",
            pl.col("repeated_duplicate_of").is_null(),
        ),
    )


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The events as `beside_article` has them, with `article_id`, `event_type` and `duplicate_of` of those
    that they repeat as `repeated_...`."""
    repeated = frames[schema.EVENTS.full_name].select(
        pl.col("article_id", "event_type", "duplicate_of").name.prefix("repeated_"), duplicate_of="event_id"
    )
    return left_join(beside_article(frame, frames), repeated, "duplicate_of")


def beside_article(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The events with what their article says of their parties (`actor_id_kind`, `actor_id_sector` ...),
    `article_published_at`, and `quote_speaker_id` of the quotation that claims them."""
    articles = frames[schema.ARTICLES.full_name]
    published = articles.select("article_id", article_published_at="published_at")
    speakers = frames[schema.QUOTES.full_name].select("quote_id", quote_speaker_id="speaker_id")
    frame = left_join(facts_of(frame, frames, *PARTIES), published, "article_id")
    return left_join(frame, speakers, "quote_id")
