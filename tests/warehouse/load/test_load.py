"""Loading replaces articles whole, keeps versions, and publishes all or nothing."""

import threading
import time
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from benchmarks.publish import stress
from tests.support.services import installed_browser
from tests.warehouse.conftest import ARTICLE, ENTITY, MENTION, Row, StageBatch
from transforms import schema
from transforms.clean.duplicates import SIGNATURE_KIND, bands, signature
from warehouse.load.load import keep_fetch_state, load
from warehouse.load.quarantine import quarantine_id, replace_quarantine
from warehouse.read import connect, known_answers, known_articles, known_hashes
from warehouse.store import file
from warehouse.store.file import private_copy
from warehouse.store.lock import WarehouseBusy, writer_lock


def publish(path: Path, *batches: Path, run_id: str = "run") -> tuple[dict[str, int], pl.DataFrame]:
    with private_copy(path) as connection:
        connection.execute("BEGIN")
        result = load(connection, batches, run_id)
        connection.execute("COMMIT")
    return result


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with connect(path) as connection:
        return connection.execute(sql).fetchall()


def test_a_batch_is_loaded_with_the_run_that_loads_it(tmp_path: Path, stage_batch: StageBatch) -> None:
    path = tmp_path / "w.duckdb"
    loaded, passed_over = publish(path, stage_batch("b1"), run_id="r1")
    assert loaded["core.articles"] == loaded["core.mentions"] == loaded["core.entities"] == 1
    assert loaded["core.quotes"] == 0
    assert passed_over.is_empty()
    assert rows(path, "SELECT run_id FROM articles UNION ALL SELECT run_id FROM article_versions") == [
        ("r1",),
        ("r1",),
    ]


def test_a_changed_article_replaces_its_rows_and_keeps_its_old_body(
    tmp_path: Path, stage_batch: StageBatch
) -> None:
    path = tmp_path / "w.duckdb"
    publish(path, stage_batch("b1"))
    changed = {**ARTICLE, "body": "Peru met.", "content_hash": "h2", "version": 2}
    peru = {"entity_id": "Q419", "name": "Peru", "kind": "GPE", "country": "PER"}
    mention = {**MENTION, "mention_id": "m2", "end_char": 4, "text": "Peru", "entity_id": "Q419"}
    publish(path, stage_batch("b2", [changed], [peru], [mention]))
    assert rows(path, "SELECT version, body FROM articles") == [(2, "Peru met.")]
    assert rows(path, "SELECT version, body FROM article_versions ORDER BY version") == [
        (1, "Chile and Peru met."),
        (2, "Peru met."),
    ]
    assert rows(path, "SELECT text FROM mentions") == [("Peru",)]
    assert rows(path, "SELECT name FROM entities") == [("Peru",)], "an entity that nothing names is gone"


def said(article: str, **facts: object) -> tuple[list[Row], list[Row], list[Row]]:
    """An article that says something of Ana Rey: what `stage_batch` takes."""
    entity = {"entity_id": "Q9", "name": "Ana Rey", "kind": "PERSON", **facts}
    text = {**ARTICLE, "article_id": article, "source_ref": article, "content_hash": str(facts)}
    return [text], [entity], [{**MENTION, "mention_id": article, "article_id": article, "entity_id": "Q9"}]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_an_entity_is_what_most_articles_say_in_every_order(
    tmp_path: Path, stage_batch: StageBatch, order: tuple[int, ...]
) -> None:
    path = tmp_path / "w.duckdb"
    batches = [
        stage_batch("b1", *said("a1", sector="GOV", country="CHL")),
        stage_batch("b2", *said("a2", sector="GOV")),
        stage_batch("b3", *said("a3", sector="PTY", name="Ana María Rey", country="PER")),
        stage_batch("b4", *said("a4", sector="PTY")),
    ]
    for position in order:
        publish(path, batches[position])
    entity = "SELECT name, country, sector, wikidata_id FROM entities"
    assert rows(path, entity) == [("Ana Rey", "CHL", "GOV", "Q9")], "of as many the first in the alphabet"
    [article], entities, mentions = said("a2", sector="PTY")
    publish(path, stage_batch("b5", [{**article, "version": 2}], entities, mentions))
    assert rows(path, entity) == [("Ana Rey", "CHL", "PTY", "Q9")], "a changed article votes anew"
    assert rows(path, "SELECT sector FROM article_entities ORDER BY article_id") == [
        ("GOV",), ("PTY",), ("PTY",), ("PTY",)
    ]  # fmt: skip


