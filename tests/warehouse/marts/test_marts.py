"""Each mart on input rows and expected rows."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT
from transforms import schema
from transforms.schema import Table
from warehouse.ddl import MARTS
from warehouse.marts.refresh import materialise
from warehouse.store.duck import open_duckdb

Row = dict[str, object]
VIEWS = sorted(MARTS.glob("*.sql"))
TABLES = sorted(MARTS.glob("tables/*.sql"))
DOCUMENTED = (ROOT / "docs" / "marts.md").read_text(encoding="utf-8")
DEFAULTS: dict[str, object] = {
    "VARCHAR": "x",
    "INTEGER": 0,
    "BIGINT": 0,
    "BOOLEAN": True,
    "DOUBLE": 0.0,
    "TIMESTAMP": "2024-05-01",
    "VARCHAR[]": [],
}


@pytest.fixture
def connection(empty_warehouse: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    shutil.copyfile(empty_warehouse, tmp_path / "w.duckdb")
    with open_duckdb(tmp_path / "w.duckdb") as connection:
        yield connection


def insert(connection: duckdb.DuckDBPyConnection, table: Table, *rows: Row) -> None:
    """Insert rows that state only what a test is about; other columns that must not be null get anything."""
    types = dict(
        connection.execute(
            """SELECT column_name, data_type FROM duckdb_columns()
               WHERE schema_name = ? AND table_name = ? AND NOT is_nullable""",
            [table.schema, table.name],
        ).fetchall()
    )
    for row in rows:
        cells = {name: DEFAULTS[kind] for name, kind in types.items()} | row
        if "published_at" in cells:
            cells.setdefault("published_on", cells["published_at"])
        columns, marks = ", ".join(cells), ", ".join("?" * len(cells))
        connection.execute(
            f"INSERT INTO {table.full_name} ({columns}) VALUES ({marks})", list(cells.values())
        )


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    """The answer to `sql` from marts that are made of what is in the warehouse now."""
    materialise(connection)
    return connection.execute(sql).fetchall()


def event(event_id: str, article_id: str = "a1", **cells: object) -> Row:
    """An event that occurred, in the article's own voice: Chile (CHL) does something good to Peru (PER)."""
    return {
        "event_id": event_id,
        "article_id": article_id,
        "status": "occurred",
        "event_type": "AID",
        "quad_class": "material_cooperation",
        "goldstein": 10.0,
        "actor_country": "CHL",
        "recipient_country": "PER",
        **cells,
    }


