"""A lake with a real PostgreSQL, its files on S3 or in a folder: the flow, several writers, readers."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from flows.batch.published import check_published
from flows.cli.compact import compact_lake
from flows.settings import Settings, load_settings
from tests.conftest import ROOT, SAMPLES, readout
from tests.support.services import Postgres, free_port, postgres, programs, s3
from tests.warehouse.conftest import ARTICLE, ENTITY, MENTION, NOW, StageBatch
from transforms import schema
from transforms.lexicon.reference import REFERENCE
from transforms.schema.reference import REFERENCE_TABLES
from warehouse.address import LakeAddress, NoWarehouse, Warehouse, parse_lake
from warehouse.dashboard.database import attach_sealed, open_published
from warehouse.load.load import load
from warehouse.marts import refresh
from warehouse.project import project_folder
from warehouse.read import Known, connect, connect_sealed, known_articles, known_hashes
from warehouse.search.search import Query, search
from warehouse.shell import dictionary
from warehouse.store import lake
from warehouse.store.compact import compact
from warehouse.store.lock import WarehouseBusy
from warehouse.store.ownership import NotAWarehouse
from warehouse.store.writing import prepare, writing

if TYPE_CHECKING:
    from flows.report import RunReport
    from flows.server.local import LocalPrefect

MOVING = {"core.articles": "first_seen_at, run_id", "core.article_versions": "seen_at, run_id"}
NewLake = Callable[..., LakeAddress]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", server.password)
        yield server


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with s3("lake") as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        yield "s3://lake"


@pytest.fixture
def new_lake(server: Postgres, tmp_path: Path, request: pytest.FixtureRequest) -> NewLake:
    """The address of a lake of the test's own, in a folder or where it says."""

    def new(data: str | None = None) -> LakeAddress:
        schema = request.node.name.split("[")[0][5:60]
        return parse_lake(server.address(data or tmp_path / "files", schema))

    return new


