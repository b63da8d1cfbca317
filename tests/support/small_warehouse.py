"""Small warehouses made by hand, published as a run publishes them."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest

from tests.warehouse.conftest import ARTICLE, ENTITY, Row
from transforms import schema
from transforms.schema import Table
from warehouse.store.file import private_copy

QUOTE: Row = {
    "quote_id": "q1",
    "quote_group": "q1",
    "article_id": "a1",
    "sentence_no": 0,
    "start_char": 0,
    "end_char": 5,
    "text": "Chile",
    "form": "direct",
}
EVENT: Row = {
    "event_id": "e1",
    "article_id": "a1",
    "sentence_no": 0,
    "start_char": 0,
    "end_char": 19,
    "text": "Chile and Peru met.",
    "trigger": "met",
    "event_type": "CONSULT",
    "contexts": [],
    "quad_class": "verbal_cooperation",
    "goldstein": 4.0,
    "status": "occurred",
    "confidence": 0.9,
}
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


class Publish(Protocol):
    def __call__(
        self,
        articles: Sequence[Row],
        quotes: Sequence[Row] = (),
        events: Sequence[Row] = (),
        mentions: Sequence[Row] = (),
        entities: Sequence[Row] = (),
    ) -> Path: ...


@pytest.fixture
def publish(tmp_path: Path, empty_warehouse: Path) -> Publish:
    """Publish rows that state only what a test is about; an article that was there is replaced."""
    path = tmp_path / "w" / "readout.duckdb"
    path.parent.mkdir()
    shutil.copyfile(empty_warehouse, path)

    def write(
        articles: Sequence[Row],
        quotes: Sequence[Row] = (),
        events: Sequence[Row] = (),
        mentions: Sequence[Row] = (),
        entities: Sequence[Row] = (),
    ) -> Path:
        tables: list[tuple[Table, Row, Sequence[Row]]] = [
            (schema.ARTICLES, ARTICLE, articles),
            (schema.ENTITIES, ENTITY, entities),
            (schema.QUOTES, QUOTE, quotes),
            (schema.EVENTS, EVENT, events),
            (schema.MENTIONS, MENTION, mentions),
        ]
        with private_copy(path) as connection:
            for table, default, rows in tables:
                for row in rows:
                    cells = default | row
                    if table is schema.ARTICLES:
                        connection.execute(
                            "DELETE FROM core.articles WHERE article_id = ?", [cells["article_id"]]
                        )
                        connection.execute(
                            "DELETE FROM core.quotes WHERE article_id = ?", [cells["article_id"]]
                        )
                    names, marks = ", ".join(cells), ", ".join("?" * len(cells))
                    connection.execute(
                        f"INSERT INTO {table.full_name} ({names}) VALUES ({marks})", list(cells.values())
                    )
        return path

    return write
