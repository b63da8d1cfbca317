"""Untrusted SQL only reads: it writes no file, changes no setting and does not end the process."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.cli.sql import run_reading
from tests.conftest import readout
from warehouse.dashboard import sql_console
from warehouse.read import connect_sealed
from warehouse.sealed import CHANGING, Refused

LOG = "enable_logging(storage = 'file', storage_path = '{spill}/log')"
REFUSED = (
    f"CALL {LOG}",
    f"FROM {LOG}",
    f"SELECT count(*) FROM {LOG}",
    f"SELECT 1 WHERE EXISTS (FROM {LOG})",
    f"WITH log AS MATERIALIZED (FROM {LOG}) SELECT count(*) FROM log, log AS again",
    "FROM query('FROM enable' || '_logging()')",
    "FROM system.main.\"enable_logging\"(storage := 'stdout')",
    f"SUMMARIZE FROM {LOG}",
    f"EXPLAIN ANALYZE FROM {LOG}",
    f"EXPLAIN (ANALYZE, FORMAT json) FROM {LOG}",
    f"EXPLAIN /* of what? */ ANALYZE FROM {LOG}",
    "FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "CALL disable_logging()",
    "CALL truncate_duckdb_logs()",
    "CALL enable_profiling()",
    "FROM enable_profiling()",
    "PRAGMA enable_profiling",
    "PRAGMA enable_progress_bar",
    "PRAGMA add_parquet_key('key', '0123456789112345')",
    "PRAGMA verify_parallelism",
    "CHECKPOINT",
    "FROM force_checkpoint()",
    "COPY (SELECT 1) TO '{spill}/rows.csv'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{spill}/rows.csv'",
    "PREPARE p AS COPY (SELECT 1) TO '{spill}/rows.csv'",
    "EXPORT DATABASE '{spill}/all'",
    "IMPORT DATABASE '/etc'",
    "COPY core.articles FROM '/etc/hostname'",
    "ATTACH '{spill}/other.duckdb' AS other",
    "ATTACH ':memory:' AS other",
    "DETACH readout",
    "USE core",
    "INSTALL httpfs",
    "LOAD httpfs",
    "UPDATE EXTENSIONS",
    "SET threads = 1",
    "RESET threads",
    "PRAGMA threads = 1",
    "SET VARIABLE x = 1",
    "CREATE SECRET s (TYPE http)",
    "CREATE TEMP TABLE t AS SELECT 1",
    f"CREATE TEMP MACRO m() AS TABLE FROM {LOG}",
    "INSERT INTO core.articles (article_id) VALUES ('x')",
    "DELETE FROM core.articles",
    "DROP TABLE core.articles",
    "COMMENT ON TABLE core.articles IS 'x'",
    "VACUUM",
    "BEGIN",
    "FROM read_text('/etc/hostname')",
    "FROM read_csv('/etc/hostname')",
    "FROM glob('/etc/*')",
    "FROM sniff_csv('/etc/hostname')",
    "FROM parquet_metadata('/etc/hostname')",
    "FROM duckdb_secrets()",
)
READ = (
    "SELECT count(*) FROM core.articles",
    "FROM articles",
    "TABLE articles",
    "VALUES (1)",
    "WITH a AS (FROM articles) SELECT count(*) FROM a",
    "SHOW TABLES",
    "DESCRIBE core.articles",
    "SUMMARIZE core.articles",
    "PIVOT core.articles ON source IN ('a', 'b') USING count(*)",
    "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE SELECT 1",
    "EXPLAIN (FORMAT json) SELECT 1",
    "PRAGMA table_info('core.articles')",
    "PRAGMA database_size",
    "SELECT 'enable_logging', query FROM (SELECT 'PRAGMA enable_profiling' AS query)",
    "FROM range(3)",
    "FROM duckdb_settings()",
    "-- what there is\nFROM articles",
)


@pytest.fixture
def spill(empty_warehouse: Path) -> Path:
    """The folder that DuckDB may write to where memory does not suffice, as a query leaves it."""
    folder = empty_warehouse.with_name(f"{empty_warehouse.name}.tmp")
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def sealed(empty_warehouse: Path, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect_sealed(empty_warehouse) as connection:
        yield connection


@pytest.mark.parametrize("sql", REFUSED)
def test_what_does_not_only_read_is_refused(
    sql: str, sealed: duckdb.DuckDBPyConnection, empty_warehouse: Path, spill: Path
) -> None:
    stated = sql.replace("{spill}", str(spill))
    with pytest.raises((Refused, duckdb.PermissionException)):
        for statement in sealed.extract_statements(stated):
            run_reading(sealed, statement)
    assert sealed.execute("SELECT current_setting('enable_logging')").fetchall()[0][0] in (False, "0")
    with pytest.raises((Refused, duckdb.PermissionException)):
        sql_console.ask(empty_warehouse, stated)
    assert not [*spill.iterdir()]


@pytest.mark.parametrize("sql", READ)
def test_what_reads_is_answered(sql: str, sealed: duckdb.DuckDBPyConnection, empty_warehouse: Path) -> None:
    (statement,) = sealed.extract_statements(sql)
    assert run_reading(sealed, statement).description
    sql_console.ask(empty_warehouse, sql)


def test_a_pivot_says_what_it_lacks(sealed: duckdb.DuckDBPyConnection) -> None:
    first, *_ = sealed.extract_statements("PIVOT core.articles ON source")
    with pytest.raises(Refused, match="IN"):
        run_reading(sealed, first)


def test_every_changing_function_of_this_duckdb_is_known(sealed: duckdb.DuckDBPyConnection) -> None:
    """Those of the pinned version that sound as if they did more than read."""
    names = sealed.execute(
        "SELECT DISTINCT upper(function_name) FROM duckdb_functions() WHERE function_type = 'table'"
    ).fetchall()
    verbs = re.compile(
        "(^|_)(ADD|ALTER|CHECKPOINT|CLEAN|CREATE|DELETE|DISABLE|DROP|ENABLE|EXPIRE|EXPORT|FORCE|IMPORT|INSTALL"
        "|LOAD|MERGE|RESET|SET|TRUNCATE|WRITE)(_|$)"
    )
    changing = {name for (name,) in names if verbs.search(name)}
    assert {"ENABLE_LOGGING", "FORCE_CHECKPOINT"} <= changing
    assert {name for name in changing if not CHANGING.match(name)} <= {"PRAGMA_DATABASE_SIZE"}


def test_the_process_lives_and_rows_are_only_rows(empty_warehouse: Path) -> None:
    sql = "CALL enable_logging('QueryLog', storage = 'stdout'); SELECT 42 AS n"
    done = readout("sql", "-f", "csv", "-w", empty_warehouse, sql)
    assert done.returncode == 1 and done.stdout == "" and "--allow-files" in done.stderr
