"""Staged batches made by hand, to load without annotating anything."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Protocol

import polars as pl
import pytest

from transforms import schema
from transforms.schema import Table

Row = dict[str, object]
NOW = datetime(2024, 5, 1, 12)
ARTICLE: Row = {
    "article_id": "a1",
    "source": "paper",
    "source_ref": "1.txt",
    "authors": [],
    "contributors": [],
    "body": "Chile and Peru met.",
    "n_words": 4,
    "content_hash": "h1",
    "raw_hash": "r1",
    "version": 1,
    "n_repairs": 0,
    "first_seen_at": NOW,
    "run_id": "staged",
}
ENTITY: Row = {"entity_id": "Q298", "name": "Chile", "kind": "GPE", "country": "CHL"}
MENTION: Row = {
    "mention_id": "m1",
    "article_id": "a1",
    "sentence_no": 0,
    "start_char": 0,
    "end_char": 5,
    "text": "Chile",
    "label": "GPE",
    "form": "name",
    "entity_id": "Q298",
}


class StageBatch(Protocol):
    def __call__(
        self,
        name: str,
        articles: list[Row] | None = None,
        entities: list[Row] | None = None,
        mentions: list[Row] | None = None,
        signatures: list[Row] | None = None,
        terms: list[Row] | None = None,
    ) -> Path: ...


def facts(entities: list[Row], mentions: list[Row]) -> list[Row]:
    """What the articles say of the entities that they mention, where they say all the same."""
    counts = Counter((mention["article_id"], mention["entity_id"]) for mention in mentions)
    return [
        {**entity, "article_id": article, "mentions": count}
        for (article, key), count in counts.items()
        for entity in entities
        if entity["entity_id"] == key
    ]


@pytest.fixture
def stage_batch(tmp_path: Path) -> StageBatch:
    """Write the files of a batch: by default one article with one mention of one entity.

    Articles say of the entities that they mention what `entities` say.
    """

    def stage(
        name: str,
        articles: list[Row] | None = None,
        entities: list[Row] | None = None,
        mentions: list[Row] | None = None,
        signatures: list[Row] | None = None,
        terms: list[Row] | None = None,
    ) -> Path:
        folder = tmp_path / "staging" / name
        folder.mkdir(parents=True)
        articles = [ARTICLE] if articles is None else articles
        entities = [ENTITY] if entities is None else entities
        mentions = [MENTION] if mentions is None else mentions
        rows: dict[Table, list[Row]] = {
            schema.ARTICLES: articles,
            schema.ARTICLE_VERSIONS: [{"seen_at": NOW, **article} for article in articles],
            schema.ARTICLE_SIGNATURES: signatures or [],
            schema.ARTICLE_TERMS: terms or [],
            schema.ENTITIES: entities,
            schema.ARTICLE_ENTITIES: facts(entities, mentions),
            schema.MENTIONS: mentions,
        }
        for table in schema.CORE:
            names = table.polars.names()
            cells = [tuple(row.get(column) for column in names) for row in rows.get(table, [])]
            pl.DataFrame(cells, schema=table.polars, orient="row").write_parquet(folder / table.file_name)
        return folder

    return stage