def test_what_a_replaced_article_said_of_an_entity_does_not_outlive_it(
    tmp_path: Path, stage_batch: StageBatch
) -> None:
    path = tmp_path / "w.duckdb"
    publish(path, stage_batch("b1", *said("a1", sector="PTY")), stage_batch("b2", *said("a2", sector="ELI")))
    assert rows(path, "SELECT sector FROM entities") == [("ELI",)]
    [article], *_ = said("a2", sector="MED")
    publish(path, stage_batch("b3", [{**article, "version": 2}], [], []))
    assert rows(path, "SELECT sector FROM entities") == [("PTY",)]
    assert rows(path, "SELECT value, articles FROM mart.entity_facts WHERE fact = 'sector'") == [("PTY", 1)]


def test_one_article_of_two_sources_is_loaded_once(tmp_path: Path, stage_batch: StageBatch) -> None:
    path = tmp_path / "w.duckdb"
    same = {**ARTICLE, "source": "wire", "source_ref": "9"}
    other = {**ARTICLE, "source": "feed", "source_ref": "f#1", "content_hash": "h9", "body": "Else."}
    loaded, passed_over = publish(
        path, stage_batch("b1"), stage_batch("b2", [same]), stage_batch("b3", [other])
    )
    assert loaded["core.articles"] == loaded["core.mentions"] == 1
    assert rows(path, "SELECT source, body FROM articles") == [("paper", "Chile and Peru met.")]
    assert passed_over.select("source", "same").rows() == [("feed", False), ("wire", True)]


def test_of_one_input_staged_twice_the_later_text_holds(tmp_path: Path, stage_batch: StageBatch) -> None:
    path = tmp_path / "w.duckdb"
    later = {**ARTICLE, "content_hash": "h2", "body": "Peru met Chile."}
    loaded, passed_over = publish(path, stage_batch("b1"), stage_batch("b2", [later], [ENTITY], []))
    assert loaded["core.articles"] == 1 and passed_over.is_empty()
    assert rows(path, "SELECT body FROM articles") == [("Peru met Chile.",)]
    assert rows(path, "SELECT count(*) FROM mentions") == [(0,)]


def test_a_failing_load_leaves_the_published_file_as_it_was(tmp_path: Path, stage_batch: StageBatch) -> None:
    path = tmp_path / "w.duckdb"
    publish(path, stage_batch("b1"))
    before = path.read_bytes()
    with pytest.raises(duckdb.Error), private_copy(path) as connection:
        connection.execute("DELETE FROM core.articles")
        connection.execute("SELECT no_such_column FROM core.articles")
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["staging", "w.duckdb"]


def test_leftovers_of_a_killed_run_are_replaced(tmp_path: Path, stage_batch: StageBatch) -> None:
    path = tmp_path / "w.duckdb"
    (tmp_path / ".w.duckdb.next").write_bytes(b"half a file")
    (tmp_path / ".w.duckdb.next.wal").write_bytes(b"half a log")
    publish(path, stage_batch("b1"))
    assert rows(path, "SELECT count(*) FROM articles") == [(1,)]
    assert not list(tmp_path.glob(".w.duckdb.next*"))


