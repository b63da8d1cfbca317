"""Files of other programs: each is told for what it is, and none is touched, nor anything made beside it."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.cli.article import show_article
from flows.cli.compact import compact_lake
from flows.cli.dashboard import serve
from flows.cli.docs import show
from flows.cli.export import export_to
from flows.cli.quarantine import drop_rows, parse_choice
from flows.cli.run import run_sources
from flows.cli.search import search_for
from flows.cli.sql import ask
from flows.settings import load_settings
from tests.conftest import SAMPLES, readout
from warehouse.address import NoWarehouse
from warehouse.dashboard.database import attach
from warehouse.read import connect, published
from warehouse.search.search import Query
from warehouse.store.duck import open_duckdb
from warehouse.store.file import private_copy
from warehouse.store.ownership import NotAWarehouse, check_file
from warehouse.store.writing import prepare, refuse
from warehouse.version import WrongVersion

Made = dict[str, Path]


def make_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE shop (name TEXT)")
    connection.close()


def make_other(path: Path) -> None:
    with open_duckdb(path) as connection:
        connection.execute("CREATE TABLE shop AS SELECT range AS id FROM range(100_000)")
        connection.execute("CREATE SCHEMA quality; CREATE TABLE quality.schema_version (release VARCHAR)")
        connection.execute("CREATE VIEW sold AS SELECT * FROM shop")


def make_macro(path: Path) -> None:
    with open_duckdb(path) as connection:
        connection.execute("CREATE MACRO twice(i) AS 2 * i")


def make_encrypted(path: Path) -> None:
    with open_duckdb() as connection:
        connection.execute("SET force_mbedtls_unsafe = true")
        connection.execute(f"ATTACH '{path}' AS secret (ENCRYPTION_KEY 'key')")
        connection.execute("CREATE TABLE secret.letters (text VARCHAR)")


def make_unfinished(path: Path) -> None:
    """As a program leaves its database that was killed: what it wrote last is in a second file."""
    make_other(path)
    log = path.with_name(f"{path.name}.wal")
    with open_duckdb(path) as connection:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.execute("INSERT INTO shop VALUES (-1)")
        shutil.copy(log, f"{log}.kept")
    if not log.exists():
        shutil.copy(f"{log}.kept", log)
    Path(f"{log}.kept").unlink()


def make_cut(path: Path) -> None:
    with private_copy(path):
        pass
    path.write_bytes(path.read_bytes()[:-5000])


def make_newer(path: Path) -> None:
    with private_copy(path):
        pass
    with open_duckdb(path) as connection:
        connection.execute("UPDATE quality.schema_version SET version = 9999")


# How each is made, and what is said of it
OTHERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "sqlite": (make_sqlite, "is a SQLite database, not a DuckDB file"),
    "text": (lambda path: path.write_text("Dear all,\n" * 100), "is not a DuckDB file"),
    "short": (lambda path: path.write_text("x"), "is not a DuckDB file"),
    "parquet": (lambda path: pl.DataFrame({"a": [1]}).write_parquet(path), "is a Parquet file, not a DuckDB"),
    "empty": (lambda path: path.touch(), "is an empty file, not a DuckDB file"),
    "folder": (lambda path: path.mkdir(), "is a folder, not a DuckDB file"),
    "other": (make_other, "another program: it holds main.shop, main.sold, quality.schema_version"),
    "macro": (make_macro, "another program: it holds main.twice"),
    "unfinished": (make_unfinished, "another program: it holds main.shop"),
    "encrypted": (make_encrypted, "is an encrypted DuckDB file"),
    "cut": (make_cut, "damaged or cut short"),
}


def state(folder: Path) -> dict[str, str]:
    """Every file of a folder, with what is in it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
    }


