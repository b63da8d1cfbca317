"""Rules that columns of several tables have in common, and what these need of other tables."""

import polars as pl

from expectations.engine.apply import Frames, left_join
from expectations.engine.rule import Rule, where
from transforms import schema

DAY_MONTH_OR_YEAR = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
# A part between semicolons that is empty, or begins or ends with a space
EMPTY_PART = r"(^|;)\s*(;|$)|(^|;)\s|\s(;|$)"
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


def beside(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Spans with `body_length` of their article, `body_text` (the words that it has there), and `before` and
    `after` (up to two characters beside them)."""
    articles = frames[schema.ARTICLES.full_name].unique("article_id", keep="first")
    bodies = dict(articles.select("article_id", pl.col("body").fill_null("")).iter_rows())
    spans = list(
        zip(
            (bodies.get(article, "") for article in frame["article_id"]),
            frame["start_char"].fill_null(-1),
            frame["end_char"].fill_null(-1),
            strict=True,
        )
    )
    return frame.with_columns(
        pl.Series("body_length", [len(body) for body, _, _ in spans], dtype=pl.Int64),
        pl.Series("body_text", [body[start:end] for body, start, end in spans], dtype=pl.String),
        pl.Series("before", [body[max(start - 2, 0) : start] for body, start, _ in spans], dtype=pl.String),
        pl.Series("after", [body[end : end + 2] for body, _, end in spans], dtype=pl.String),
    )


def in_sentences(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Rows with `sentence_start` and `sentence_end` of the sentence that they name."""
    spans = frames[schema.SENTENCES.full_name].select(
        "article_id", "sentence_no", sentence_start="start_char", sentence_end="end_char"
    )
    frame = left_join(frame, spans, ["article_id", "sentence_no"])
    missing = pl.col("sentence_start", "sentence_end").fill_null(-1)  # no sentence: nothing starts in it
    return frame.with_columns(missing)


def says_of(column: str) -> Rule:
    """`core.article_entities` has what the article says of the entity of a column (see `facts_of`)."""
    return Rule(
        f"{column}_has_facts",
        f"What the article says of its {column} is in core.article_entities.",
        where(pl.col(column).is_not_null(), pl.col(f"{column}_kind").is_not_null()),
    )


def facts_of(frame: pl.DataFrame, frames: Frames, *columns: str) -> pl.DataFrame:
    """The rows with what their article says of the entity of each column, as `<column>_kind` and
    `<column>_sector`."""
    facts = frames[schema.ARTICLE_ENTITIES.full_name]
    for column in columns:
        said = {f"{column}_{fact}": fact for fact in ("kind", "sector")}
        told = facts.select("article_id", **{column: "entity_id"}, **said)
        frame = left_join(frame, told, ["article_id", column])
    return frame


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