def test_loading_takes_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    limits = []
    for rows, staged in ((3_000_000, 0), (0, 0), (0, 5 * 2**20)):
        with private_copy(path, staged) as connection:
            ((stated, threads),) = connection.execute(
                "SELECT current_setting('memory_limit'), current_setting('threads')"
            ).fetchall()
            limits.append(float(stated.removesuffix(" MiB")) * 2**20)
            connection.execute(f"CREATE OR REPLACE TABLE padding AS SELECT random() AS x FROM range({rows})")
    assert limits[0] == file.LOADING * threads < limits[1] - 10 * 2**20, "a larger warehouse may take more"
    assert limits[2] >= limits[0] + 10 * 2**20, "and so may a larger load"


def test_a_reader_keeps_its_version_while_runs_publish(tmp_path: Path, stage_batch: StageBatch) -> None:
    path = tmp_path / "w.duckdb"
    publish(path, stage_batch("b1"))
    with connect(path) as reader:
        more = {**ARTICLE, "article_id": "a2", "source_ref": "2.txt"}
        publish(path, stage_batch("b2", [more], [], []))
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    assert rows(path, "SELECT count(*) FROM articles") == [(2,)]


def test_a_link_stays_a_link_and_a_file_as_it_was_shared(tmp_path: Path, stage_batch: StageBatch) -> None:
    (tmp_path / "disk").mkdir()
    path, link = tmp_path / "disk" / "w.duckdb", tmp_path / "w.duckdb"
    publish(path)
    path.chmod(0o640)
    link.symlink_to(path)
    publish(link, stage_batch("b1"))
    assert link.is_symlink() and path.stat().st_mode & 0o777 == 0o640
    assert rows(path, "SELECT count(*) FROM articles") == [(1,)]
    with writer_lock(path, 0), pytest.raises(WarehouseBusy), writer_lock(link, 0):
        raise AssertionError("two writers")


def rejected(ref: str, reason: str, source: str = "paper") -> pl.DataFrame:
    name = quarantine_id(source, ref, "core.articles", reason)
    now = ARTICLE["first_seen_at"]
    return schema.QUARANTINE.frame([(name, "r", "core.articles", source, ref, reason, "{}", now, None)])


def nothing_read(source: str, source_ref: str) -> bool:
    return False


def test_quarantine_says_what_is_quarantined_now(tmp_path: Path, stage_batch: StageBatch) -> None:
    path = tmp_path / "w.duckdb"
    for batch, frame in (
        ([], rejected("1.txt", "empty")),
        ([], rejected("1.txt", "binary")),
        ([], rejected("2.txt", "empty")),
        ([stage_batch("b1")], schema.QUARANTINE.frame([])),  # 1.txt is an article now
    ):
        with private_copy(path) as connection:
            load(connection, batch, "run")
            replace_quarantine(connection, frame, nothing_read)
    assert rows(path, "SELECT source_ref, reason FROM quarantine") == [("2.txt", "empty")]