@pytest.fixture(params=OTHERS)
def other(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """The file of another program, alone in a folder, and what is to be said of it."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    make, said = OTHERS[request.param]
    make(folder / "w.duckdb")
    return folder / "w.duckdb", said


def test_no_command_touches_it(
    other: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, said = other
    before = state(path.parent)
    settings = load_settings(warehouse=path, lock_timeout=0)
    uses: list[Callable[[], object]] = [
        lambda: ask(path, "SELECT 1", "table", None, allow_files=False),
        lambda: ask(path, "SELECT 1", "table", None, allow_files=True),
        lambda: search_for(path, Query("peace"), "table"),
        lambda: show_article(path, "a", None),
        lambda: export_to(path, tmp_path / "export", force=True),
        lambda: show(path, None, open_it=False),
        lambda: serve(settings, "127.0.0.1", 0),
        lambda: compact_lake(settings, 7),
        lambda: drop_rows(parse_choice(["a"], None, None, None, None), settings),
        lambda: published(path, "SELECT 1"),
        lambda: attach(path),
        lambda: prepare(path, 0),
        lambda: private_copy(path).__enter__(),
    ]
    for use in uses:
        with pytest.raises(NotAWarehouse) as refused:
            use()
        assert said in str(refused.value) and str(path) in str(refused.value)
        assert refused.value.exit_code == 2 and "--warehouse" in str(refused.value)
    assert run_sources([str(SAMPLES)], settings) == 2
    assert said in capsys.readouterr().err
    assert state(path.parent) == before, "neither the file nor what is beside it"
    assert not (tmp_path / "export").exists()


def test_the_command_says_so(tmp_path: Path) -> None:
    make_other(tmp_path / "shop.duckdb")
    before = state(tmp_path)
    for command in (["run", SAMPLES], ["sql", "SELECT 1"], ["tables"], ["runs"], ["serve"]):
        done = readout(*command, "--warehouse", tmp_path / "shop.duckdb")
        assert done.returncode == 2 and "database of another program: it holds main.shop" in done.stderr
        assert "Traceback" not in done.stderr and "readout run" not in done.stderr
    assert state(tmp_path) == before


def test_a_newer_warehouse_is_ours_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    make_newer(path)
    before = state(tmp_path)
    settings = load_settings(warehouse=path, lock_timeout=0)
    for use in (lambda: connect(path), lambda: refuse(path), lambda: prepare(path, 0)):
        with pytest.raises(WrongVersion, match="a newer Readout wrote it"):
            use()
    assert run_sources([str(SAMPLES)], settings) == 1
    assert state(tmp_path) == before


def test_a_database_that_holds_nothing_may_become_a_warehouse(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    open_duckdb(path).close()
    with pytest.raises(NoWarehouse, match="holds no tables yet"):
        connect(path)
    assert published(path, "SELECT 1") == []
    prepare(path, 0)
    with connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]


def test_what_is_not_there_is_said_with_the_command_that_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "my news.duckdb"
    with pytest.raises(NoWarehouse, match=f"`readout run -w '{path}' SOURCE` makes one"):
        check_file(path)
    refuse(path)
    assert not list(tmp_path.iterdir())


def test_a_database_that_is_being_written_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    # Another program, which knows nothing of Readout
    script = f"import duckdb\nc = duckdb.connect({str(path)!r})\nprint('open', flush=True)\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout and writer.stdout.readline() == "open\n"
        with pytest.raises(OSError, match="open for writing in another program"):
            connect(path)
        writer.communicate("\n")


def test_no_connection_looks_for_an_extension(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with private_copy(path):
        pass
    settings = "SELECT value FROM duckdb_settings() WHERE name IN ({})".format(
        "'autoinstall_known_extensions', 'autoload_known_extensions'"
    )
    for open_one in (
        lambda: connect(path),
        lambda: attach(path),
        open_duckdb,
    ):
        with open_one() as connection:
            assert connection.execute(settings).fetchall() == [("false",), ("false",)]
            with pytest.raises(duckdb.Error, match="httpfs"):
                connection.execute("FROM read_csv('https://127.0.0.1:9/x.csv')")
