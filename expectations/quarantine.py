"""Separates the rows of a batch that may enter from those to quarantine.

A fault of an article costs the article with all of its rows. A row that our own rules made
(`schema.ANNOTATIONS`) and that fails a critical check is quarantined alone, with the rows that refer to it.
Entities are shared: a failing one is removed from all articles, and one that nothing refers to is dropped, as
is what an article says of an entity that none of its rows names any more.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite

import polars as pl

from expectations.engine.apply import Frames, left_join, named_in_articles, used_entities
from expectations.engine.validate import validate
from expectations.plover import Plover
from expectations.results import CheckResult, QuarantinedRow
from transforms import schema

MAX_ROWS = 5  # of a table of an article that are kept for one reason; the first says how many there are
MAX_TEXT = 2000  # characters of a text in a payload
SOURCE = ("source", "source_ref")
BY_NAME = {table.full_name: table for table in schema.CORE}
OF_ROWS = frozenset(table.full_name for table in schema.ANNOTATIONS)
UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")


@dataclass(frozen=True, slots=True)
class ScreenedBatch:
    """The result of screening a batch.

    `results` are those before quarantining; a check that cost single rows only is a warning in them.
    `blocking` are critical failures that cannot be attributed to an article: if there are any, nothing of the
    batch may enter. `frames` hold the rows that passed.
    """

    results: list[CheckResult]
    blocking: list[CheckResult]
    frames: Frames
    quarantined: list[QuarantinedRow]


@dataclass(frozen=True, slots=True)
class Blame:
    """A failed check, and its rows with their articles: `row` (number in the table), `article_id`."""

    check: CheckResult
    rows: pl.DataFrame

    @property
    def costs_rows(self) -> bool:
        return self.check.table_name in OF_ROWS


def screen(frames: Frames, plover: Plover) -> ScreenedBatch:
    """Check a batch, quarantine what fails a critical check, and check the rest again.

    Articles go first: their rows need not be examined. Rows that refer to a quarantined row fail in the next
    round. Each round removes rows, so it terminates.
    """
    results = found = validate(frames, plover)
    quarantined: list[QuarantinedRow] = []
    while blocking := [check for check in found if check.blocks]:
        blames = [Blame(check, blamed_rows(check, frames)) for check in blocking]
        beyond = [b.check for b in blames if not b.check.failing_rows or b.rows["article_id"].has_nulls()]
        of_articles = [blame for blame in blames if not blame.costs_rows]
        kept = without_articles(frames, of_articles) if of_articles else without_rows(frames, blames)
        if beyond or all(len(kept[name]) == len(frames[name]) for name in frames):
            return ScreenedBatch(results, beyond or blocking, frames, [])
        quarantined += described(of_articles or blames, frames)
        frames, found = kept, validate(kept, plover)
    return ScreenedBatch([reported(check) for check in results], [], frames, quarantined)


def reported(check: CheckResult) -> CheckResult:
    """A check of a batch that enters: one that cost single rows is a warning."""
    return replace(check, severity="warning") if check.blocks and check.table_name in OF_ROWS else check


def blamed_rows(check: CheckResult, frames: Frames) -> pl.DataFrame:
    """The rows that break a check with the articles that they belong to: `row`, `article_id`.

    The `article_id` is null for a row that no article of the batch has. A shared row is there once for
    each article that refers to it. Of rows under one key the first is not to blame.
    """
    table = BY_NAME[check.table_name]
    rows = frames[table.full_name].with_row_index("row").filter(pl.col("row").is_in(check.failing_rows))
    if check.expectation in UNIQUE and table in schema.ANNOTATIONS:
        rows = rows.filter(~pl.struct(table.key).is_first_distinct())
    if table is schema.ENTITIES:
        users = [
            frames[other.full_name].select("article_id", pl.col(column).alias("entity_id"))
            for other in schema.CORE
            for column, target, _ in schema.references(other)
            if target is table
        ]
        blamed = rows.join(pl.concat(users).unique(), on="entity_id")
        return blamed.select("row", "article_id").sort("article_id", "row")
    known = frames[schema.ARTICLES.full_name]["article_id"].implode()
    return rows.select("row", pl.when(pl.col("article_id").is_in(known)).then("article_id"))


def without_articles(frames: Frames, blames: list[Blame]) -> dict[str, pl.DataFrame]:
    """The frames without the rows of the articles that are to blame."""
    gone = pl.concat([blame.rows["article_id"] for blame in blames]).unique().implode()
    return with_used_entities(
        {
            name: frame.filter(~pl.col("article_id").is_in(gone)) if "article_id" in frame.columns else frame
            for name, frame in frames.items()
        }
    )


def without_rows(frames: Frames, blames: list[Blame]) -> dict[str, pl.DataFrame]:
    """The frames without the rows that are to blame."""
    kept = dict(frames)
    for name in {blame.check.table_name for blame in blames}:
        gone = pl.concat([blame.rows["row"] for blame in blames if blame.check.table_name == name]).unique()
        numbered = frames[name].with_row_index("row")
        kept[name] = numbered.filter(~pl.col("row").is_in(gone.implode())).drop("row")
    return with_used_entities(kept)


def with_used_entities(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The frames without entities to which nothing refers, in an article and at all, their mentions counted
    anew."""
    of = ["article_id", "entity_id"]
    counts = frames[schema.MENTIONS.full_name].group_by(of).agg(n=pl.len().cast(pl.Int32))
    told = frames[schema.ARTICLE_ENTITIES.full_name]
    told = told.join(named_in_articles(frames), on=of, how="semi", maintain_order="left")
    told = left_join(told, counts, of).with_columns(mentions=pl.col("n").fill_null(0)).drop("n")
    kept = {**frames, schema.ARTICLE_ENTITIES.full_name: told}
    name = schema.ENTITIES.full_name
    used = used_entities(kept).implode()
    return {**kept, name: frames[name].filter(pl.col("entity_id").is_in(used))}