def test_what_a_run_read_and_did_not_quarantine_leaves_the_quarantine(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    before = [rejected("1.txt", "empty"), rejected("2.txt", "empty"), rejected("1.txt", "empty", "wire")]
    with private_copy(path) as connection:
        load(connection, [], "run")
        replace_quarantine(connection, pl.concat([*before, before[0]]), nothing_read)
        assert connection.execute("SELECT count(*) FROM quality.quarantine").fetchall() == [(4,)]
        replace_quarantine(connection, rejected("2.txt", "binary"), lambda source, _: source == "paper")
    found = rows(path, "SELECT source, source_ref, reason FROM quarantine ORDER BY ALL")
    assert found == [("paper", "2.txt", "binary"), ("wire", "1.txt", "empty")]


def test_what_is_known_is_found_by_hash_and_id(tmp_path: Path, stage_batch: StageBatch) -> None:
    path = tmp_path / "w.duckdb"
    assert known_hashes(path, ["r1"]) == set() and known_articles(path, ["a1"]) == {}
    publish(path, stage_batch("b1"))
    assert known_hashes(path, ["r1", "r2"]) == {"r1"}
    known = known_articles(path, ["a1", "a2"])
    assert list(known) == ["a1"] and known["a1"].version == 1


def test_one_writer_at_a_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "w.duckdb"
    with (
        writer_lock(path, timeout=0),
        pytest.raises(WarehouseBusy, match="process"),
        writer_lock(path, timeout=0.3),
    ):
        raise AssertionError("two writers")
    assert caplog.text.count("waiting for it to end") == 1


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    entered = threading.Event()
    order = []

    def first() -> None:
        with writer_lock(path, timeout=0):
            entered.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    entered.wait()
    with writer_lock(path, timeout=10):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def signed(article_id: str, body: str, **values: object) -> tuple[Row, Row]:
    made = signature(body)
    assert made is not None
    article = {**ARTICLE, "article_id": article_id, "source_ref": article_id, "body": body, **values}
    return article, {
        "article_id": article_id,
        "kind": SIGNATURE_KIND,
        "signature": made,
        "bands": list(bands(made)),
    }


WORDS = [f"word{number}" for number in range(200)]
ORIGINAL = " ".join(WORDS)
COPY = " ".join(["agency", *WORDS[:150], *WORDS[155:]])
OTHER = " ".join(f"else{number}" for number in range(200))


@pytest.mark.parametrize("order", [("o", "c", "x"), ("c", "x", "o"), ("x", "o", "c")])
def test_the_later_article_points_to_the_earliest_in_every_order(
    tmp_path: Path, stage_batch: StageBatch, order: tuple[str, ...]
) -> None:
    path = tmp_path / "w.duckdb"
    articles = {
        "o": signed("o", ORIGINAL, published_at=datetime(2024, 5, 1)),
        "c": signed("c", COPY, published_at=datetime(2024, 5, 2)),
        "x": signed("x", OTHER, published_at=datetime(2024, 4, 1)),
    }
    for name in order:
        article, signature_row = articles[name]
        publish(path, stage_batch(name, [article], [], [], [signature_row]))
    marked = rows(path, "SELECT article_id, duplicate_of FROM articles ORDER BY 1")
    assert marked == [("c", "o"), ("o", None), ("x", None)]


def test_a_changed_text_is_no_duplicate_any_more(tmp_path: Path, stage_batch: StageBatch) -> None:
    path = tmp_path / "w.duckdb"
    originals = [signed("o", ORIGINAL, first_seen_at=datetime(2024, 1, 1)), signed("c", COPY)]
    publish(path, stage_batch("b1", [a for a, _ in originals], [], [], [s for _, s in originals]))
    assert rows(path, "SELECT duplicate_of FROM articles WHERE article_id = 'c'") == [("o",)]
    article, signature_row = signed("o", OTHER, content_hash="h2", version=2)
    publish(path, stage_batch("b2", [article], [], [], [signature_row]))
    assert rows(path, "SELECT DISTINCT duplicate_of FROM articles") == [(None,)]


def test_what_the_web_answered_is_kept_with_the_articles(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    for answers in ({"u1": {"etag": "1"}, "u2": {"last_modified": "Mon"}}, {"u1": {"etag": "2"}}):
        with private_copy(path) as connection:
            keep_fetch_state(connection, answers, datetime(2024, 5, 1))
    assert known_answers(path) == {"u1": {"etag": "2"}, "u2": {"last_modified": "Mon"}}


def test_readers_and_runs_are_not_in_each_others_way(tmp_path: Path) -> None:
    """`benchmarks/publish.py --stress` does the same for minutes."""
    browser = installed_browser()
    tallies = stress(tmp_path, 8, 2000, browser)
    assert not [fault for tally in tallies for fault in tally.faults]
    assert all(tally.done for tally in tallies) and len(tallies) == (7 if browser else 6)
