"""What is quarantined: kept with its reason, listed, shown, read again after a fix, dropped."""

import functools
import io
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from flows.batch import stages
from flows.batch.incoming import input_keys, retry_keys
from flows.report import RunReport
from flows.server.local import LocalPrefect
from flows.settings import Settings
from flows.sources import SourceError
from flows.sources.source import resolve
from flows.summary import print_summary
from tests.conftest import readout
from tests.flows.conftest import Run
from warehouse.load.quarantine import Choice, quarantine_id
from warehouse.store.lock import writer_lock

Rows = Callable[[str], list[tuple[object, ...]]]
HOSTILE = "[bold]Peru[/] \x1b[31m\u202e"


def command(settings: Settings, *arguments: str, stdin: str = "", **variables: str) -> CompletedProcess[str]:
    """`readout quarantine` as a user calls it."""
    to = ("--warehouse", str(settings.warehouse))
    return readout("quarantine", *arguments, *to, stdin=stdin, **variables)


def listed(settings: Settings, *arguments: str) -> list[dict[str, object]]:
    done = command(settings, *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, object]] = json.loads(done.stdout)
    return rows


annotate = stages.annotate_batch


@functools.wraps(annotate)
def annotate_wrongly(folder: Path, *rest: Any) -> int:
    """The rules as if they had a fault: a mention's text is not that of its place."""
    done = annotate(folder, *rest)
    path = folder / "core.mentions.parquet"
    text = pl.when(pl.col("text") == "North Korea").then(pl.lit("Atlantis")).otherwise("text")
    pl.read_parquet(path).with_columns(text.alias("text")).write_parquet(path)
    return done


