"""Time typical queries on every mart, on a generated warehouse.

    python benchmarks/marts.py FOLDER [--articles 1000000] [--rounds 7] [--threads 2]

The warehouse is made in FOLDER and deleted afterwards; a million articles take 2 GB there. Proportions are
those of news: 30 mentions an article in 20 sentences (20 of a known entity, ten entities an article), 5
quotations, 4 events, 8 % near-duplicates; entities, countries, pairs and sources are drawn with Zipf's
weights. Bodies are short, as no mart reads them. Everything follows from hashes of row numbers, so each run
times the same rows.
"""

import argparse
import statistics
import time
from pathlib import Path

import duckdb

from warehouse.ddl import create
from warehouse.marts.agreed import ANY, agree
from warehouse.marts.refresh import materialised
from warehouse.store.duck import open_duckdb

DAYS = 1096
MACROS = """
    CREATE TEMP MACRO uniform(number, salt) AS (hash(number, salt) >> 11) / 9007199254740992.0;
    -- From 0 to sides - 1
    CREATE TEMP MACRO dice(sides, number, salt) AS CAST(hash(number, salt) % sides AS BIGINT);
    -- Rank from 0 to n - 1, its probability falling with 1 / (rank + 1)
    CREATE TEMP MACRO zipf(u, n) AS CAST(floor(pow(n, u)) - 1 AS INTEGER);
    CREATE TEMP MACRO row_key(number, salt) AS substr(md5(salt || number), 1, 20);
    CREATE TEMP MACRO entity_key(rank) AS CASE WHEN rank < 5000 THEN 'Q' || rank ELSE row_key(rank, 'e') END;
    CREATE TEMP MACRO country(rank) AS CASE WHEN dice(7, rank, 'c') > 0 THEN
        lpad(zipf(uniform(rank, 'country'), 195)::VARCHAR, 3, '0') END;
    -- An article is about some ten entities, the first of them most often named
    CREATE TEMP MACRO named(article, slot, n) AS zipf(uniform(article * 16 + slot, 'named'), n);
"""
ENTITIES = """
    INSERT INTO core.entities BY NAME SELECT
        entity_key(i) AS entity_id, 'Name ' || row_key(i, 'n') AS name,
        ['PERSON', 'ORG', 'GPE', 'PERSON', 'NORP'][1 + i % 5] AS kind, country(i) AS country,
        CASE WHEN i % 3 > 0 THEN ['GOV', 'MIL', 'OPP', 'BUS', 'MED', 'IGO', 'NGO', 'JUD'][
            1 + dice(8, i, 'sector')] END AS sector
    FROM range($n_entities) AS ranks(i)
"""
ARTICLES = """
    INSERT INTO core.articles BY NAME SELECT
        row_key(i, 'a') AS article_id, 'source ' || zipf(uniform(i, 'source'), 60) AS source,
        i || '.txt' AS source_ref, 'https://made.example/' || i AS url, 'Publisher' AS publisher,
        'Headline ' || i AS title, [] AS authors, [] AS contributors,
        CASE WHEN i % 50 > 0 THEN TIMESTAMP '2022-01-01' + to_minutes(i * $days * 1440 // $n_articles) END
            AS published_at,
        NULL AS published_zone, published_at::DATE AS published_on,
        'metadata' AS published_at_basis, 'en' AS language, repeat('word ' || i || ' ', 40) AS body,
        200 + dice(900, i, 'words') AS n_words, row_key(i, 'h') AS content_hash, row_key(i, 'r') AS raw_hash,
        1 AS version,
        CASE WHEN i > 100 AND dice(100, i, 'copy') < 8
            THEN row_key(i - 1 - dice(100, i, 'original'), 'a') END AS duplicate_of,
        0 AS n_repairs, TIMESTAMP '2022-01-01' + to_minutes(i * $days * 1440 // $n_articles + 60)
            AS first_seen_at,
        'run' || i // 1000 AS run_id
    FROM range($n_articles) AS numbers(i)
"""
MENTIONS = """
    INSERT INTO core.mentions BY NAME SELECT
        row_key(i * 32 + j, 'm') AS mention_id, row_key(i, 'a') AS article_id,
        dice(20, i * 32 + j, 'sentence') AS sentence_no,
        sentence_no * 150 + j AS start_char, start_char + 8 AS end_char,
        'Name ' || named(i, slot, $n_entities) AS text,
        ['PERSON', 'ORG', 'GPE', 'NORP'][1 + j % 4] AS label,
        ['name', 'title', 'nominal', 'pronoun'][1 + dice(4, i * 32 + j, 'form')] AS form,
        CASE WHEN dice(3, i * 32 + j, 'known') > 0 THEN entity_key(named(i, slot, $n_entities)) END
            AS entity_id
    FROM (
        SELECT i, j, CAST(floor(10 * pow(uniform(i * 32 + j, 'slot'), 2)) AS INTEGER) AS slot
        FROM range($n_articles) AS articles(i), range(30) AS mentions(j)
    )
"""
ARTICLE_ENTITIES = """
    INSERT INTO core.article_entities BY NAME
    SELECT
        article_id, entity_id, name, kind, country,
        CASE WHEN dice(10, article_id || entity_id, 'said') = 0 THEN 'ELI' ELSE sector END AS sector,
        NULL AS role, count(*) AS mentions
    FROM (
        SELECT article_id, entity_id FROM core.mentions
        UNION ALL
        SELECT article_id, speaker_id FROM core.quotes
        UNION ALL
        SELECT article_id, unnest([actor_id, recipient_id, attributed_to]) FROM core.events
    )
    JOIN core.entities USING (entity_id)
    GROUP BY ALL
"""
QUOTES = """
    INSERT INTO core.quotes BY NAME SELECT
        row_key(i * 8 + j, 'q') AS quote_id,
        row_key(i * 8 + CASE WHEN j = 4 AND i % 2 = 0 THEN 3 ELSE j END, 'q') AS quote_group,
        row_key(i, 'a') AS article_id, j * 5 AS sentence_no, j * 500 AS start_char, j * 500 + 90 AS end_char,
        'Words said' AS text, ['direct', 'indirect', 'mixed'][1 + dice(3, i * 8 + j, 'form')] AS form,
        CASE WHEN dice(5, i * 8 + j, 'speaker') > 0 THEN entity_key(named(i, j % 3, $n_entities)) END
            AS speaker_id,
        'said' AS cue, 'say' AS cue_lemma
    FROM range($n_articles) AS articles(i), range(5) AS quotes(j)
"""
EVENTS = """
    INSERT INTO core.events BY NAME
    WITH types AS (
        SELECT row_number() OVER () - 1 AS number, *
        FROM (VALUES
            ('CONSULT', 'verbal_cooperation', 2.5), ('ACCUSE', 'verbal_conflict', -3.0),
            ('ASSAULT', 'material_conflict', -9.0), ('SUPPORT', 'verbal_cooperation', 5.0),
            ('REQUEST', 'verbal_conflict', 0.0), ('AID', 'material_cooperation', 10.0),
            ('COERCE', 'material_conflict', -7.0), ('AGREE', 'verbal_cooperation', 2.5),
            ('REJECT', 'verbal_conflict', -2.0), ('THREATEN', 'verbal_conflict', -3.5),
            ('SANCTION', 'material_conflict', -6.0), ('COOPERATE', 'material_cooperation', 9.5),
            ('PROTEST', 'material_conflict', -5.0), ('MOBILIZE', 'material_conflict', -5.5),
            ('RETREAT', 'material_cooperation', 6.5), ('CONCEDE', 'verbal_cooperation', 4.5)
        ) AS types(event_type, quad_class, goldstein)
    ),
    drawn AS (
        SELECT i, j, i * 4 + j AS n, named(i, j % 2, $n_entities) AS actor,
            named(i, 2 + j % 3, $n_entities) AS recipient, zipf(uniform(n, 'type'), 16) AS number
        FROM range($n_articles) AS articles(i), range(4) AS events(j)
    )
    SELECT
        row_key(n, 'v') AS event_id, row_key(i, 'a') AS article_id, j * 6 AS sentence_no,
        j * 600 AS start_char, j * 600 + 80 AS end_char,
        'A coded clause of some eighty characters ' || n AS text,
        'did' AS trigger, event_type, quad_class, goldstein, [] AS contexts,
        'Name' AS actor_text, entity_key(actor) AS actor_id, country(actor) AS actor_country,
        'Name' AS recipient_text, entity_key(recipient) AS recipient_id,
        country(recipient) AS recipient_country,
        CASE WHEN dice(5, n, 'dated') < 2 THEN
            DATE '2022-01-01' + CAST(i * $days // $n_articles - dice(6, n, 'days') AS INTEGER) END
            AS event_date,
        CASE WHEN dice(5, n, 'dated') < 2 THEN
            ['day', 'day', 'day', 'week', 'month', 'year'][1 + dice(6, n, 'precision')] END AS date_precision,
        ['occurred', 'occurred', 'occurred', 'planned', 'hypothetical', 'denied'][
            1 + dice(6, n, 'status')] AS status,
        CASE WHEN dice(10, n, 'claim') < 3 THEN entity_key(named(i, 0, $n_entities)) END AS attributed_to,
        CASE WHEN dice(10, n, 'claim') < 3 THEN row_key(i * 8 + j, 'q') END AS quote_id,
        CASE WHEN j > 0 AND dice(10, n, 'repeat') = 0 THEN row_key(n - j, 'v') END AS duplicate_of,
        0.8 AS confidence
    FROM drawn JOIN types USING (number)
"""
RUNS = """
    INSERT INTO quality.runs BY NAME SELECT
        'run' || i AS run_id, TIMESTAMP '2022-01-01' + to_hours(i * 24) AS started_at,
        TIMESTAMP '2022-01-01' + to_hours(i * 24 + 1) AS finished_at, 'completed' AS state,
        1000 AS articles_seen, 1000 AS articles_new, 0 AS articles_changed, 0 AS articles_unchanged,
        0 AS articles_reannotated, 10 AS articles_quarantined, '{}' AS rows_loaded, '{}' AS versions
    FROM range($n_articles // 1000) AS runs(i)
"""
CHECKS = """
    INSERT INTO quality.checks BY NAME SELECT
        'run' || i AS run_id, 0 AS batch, 'core.table' || j % 8 AS table_name, 'expect' || j AS expectation,
        CASE WHEN j % 3 = 0 THEN 'warning' ELSE 'critical' END AS severity, 'It holds.' AS meaning,
        dice(50, i * 150 + j, 'fails') > 0 AS success,
        CASE WHEN success THEN 0 ELSE 3 END AS unexpected_count,
        TIMESTAMP '2022-01-01' + to_hours(i * 24) AS checked_at
    FROM range($n_articles // 1000) AS runs(i), range(150) AS checks(j)
"""
QUARANTINE = """
    INSERT INTO quality.quarantine BY NAME SELECT
        i::VARCHAR AS quarantine_id, 'run' || i // 10 AS run_id, 'core.articles' AS table_name,
        'source ' || zipf(uniform(i, 'quarantined'), 60) AS source, i || '.txt' AS source_ref,
        'no text' AS reason, '{}' AS payload,
        TIMESTAMP '2022-01-01' + to_minutes(i * $days * 14400 // $n_articles) AS quarantined_at
    FROM range($n_articles // 100) AS quarantined(i)
"""
QUERIES = {
    "entity_facts": [
        "SELECT fact, value, articles FROM mart.entity_facts WHERE entity_id = 'Q3' ORDER BY articles DESC",
        """SELECT entity_id, count(*) FROM mart.entity_facts WHERE fact = 'sector'
           GROUP BY ALL HAVING count(*) > 1 ORDER BY 2 DESC, 1 LIMIT 20""",
    ],
    "events": [
        """SELECT published_at::DATE, actor_name, event_type, text FROM mart.events
           WHERE actor_country = '002' AND recipient_country = '072' AND event_type = 'AID'
           ORDER BY published_at DESC LIMIT 50""",
        "SELECT quad_class, count(*) FROM mart.events WHERE actor_country = '002' GROUP BY ALL",
        """SELECT event_type, status, count(*) FROM mart.events
           WHERE published_at >= TIMESTAMP '2024-12-01' GROUP BY ALL""",
    ],
    "dyad_months": [
        """SELECT month, quad_class, events, claims FROM mart.dyad_months
           WHERE actor_country = '002' AND recipient_country = '072' ORDER BY ALL""",
        """SELECT actor_country, recipient_country, sum(events) AS n FROM mart.dyad_months
           WHERE quad_class = 'material_conflict' AND month >= DATE '2024-01-01'
           GROUP BY ALL ORDER BY n DESC LIMIT 20""",
    ],
    "goldstein_months": [
        """SELECT month, balance, mean_goldstein FROM mart.goldstein_months
           WHERE country_a = '002' AND country_b = '072' ORDER BY month""",
        """SELECT country_a, country_b, sum(balance) AS total FROM mart.goldstein_months
           WHERE month >= DATE '2024-01-01' GROUP BY ALL ORDER BY total LIMIT 20""",
    ],
    "quotes": [
        """SELECT published_at, speaker_name, form, text FROM mart.quotes
           WHERE country = '002' AND sector = 'GOV' ORDER BY published_at DESC LIMIT 50""",
        "SELECT form, count(*) FROM mart.quotes WHERE speaker_id = 'Q3' GROUP BY ALL",
        """SELECT speaker_id, any_value(speaker_name), count(*) AS n FROM mart.quotes
           WHERE published_at >= TIMESTAMP '2024-12-01' GROUP BY speaker_id ORDER BY n DESC LIMIT 20""",
    ],
    "speakers": [
        "SELECT * FROM mart.speakers WHERE country = '002' ORDER BY quotes DESC LIMIT 20",
        """SELECT country, sector, sum(quotes), sum(direct), sum(indirect), sum(mixed) FROM mart.speakers
           GROUP BY ALL ORDER BY 3 DESC""",
    ],
    "claims": [
        """SELECT day, event_type, own_voice_events, text FROM mart.claims
           WHERE attributed_to = 'Q3' ORDER BY day DESC LIMIT 50""",
        """SELECT attributed_to_name, count(*), count(*) FILTER (own_voice_events = 0) FROM mart.claims
           WHERE actor_country = '002' AND recipient_country = '072' GROUP BY ALL ORDER BY 2 DESC LIMIT 20""",
    ],
    "cooccurrence": [
        """SELECT other_id, name, sentences FROM mart.cooccurrence JOIN core.entities
           ON entities.entity_id = other_id WHERE cooccurrence.entity_id = 'Q3'
           ORDER BY sentences DESC LIMIT 20""",
        "SELECT sentences, articles FROM mart.cooccurrence WHERE entity_id = 'Q3' AND other_id = 'Q7'",
    ],
    "entity_days": [
        "SELECT * FROM mart.entity_days WHERE entity_id = 'Q3' ORDER BY day",
        """SELECT entity_id, sum(mentions) AS n FROM mart.entity_days
           WHERE day BETWEEN DATE '2024-06-01' AND DATE '2024-06-07' GROUP BY ALL ORDER BY n DESC LIMIT 20""",
    ],
    "entity_seen": [
        "SELECT * FROM mart.entity_seen WHERE entity_id = 'Q3'",
        "SELECT * FROM mart.entity_seen WHERE first_day >= DATE '2024-12-01' ORDER BY mentions DESC LIMIT 20",
    ],
    "source_days": [
        "SELECT * FROM mart.source_days WHERE source = 'source 3' ORDER BY day",
        "SELECT day, sum(articles) FROM mart.source_days GROUP BY day ORDER BY day",
    ],
    "check_days": [
        "SELECT * FROM mart.check_days WHERE day >= DATE '2024-06-01' ORDER BY day, table_name",
        "SELECT table_name, avg(pass_percent) FROM mart.check_days GROUP BY ALL",
    ],
    "source_health": ["SELECT * FROM mart.source_health ORDER BY days_silent DESC"],
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    path = args.folder / "marts.duckdb"
    path.unlink(missing_ok=True)
    try:
        generate(path, args.articles, args.threads)
        refresh(path, args.threads)
        report(path, args.rounds, args.threads)
    finally:
        path.unlink(missing_ok=True)
        path.with_name("marts.duckdb.wal").unlink(missing_ok=True)


def connect(path: Path, threads: int, read_only: bool) -> duckdb.DuckDBPyConnection:
    return open_duckdb(path, read_only=read_only, threads=threads)


def generate(path: Path, n_articles: int, threads: int) -> None:
    """Fill the tables that marts read, for `n_articles` articles."""
    values = {"n_articles": n_articles, "n_entities": max(n_articles // 5, 6000), "days": DAYS}
    with connect(path, threads, read_only=False) as connection:
        create(connection)
        connection.execute(MACROS)
        for sql in (ENTITIES, ARTICLES, MENTIONS, QUOTES, EVENTS, ARTICLE_ENTITIES, RUNS, CHECKS, QUARANTINE):
            started = time.perf_counter()
            connection.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})
            print(f"{sql.split()[2]:20s} {time.perf_counter() - started:6.1f} s", flush=True)
        for mart in materialised(connection):
            if mart == "entity_facts":
                agree(connection, ANY)
                break
    print(f"{n_articles:,} articles: {path.stat().st_size / 1e9:.2f} GB")


def refresh(path: Path, threads: int) -> None:
    """Make the marts that are tables, and say what they cost."""
    with connect(path, threads, read_only=False) as connection:
        started, computing = time.perf_counter(), time.process_time()
        for mart in materialised(connection):
            connection.execute("CHECKPOINT")
            seconds, cpu = time.perf_counter() - started, time.process_time() - computing
            rows = connection.execute(f"SELECT count(*) FROM mart.{mart}").fetchall()[0][0]
            print(f"table {mart:18s} {rows:12,} rows {seconds:6.1f} s ({cpu:.1f} s computing)", flush=True)
            started, computing = time.perf_counter(), time.process_time()
    print(f"with them: {path.stat().st_size / 1e9:.2f} GB")


def report(path: Path, rounds: int, threads: int) -> None:
    """Print the median over `rounds` of each query, after one to warm up."""
    with connect(path, threads, read_only=True) as connection:
        for mart, queries in QUERIES.items():
            for sql in queries:
                times = []
                rows = len(connection.execute(sql).fetchall())
                for _ in range(rounds):
                    started = time.perf_counter()
                    connection.execute(sql).fetchall()
                    times.append(1000 * (time.perf_counter() - started))
                print(
                    f"{mart:18s} {statistics.median(times):7.0f} ms {rows:6d} rows  "
                    f"{' '.join(sql.split())[:90]}"
                )


if __name__ == "__main__":
    main()
