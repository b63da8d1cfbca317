"""What must hold of `core.articles` beyond its declaration."""

from datetime import datetime

import polars as pl
import pycountry
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import WARNING, between, mostly_there
from expectations.engine.rule import Rule, both_or_neither, is_of_the_web
from expectations.tables.times import tomorrow

LANGUAGES = [language.alpha_2 for language in pycountry.languages if hasattr(language, "alpha_2")]


def bounds() -> list[Expectation]:
    return [
        between("version", 1, None, "Versions count from 1."),
        between("n_words", 1, None, "An article has words."),
        between("n_words", 20, 30_000, "An article is neither a caption nor a book.", WARNING),
        between("body", 1, 10_000_000, "A body has text, and no more than ten million characters."),
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
