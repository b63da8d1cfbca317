"""Reading is read-only, sealed against files and network, and shows hostile text as text."""

import io
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from tests.warehouse.conftest import ARTICLE, StageBatch
from warehouse.load.load import load
from warehouse.read import NoWarehouse, connect, connect_sealed
from warehouse.shell.dictionary import UnknownTable, columns, examples, find, print_table, tables
from warehouse.store.file import private_copy

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


def test_the_dictionary_counts_and_explains(path: Path) -> None:
    with connect(path) as connection:
        counted = {table.full_name: table.rows for table in tables(connection)}
        assert counted["core.articles"] == 1 and counted["core.quotes"] == 0
        assert find(connection, "quotes") == find(connection, "core.quotes") == ("core", "quotes")
        with pytest.raises(UnknownTable, match=r"core\.quotes"):
            find(connection, "quote; DROP TABLE core.quotes")
        file = io.StringIO()
        print_table(connection, "quotes", Console(file=file, width=200))
    assert "speaker_id" in file.getvalue() and "Who speaks" in file.getvalue()


def test_the_dictionary_shows_examples_shortened_and_as_text(path: Path) -> None:
    with connect(path) as connection:
        examples = {column.name: column.examples for column in columns(connection, "core", "articles")}
        assert examples["body"] == ["Chile and Peru met."] and examples["authors"] == []
        assert examples["title"][0].startswith("[bold]<script>") and examples["title"][0].endswith("…")
        file = io.StringIO()
        print_table(connection, "articles", Console(file=file, width=200, force_terminal=True))
    assert "[bold]<script>" in file.getvalue() and "\x1b]0" not in file.getvalue()


def test_examples_are_different_values_of_any_type() -> None:
    assert examples([None, 1, 1, 2, "", [], 3, 4]) == ["1", "2", "3"]
    assert examples([b"\x00" * 512]) == ["512 bytes"]