@pytest.mark.usefixtures("in_this_process")
def test_from_a_run_that_turns_rows_away_to_a_run_after_the_fix(
    settings: Settings,
    prefect: LocalPrefect,
    folder: Path,
    run: Run,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A wrong row costs no article: it is a warning, and waits in the quarantine until it is right."""
    (folder / "empty.txt").write_text("", encoding="utf-8")
    with monkeypatch.context() as fault:
        fault.setattr(stages, "annotate_batch", annotate_wrongly)
        report = run(folder)
    print_summary(report, Console(file=(summary := io.StringIO()), width=200), report.run.began)
    said = summary.getvalue()
    assert "3 new, 0 changed, 0 unchanged, 1 quarantined" in said
    assert "warning rows quarantined, their articles were loaded without them: 1 of core.mentions" in said
    assert "quarantined row of mentions japan.txt: The offsets give back the text: mention_id " in said
    assert "quarantined empty.txt: is empty" in said and ", 0 critical" in said
    assert rows("SELECT source_ref FROM articles ORDER BY 1") == [
        ("chile.txt",), ("japan.txt",), ("kenya.txt",),
    ]  # fmt: skip
    assert rows("SELECT state, articles_seen, articles_quarantined FROM runs") == [("completed", 4, 1)]
    assert rows("SELECT source_ref, table_name, location FROM quarantine ORDER BY ALL") == [
        ("empty.txt", "core.articles", str(folder)),
        ("japan.txt", "core.mentions", str(folder)),
    ]
    lost = "SELECT count(*) FROM mentions JOIN articles USING (article_id) WHERE text = 'North Korea'"
    assert rows(lost) == [(0,)]
    assert rows("SELECT quarantined, rows_quarantined FROM mart.source_health") == [(1, 1)]
    assert rows("SELECT count(*) FROM checks WHERE NOT success AND severity = 'critical'") == [(0,)]
    ((examples,),) = rows(
        "SELECT examples FROM checks WHERE NOT success AND column_name = 'text_is_at_offsets'"
    )
    (example,) = json.loads(str(examples))
    assert (example["source"], example["source_ref"]) == ("news", "japan.txt")
    assert rows("SELECT count(*) FROM checks WHERE success AND examples IS NOT NULL") == [(0,)]

    (japan,) = listed(settings, "--table", "mentions")
    assert japan["source_ref"] == "japan.txt" and str(example["mention_id"]) in str(japan["reason"])
    assert [row["source_ref"] for row in listed(settings, "--reason", "IS EMPTY")] == ["empty.txt"]
    shown = command(settings, "show", str(japan["quarantine_id"])[:6])
    assert (
        shown.returncode == 0 and "news: japan.txt" in shown.stdout and '"text": "Atlantis"' in shown.stdout
    )
    assert "core.mentions: a row; its article was loaded without it" in shown.stdout

    # Still wrong: it is annotated anew, and stays as it is
    with monkeypatch.context() as fault:
        fault.setattr(stages, "annotate_batch", annotate_wrongly)
        report = run(folder)
    assert (report.articles_new, report.articles_changed, report.articles_unchanged) == (0, 0, 3)
    assert (report.articles_quarantined, report.articles_reannotated) == (1, 1)
    assert [row["quarantine_id"] for row in listed(settings, "--table", "mentions")] == [
        japan["quarantine_id"]
    ]

    (folder / "ghana.txt").write_text("Ghana\n\nGhana thanked Togo on Friday.", encoding="utf-8")
    done = command(settings, "--retry", PREFECT_API_URL=prefect.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 new, 0 changed, 1 unchanged, 1 quarantined" in done.stdout, "only what was quarantined is read"
    assert "Rows in the quarantine: 2 before, 1 now." in done.stdout
    assert rows("SELECT source_ref FROM quarantine") == [("empty.txt",)]
    assert rows(lost) == [(1,)]
    assert rows("SELECT source_ref, version FROM articles WHERE source_ref = 'japan.txt'") == [
        ("japan.txt", 1)
    ]
    assert rows("SELECT DISTINCT source FROM quality.metrics WHERE metric = 'articles' AND value < 4") == []


def test_what_is_put_back_leaves_the_quarantine(
    loaded: RunReport, run: Run, rows: Rows, folder: Path
) -> None:
    published = (folder / "chile.txt").read_bytes()
    (folder / "chile.txt").write_bytes(b"\0\1binary")
    run(folder)
    assert rows("SELECT source_ref FROM quarantine") == [("chile.txt",)]
    (folder / "chile.txt").write_bytes(published)
    report = run(folder)
    assert report.articles_unchanged == 3
    assert rows("SELECT source_ref FROM quarantine") == []


def test_rows_of_a_mended_file_leave_the_quarantine(run: Run, rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    good = '{"id": "a", "text": "Ghana thanked Togo on Friday, officials in Accra said."}\n'
    path.write_text(f"{good}broken\n", encoding="utf-8")
    run(path)
    assert rows("SELECT source_ref FROM quarantine") == [("rows.jsonl#line-2",)]
    path.write_text(good + good.replace('"a"', '"b"').replace("Togo", "Benin"), encoding="utf-8")
    report = run(again=Choice(reason="not JSON"))
    assert (report.articles_new, report.articles_unchanged, report.warnings) == (1, 1, [])
    assert rows("SELECT source_ref FROM quarantine") == []


def test_reading_again_leaves_the_rest_as_it_is(run: Run, rows: Rows, folder: Path) -> None:
    """What is not meant is neither loaded nor forgotten, and what is gone is said."""
    for name in ("one.txt", "two.txt", "three.txt"):
        (folder / name).write_text("", encoding="utf-8")
    run(folder)
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(f"Mali met Niger in {name[:3]} places on Friday.", encoding="utf-8")
    (folder / "three.txt").unlink()
    meant = tuple(quarantine_id("news", ref, "core.articles", "is empty") for ref in ("one.txt", "three.txt"))
    report = run(again=Choice(ids=meant))
    assert (report.articles_seen, report.articles_new) == (1, 1)
    assert report.warnings == ["no longer in its source: news: three.txt"]
    assert rows("SELECT source_ref FROM quarantine ORDER BY 1") == [("three.txt",), ("two.txt",)]
    with pytest.raises(SourceError, match="no quarantined row matches the filters"):
        run(again=Choice(source="elsewhere"))
    moved = folder.rename(folder.with_name("old")) / "moved"
    with pytest.raises(SourceError, match="no such file or folder"):
        run(again=Choice())
    (moved / "news").mkdir(parents=True)
    shutil.copy(moved.parent / "two.txt", moved / "news")
    assert run(moved / "news", again=Choice()).articles_new == 1, "found where it is now"


def test_a_rival_stays_one_when_it_is_read_again(run: Run, rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    row = '{"id": "%s", "url": "https://paper.example/1", "text": "Ghana thanked %s on Friday in Accra."}\n'
    path.write_text(row % (1, "Togo") + row % (2, "Benin"), encoding="utf-8")
    run(path)
    assert rows("SELECT source_ref FROM quarantine") == [("rows.jsonl#2",)]
    report = run(again=Choice())
    assert (report.articles_seen, report.articles_quarantined) == (1, 1)
    assert rows("SELECT source_ref, version FROM articles") == [("rows.jsonl#1", 1)]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str, list[str]]]:
    """A folder that is served on this machine, its address, and what was asked for."""
    folder = tmp_path / "site"
    folder.mkdir()
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield folder, f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_of_a_feed_only_what_is_meant_is_fetched_again(
    run: Run, rows: Rows, tmp_path: Path, site: tuple[Path, str, list[str]]
) -> None:
    folder, address, asked = site
    entries = "".join(
        f"<item><guid>{name}</guid><link>{address}/{name}.html</link></item>"
        for name in ("one", "two", "new")
    )
    (folder / "feed.xml").write_text(
        f"<rss version='2.0'><channel><title>Paper</title>{entries}</channel></rss>", encoding="utf-8"
    )
    text = "<p>Ghana thanked Togo for its help in Accra on Friday, officials said.</p>" * 5
    (folder / "one.html").write_text(f"<html><body><article>{text}</article></body></html>")
    (folder / "new.html").write_text(f"<html><body><article>{text}</article></body></html>")
    (folder / "two.html").write_text("")
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "paper.yml").write_text(
        f"name: paper\nkind: feed\nlocation: {address}/feed.xml\nallow_private: true\nfull_text: page\n"
        "fetching: {delay: 0}\nobey_robots: false\n"
    )
    run("paper", sources=sources)
    assert rows("SELECT source_ref, location FROM quarantine") == [("feed.xml#two", "paper")]
    (folder / "two.html").write_text(
        f"<html><body><article>{text.replace('Togo', 'Benin')}</article></body></html>"
    )
    asked.clear()
    known = rows("FROM quality.fetches ORDER BY url")
    report = run(again=Choice(), sources=sources)
    assert asked == ["/feed.xml", "/two.html"]
    assert (report.articles_seen, report.articles_new) == (1, 1)
    assert rows("FROM quality.fetches ORDER BY url") == known, "or new entries would be taken for known"


@pytest.mark.parametrize(
    ("read", "quarantined", "again"),
    [
        ("a.txt", "a.txt", True),
        ("b.txt", "a.txt", False),
        ("rows.jsonl#7", "rows.jsonl#line-2", True),
        ("rows.jsonl#7", "deep/rows.jsonl", True),
        ("rows.jsonl#7", "rows.jsonl#8", False),
        ("rows.jsonl", "rows.jsonl#8", False),
        ("feed.xml#line-by-line", "feed.xml#other", False),
    ],
)
def test_what_has_been_read_again(read: str, quarantined: str, again: bool) -> None:
    marks = set(input_keys("paper", read))
    assert marks.isdisjoint(retry_keys("paper", quarantined)) is not again
    assert marks.isdisjoint(retry_keys("wire", quarantined))


@pytest.fixture
def filled(settings: Settings, run: Run, folder: Path) -> Settings:
    """A warehouse that has turned three inputs away, one of them with words that harm a terminal."""
    for file in folder.iterdir():
        file.unlink()
    (folder / "a.txt").write_text("", encoding="utf-8")
    (folder / "b.txt").write_text("", encoding="utf-8")
    (folder / "c.jsonl").write_text(f"{HOSTILE}\n", encoding="utf-8")
    run(folder)
    return settings


def test_rows_are_listed_and_shown_without_harm(filled: Settings) -> None:
    done = command(filled)
    assert done.returncode == 0 and "is not JSON" in done.stdout and "a.txt" in done.stdout
    (row,) = listed(filled, "--reason", "json", "--source", "NEW", "--since", "2020-01-01")
    assert json.loads(str(row["payload"]))["input"].rstrip() == HOSTILE
    shown = command(filled, "show", str(row["quarantine_id"]))
    assert shown.returncode == 0 and "[bold]Peru[/]" in shown.stdout
    assert "\x1b" not in shown.stdout and "\u202e" not in shown.stdout
    for nothing in (
        ["--since", "2100-01-01"],
        ["show", "ffffffffffffff"],
        ["--retry", "--id", "ffffffffffffff"],
    ):
        done = command(filled, *nothing)
        assert done.returncode == 1 and "no quarantined row" in done.stderr
    done = command(filled, "show", "")
    assert done.returncode == 1 or "several ids" in done.stderr
    done = command(filled, "--retry", "show", "abc")
    assert done.returncode == 2 and "after show" in done.stderr


def test_rows_are_dropped_when_that_is_meant(filled: Settings, rows: Rows) -> None:
    refs = {str(row["source_ref"]): str(row["quarantine_id"]) for row in listed(filled)}
    assert command(filled, "drop").returncode == 2
    done = command(filled, "drop", refs["a.txt"], stdin="n\n")
    assert done.returncode == 1 and "a.txt: is empty" in done.stderr
    done = command(filled, "drop", refs["a.txt"], "ffffffffffffff", "--yes")
    assert done.returncode == 1 and "no quarantined row" in done.stderr
    assert rows("SELECT count(*) FROM quarantine") == [(3,)]
    done = command(filled, "drop", refs["a.txt"][:10], stdin="y\n")
    assert done.returncode == 0 and "1 row dropped" in done.stdout
    assert rows("SELECT source_ref FROM quarantine ORDER BY 1") == [("b.txt",), ("c.jsonl#line-1",)]
    with writer_lock(Path(str(filled.warehouse)), 0):
        done = readout(
            "quarantine", "drop", "--reason", "empty", "--yes", "-w", str(filled.warehouse),
            READOUT_LOCK_TIMEOUT="0",
        )  # fmt: skip
    assert done.returncode == 1 and "is being written by" in done.stderr
    assert command(filled, "drop", "--source", "news", "--yes").returncode == 0
    assert rows("SELECT count(*) FROM quarantine") == [(0,)]
    done = command(filled)
    assert done.returncode == 0 and "The quarantine is empty" in done.stdout
    assert "The quarantine is empty" in command(filled, "--retry").stdout


def test_where_no_warehouse_is(tmp_path: Path) -> None:
    for arguments in ([], ["show", "a"], ["--retry"], ["drop", "a", "--yes"]):
        done = readout("quarantine", *arguments, "-w", str(tmp_path / "none.duckdb"))
        assert done.returncode == 1 and "no warehouse at" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "none.duckdb").exists()


def test_a_shell_completes_ids(filled: Settings) -> None:
    (row,) = listed(filled, "--reason", "json")
    name = str(row["quarantine_id"])
    done = readout(
        READOUT_WAREHOUSE=str(filled.warehouse),
        _READOUT_COMPLETE="complete_zsh",
        _TYPER_COMPLETE_ARGS=f"readout quarantine show {name[:5]}",
    )
    assert name in done.stdout


def test_a_password_in_an_address_is_not_kept(tmp_path: Path) -> None:
    assert resolve("https://paper.example/feed").spec == "https://paper.example/feed"
    assert resolve("https://me:secret@paper.example/feed").spec is None
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    assert resolve(tmp_path / "a.txt").spec == str(tmp_path / "a.txt")
