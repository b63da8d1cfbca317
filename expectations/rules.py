"""Rules across columns, rows and tables: what no single column can say, as polars expressions.

Each becomes a column of true and false in the frame that Great Expectations checks. A rule that
compares something with null holds: what must not be null is declared in `transforms.schema`.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import polars as pl
import pycountry

from expectations.plover import Plover
from expectations.quality_rules import QUALITY_RULES
from expectations.reference_rules import REFERENCE_RULES
from expectations.rule import Rule, both_or_neither, is_country, is_of_the_web, where
from transforms import schema
from transforms.schema import Table

QUOTATION_MARKS = "[\"＂“”„‟‘’‚‛'«»‹›`]"  # of all styles that transforms.marks reads
REFLEXIVE = (
    r"(?i)\b(?:my|your|him|her|it|one)self\b|\b(?:our|your|them)selves\b|\beach other\b|\bone another\b"
)
DECADE = timedelta(days=3653)
LANGUAGES = [language.alpha_2 for language in pycountry.languages if hasattr(language, "alpha_2")]


def tomorrow() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)


EVENT_DAY = pl.col("event_date").cast(schema.TIME)
PUBLISHED = pl.col("article_published_at")
TYPE_AND_MODE = pl.concat_str("event_type", "mode", separator=" ")

SPAN = (
    Rule(
        "offsets_in_body",
        "Offsets lie in the body, the start before the end.",
        (pl.col("start_char") >= 0)
        & (pl.col("start_char") < pl.col("end_char"))
        & (pl.col("end_char") <= pl.col("body_length")),
    ),
)
WORDS = (
    Rule("text_is_at_offsets", "The offsets give back the text.", pl.col("text") == pl.col("body_text")),
    Rule(
        "starts_in_its_sentence",
        "It starts in the sentence that sentence_no names.",
        (pl.col("start_char") >= pl.col("sentence_start")) & (pl.col("start_char") < pl.col("sentence_end")),
    ),
)


def articles() -> tuple[Rule, ...]:
    return (
        Rule(
            "published_in_time",
            "It was published after 1800 and not in the future.",
            pl.col("published_at").is_between(datetime(1800, 1, 1), tomorrow()),
        ),
        Rule(
            "date_has_basis",
            "An article has a date if and only if it says what stated it.",
            both_or_neither("published_at", "published_at_basis"),
        ),
        is_of_the_web("url"),
        Rule(
            "words_fit_body",
            "The body is long enough for its number of words.",
            pl.col("n_words") * 2 - 1 <= pl.col("body").str.len_chars(),
        ),
        Rule(
            "language_is_a_code",
            "Languages are ISO 639-1 codes.",
            pl.col("language").is_in(LANGUAGES),
            "warning",
        ),
        Rule(
            "not_its_own_duplicate",
            "An article is no duplicate of itself.",
            pl.col("duplicate_of") != pl.col("article_id"),
        ),
        Rule("seen_in_time", "It was not first seen in the future.", pl.col("first_seen_at") <= tomorrow()),
    )


def article_versions() -> tuple[Rule, ...]:
    return (
        Rule(
            "same_as_article",
            "Number, hash and text of the version are those of the article that comes with it.",
            (pl.col("version") == pl.col("article_version"))
            & (pl.col("content_hash") == pl.col("article_content_hash"))
            & (pl.col("body") == pl.col("article_body")),
        ),
    )


def article_signatures() -> tuple[Rule, ...]:
    return (
        Rule(
            "signature_fits_kind",
            "A signature holds the hashes, and as many bands, as its kind says.",
            # The kind ends in the numbers of hashes and of bands; a hash takes four bytes.
            (pl.col("signature").bin.size() == 4 * pl.col("kind").str.extract(r"/(\d+)/\d+$").cast(pl.Int64))
            & (pl.col("bands").list.len() == pl.col("kind").str.extract(r"/(\d+)$").cast(pl.Int64)),
        ),
    )


def sentences() -> tuple[Rule, ...]:
    before = pl.col("end_char").shift().over("article_id", order_by="sentence_no")
    position = pl.col("sentence_no").rank("ordinal").over("article_id") - 1
    return (
        Rule(
            "numbered_in_order",
            "Sentences are numbered from 0 without a gap.",
            pl.col("sentence_no") == position,
            "warning",  # a sentence that breaks a rule leaves a gap
        ),
        Rule(
            "after_the_one_before",
            "A sentence starts after the one before it ends.",
            pl.col("start_char") >= before,
        ),
    )


def entities() -> tuple[Rule, ...]:
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


def entity_merges() -> tuple[Rule, ...]:
    return (Rule("reason_is_given", "A merge has a reason.", pl.col("reason").str.contains(r"\w")),)


def mentions() -> tuple[Rule, ...]:
    no_name = pl.col("form").is_in(["pronoun", "nominal"])
    return (
        Rule(
            "name_is_of_an_entity",
            "A name or title is a mention of some entity.",
            where(~no_name, pl.col("entity_id").is_not_null()),
            "warning",
        ),
        Rule("has_a_letter", "A mention has a letter or digit.", pl.col("text").str.contains(r"\w")),
    )


def quotes() -> tuple[Rule, ...]:
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
    )


def party(role: str, meaning: str) -> Rule:
    """Whoever takes part has words in the article that say so."""
    known = pl.col(f"{role}_id").is_not_null()
    if role != "place":
        known = known | pl.col(f"{role}_country").is_not_null()
    return Rule(f"{role}_is_written", meaning, where(known, pl.col(f"{role}_text").is_not_null()))


def events(plover: Plover) -> tuple[Rule, ...]:
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
    )


RULES: dict[Table, Callable[[], tuple[Rule, ...]]] = {  # but those of events
    schema.ARTICLES: articles,
    schema.ARTICLE_VERSIONS: article_versions,
    schema.ARTICLE_SIGNATURES: article_signatures,
    schema.SENTENCES: sentences,
    schema.ENTITIES: entities,
    schema.ENTITY_MERGES: entity_merges,
    schema.MENTIONS: mentions,
    schema.QUOTES: quotes,
    **QUALITY_RULES,
    **REFERENCE_RULES,
}


def rules(table: Table, plover: Plover) -> tuple[Rule, ...]:
    """The rules of a table, those that follow from its columns first."""
    names = set(table.polars)
    spans = SPAN if {"start_char", "end_char"} <= names else ()
    words = WORDS if {"start_char", "text", "sentence_no"} <= names else ()
    own = events(plover) if table is schema.EVENTS else RULES.get(table, tuple)()
    return (*spans, *words, *own)
