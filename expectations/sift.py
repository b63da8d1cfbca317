"""Which articles of a batch may enter: what breaks a critical rule leaves, with all of its article.

An article's rows are published whole or not at all. Entities are shared: one that breaks a rule takes
with it the articles that refer to it, and one that no remaining article needs is dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

import polars as pl

from expectations.results import CheckResult, TurnedAway
from expectations.validate import validate
from expectations.verdicts import Frames, used_entities
from transforms import schema

MAX_ROWS = 5  # of an article that are kept for one expectation; the first says how many there are
MAX_TEXT = 2000  # characters of a text in a payload
SOURCE = ("source", "source_ref")
BY_NAME = {table.full_name: table for table in schema.CORE}


@dataclass(frozen=True, slots=True)
class Sifted:
    """What a batch came to.

    `results` are those of the batch as it came. `blocking` are critical failures for which no article
    can be blamed: where there is one, nothing of the batch may enter. `frames` are the rows that passed.
    """

    results: list[CheckResult]
    blocking: list[CheckResult]
    frames: Frames
    turned_away: list[TurnedAway]


@dataclass(frozen=True, slots=True)
class Blame:
    """A failed check, and its rows with their articles: `row` (number in the table), `article_id`."""

    check: CheckResult
    rows: pl.DataFrame


def sift(frames: Frames) -> Sifted:
    """Check a batch, take out the articles that break a critical rule, and check what remains again.

    Each round takes out an article or an entity, so it comes to an end.
    """
    results = found = validate(frames)
    turned_away: list[TurnedAway] = []
    while blocking := [check for check in found if check.blocks]:
        blames = [Blame(check, blamed_rows(check, frames)) for check in blocking]
        beyond = [b.check for b in blames if not b.check.failing_rows or b.rows["article_id"].has_nulls()]
        gone = pl.concat([blame.rows["article_id"] for blame in blames]).unique()
        kept = without(frames, gone)
        if beyond or all(len(kept[name]) == len(frames[name]) for name in frames):
            return Sifted(results, beyond or blocking, frames, [])
        turned_away += described(blames, frames)
        frames, found = kept, validate(kept)
    return Sifted(results, [], frames, turned_away)


def blamed_rows(check: CheckResult, frames: Frames) -> pl.DataFrame:
    """The rows that break a check with the articles that they belong to: `row`, `article_id`.

    The `article_id` is null for a row that no article of the batch has. A shared row is there once for
    each article that refers to it.
    """
    table = BY_NAME[check.table_name]
    rows = frames[table.full_name].with_row_index("row").filter(pl.col("row").is_in(check.failing_rows))
    if table is schema.ENTITIES:
        users = [
            frames[other.full_name].select("article_id", pl.col(column).alias("entity_id"))
            for other in schema.CORE
            for column, target, _ in schema.references(other)
            if target is table
        ]
        return rows.join(pl.concat(users).unique(), on="entity_id").select("row", "article_id")
    known = frames[schema.ARTICLES.full_name]["article_id"].implode()
    return rows.select("row", pl.when(pl.col("article_id").is_in(known)).then("article_id"))


def without(frames: Frames, articles: pl.Series) -> dict[str, pl.DataFrame]:
    """The frames without the rows of these articles, and without entities that nothing refers to then."""
    kept = {
        name: frame.filter(~pl.col("article_id").is_in(articles.implode()))
        if "article_id" in frame.columns
        else frame
        for name, frame in frames.items()
    }
    name = schema.ENTITIES.full_name
    kept[name] = kept[name].filter(pl.col("entity_id").is_in(used_entities(kept).implode()))
    return kept


def described(blames: list[Blame], frames: Frames) -> Iterator[TurnedAway]:
    """What is turned away, as its source knows it: at most `MAX_ROWS` of an article for each check."""
    articles = frames[schema.ARTICLES.full_name]
    sources = {article: where for article, *where in articles.select("article_id", *SOURCE).iter_rows()}
    counted: set[str] = set()
    for blame in blames:
        table = BY_NAME[blame.check.table_name]
        frame = frames[table.full_name]
        for article, group in blame.rows.group_by("article_id", maintain_order=True):
            numbers = group["row"].to_list()
            for number in numbers[:MAX_ROWS]:
                row = frame.row(number, named=True)
                key = ", ".join(f"{name} {row[name]}" for name in table.key)
                more = f"; {len(numbers)} such rows" if len(numbers) > 1 and number == numbers[0] else ""
                source, source_ref = sources[article[0]]
                yield TurnedAway(
                    source,
                    source_ref,
                    table.full_name,
                    f"{blame.check.meaning.removesuffix('.')}: {key}{more}",
                    {name: shown(value) for name, value in row.items()},
                    is_article=article[0] not in counted,
                )
                counted.add(str(article[0]))


def shown(value: object) -> object:
    """A cell as it may stand in JSON, long texts cut."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return f"{value[:MAX_TEXT]}… ({len(value):,} characters)"
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value if isinstance(value, list | int | float | None) else str(value)