@pytest.fixture
def news(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Three articles, one without a date, and a near-duplicate of the first."""
    insert(
        connection,
        schema.ARTICLES,
        {"article_id": "a1", "source": "paper", "published_at": "2024-05-10 08:00"},
        {"article_id": "a2", "source": "paper", "published_at": "2024-06-02 09:00"},
        {"article_id": "a3", "source": "wire"},
        {"article_id": "copy", "source": "wire", "published_at": "2024-05-11", "duplicate_of": "a1"},
    )
    insert(
        connection,
        schema.ENTITIES,
        {"entity_id": "Q298", "name": "Chile", "kind": "GPE", "country": "CHL"},
        {"entity_id": "Q419", "name": "Peru", "kind": "GPE", "country": "PER"},
        {"entity_id": "p1", "name": "Ana Rey", "kind": "PERSON", "country": "CHL", "sector": "GOV"},
        {"entity_id": "u1", "name": "Miner (Chile)", "kind": "UNNAMED", "country": "CHL", "sector": "LAB"},
    )
    return connection


@pytest.mark.parametrize("path", [*VIEWS, *TABLES], ids=lambda path: path.stem)
def test_every_mart_says_what_a_row_is(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    kind, listed = ("TABLE", "duckdb_tables() WHERE table_name") if path in TABLES else (
        "VIEW", "duckdb_views() WHERE view_name"
    )  # fmt: skip
    sql = path.read_text(encoding="utf-8")
    assert sql.startswith(f"-- mart.{path.stem}: one row per ")
    assert f"CREATE OR REPLACE {kind} mart.{path.stem} AS\n" in sql
    [(comment,)] = ask(connection, f"SELECT comment FROM {listed} = '{path.stem}' AND schema_name = 'mart'")
    assert str(comment).startswith("One row per ")


def test_nothing_else_is_a_mart(connection: duckdb.DuckDBPyConnection) -> None:
    found = ask(
        connection, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'mart' ORDER BY 1"
    )
    assert [name for (name,) in found] == sorted(path.stem for path in (*VIEWS, *TABLES))


@pytest.mark.parametrize("path", [*VIEWS, *TABLES], ids=lambda path: path.stem)
def test_every_mart_is_documented_with_a_query(path: Path) -> None:
    section = DOCUMENTED.partition(f"\n## mart.{path.stem}\n")[2].partition("\n## ")[0]
    assert f"FROM mart.{path.stem}\n" in section and "```sql\n" in section


@pytest.mark.parametrize("sql", re.findall(r"```sql\n(.*?)```", DOCUMENTED, flags=re.DOTALL))
def test_documented_queries_run(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert ask(connection, sql) == []


def test_events_are_counted_once(connection: duckdb.DuckDBPyConnection) -> None:
    insert(
        connection,
        schema.ARTICLES,
        {"article_id": "a1", "source": "paper"},
        {"article_id": "a2", "source": "copy", "duplicate_of": "a1"},
    )
    insert(connection, schema.ENTITIES, {"entity_id": "Q298", "name": "Chile"})
    insert(
        connection,
        schema.EVENTS,
        {"event_id": "e1", "article_id": "a1", "actor_id": "Q298"},
        {"event_id": "e2", "article_id": "a1", "duplicate_of": "e1"},
        {"event_id": "e3", "article_id": "a2"},
        {"event_id": "e4", "article_id": "a1", "attributed_to": "Q298"},
    )
    found = ask(
        connection, "SELECT event_id, source, actor_name, attributed_to_name FROM mart.events ORDER BY 1"
    )
    assert found == [("e1", "paper", "Chile", None), ("e4", "paper", None, "Chile")]


def test_dyad_months_keep_claims_and_plans_apart(news: duckdb.DuckDBPyConnection) -> None:
    insert(
        news,
        schema.EVENTS,
        event("e1"),
        event("e2", quad_class="verbal_conflict"),
        event("e3", attributed_to="p1"),
        event("e4", quote_id="q1"),  # said by somebody whom the text does not decide
        event("e5", status="planned", attributed_to="p1"),
        event("e6", status="denied"),
        event("e7", status="hypothetical"),
        event("repeat", duplicate_of="e1"),
        event("copied", "copy"),
        event("one side", recipient_country=None),
        event("back", actor_country="PER", recipient_country="CHL", article_id="a2"),
    )
    found = ask(
        news,
        """SELECT actor_country, recipient_country, month::VARCHAR, quad_class,
               events, claims, planned, hypothetical, denied, articles
           FROM mart.dyad_months ORDER BY ALL""",
    )
    assert found == [
        ("CHL", "PER", "2024-05-01", "material_cooperation", 1, 2, 1, 1, 1, 1),
        ("CHL", "PER", "2024-05-01", "verbal_conflict", 1, 0, 0, 0, 0, 1),
        ("PER", "CHL", "2024-06-01", "material_cooperation", 1, 0, 0, 0, 0, 1),
    ]


@pytest.mark.parametrize(
    ("article_id", "event_date", "precision", "month"),
    [
        ("a1", None, None, "2024-05-01"),
        ("a1", "2024-04-30", "day", "2024-04-01"),
        ("a1", "2024-04-29", "week", "2024-04-01"),
        ("a1", "2024-03-01", "month", "2024-03-01"),
        ("a1", "2019-01-01", "year", None),
        ("a3", None, None, None),
        ("a3", "2024-02-29", "day", "2024-02-01"),
    ],
)
def test_an_event_counts_in_its_own_month(
    news: duckdb.DuckDBPyConnection,
    article_id: str,
    event_date: str | None,
    precision: str | None,
    month: str | None,
) -> None:
    insert(news, schema.EVENTS, event("e", article_id, event_date=event_date, date_precision=precision))
    for mart in ("dyad_months", "goldstein_months"):
        assert ask(news, f"SELECT month::VARCHAR FROM mart.{mart}") == [(month,)]
    basis = "stated" if event_date else "published" if month else None
    assert ask(news, "SELECT day_basis FROM mart.events") == [(basis,)]


def test_goldstein_months_weigh_both_directions(news: duckdb.DuckDBPyConnection) -> None:
    insert(
        news,
        schema.EVENTS,
        event("e1"),
        event("e2", actor_country="PER", recipient_country="CHL", goldstein=-3.0),
        event("e3", actor_country="PER", recipient_country="CHL", goldstein=-4.0),
        event("claim", goldstein=-9.0, attributed_to="p1"),
        event("plan", status="planned"),
        event("repeat", duplicate_of="e1"),
        event("copied", "copy"),
        event("at home", recipient_country="CHL"),
        event("alone", "a2", goldstein=-9.0, quote_id="q1"),
    )
    found = ask(news, "SELECT * REPLACE (month::VARCHAR AS month) FROM mart.goldstein_months ORDER BY month")
    assert found == [
        ("CHL", "PER", "2024-05-01", 3, 10.0, -7.0, 3.0, 1.0, 10.0, -7.0, 1, -9.0, 0, 0.0),
        ("CHL", "PER", "2024-06-01", 0, 0.0, 0.0, 0.0, None, 0.0, 0.0, 1, -9.0, 0, 0.0),
    ]


def facts(article_id: str, entity_id: str, **cells: object) -> Row:
    """What an article says of an entity, which most articles may have otherwise."""
    return {"article_id": article_id, "entity_id": entity_id, "mentions": 1, **cells}


def test_facts_are_counted_by_article(news: duckdb.DuckDBPyConnection) -> None:
    insert(
        news,
        schema.ARTICLE_ENTITIES,
        facts("a1", "p1", name="Ana Rey", kind="PERSON", sector="GOV", mentions=3),
        facts("a2", "p1", name="Ana Rey Paz", kind="PERSON", sector="GOV"),
        facts("a3", "p1", name="Ana Rey", kind="PERSON", sector="PTY", role="party leader"),
        facts("copy", "p1", name="Ana Rey", kind="PERSON", sector="PTY"),
    )
    assert ask(news, "SELECT * EXCLUDE (entity_id) FROM mart.entity_facts ORDER BY ALL") == [
        ("kind", "PERSON", 3, 5),
        ("name", "Ana Rey", 2, 4),
        ("name", "Ana Rey Paz", 1, 1),
        ("role", "party leader", 1, 1),
        ("sector", "GOV", 2, 4),
        ("sector", "PTY", 1, 1),
    ]


def test_quotes_are_whole_and_of_articles_that_count(news: duckdb.DuckDBPyConnection) -> None:
    def piece(quote_id: str, start: int, group: str, article_id: str = "a1", **cells: object) -> Row:
        said = {"quote_id": quote_id, "quote_group": group, "article_id": article_id, "form": "direct"}
        return {**said, "start_char": start, "text": f"{quote_id} said", "speaker_id": "p1", **cells}

    insert(
        news,
        schema.QUOTES,
        piece("q3", 90, "q1"),
        piece("q1", 10, "q1", addressee_text="the press"),
        piece("q2", 50, "q1"),
        piece("q4", 5, "q4", "a2", form="indirect", speaker_id=None, speaker_text="two diplomats"),
        piece("q5", 1, "q5", "copy"),
    )
    insert(news, schema.ARTICLE_ENTITIES, facts("a1", "p1", country="CHL", sector="OPP"))
    found = ask(
        news,
        """SELECT quote_id, article_id, start_char, text, form, speaker_name, speaker_text, country, sector,
               addressee_text, source, published_at::DATE::VARCHAR
           FROM mart.quotes ORDER BY quote_id""",
    )
    assert found == [
        ("q1", "a1", 10, "q1 said … q2 said … q3 said", "direct", "Ana Rey", None, "CHL", "OPP", "the press",
         "paper", "2024-05-10"),
        ("q4", "a2", 5, "q4 said", "indirect", None, "two diplomats", None, None, None, "paper",
         "2024-06-02"),
    ]  # fmt: skip


def test_speakers_count_quotations_not_pieces(news: duckdb.DuckDBPyConnection) -> None:
    def quote(quote_id: str, form: str, article_id: str = "a1", **cells: object) -> Row:
        said = {"quote_id": quote_id, "quote_group": quote_id, "article_id": article_id, "form": form}
        return {**said, "speaker_id": "p1", **cells}

    insert(
        news,
        schema.QUOTES,
        quote("q1", "direct"),
        quote("q2", "direct", quote_group="q1"),
        quote("q3", "indirect", "a2"),
        quote("q4", "mixed"),
        quote("q5", "direct", "copy"),
        quote("q6", "direct", speaker_id=None),
        quote("q7", "indirect", speaker_id="Q419", article_id="a3"),
    )
    found = ask(
        news,
        """SELECT * REPLACE (first_day::VARCHAR AS first_day, last_day::VARCHAR AS last_day)
           FROM mart.speakers""",
    )
    assert found == [
        ("p1", "Ana Rey", "PERSON", "CHL", "GOV", 3, 1, 1, 1, 2, "2024-05-10", "2024-06-02"),
        ("Q419", "Peru", "GPE", "PER", None, 1, 0, 1, 0, 1, None, None),
    ]


def test_claims_stand_beside_what_is_told_as_fact(news: duckdb.DuckDBPyConnection) -> None:
    insert(
        news,
        schema.EVENTS,
        event("c1", attributed_to="p1", quote_id="q1", text="Chile fed Peru"),
        event("c2", "a2", attributed_to="Q419", event_date="2024-05-10", date_precision="day"),
        event("c3", attributed_to="p1", event_type="ASSAULT"),
        event("c4", attributed_to="p1", event_date="2024-05-01", date_precision="month"),
        event("c5", attributed_to="p1", actor_country=None),
        event("c6", quote_id="q2", recipient_country=None),
        event("c7", attributed_to="p1", status="denied", event_type="COERCE"),
        event("f1"),
        event("f2", "a3", event_date="2024-05-10", date_precision="day"),
        event("f3", recipient_country=None),
        event("f4", recipient_country=None),
        event("plan", status="planned"),
        event("other day", "a2"),
        event("other direction", actor_country="PER", recipient_country="CHL"),
        event("repeat", duplicate_of="f1"),
        event("copied", "copy", event_date="2024-05-10", date_precision="day"),
        event("copied claim", "copy", attributed_to="p1"),
    )
    insert(news, schema.ARTICLE_ENTITIES, facts("a1", "p1", sector="OPP"), facts("a2", "Q419"))
    found = ask(
        news,
        """SELECT event_id, day::VARCHAR, attributed_to_name, attributed_to_sector, status,
               own_voice_events, own_voice_articles, claimants
           FROM mart.claims ORDER BY event_id""",
    )
    assert found == [
        ("c1", "2024-05-10", "Ana Rey", "OPP", "occurred", 2, 2, 2),
        ("c2", "2024-05-10", "Peru", None, "occurred", 2, 2, 2),
        ("c3", "2024-05-10", "Ana Rey", "OPP", "occurred", 0, 0, 1),
        ("c4", None, "Ana Rey", "OPP", "occurred", None, None, None),
        ("c5", "2024-05-10", "Ana Rey", "OPP", "occurred", None, None, None),
        ("c6", "2024-05-10", None, None, "occurred", 2, 1, 0),
        ("c7", "2024-05-10", "Ana Rey", "OPP", "denied", 0, 0, 0),
    ]
    assert ask(news, "SELECT text FROM mart.claims WHERE event_id = 'c1'") == [("Chile fed Peru",)]


def mention(number: int, entity_id: str | None, sentence_no: int = 0, article_id: str = "a1") -> Row:
    place = {"article_id": article_id, "sentence_no": sentence_no}
    return {"mention_id": f"m{number}", "entity_id": entity_id, **place}


def test_cooccurrence_is_of_a_sentence_and_from_both_sides(news: duckdb.DuckDBPyConnection) -> None:
    insert(
        news,
        schema.MENTIONS,
        mention(1, "Q298"),
        mention(2, "Q419"),
        mention(3, "Q419"),  # named twice in the sentence
        mention(4, None),
        mention(5, "Q298", 1),
        mention(6, "Q419", 1),
        mention(7, "Q419", 2),
        mention(8, "p1", 2),
        mention(9, "p1", 3),  # alone in its sentence
        mention(10, "Q298", 0, "a2"),
        mention(11, "Q419", 0, "a2"),
        mention(12, "Q298", 0, "copy"),
        mention(13, "Q419", 0, "copy"),
        mention(14, "p1", 1, "a2"),
        mention(15, "u1"),  # not named
    )
    assert ask(news, "FROM mart.cooccurrence ORDER BY ALL") == [
        ("Q298", "Q419", 3, 2),
        ("Q419", "Q298", 3, 2),
        ("Q419", "p1", 1, 1),
        ("p1", "Q419", 1, 1),
    ]


def test_the_days_of_an_entity(news: duckdb.DuckDBPyConnection) -> None:
    insert(
        news,
        schema.MENTIONS,
        mention(1, "Q298"),
        mention(2, "Q298", 1),
        mention(3, "Q298", 0, "a2"),
        mention(4, "Q298", 0, "a3"),
        mention(5, "Q298", 0, "copy"),
        mention(6, "p1"),
        mention(7, None),
    )
    said = {"article_id": "a1", "speaker_id": "p1", "form": "direct"}
    insert(
        news,
        schema.QUOTES,
        {"quote_id": "q1", "quote_group": "q1", **said},
        {"quote_id": "q2", "quote_group": "q1", **said},
        {"quote_id": "q3", "quote_group": "q3", **said, "article_id": "copy"},
    )
    insert(
        news,
        schema.EVENTS,
        event("e1", actor_id="Q298", recipient_id="p1"),
        event("e2", actor_id="Q298", attributed_to="p1", event_date="2020-01-01", date_precision="day"),
        event("repeat", actor_id="Q298", duplicate_of="e1"),
        event("copied", "copy", actor_id="Q298"),
        event("later", "a2", actor_id="p1", recipient_id="Q298"),
    )
    columns = "day::VARCHAR, articles, mentions, quotes, events_as_actor, events_as_recipient"
    asked = f"SELECT {columns} FROM mart.entity_days WHERE entity_id = '%s' ORDER BY day"
    assert ask(news, asked % "Q298") == [
        ("2024-05-10", 1, 2, 0, 2, 0),
        ("2024-06-02", 1, 1, 0, 0, 1),
        (None, 1, 1, 0, 0, 0),
    ]
    assert ask(news, asked % "p1") == [("2024-05-10", 1, 1, 1, 0, 1), ("2024-06-02", 1, 0, 0, 1, 0)]


def test_first_and_last_seen(news: duckdb.DuckDBPyConnection) -> None:
    insert(
        news,
        schema.MENTIONS,
        mention(1, "Q298", 0, "a2"),
        mention(2, "Q298"),
        mention(3, "Q298", 1),
        mention(4, "Q298", 0, "a3"),
        mention(5, "p1", 0, "a3"),
        mention(6, "Q419", 0, "copy"),
        mention(7, "u1"),
    )
    assert ask(news, "SELECT count(*) FROM mart.entity_days WHERE entity_id = 'u1'") == [(0,)]
    found = ask(
        news,
        """SELECT entity_id, name, first_day::VARCHAR, first_article_id, last_day::VARCHAR, last_article_id,
               articles, mentions
           FROM mart.entity_seen ORDER BY entity_id""",
    )
    assert found == [
        ("Q298", "Chile", "2024-05-10", "a1", "2024-06-02", "a2", 3, 4),
        ("Q419", "Peru", None, None, None, None, 0, 0),
        ("p1", "Ana Rey", None, None, None, None, 1, 1),
    ]


def test_articles_by_source_and_day(news: duckdb.DuckDBPyConnection) -> None:
    more = {"source": "paper", "published_at": "2024-05-10 23:59", "n_words": 40, "version": 2}
    insert(news, schema.ARTICLES, {"article_id": "a5", **more})
    found = ask(
        news, "SELECT * REPLACE (day::VARCHAR AS day) FROM mart.source_days ORDER BY source, day NULLS FIRST"
    )
    assert found == [
        ("paper", "2024-05-10", 2, 0, 1, 40),
        ("paper", "2024-06-02", 1, 0, 0, 0),
        ("wire", None, 1, 0, 0, 0),
        ("wire", "2024-05-11", 1, 1, 0, 0),
    ]


def test_pass_rate_by_day_and_table(connection: duckdb.DuckDBPyConnection) -> None:
    def check(run_id: str, table: str, success: bool, severity: str = "critical", **cells: object) -> Row:
        result = {"run_id": run_id, "table_name": table, "success": success, "severity": severity}
        return {"checked_at": "2024-05-01 10:00", **result, **cells}

    insert(
        connection,
        schema.CHECKS,
        check("r1", "core.events", True),
        check("r1", "core.events", False, unexpected_count=4),
        check("r2", "core.events", False, "warning", unexpected_count=1),
        check("r1", "core.quotes", True, unexpected_count=0),
        check("r3", "core.events", True, checked_at="2024-05-02 00:00"),
    )
    found = ask(connection, "SELECT * REPLACE (day::VARCHAR AS day) FROM mart.check_days ORDER BY ALL")
    assert found == [
        ("2024-05-01", "core.events", 2, 3, 1, 33.33, 1, 1, 5),
        ("2024-05-01", "core.quotes", 1, 1, 1, 100.0, 0, 0, 0),
        ("2024-05-02", "core.events", 1, 1, 1, 100.0, 0, 0, 0),
    ]


def test_freshness_and_volume_of_sources(connection: duckdb.DuckDBPyConnection) -> None:
    insert(
        connection,
        schema.RUNS,
        {"run_id": "r1", "started_at": "2024-05-01"},
        {"run_id": "r2", "started_at": "2024-05-31 12:00"},
    )
    insert(
        connection,
        schema.ARTICLES,
        {
            "article_id": "a1",
            "source": "paper",
            "first_seen_at": "2024-05-31 12:01",
            "published_at": "2024-05-30",
        },
        {"article_id": "a2", "source": "paper", "first_seen_at": "2024-05-20", "duplicate_of": "a1"},
        {"article_id": "a3", "source": "paper", "first_seen_at": "2024-05-10"},
        {"article_id": "a4", "source": "paper", "first_seen_at": "2024-04-01"},
        {"article_id": "a5", "source": "old", "first_seen_at": "2024-05-21"},
    )
    insert(
        connection,
        schema.QUARANTINE,
        {"source": "paper", "quarantined_at": "2024-05-20", "table_name": "core.articles"},
        {
            "source": "broken",
            "quarantined_at": "2024-05-31",
            "table_name": "core.articles",
            "source_ref": "1",
        },
        {
            "source": "broken",
            "quarantined_at": "2024-05-30",
            "table_name": "core.article_versions",
            "source_ref": "1",
        },
        *(
            {"source": "old", "quarantined_at": "2024-05-22", "table_name": table.full_name}
            for table in schema.ANNOTATIONS
        ),
    )
    found = ask(
        connection,
        """SELECT source, articles, near_duplicates, last_new_at::DATE::VARCHAR,
               last_published_at::DATE::VARCHAR, days_silent, new_in_7_days, usual_in_7_days, quarantined,
               last_quarantined_at::DATE::VARCHAR, quarantined_percent, rows_quarantined
           FROM mart.source_health ORDER BY source""",
    )
    assert found == [
        ("broken", 0, 0, None, None, None, 0, 0.0, 1, "2024-05-31", 100.0, 0),
        ("old", 1, 0, "2024-05-21", None, 10, 0, 0.3, 0, "2024-05-22", 0.0, 11),
        ("paper", 4, 1, "2024-05-31", "2024-05-30", 0, 1, 0.5, 1, "2024-05-20", 20.0, 0),
    ]  # fmt: skip


@pytest.fixture
def measured(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """What two runs of a day and a failed one measured of two sources."""
    insert(
        connection,
        schema.RUNS,
        {"run_id": "r1", "started_at": "2024-05-01 06:00", "state": "completed"},
        {"run_id": "r2", "started_at": "2024-05-01 18:00", "state": "completed"},
        {"run_id": "r3", "started_at": "2024-05-02 06:00", "state": "failed"},
    )

    def metric(run_id: str, source: str | None, metric: str, value: float, n: int, **cells: object) -> Row:
        stated = {"run_id": run_id, "source": source, "metric": metric, "value": value, "n": n}
        return {"table_name": "core.articles", **stated, **cells}

    usual = {"usual_low": 10.0, "usual_high": 20.0}
    insert(
        connection,
        schema.METRICS,
        metric("r1", "paper", "articles", 12, 12, **usual),
        metric("r1", "wire", "articles", 30, 30, expected_low=5, expected_high=25),
        metric("r2", "paper", "articles", 9, 9, **usual, expected_low=9),
        metric("r2", "wire", "articles", 4, 4, **usual, expected_low=5),
        metric("r2", "new", "articles", 3, 3),
        metric("r3", "paper", "articles", 0, 0, **usual),
        metric("r1", "paper", "pass_share", 0.5, 10),
        metric("r2", "paper", "pass_share", 1.0, 30),
        metric("r2", "paper", "pass_share", 0.0, 1, table_name="core.quotes"),
        metric("r3", "paper", "pass_share", 0.0, 10),
        metric(
            "r2", None, "null_share", 0.9, 99, column_name="url", usual_low=0.1, usual_high=0.3,
        ),
    )  # fmt: skip
    return connection


def test_what_sources_give_beside_what_is_expected(measured: duckdb.DuckDBPyConnection) -> None:
    found = ask(
        measured,
        """SELECT run_id, source, articles, usual_low, expected_low, verdict
           FROM mart.source_volume ORDER BY run_id, source""",
    )
    assert found == [
        ("r1", "paper", 12, 10.0, None, "as expected"),
        ("r1", "wire", 30, None, 5, "more than expected"),
        ("r2", "new", 3, None, None, "nothing to compare"),
        ("r2", "paper", 9, 10.0, 9, "fewer than usual"),
        ("r2", "wire", 4, 10.0, 5, "fewer than expected"),
    ]


def test_pass_rate_by_day_source_and_table(measured: duckdb.DuckDBPyConnection) -> None:
    found = ask(measured, "SELECT * REPLACE (day::VARCHAR AS day) FROM mart.source_pass_days ORDER BY ALL")
    assert found == [
        ("2024-05-01", "paper", "core.articles", 2, 40, 35, 5, 87.5),
        ("2024-05-01", "paper", "core.quotes", 1, 1, 0, 1, 0.0),
    ]


def test_what_has_drifted(measured: duckdb.DuckDBPyConnection) -> None:
    found = ask(
        measured,
        """SELECT run_id, day::VARCHAR, column_name, source, metric, value, verdict
           FROM mart.drift WHERE verdict IN ('below', 'above') ORDER BY ALL""",
    )
    assert found == [
        ("r1", "2024-05-01", None, "wire", "articles", 30.0, "above"),
        ("r2", "2024-05-01", "url", None, "null_share", 0.9, "above"),
        ("r2", "2024-05-01", None, "paper", "articles", 9.0, "below"),
        ("r2", "2024-05-01", None, "wire", "articles", 4.0, "below"),
    ]


def test_figures_of_an_incident_are_a_range_over_its_reports(connection: duckdb.DuckDBPyConnection) -> None:
    insert(
        connection,
        schema.ARTICLES,
        *({"article_id": name} for name in ("a1", "a2", "a3")),
        {"article_id": "copy", "duplicate_of": "a1"},
    )
    told = {"e1": "a1", "e2": "a2", "e3": "a3", "e4": "copy"}
    insert(
        connection,
        schema.EVENTS,
        *(event(name, article, incident_id="e1") for name, article in told.items()),
    )
    stated = (
        ("e1", "killed", 12, None, "at least 12"),
        ("e1", "killed", 3, 3, "three"),  # a part of them
        ("e2", "killed", None, 20, "up to 20"),
        ("e3", "killed", 14, 14, "14"),
        ("e3", "wounded", 5, 6, "five or six"),
        ("e4", "killed", 12, None, "at least 12"),  # once more in a near-duplicate
    )
    insert(
        connection,
        schema.EVENT_FIGURES,
        *(
            {
                "event_id": name, "article_id": told[name], "what": what,
                "low": low, "high": high, "text": text,
            }
            for name, what, low, high, text in stated
        ),
    )  # fmt: skip
    assert ask(connection, "SELECT * EXCLUDE (unit) FROM mart.incident_figures ORDER BY what") == [
        ("e1", "killed", 12.0, 20.0, 3, ["14", "at least 12", "up to 20"]),
        ("e1", "wounded", 5.0, 6.0, 1, ["five or six"]),
    ]