@pytest.fixture(scope="module")
def small(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> LakeAddress:
    """A lake of one article and one mention. Tests leave it as it is."""
    address = parse_lake(server.address(tmp_path_factory.mktemp("small") / "files", "small"))
    rows_of = {
        schema.ARTICLES: ARTICLE,
        schema.ARTICLE_VERSIONS: {**ARTICLE, "seen_at": NOW},
        schema.ENTITIES: ENTITY,
        schema.MENTIONS: MENTION,
    }
    with writing(address, 60) as connection:
        for table, row in rows_of.items():
            cells = tuple(row.get(name) for name in table.polars.names())
            connection.register("one", table.frame([cells]).to_arrow())
            connection.execute(f"INSERT INTO {table.full_name} BY NAME SELECT * FROM one")
    return address


@pytest.fixture(scope="module", params=["commands", "dashboards"])
def sealed(small: LakeAddress, request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    """The connection for SQL that users write, of the commands and of the dashboards."""
    of_commands = request.param == "commands"
    with connect_sealed(small) if of_commands else attach_sealed(small, "1GB") as connection:
        yield connection


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(
        warehouse=tmp_path / "w.duckdb", staging=tmp_path / "staging", lock_timeout=60, workers=1
    )


def rows(warehouse: Warehouse, sql: str) -> list[tuple[object, ...]]:
    with connect(warehouse) as connection:
        return connection.execute(sql).fetchall()


def contents(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    """All rows of facts, reference data and marts but for the times of runs."""
    names = [table.full_name for table in (*schema.CORE, *REFERENCE_TABLES)]
    names += ["mart.source_days", *(f"mart.{name}" for name in refresh.NAMES)]
    with connect(warehouse) as connection:
        return {
            name: connection.execute(
                f"SELECT * {f'EXCLUDE ({MOVING[name]})' if name in MOVING else ''} FROM {name} ORDER BY ALL"
            ).fetchall()
            for name in names
        }


def publish(warehouse: Warehouse, *batches: Path, run_id: str = "run") -> pl.DataFrame:
    """Load batches that were made by hand; returns what was passed over."""
    with writing(warehouse, timeout=60) as connection:
        connection.execute("BEGIN")
        _, passed_over = load(connection, batches, run_id)
        connection.execute("COMMIT")
    return passed_over


def named(stage_batch: StageBatch, article: str) -> Path:
    """A batch of one article and a mention of what all of them mention."""
    mention = {**MENTION, "mention_id": f"m-{article}", "article_id": article}
    return stage_batch(
        article, [{**ARTICLE, "article_id": article, "source_ref": article}], mentions=[mention]
    )


def test_the_flow_publishes_to_a_lake_what_it_publishes_to_a_file(
    prefect: "LocalPrefect", bucket: str, new_lake: NewLake, settings: Settings, tmp_path: Path
) -> None:
    from flows.readout import readout as flow

    address, news = new_lake(f"{bucket}/news"), tmp_path / "news"
    news.mkdir()
    samples = sorted(SAMPLES.glob("*.txt"))[:2]
    for path in samples:
        shutil.copy(path, news)

    def run(warehouse: Warehouse) -> "RunReport":
        return flow([str(news)], settings.model_copy(update={"warehouse": warehouse}))

    assert run(address).articles_new == run(settings.warehouse).articles_new == len(samples)
    before = contents(address)
    assert before == contents(settings.warehouse)
    assert before["core.events"] and before["core.quotes"] and before["mart.events"]

    again = run(address)
    assert (again.articles_new, again.articles_unchanged) == (0, len(samples))
    assert contents(address) == before

    text = samples[0].read_text(encoding="utf-8")
    (news / samples[0].name).write_text(text.replace("unanimously upheld", "upheld"), encoding="utf-8")
    assert run(address).articles_changed == 1
    with connect(address) as lake_now:
        for sql, expected in (
            ("SELECT version FROM articles WHERE version > 1", [(2,)]),
            ("SELECT version FROM article_versions ORDER BY 1 DESC LIMIT 2", [(2,), (1,)]),
            ("SELECT state, count(*) FROM runs GROUP BY state", [("completed", 3)]),
        ):
            assert lake_now.execute(sql).fetchall() == expected
    assert not any((tmp_path / "staging").rglob("*.parquet")), "what is published is staged no more"

    done = readout("sql", "SELECT name FROM entities WHERE name = 'Kenya'", "--warehouse", str(address))
    assert (done.returncode, "Kenya" in done.stdout) == (0, True), done.stderr
    wrong = readout("tables", "--warehouse", str(address), PGPASSWORD="hunter2")
    assert wrong.returncode == 1 and "password authentication failed" in wrong.stderr
    assert "hunter2" not in wrong.stderr and "Traceback" not in wrong.stderr


def test_two_runs_at_once_both_land(
    prefect: "LocalPrefect", new_lake: NewLake, settings: Settings, tmp_path: Path
) -> None:
    """One is a process of its own, the other one of this."""
    from flows.readout import readout as flow

    address = new_lake()
    texts = {
        "both": "Peru met Chile\n\nPeru met Chile in Lima on Friday.",
        "one": "Ghana thanked Togo\n\nGhana thanked Togo on Monday, President Nana Akufo-Addo said.",
        "other": "Chile sued Peru\n\nChile sued Peru on Tuesday over fishing.",
    }
    for name, text in texts.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(text, encoding="utf-8")
    variables = {"PREFECT_API_URL": prefect.url, "READOUT_STAGING": str(tmp_path / "staging")}

    with ThreadPoolExecutor(1) as thread:
        options = ("-w", str(address), "--workers", "1")
        other = thread.submit(readout, "run", tmp_path / "both", tmp_path / "other", *options, **variables)
        sources = [str(tmp_path / "both"), str(tmp_path / "one")]
        report = flow(sources, settings.model_copy(update={"warehouse": address}))
        assert report.state == "completed"
        done = other.result()
        assert done.returncode == 0, done.stdout + done.stderr
    with connect(address) as connection:
        for sql, expected in (
            ("SELECT source, version FROM articles ORDER BY 1", [("both", 1), ("one", 1), ("other", 1)]),
            ("SELECT count(*) FROM article_versions", [(3,)]),
            ("SELECT count(*) - count(DISTINCT entity_id) FROM entities", [(0,)]),
            ("SELECT sum(articles_new), sum(articles_unchanged) FROM runs", [(3, 1)]),
        ):
            assert connection.execute(sql).fetchall() == expected


def test_writers_publish_one_after_another(new_lake: NewLake, stage_batch: StageBatch) -> None:
    address = new_lake()
    batches = [named(stage_batch, writer) for writer in "abc"]
    same = [stage_batch(f"same-{writer}") for writer in "abc"]
    start = threading.Barrier(3)

    def write(own: Path, shared: Path) -> list[bool]:
        start.wait()
        return publish(address, own, shared)["same"].to_list()

    with ThreadPoolExecutor() as threads:
        passed_over = list(threads.map(write, batches, same))
    with connect(address) as connection:
        for table, expected in (("articles", 4), ("article_versions", 4), ("entities", 1), ("mentions", 4)):
            key = "entity_id" if table == "entities" else "article_id"
            counts = connection.execute(f"SELECT count(*), count(DISTINCT {key}) FROM {table}").fetchall()
            assert counts == [(expected, expected)], f"{table}: no writer missed what another wrote"
    assert all(same in ([], [True]) for same in passed_over)


def test_readers_keep_a_whole_snapshot_while_a_writer_commits(
    new_lake: NewLake, stage_batch: StageBatch
) -> None:
    address = new_lake()
    publish(address, named(stage_batch, "a0"))
    counts = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM mentions)"

    def write() -> None:
        with writing(address, 60) as connection:
            for number in range(1, 12):
                connection.execute("BEGIN")
                for table in ("articles", "mentions"):
                    key = f"'a{number}' AS article_id"
                    connection.execute(
                        f"INSERT INTO core.{table} BY NAME "
                        f"SELECT * REPLACE ({key}) FROM core.{table} WHERE article_id = 'a0'"
                    )
                connection.execute("COMMIT")

    seen = set()
    with connect(address) as early:
        writer = threading.Thread(target=write)
        writer.start()
        while writer.is_alive():
            with connect(address) as reader:
                first = reader.execute(counts).fetchall()[0]
                assert reader.execute(counts).fetchall()[0] == first, "it keeps what it opened"
                seen.add(first)
        writer.join()
        assert early.execute(counts).fetchall() == [(1, 1)]
    assert all(articles == mentions for articles, mentions in seen), "an article comes with its rows"
    assert rows(address, counts) == [(12, 12)]


def test_a_load_that_fails_leaves_the_lake_as_it_was(small: LakeAddress, stage_batch: StageBatch) -> None:
    broken = named(stage_batch, "a2")
    (broken / schema.EVENTS.file_name).write_bytes(b"not Parquet")
    with pytest.raises(duckdb.Error, match="parquet"):
        publish(small, broken)
    assert rows(small, "SELECT article_id FROM articles") == [("a1",)]
    assert known_hashes(small, ["r1", "r2"]) == {"r1"}, "and nobody locked out"
    known = Known("paper", "1.txt", "h1", 1, NOW, "staged", is_whole=True)
    assert known_articles(small, ["a1", "a2"]) == {"a1": known}


@pytest.mark.slow  # several runs each
def test_a_load_that_others_undid_is_tried_again(
    prefect: "LocalPrefect",
    new_lake: NewLake,
    settings: Settings,
    stage_batch: StageBatch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from flows import readout as run_module

    address = new_lake()
    publish(address, named(stage_batch, "a1"))
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Peru\n\nPeru met Chile on Friday.", encoding="utf-8")
    attempts = []

    def meanwhile(connection: duckdb.DuckDBPyConnection, *rest: object) -> None:
        """Somebody who takes no lock deletes from a table that the load has deleted from."""
        attempts.append(connection.execute("DELETE FROM core.articles WHERE article_id = 'a1'"))
        if len(attempts) == 1:
            with lake.engine(address) as other:
                lake.attach(other, address, "CREATE_IF_NOT_EXISTS false")
                other.execute("DELETE FROM core.articles")

    monkeypatch.setattr(run_module, "replace_quarantine", meanwhile)
    report = run_module.readout([str(tmp_path / "news")], settings.model_copy(update={"warehouse": address}))
    assert len(attempts) == 2
    assert (report.articles_seen, report.articles_new, report.state) == (1, 1, "completed")
    assert rows(address, "SELECT source_ref FROM articles") == [("a.txt",)]
    assert rows(address, "SELECT articles_seen, state FROM runs") == [(1, "completed")]


HOLD = """
import sys, time
from warehouse.address import parse_lake
from warehouse.store.lake import publishing
with publishing(parse_lake(sys.argv[1]), 60):
    print("held", flush=True)
    time.sleep(300)
"""


def test_a_writer_that_is_killed_holds_nobody_up(new_lake: NewLake, stage_batch: StageBatch) -> None:
    address = new_lake()
    command = [sys.executable, "-c", HOLD, str(address)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        busy = pytest.raises(WarehouseBusy, match=r"readout on 127\.0\.0\.1, server process")
        with busy, writing(address, timeout=0.5):
            pass
        os.kill(holder.pid, signal.SIGKILL)
    publish(address, named(stage_batch, "a1"))
    assert rows(address, "SELECT count(*) FROM articles") == [(1,)]


@pytest.mark.slow  # several runs each
def test_words_are_found_in_a_lake_and_what_comes_later_too(
    new_lake: NewLake, stage_batch: StageBatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is a file of the reader's own: the lake may be on S3, and nobody but runs writes to it.

    The dashboards too ask anew once something is published.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    lake = new_lake()
    publish(lake, named(stage_batch, "first"))
    assert [hit.article_id for hit in search(lake, Query("Chile Peru")).hits] == ["first"]
    seen = open_published(lake)
    assert seen.row("SELECT count(*) AS n FROM articles") == {"n": 1}
    publish(lake, named(stage_batch, "second"))
    assert open_published(lake).row("SELECT count(*) AS n FROM articles") == {"n": 2}, "at the next look"
    assert seen.row("SELECT count(DISTINCT article_id) AS n FROM articles") == {"n": 1}
    assert {hit.article_id for hit in search(lake, Query("Chile Peru")).hits} == {"first", "second"}
    assert list((tmp_path / "cache").rglob("*.search"))


def test_compacting_keeps_the_rows_and_makes_fewer_files(
    new_lake: NewLake, stage_batch: StageBatch, tmp_path: Path
) -> None:
    address = new_lake()
    for number in range(2):
        articles = [f"a{number}-{n}" for n in range(30)]
        publish(
            address,
            stage_batch(
                f"b{number}",
                [{**ARTICLE, "article_id": article, "source_ref": article} for article in articles],
                mentions=[{**MENTION, "mention_id": a, "article_id": a} for a in articles],
            ),
        )
    publish(address, stage_batch("changed", [{**ARTICLE, "article_id": "a0-0", "content_hash": "h2",
                                              "version": 2, "body": "Peru met."}]))  # fmt: skip
    before, files = contents(address), tmp_path / "files"
    assert len(list(files.glob("core/article_versions/*"))) == 2
    done = compact(address, days=0, timeout=60)
    assert done.snapshots_expired > 3 and done.files_removed > 0
    assert len(list(files.glob("core/article_versions/*"))) == 1
    assert len(list(files.rglob("*.parquet"))) == done.files, "nothing else is left in the folder"
    assert contents(address) == before
    assert compact(address, days=0, timeout=60) == (0, 0, done.files, done.bytes), "and nothing more to do"


@pytest.mark.slow  # several runs each
def test_a_backup_taken_between_loads_is_whole(
    server: Postgres, new_lake: NewLake, stage_batch: StageBatch, tmp_path: Path
) -> None:
    address, files, dump = new_lake(), tmp_path / "files", tmp_path / "catalogue.sql"
    login = ("-h", "127.0.0.1", "-p", str(server.port), "-U", "readout", "-d", "postgres")

    def postgres_client(program: str, *arguments: str | Path) -> None:
        found = shutil.which(program) or programs() / program
        subprocess.run([found, *login, *arguments], check=True, capture_output=True, timeout=60)

    publish(address, named(stage_batch, "a1"))
    postgres_client("pg_dump", "--schema", address.schema, "-f", dump)
    before = contents(address)
    publish(address, named(stage_batch, "a2"))  # nobody waits for the copy of the files
    shutil.copytree(files, tmp_path / "copy")
    publish(address, named(stage_batch, "a3"))
    shutil.rmtree(files)
    postgres_client("psql", "-c", f'DROP SCHEMA "{address.schema}" CASCADE')
    with pytest.raises(NoWarehouse):
        connect(address)
    postgres_client("psql", "-v", "ON_ERROR_STOP=1", "-f", dump)
    shutil.copytree(tmp_path / "copy", files)
    assert contents(address) == before
    publish(address, named(stage_batch, "a4"))
    assert rows(address, "SELECT article_id FROM core.articles ORDER BY ALL") == [("a1",), ("a4",)]


def test_a_file_needs_no_compacting(settings: Settings) -> None:
    assert "only lakes need compaction" in compact_lake(settings, days=7)


def test_where_nothing_is_published_there_is_no_warehouse(new_lake: NewLake) -> None:
    address = new_lake()
    with pytest.raises(NoWarehouse, match="readout run"):
        connect(address)
    with pytest.raises(NoWarehouse):
        compact(address, days=0, timeout=0)
    assert known_hashes(address, ["r1"]) == set() and known_articles(address, ["a1"]) == {}


@pytest.mark.parametrize(
    ("variables", "fault"),
    [
        ({}, "set AWS_ACCESS_KEY_ID"),
        ({"AWS_ACCESS_KEY_ID": "a"}, "set AWS_SECRET_ACCESS_KEY"),
        (
            {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "hunter2", "AWS_ENDPOINT_URL": "localhost"},
            "AWS_ENDPOINT_URL is not a web address",
        ),
    ],
)
def test_what_s3_lacks_is_named(variables: dict[str, str], fault: str) -> None:
    with pytest.raises(lake.LakeError, match=fault) as error:
        lake.s3_options(variables)
    assert "hunter2" not in str(error.value)


def test_a_catalogue_that_is_not_there_is_named(tmp_path: Path) -> None:
    address = Postgres(free_port(), "").address(tmp_path, "x")
    with pytest.raises(lake.LakeError, match=r"127\.0\.0\.1.*Connection refused"):
        connect(parse_lake(address))
    with pytest.raises(lake.LakeError, match="Connection refused"), writing(parse_lake(address), 0):
        pass


def test_a_new_lake_does_not_come_to_lie_among_others(new_lake: NewLake) -> None:
    """DuckLake would put its tables into any schema, and compacting remove Parquet files of others."""
    address = new_lake()
    files = Path(address.data)
    files.mkdir()
    pl.DataFrame({"mine": [1]}).write_parquet(files / "mine.parquet")
    with (
        pytest.raises(NotAWarehouse, match=r"holds other Parquet files .*mine\.parquet"),
        writing(address, 0),
    ):
        pass
    with lake.engine(address) as connection, lake.exclusive(connection, address, 0):
        connection.execute("CALL postgres_execute('catalogue', 'CREATE SCHEMA shop')")
        connection.execute("CALL postgres_execute('catalogue', 'CREATE TABLE shop.goods (name TEXT)')")
    (files / "mine.parquet").unlink()
    with pytest.raises(NotAWarehouse, match="another program's: it holds goods"):
        prepare(replace(address, schema="shop"), 0)
    prepare(address, 0)  # the folder is free now


def test_a_lake_of_another_program_is_left_alone(new_lake: NewLake) -> None:
    address = new_lake()
    with lake.engine(address) as connection:
        lake.attach(connection, address, "CREATE_IF_NOT_EXISTS true")
        connection.execute("CREATE TABLE goods (name VARCHAR)")
    for use in (lambda: connect(address), lambda: prepare(address, 0)):
        with pytest.raises(NotAWarehouse, match=r"another program: it holds main\.goods"):
            use()
    with lake.engine(address) as connection:
        lake.attach(connection, address)
        tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'readout'"
        assert connection.execute(tables).fetchall() == [("goods",)]


def test_files_in_another_place_than_the_catalogue_says_are_an_error(small: LakeAddress) -> None:
    with pytest.raises(lake.LakeError, match="does not match existing data path"):
        connect(replace(small, data="/elsewhere"))


def test_the_dictionary_explains_a_lake(small: LakeAddress) -> None:
    with connect(small) as connection:  # its views have no comments on columns
        found = {entry.full_name: entry for entry in dictionary.tables(connection)}
    assert set(found) >= {table.full_name for table in schema.TABLES}
    assert found["core.mentions"].meaning == "One row per mention of an entity in an article."
    assert found["core.mentions"].rows == 1


def test_the_published_tables_of_a_lake_are_checked(
    small: LakeAddress, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    results = check_published(small, REFERENCE)
    assert {check.table_name for check in results} == {
        t.full_name for t in (*schema.TABLES, *REFERENCE_TABLES)
    }
    assert all(check.success for check in results if check.column_name == "declared, actual")
    outcomes = {(check.table_name, check.meaning): check.success for check in results}
    assert outcomes["core.mentions", "Every article_id is in core.articles."]
    assert not outcomes["core.mentions", "It starts in the sentence that sentence_no names."]
    assert (project_folder(small) / "tables" / "core.mentions.parquet").is_file()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM core.articles",
        "CREATE TABLE core.mine (i INT)",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY core.articles TO '/tmp/articles.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access = true",
        "CALL postgres_execute('__ducklake_metadata_readout', 'CREATE TABLE public.x (i INT)')",
    ],
)
def test_sealed_sql_reads_the_lake_and_writes_nothing(sql: str, sealed: duckdb.DuckDBPyConnection) -> None:
    assert sealed.execute("SELECT text FROM mentions JOIN articles USING (article_id)").fetchall()
    with pytest.raises(duckdb.Error):
        sealed.execute(sql).fetchall()
