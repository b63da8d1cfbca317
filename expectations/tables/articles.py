"""What must hold of `core.articles` beyond its declaration."""

from datetime import datetime

import polars as pl
import pycountry
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames, left_join
from expectations.engine.expect import WARNING, between, mostly_there
from expectations.engine.rule import Rule, both_or_neither, is_country, is_of_the_web, where
from expectations.tables.coordinates import on_earth, place_has_country, precision_of_coordinates
from expectations.tables.times import tomorrow
from transforms import schema

LANGUAGES = [language.alpha_2 for language in pycountry.languages if hasattr(language, "alpha_2")]


def bounds() -> list[Expectation]:
    return [
        between("version", 1, None, "Versions count from 1."),
        between("n_words", 1, None, "An article has words."),
        between("n_words", 20, 30_000, "An article is neither a caption nor a book.", WARNING),
        between("body", 1, 10_000_000, "A body has text, and no more than ten million characters."),
        between("corrections", 1, 20_000, "Corrections have text, and are no second article.", WARNING),
        between("dateline_place", 1, 120, "A dateline names a place in few words."),
        *on_earth(),
        between("title", 1, 500, "A headline is no longer than 500 characters.", WARNING),
        between("authors", 0, 20, "An article has no more than 20 authors.", WARNING),
        between("n_repairs", 0, None, "Repairs count from 0."),
        mostly_there("published_at", 0.5, "At least half of the articles have a date."),
    ]


def rules() -> tuple[Rule, ...]:
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
        Rule(
            "day_of_a_date",
            "An article has a day of publication if and only if it has a date.",
            both_or_neither("published_at", "published_on"),
        ),
        Rule(
            "day_is_local",
            "The day of publication is that of the time in its zone.",
            is_local_day(),
        ),
        Rule(
            "zone_is_an_offset",
            "A zone is an offset from UTC such as -05:00, of a time that is known.",
            where(
                pl.col("published_zone").is_not_null(),
                pl.col("published_zone").str.contains(r"^[+-](?:0\d|1[0-4]):[0-5]\d$")
                & pl.col("published_at").is_not_null(),
            ),
        ),
        is_of_the_web("url"),
        is_country("place_country"),
        precision_of_coordinates("place_precision"),
        place_has_country(),
        Rule(
            "coordinates_are_of_a_dateline",
            "Coordinates are those of the place in the dateline.",
            where(pl.col("place_country").is_not_null(), pl.col("dateline_place").is_not_null()),
        ),
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
        Rule(
            "original_is_no_duplicate",
            "What an article is a near-duplicate of is the original, not another near-duplicate.",
            pl.col("original_duplicate_of").is_null(),
        ),
        Rule(
            "original_is_earlier",
            "The original is the earliest: published first, or where that is not known, seen first.",
            where(pl.col("original_article_id").is_not_null(), is_earlier()),
        ),
        Rule(
            "version_is_kept",
            "The article's version is one of core.article_versions.",
            pl.col("is_kept"),
        ),
        Rule("seen_in_time", "It was not first seen in the future.", pl.col("first_seen_at") <= tomorrow()),
    )


def is_local_day() -> pl.Expr:
    """Whether the day of publication is that of the time, shifted by the offset that was stated."""
    sign = pl.when(pl.col("published_zone").str.starts_with("-")).then(-1).otherwise(1)
    minutes = sign * (
        pl.col("published_zone").str.slice(1, 2).cast(pl.Int64, strict=False) * 60
        + pl.col("published_zone").str.slice(4, 2).cast(pl.Int64, strict=False)
    )
    local = pl.col("published_at") + pl.duration(minutes=minutes.fill_null(0))
    return local.dt.date() == pl.col("published_on")


def is_earlier() -> pl.Expr:
    """Whether the original comes before the article: by date, those without one last, then as seen."""
    before = pl.lit(False)
    for name in ("article_id", "first_seen_at", "published_at"):
        original, own = pl.col(f"original_{name}"), pl.col(name)
        is_less = (original < own).fill_null(original.is_not_null() & own.is_null())
        before = is_less | (original.eq_missing(own) & before)
    return before


def context(frame: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The articles with `is_kept`, whether their version is among the versions, and `article_id`,
    `published_at`, `first_seen_at` and `duplicate_of` of the article that they repeat as `original_...`."""
    originals = frames[schema.ARTICLES.full_name].select(
        pl.col("article_id", "published_at", "first_seen_at", "duplicate_of").name.prefix("original_"),
        duplicate_of="article_id",
    )
    versions = frames[schema.ARTICLE_VERSIONS.full_name].select("article_id", "version", is_kept=True)
    frame = left_join(left_join(frame, originals, "duplicate_of"), versions, ["article_id", "version"])
    return frame.with_columns(pl.col("is_kept").fill_null(False))
