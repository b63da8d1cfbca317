"""Rows whose every word from outside tries to run something in the reader's browser or to load something."""

import json
from datetime import date, datetime, timedelta

import duckdb
import polars as pl

from transforms import schema
from transforms.schema import Column, Table

HOST = "evil.example"
ATTACK = (
    f'<script>window.hacked = 1</script><img src="http://{HOST}/a.png" onerror="window.hacked = 1">'
    f"![picture](http://{HOST}/b.png) [link](javascript:window.hacked=1) :material/home: $x^2$ "
    f"<svg onload='window.hacked=1'><iframe src=\"http://{HOST}/\"></iframe> "
    f"\"' onmouseover='window.hacked=1' "
    f"`code` **bold** \u202ereversed\u202c http://{HOST}/bare www.{HOST} "
)
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 12
NOW = datetime(2024, 5, 1, 12)
ENTITIES = ("Q1", "Q2")


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Two articles, one of them a copy and in two versions, with everything in them hostile."""
    body = f"{ATTACK}\n\n{ATTACK}{LONG}"
    span = {"start_char": 0, "end_char": len(ATTACK), "sentence_no": 0, "article_id": "a1", "text": ATTACK}
    insert(
        connection,
        schema.ARTICLES,
        article_id="a1",
        body=body,
        version=2,
        corrections=f"{ATTACK}\n\n{ATTACK}{LONG}",
        published_at=NOW,
        published_zone="-05:00",
        url=f"javascript:{ATTACK}",
    )
    insert(
        connection, schema.ARTICLES, article_id="a2", body=body, duplicate_of="a1", source_ref=f"{ATTACK}2"
    )
    for version in (1, 2):
        values = {"body": body if version == 2 else f"{ATTACK}older", "corrections": f"{ATTACK}{version}"}
        insert(connection, schema.ARTICLE_VERSIONS, article_id="a1", version=version, **values)
    for entity in ENTITIES:
        insert(connection, schema.ENTITIES, entity_id=entity, name=f"{ATTACK}{entity}{LONG}", kind="PERSON")
        said = {"article_id": "a1", "entity_id": entity, "name": f"{ATTACK}{entity}", "role": ATTACK}
        insert(connection, schema.ARTICLE_ENTITIES, kind="PERSON", mentions=1, **said)
        insert(connection, schema.MENTIONS, mention_id=f"m{entity}", entity_id=entity, label="PERSON", **span)
    insert(connection, schema.QUOTES, quote_id="q1", quote_group="q1", form="direct", speaker_id="Q1", **span)
    for number, claimed in enumerate((None, "Q1")):
        insert(
            connection,
            schema.EVENTS,
            event_id=f"e{number}",
            event_type="ACCUSE",
            quad_class="verbal_conflict",
            status="occurred",
            actor_id="Q1",
            recipient_id="Q2",
            actor_country="CHL",
            recipient_country="PER",
            attributed_to=claimed,
            **span,
        )
    insert(connection, schema.RUNS, run_id="r1", state="failed", rows_loaded="{}", versions="{}")
    earlier = {"started_at": NOW - timedelta(days=1), "state": "completed"}
    insert(connection, schema.RUNS, run_id="r0", rows_loaded="{}", versions="{}", **earlier)
    for metric in ("articles", "pass_share"):
        insert(connection, schema.METRICS, run_id="r0", metric=metric, value=1.0, column_name=None)
    examples = [
        {"source": ATTACK, "source_ref": ATTACK, "article_id": article, "event_id": ATTACK, ATTACK: ATTACK}
        for article in ("a1", "gone")
    ]
    insert(
        connection,
        schema.CHECKS,
        run_id="r1",
        severity="critical",
        success=False,
        table_name="core.events",
        meaning=ATTACK,
        observed=ATTACK,
        column_name=ATTACK,
        examples=json.dumps(examples),
    )
    insert(
        connection, schema.QUARANTINE, run_id="r1", table_name="core.articles", reason=f"{ATTACK}: {ATTACK}"
    )


def insert(connection: duckdb.DuckDBPyConnection, table: Table, **cells: object) -> None:
    """A row whose cells are as given, hostile where words from outside are meant, else something fitting."""
    row = tuple(cells.get(column.name, fitting(column)) for column in table.columns)
    connection.register("row_to_insert", table.frame([row]).to_arrow())
    connection.execute(f"INSERT INTO {table.full_name} BY NAME SELECT * FROM row_to_insert")
    connection.unregister("row_to_insert")


def fitting(column: Column) -> object:
    if column.foreign:
        return [ATTACK, ATTACK] if column.dtype == schema.STRS else ATTACK
    if column.nullable:
        return None
    if column.values:
        return column.values[0]
    values: dict[object, object] = {
        pl.String: "x",
        pl.Boolean: True,
        pl.Date: date(2024, 5, 1),
        schema.TIME: NOW,
        schema.STRS: [],
        pl.Float64: -3.0,
    }
    return values.get(column.dtype, 1)
