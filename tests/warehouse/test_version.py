"""Warehouses of other versions: older ones are brought up to date, newer ones refused, none is harmed."""

import logging
from pathlib import Path

import pytest

from tests.conftest import program, readout
from tests.warehouse.conftest import StageBatch
from warehouse import ddl, version
from warehouse.article.article import load as load_article
from warehouse.article.why import NOT_RECORDED, reasons
from warehouse.ddl import MARTS, create, current
from warehouse.load.load import load
from warehouse.publication import published
from warehouse.read import connect, known_answers
from warehouse.store.duck import open_duckdb
from warehouse.store.file import private_copy, upgrade
from warehouse.version import MIGRATIONS, VERSION, Stamp, WrongVersion, stamp_of, write_stamp

OLDER = sorted((Path(__file__).parent / "older").glob("*.sql"))
STRUCTURE = """
    SELECT schema_name, table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()
    WHERE NOT internal ORDER BY ALL
"""
ARTICLE = """
    INSERT INTO core.articles VALUES (
        'old', 'paper', '0.txt', NULL, NULL, 'Headline', [], [], '2024-05-01', 'metadata', 'en',
        'Chile and Peru met.', 4, 'h1', 'r1', 1, NULL, 0, '2024-05-01', 'run1'
    )
"""
VERSION_OF_ARTICLE = """
    INSERT INTO core.article_versions VALUES
        ('old', 1, 'h1', 'Chile and Peru met.', '2024-05-01', 'killed'),
        ('old', 1, 'h1', 'Chile and Peru met.', '2024-05-02', 'run1')
"""

EVENT = """
    INSERT INTO core.events BY NAME
    SELECT 'e' AS event_id, article_id, 0 AS sentence_no, 0 AS start_char, 5 AS end_char, 'met' AS text,
        'met' AS trigger, 'CONSULT' AS event_type, [] AS contexts, 'verbal_cooperation' AS quad_class,
        2.5 AS goldstein, 'occurred' AS status, 0.9 AS confidence
    FROM core.articles LIMIT 1
"""


