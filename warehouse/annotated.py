"""Selects articles that were annotated with other rules, reference data or another model than today's."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from transforms import schema
from warehouse.address import Warehouse
from warehouse.read import published

# What of the versions of a run decides what an article's annotation holds
DECISIVE = ("model", "spacy", "rules")

RUNS = "SELECT run_id, versions FROM quality.runs"
STALE = """
    SELECT article_id, raw_hash, run_id FROM core.articles
    WHERE NOT list_contains($up_to_date::VARCHAR[], run_id)
        AND ($since::DATE IS NULL OR published_on >= $since::DATE)
        AND ($until::DATE IS NULL OR published_on <= $until::DATE)
        AND ($sources::VARCHAR[] IS NULL OR list_contains($sources::VARCHAR[], source))
    ORDER BY published_at, article_id
"""
COLUMNS = ", ".join(schema.ARTICLES.polars.names())
STORED = f"""
    SELECT {COLUMNS} FROM core.articles
    WHERE (article_id, raw_hash, run_id) IN (
        SELECT (unnest($articles::VARCHAR[]), unnest($hashes::VARCHAR[]), unnest($runs::VARCHAR[]))
    )
    ORDER BY published_at, article_id
"""
UP_TO_DATE = """
    SELECT raw_hash, published_at FROM core.articles
    WHERE list_contains($hashes::VARCHAR[], raw_hash) AND list_contains($up_to_date::VARCHAR[], run_id)
"""


class Stale(NamedTuple):
    """An article to reannotate."""

    article_id: str
    raw_hash: str
    run_id: str  # that annotated it


def runs_made_with(warehouse: Warehouse, versions: Mapping[str, str]) -> list[str]:
    """The runs whose annotations were made with the given versions (see `DECISIVE`)."""
    wanted = [versions[name] for name in DECISIVE]
    rows = published(warehouse, RUNS)
    return [run_id for run_id, made in rows if [json.loads(made).get(name) for name in DECISIVE] == wanted]


def stale_articles(
    warehouse: Warehouse,
    up_to_date: Collection[str],
    since: date | None = None,
    until: date | None = None,
    sources: Sequence[str] = (),
) -> list[Stale]:
    """The articles that none of the runs `up_to_date` annotated, oldest first.

    `since` and `until` bound the day of publication on the publisher's clock, both inclusive; an article
    without a date is outside every bound. `sources` are names of sources; without any, all are selected.
    """
    chosen = {"since": since, "until": until, "sources": list(sources) or None}
    rows = published(warehouse, STALE, {"up_to_date": list(up_to_date), **chosen})
    return [Stale(*row) for row in rows]


def stored_articles(warehouse: Warehouse, stale: Sequence[Stale]) -> pl.DataFrame:
    """The rows of `core.articles` of those articles that have not changed since they were selected."""
    articles, hashes, runs = (list(values) for values in zip(*stale, strict=True))
    rows = published(warehouse, STORED, {"articles": articles, "hashes": hashes, "runs": runs})
    return schema.ARTICLES.frame(rows)


def dates_up_to_date(
    warehouse: Warehouse, raw_hashes: Sequence[str], up_to_date: Collection[str]
) -> dict[str, date | None]:
    """The day of publication by raw hash, for articles that one of the runs `up_to_date` annotated."""
    values = {"hashes": list(raw_hashes), "up_to_date": list(up_to_date)}
    rows = published(warehouse, UP_TO_DATE, values)
    return {raw_hash: at.date() if at else None for raw_hash, at in rows}


def sources_held(warehouse: Warehouse) -> list[str]:
    """The names of the sources of the articles in the warehouse."""
    return [
        name for (name,) in published(warehouse, "SELECT DISTINCT source FROM core.articles ORDER BY ALL")
    ]
