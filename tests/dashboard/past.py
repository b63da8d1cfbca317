"""A warehouse with a past: weeks of runs over three sources, some of which went wrong."""

import json
from datetime import datetime, timedelta
from random import Random

import duckdb
import polars as pl

from expectations import drift
from tests.dashboard.hostile import insert
from transforms import schema
from warehouse.load.load import record
from warehouse.load.quarantine import quarantine_id
from warehouse.marts.refresh import materialise

DAYS = 28
FAILED, CANCELLED = 9, 17  # numbers of runs, the last is 0
SOURCES = {"harbour-post": (60, (20, 120)), "northern-wire": (35, (10, None)), "articles": (8, (0, None))}
SHARES = {  # of column values, usually
    ("core.quotes", "speaker_id", "resolved_share"): 0.88,
    ("core.events", "actor_id", "null_share"): 0.17,
    ("core.events", "recipient_id", "null_share"): 0.48,
    ("core.events", "event_date", "null_share"): 0.74,
    ("core.articles", "published_at", "null_share"): 0.03,
}
PER_ARTICLE = {"core.mentions": 72.0, "core.quotes": 9.0, "core.events": 8.0}
REASONS = (
    ("core.articles", "is empty", {"input": ""}),
    ("core.articles", "has no text column; its columns are id, headline. State columns.text", {"input": ""}),
    ("core.articles", "line 4 is not JSON: Expecting value: line 1 column 1 (char 0)", {"input": "<html>"}),
    (
        "core.mentions",
        "The offsets give back the text: mention_id 1f0c",
        {"mention_id": "1f0c", "text": "Atlantis", "start_char": 10, "end_char": 18},
    ),
)


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the warehouse of the samples a past of daily runs, the run that loaded them the last."""
    chance = Random(7)
    ((last_id, last, checks_of),) = connection.execute(
        """SELECT run_id, started_at, count(*) FROM quality.runs JOIN quality.checks USING (run_id)
           GROUP BY ALL"""
    ).fetchall()
    assert checks_of > 100
    connection.execute("DELETE FROM quality.metrics")
    earlier = pl.DataFrame(schema={**schema.METRICS.polars, "started_at": schema.TIME})
    for number in range(DAYS, -1, -1):
        started = last - timedelta(days=number, minutes=chance.randrange(20))
        run_id = f"{started:%Y%m%dT%H%M%S}-{number:04x}" if number else last_id
        state = {FAILED: "failed", CANCELLED: "cancelled"}.get(number, "completed")
        if number:
            add_run(connection, run_id, started, state, chance)
            add_checks(connection, last_id, run_id, started, state, number)
        if state == "completed":
            rows = measured(run_id, number, chance, earlier.sort("started_at", descending=True))
            record(connection, schema.METRICS, rows)
            earlier = pl.concat([earlier, rows.with_columns(started_at=pl.lit(started, schema.TIME))])
    spread_articles(connection)
    add_quarantine(connection, last_id, last)
    materialise(connection)


def add_run(
    connection: duckdb.DuckDBPyConnection, run_id: str, started: datetime, state: str, chance: Random
) -> None:
    new = chance.randrange(40, 110) if state == "completed" else 0
    message = {
        "failed": "a critical check did not pass: nothing was published",
        "cancelled": "interrupted",
    }.get(state)
    insert(
        connection,
        schema.RUNS,
        run_id=run_id,
        started_at=started,
        finished_at=started + timedelta(seconds=20 + new * 0.7 + chance.random() * 15),
        state=state,
        articles_seen=new + 30,
        articles_new=new,
        articles_changed=chance.randrange(5) if new else 0,
        articles_unchanged=chance.randrange(20, 60),
        articles_quarantined=chance.randrange(3),
        rows_loaded=json.dumps({"core.articles": new, "core.events": new * 8}),
        versions="{}",
        message=message,
    )


def add_checks(
    connection: duckdb.DuckDBPyConnection,
    like: str,
    run_id: str,
    started: datetime,
    state: str,
    number: int,
) -> None:
    """The checks of a run as those of another; some days more of them fail."""
    failing = {
        FAILED: "table_name = 'core.quotes' AND column_name = 'quote_id'",
        4: "table_name = 'core.mentions' AND meaning LIKE 'The offsets%'",
        12: "table_name = 'core.articles' AND severity = 'warning'",
        13: "table_name = 'core.articles' AND severity = 'warning'",
    }.get(number, "false")
    if state == "cancelled":
        return
    connection.execute(
        f"""INSERT INTO quality.checks BY NAME
            SELECT * REPLACE (
                $run_id AS run_id, $started AS checked_at,
                success AND NOT coalesce({failing}, false) AS success,
                CASE WHEN {failing} THEN 3 ELSE unexpected_count END AS unexpected_count,
                CASE WHEN {failing} THEN 0.4 ELSE unexpected_percent END AS unexpected_percent
            )
            FROM quality.checks WHERE run_id = $like""",
        {"run_id": run_id, "started": started, "like": like},
    )


def measured(run_id: str, number: int, chance: Random, earlier: pl.DataFrame) -> pl.DataFrame:
    """What a run measured. In the last weeks speakers go missing, and a source dries up in the last days."""
    articles = chance.randrange(80, 120)
    rows: list[tuple[object, ...]] = []
    for (table, column, metric), share in SHARES.items():
        n = articles if table == "core.articles" else 8 * articles
        drifted = share - 0.2 if metric == "resolved_share" and number < 3 else share
        rows.append((table, column, None, metric, n * (drifted + chance.uniform(-0.02, 0.02)), n))
    for table, usual in PER_ARTICLE.items():
        rows.append(
            (table, None, None, "rows_per_article", articles * usual * chance.uniform(0.9, 1.1), articles)
        )
    per_source = {}
    for source, (usual_articles, _) in SOURCES.items():
        per_source[source] = int(usual_articles * chance.uniform(0.8, 1.2))
        for table in ("core.mentions", "core.quotes", "core.events"):
            share = 1.0 if chance.random() < 0.7 else 0.985
            if source == "harbour-post" and number in (4, 12, 13):
                share = 0.9
            rows.append((table, None, source, "pass_share", 500 * share, 500))
    if number < 2:
        per_source["northern-wire"] = 3
    batch = pl.DataFrame(rows, schema=drift.MEASURED, orient="row", strict=False)
    expected = {source: bounds for source, (_, bounds) in SOURCES.items()}
    return drift.metrics(run_id, [batch], per_source, expected, earlier if len(earlier) else None)


def spread_articles(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the samples have come from three sources, over the runs."""
    connection.execute("""
        UPDATE core.articles SET
            source = placed.source, run_id = placed.run_id, first_seen_at = placed.started_at
        FROM (
            SELECT article_id, started_at, runs.run_id,
                ['harbour-post', 'northern-wire', 'articles', 'harbour-post'][number % 4 + 1] AS source
            FROM (SELECT article_id, row_number() OVER (ORDER BY article_id) AS number FROM core.articles)
            JOIN (
                SELECT run_id, started_at, row_number() OVER (ORDER BY started_at DESC) AS place
                FROM quality.runs WHERE state = 'completed'
            ) AS runs ON place = number
        ) AS placed
        WHERE placed.article_id = articles.article_id
    """)


def add_quarantine(connection: duckdb.DuckDBPyConnection, run_id: str, last: datetime) -> None:
    for number in range(23):
        table, reason, payload = REASONS[number % 7 % len(REASONS)]
        source = list(SOURCES)[number % 2]
        ref = f"2026/{number:02}/story-{number}.html" if "line" not in reason else f"rows.jsonl#line-{number}"
        insert(
            connection,
            schema.QUARANTINE,
            quarantine_id=quarantine_id(source, ref, table, reason),
            run_id=run_id,
            table_name=table,
            source=source,
            source_ref=ref,
            reason=reason,
            payload=json.dumps(payload),
            quarantined_at=last - timedelta(days=number // 2),
            location=None,
        )