@pytest.fixture(params=OLDER, ids=lambda path: path.stem)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A warehouse as an earlier Readout made it, with an article in it that it had published twice."""
    path = tmp_path / "w.duckdb"
    with open_duckdb(path) as connection:
        connection.execute(request.param.read_text(encoding="utf-8"))
        connection.execute(ARTICLE)
        connection.execute(VERSION_OF_ARTICLE)
    return path


def structure(path: Path) -> list[tuple[object, ...]]:
    with open_duckdb(path, read_only=True) as connection:
        return connection.execute(STRUCTURE).fetchall()


def test_an_older_warehouse_becomes_like_a_new_one(older: Path, tmp_path: Path) -> None:
    upgrade(older)
    with private_copy(tmp_path / "new.duckdb"):
        pass
    assert structure(older) == structure(tmp_path / "new.duckdb"), "a declared change needs a migration"
    with connect(older) as connection:
        assert stamp_of(connection) == current()
        assert connection.execute("SELECT title FROM core.articles").fetchall() == [("Headline",)]
        assert connection.execute("SELECT version, run_id FROM core.article_versions").fetchall() == [
            (1, "killed")
        ]


def test_the_current_version_gets_the_corrections_of_its_article(tmp_path: Path) -> None:
    with open_duckdb(tmp_path / "w.duckdb") as connection:
        connection.execute("""CREATE SCHEMA core;
            CREATE TABLE core.articles (article_id VARCHAR, "version" INTEGER, corrections VARCHAR);
            CREATE TABLE core.article_versions (article_id VARCHAR, "version" INTEGER);
            INSERT INTO core.articles VALUES ('a', 2, 'It was Peru.'), ('b', 1, NULL);
            INSERT INTO core.article_versions VALUES ('a', 1), ('a', 2), ('b', 1)""")
        connection.execute((MIGRATIONS / "007_corrections_of_versions.sql").read_text(encoding="utf-8"))
        assert connection.execute("FROM core.article_versions ORDER BY ALL").fetchall() == [
            ("a", 1, None),
            ("a", 2, "It was Peru."),
            ("b", 1, None),
        ]


def test_events_of_the_last_version_have_no_incident_until_they_are_loaded(
    tmp_path: Path, stage_batch: StageBatch
) -> None:
    path = tmp_path / "w.duckdb"
    with private_copy(path) as connection:
        load(connection, [stage_batch("b1")], "run1")
    with open_duckdb(path) as connection:
        connection.execute(EVENT)
        connection.execute(
            "DROP VIEW mart.incident_figures; DROP VIEW mart.incidents; DROP TABLE core.incidents"
        )
        for table in ("core.events", "core.events_in_passing", "core.articles"):
            gone = ("place_country", "place_precision", "latitude", "longitude")
            for column in gone if table == "core.articles" else (*gone, "incident_id"):
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("UPDATE quality.schema_version SET version = 11, declaration = ''")
    upgrade(path)
    with private_copy(tmp_path / "new.duckdb"):
        pass
    assert structure(path) == structure(tmp_path / "new.duckdb")
    with private_copy(path) as connection:
        assert connection.execute("SELECT event_id, incident_id FROM core.events").fetchall() == [("e", None)]
        assert connection.execute("FROM core.incidents").fetchall() == []
        load(connection, [stage_batch("b2")], "run2")


def test_an_older_warehouse_is_loaded_into(older: Path, stage_batch: StageBatch) -> None:
    with private_copy(older) as connection:
        load(connection, [stage_batch("b1")], "run2")
    with connect(older) as connection:
        assert connection.execute("SELECT max(mentions) FROM mart.entity_seen").fetchall() == [(1,)]


def test_an_older_warehouse_can_be_read(older: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), connect(older) as connection:
        assert connection.execute("SELECT title FROM articles").fetchall() == [("Headline",)]
    assert f"is of version 0, this Readout writes {VERSION}" in caplog.text


def test_an_article_of_an_older_warehouse_is_shown_without_rules(older: Path) -> None:
    with open_duckdb(older) as connection:
        connection.execute(
            """INSERT INTO core.mentions VALUES ('m1', 'old', 0, 0, 5, 'Chile', 'GPE', 'name', NULL)"""
        )
    with connect(older) as connection:
        article = load_article(connection, "old")
    assert (article.corrections, published(article)) == (None, "1 May 2024")
    assert [(mention.text, mention.rule) for mention in article.mentions] == [("Chile", None)]
    assert [reason.said for reason in reasons(article.mentions[0], article)] == [NOT_RECORDED]


def test_the_command_reads_an_older_warehouse_and_says_so(older: Path) -> None:
    done = program("sql", "SELECT title FROM articles", "--format", "csv", "--warehouse", older)
    assert done.returncode == 0 and done.stdout == "title\nHeadline\n"
    assert f"`readout run -w {older} SOURCE` brings it up to date" in done.stderr


def test_nothing_is_made_anew_where_all_is_as_declared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.duckdb"
    with private_copy(path):
        pass
    before = path.stat().st_ino
    upgrade(path)
    assert path.stat().st_ino == before, "not published anew"
    monkeypatch.setattr(ddl, "declared", lambda: pytest.fail("declared again"))
    with private_copy(path) as connection:
        create(connection)


def test_another_declaration_is_applied_without_a_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.duckdb"
    with private_copy(path):
        pass
    current.cache_clear()
    statement = "COMMENT ON COLUMN core.articles.title IS 'What stands above it.'"
    with monkeypatch.context() as patch:
        declared = [*ddl.declared(), statement]
        patch.setattr(ddl, "declared", lambda: declared)
        upgrade(path)
    current.cache_clear()
    assert any("What stands above it." in row for row in structure(path))


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    with private_copy(path) as connection:
        write_stamp(connection, Stamp(VERSION + 1, "other"))
    return path


def test_a_newer_warehouse_is_neither_read_nor_written(newer: Path) -> None:
    before = newer.read_bytes()
    for refused in (connect, upgrade, known_answers):
        with pytest.raises(WrongVersion, match=rf"w\.duckdb is of version {VERSION + 1}, .* newer Readout"):
            refused(newer)
    with pytest.raises(WrongVersion, match="newer"), private_copy(newer):
        pytest.fail("it was opened")
    assert newer.read_bytes() == before
    assert [path.name for path in newer.parent.iterdir()] == ["w.duckdb"]


@pytest.mark.parametrize("command", [("sql", "SELECT 1"), ("tables",), ("runs",), ("quality",)])
def test_the_commands_refuse_a_newer_warehouse(newer: Path, command: tuple[str, ...]) -> None:
    done = readout(*command, "--warehouse", newer)
    assert done.returncode == 1 and "a newer Readout wrote it" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_refuses_a_newer_warehouse(newer: Path, samples: Path) -> None:
    before = newer.read_bytes()
    done = readout("run", samples, "--warehouse", newer)
    assert done.returncode == 1 and "a newer Readout wrote it" in done.stderr
    assert "Traceback" not in done.stderr and newer.read_bytes() == before


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    (tmp_path / "peru.txt").write_text("Peru\n\nPeru met Chile in Lima on Friday.", encoding="utf-8")
    return tmp_path / "peru.txt"


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations of its own, that the warehouse of the test is brought up to."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    monkeypatch.setattr(version, "MIGRATIONS", folder)
    return folder


def test_migrations_are_applied_once_and_in_order(migrations: Path) -> None:
    connection = open_duckdb()
    create(connection)
    names = ("002_two.sql", "010_ten.sql", "011_eleven.sql")
    for number, name in zip((2, 10, 11), names, strict=True):
        step = f"INSERT INTO quality.fetches VALUES ('{number}', NULL, NULL, now()::TIMESTAMP);"
        (migrations / name).write_text(f"{step} -- and\n SELECT 1;", encoding="utf-8")
    version.migrate(connection, Stamp(2, ""))
    assert connection.execute("SELECT url FROM quality.fetches ORDER BY rowid").fetchall() == [
        ("10",),
        ("11",),
    ]
    assert stamp_of(connection).version == 11


def test_a_migration_that_fails_is_named_and_changes_nothing(migrations: Path, older: Path) -> None:
    (migrations / "001_fails.sql").write_text(
        "DELETE FROM core.articles; ALTER TABLE core.articles DROP COLUMN nothing;", encoding="utf-8"
    )
    before = older.read_bytes()
    with pytest.raises(WrongVersion, match=r"001_fails\.sql"):
        upgrade(older)
    assert older.read_bytes() == before


def test_marts_that_are_gone_are_removed(older: Path) -> None:
    with open_duckdb(older) as connection:
        connection.execute("CREATE TABLE mart.forgotten AS SELECT 1 AS a")
        connection.execute("CREATE VIEW mart.forgotten_too AS SELECT 1 AS a")
    upgrade(older)
    with connect(older) as connection:
        found = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'mart' ORDER BY 1"
        ).fetchall()
    assert [name for (name,) in found] == sorted(mart.stem for mart in MARTS.rglob("*.sql"))
