"""Reading is read-only, sealed against files and network, and shows hostile text as text."""

import io
import json
from pathlib import Path

import duckdb
import polars as pl
import pytest
from rich.console import Console

from tests.warehouse.conftest import ARTICLE, StageBatch
from warehouse.dictionary import UnknownTable, find, print_table, tables
from warehouse.publish import load, private_copy
from warehouse.read import NoWarehouse, connect, connect_sealed
from warehouse.show import MAX_SHOWN, print_frame, rendered, write_rows

HOSTILE = "[bold]<script>alert(1)</script>\x1b]0;title\x07\x1b[2J"


@pytest.fixture
def path(tmp_path: Path, stage_batch: StageBatch) -> Path:
    path = tmp_path / "w.duckdb"
    with private_copy(path) as connection:
        load(connection, [stage_batch("b1", [{**ARTICLE, "title": HOSTILE}])], "r1")
    return path


def test_no_warehouse_yet(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse, match="readout run"):
        connect(tmp_path / "none.duckdb")


def test_core_is_on_the_search_path(path: Path) -> None:
    with connect(path) as connection:
        assert connection.execute("SELECT title FROM articles").fetchone() == (HOSTILE,)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM core.articles",
        "CREATE TABLE core.mine (i INT)",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
        "COPY core.articles TO '/tmp/articles.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ],
)
def test_sealed_sql_reads_this_warehouse_and_nothing_else(path: Path, sql: str) -> None:
    with connect_sealed(path) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql)


def test_formats_hold_the_rows(path: Path, tmp_path: Path) -> None:
    query = "SELECT article_id, title, [1, 2] AS numbers, first_seen_at FROM articles"
    with connect(path) as connection:
        for format in ("table", "csv", "json", "parquet"):
            write_rows(connection.execute(query), format, tmp_path / f"rows.{format}")
    assert json.loads((tmp_path / "rows.json").read_text())[0]["title"] == HOSTILE
    assert pl.read_parquet(tmp_path / "rows.parquet")["numbers"].to_list() == [[1, 2]]
    csv = pl.read_csv(tmp_path / "rows.csv")
    assert csv["title"].to_list() == [HOSTILE] and csv["numbers"].to_list() == ["[1, 2]"]
    assert not list(tmp_path.glob(".rows*"))


def test_no_rows_are_still_json() -> None:
    assert json.loads(rendered(pl.DataFrame({"a": []}), "json")) == []


def test_a_table_shows_markup_and_control_characters_as_text() -> None:
    file = io.StringIO()
    print_frame(pl.DataFrame({"title": [HOSTILE]}), Console(file=file, width=200, force_terminal=False))
    shown = file.getvalue()
    assert "[bold]<script>alert(1)</script>" in shown
    assert "\x1b" not in shown and "\x07" not in shown


def test_a_long_table_says_that_it_is_cut() -> None:
    file = io.StringIO()
    print_frame(pl.DataFrame({"n": range(MAX_SHOWN + 1)}), Console(file=file, width=100))
    assert f"{MAX_SHOWN} of {MAX_SHOWN + 1} rows" in file.getvalue()


def test_the_dictionary_counts_and_explains(path: Path) -> None:
    with connect(path) as connection:
        counted = {name: rows for name, _, rows in tables(connection)}
        assert counted["core.articles"] == 1 and counted["core.quotes"] == 0
        assert find(connection, "quotes") == find(connection, "core.quotes") == ("core", "quotes")
        with pytest.raises(UnknownTable, match=r"core\.quotes"):
            find(connection, "quote; DROP TABLE core.quotes")
        file = io.StringIO()
        print_table(connection, "quotes", Console(file=file, width=200))
    assert "speaker_id" in file.getvalue() and "Who speaks" in file.getvalue()
