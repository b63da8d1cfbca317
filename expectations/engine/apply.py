"""Applies rules to rows."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from expectations.engine.rule import Rule
from transforms import schema
from transforms.schema import Table

Frames = Mapping[str, pl.DataFrame]  # full table name → rows


def verdicts(frame: pl.DataFrame, rules: Sequence[Rule]) -> list[pl.Series]:
    """Whether each row keeps each of the rules; one column of true and false a rule.

    `frame` is what `expectations.tables.in_context` makes of the rows.
    """
    conditions = [rule.condition.fill_null(True).alias(rule.name) for rule in rules]
    return frame.select(conditions).get_columns() if conditions else []


def left_join(frame: pl.DataFrame, other: pl.DataFrame, on: str | list[str]) -> pl.DataFrame:
    """A left join that keeps the rows, order and number of `frame`, even if `other` has duplicates."""
    return frame.join(other.unique(on, keep="first"), on=on, how="left", maintain_order="left")


def used_entities(frames: Frames) -> pl.Series:
    """The ids of the entities to which any row refers."""
    ids = [frames[table.full_name][column] for table, column in naming_columns(frames)]
    return pl.concat(ids).drop_nulls().unique()


def named_in_articles(frames: Frames) -> pl.DataFrame:
    """Each `article_id` with each `entity_id` to which its rows refer, but for what it says of the entity."""
    named = [
        frames[table.full_name].select("article_id", entity_id=column)
        for table, column in naming_columns(frames)
        if table is not schema.ARTICLE_ENTITIES
    ]
    return pl.concat(named).drop_nulls("entity_id").unique()


def naming_columns(frames: Frames) -> Iterator[tuple[Table, str]]:
    """The columns of `frames` that refer to entities, with their tables."""
    for table in schema.CORE:
        for column, target, _ in schema.references(table):
            if target is schema.ENTITIES and table.full_name in frames:
                yield table, column