def described(blames: list[Blame], frames: Frames) -> Iterator[QuarantinedRow]:
    """The quarantined rows with their source: each once, however many checks it fails.

    Of an article's rows that fail the same checks, at most `MAX_ROWS`.
    """
    articles = frames[schema.ARTICLES.full_name]
    sources = {
        article: (source, ref) for article, source, ref in articles.select("article_id", *SOURCE).rows()
    }
    counted: set[str] = set()  # articles
    leaving: set[tuple[str, int]] = set()  # rows without theirs
    for (article, name, meanings), numbers in alike(blames).items():
        whole = name not in OF_ROWS
        rows = set() if whole else {(name, number) for number in numbers} - leaving
        leaving |= rows
        for place, number in enumerate(numbers[:MAX_ROWS]):
            row = frames[name].row(number, named=True)
            key = ", ".join(f"{column} {row[column]}" for column in BY_NAME[name].key)
            more = f"; {len(numbers)} such rows" if len(numbers) > 1 and not place else ""
            source, source_ref = sources[article]
            yield QuarantinedRow(
                source,
                source_ref,
                name,
                f"{'; '.join(meanings)}: {key}{more}",
                {"article_id": article} | {column: shown(value) for column, value in row.items()},
                is_article=whole and article not in counted,
                rows=0 if place else len(rows),
            )
            counted.add(article)


def alike(blames: list[Blame]) -> dict[tuple[str, str, tuple[str, ...]], list[int]]:
    """The rows to blame by article, table and the checks that they fail."""
    broken: dict[tuple[str, str, int], dict[str, None]] = defaultdict(dict)
    for blame in blames:
        meaning = blame.check.meaning.removesuffix(".")
        for number, article in blame.rows.iter_rows():
            broken[article, blame.check.table_name, number][meaning] = None
    found: dict[tuple[str, str, tuple[str, ...]], list[int]] = defaultdict(list)
    for (article, table, number), meanings in broken.items():
        found[article, table, tuple(meanings)].append(number)
    return found


def shown(value: object) -> object:
    """A cell for JSON, with long texts cut."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return f"{value[:MAX_TEXT]}… ({len(value):,} characters)"
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value if isinstance(value, list | int | float | None) else str(value)
