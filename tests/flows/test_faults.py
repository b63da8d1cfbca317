"""What goes wrong around a run: Prefect's server gone, a host that hangs, a clock that is set back."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows import readout as run_module
from flows.readout import RunFailed
from flows.report import RunReport
from flows.settings import Settings
from tests.flows.conftest import Run
from tests.flows.test_readout import Rows, counts
from tests.support.chaos import processes_of, start, when
from tests.support.services import postgres
from warehouse.address import parse_lake
from warehouse.history import RUNS, metric_history
from warehouse.load.quarantine import Choice
from warehouse.read import connect
from warehouse.store.lake import LakeError


@pytest.mark.slow  # a server of its own
def test_a_run_outlives_the_prefect_server(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_CLIENT_MAX_RETRIES", "1")  # else it waits two minutes for it to come back
    warehouse = tmp_path / "warehouse" / "w.duckdb"
    warehouse.parent.mkdir()
    run = start(folder, warehouse, tmp_path, "--batch-size", "1", "--workers", "1")
    when(warehouse, "batch")(run)
    (server,) = [
        pid for pid in processes_of(run.pid) if b"flows.server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    os.kill(server, signal.SIGKILL)
    assert run.wait(timeout=240) == 0
    said = (tmp_path / "runs.log").read_text(encoding="utf-8")
    assert "3 new" in said and "its server is gone" in said and "Traceback" not in said
    with connect(warehouse) as connection:
        assert connection.execute("SELECT state, articles_new FROM runs").fetchall() == [("completed", 3)]
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(3,)]


FEED = """<rss version="2.0"><channel><title>Wire</title><item><title>Ghana thanks Togo</title>
<guid isPermaLink="false">1</guid>
<description>&lt;p&gt;Ghana thanked Togo on Friday for its help after the floods.&lt;/p&gt;</description>
</item></channel></rss>"""


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[Path]:
    """The source file of a feed whose host takes connections and never answers."""
    with socket.socket() as host:
        host.bind(("127.0.0.1", 0))
        host.listen()
        source = tmp_path / "wire.yml"
        source.write_text(
            f"name: wire\nkind: feed\nlocation: http://127.0.0.1:{host.getsockname()[1]}/rss\n"
            "allow_private: true\nobey_robots: false\nfull_text: entry\n"
            "fetching: {timeout: 0.3, tries: 2, delay: 0}\n",
            encoding="utf-8",
        )
        yield source


@contextmanager
def answering(source: Path, *, expected: str = "") -> Iterator[list[str]]:
    """Have the host of a source file answer with its feed; yields the ETags that it is asked about."""
    asked: list[str] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("if-none-match", ""))
            self.send_response(304 if asked[-1] else 200)
            self.send_header("content-type", "application/rss+xml")
            self.send_header("etag", '"1"')
            self.end_headers()
            if not asked[-1]:
                self.wfile.write(FEED.encode())

        def log_message(self, *_: object) -> None:
            pass

    before = source.read_text(encoding="utf-8")
    with HTTPServer(("127.0.0.1", 0), Host) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        port = before.split("127.0.0.1:")[1].split("/")[0]
        text = before.replace(port, str(server.server_port)).replace("timeout: 0.3", "timeout: 60")
        source.write_text(text + expected, encoding="utf-8")
        yield asked
        server.shutdown()
    source.write_text(before, encoding="utf-8")


def test_a_host_that_hangs_costs_only_its_articles(run: Run, rows: Rows, folder: Path, hanging: Path) -> None:
    report = run(hanging, folder)
    assert report.state == "completed" and counts(report) == (3, 0, 0, 0)
    ((ref, reason),) = rows("SELECT source_ref, reason FROM quarantine")
    assert str(ref).endswith("/rss") and str(reason).startswith("timeout: ")
    assert report.warnings == [f"wire could not be read: {reason}"]
    assert rows("SELECT message FROM runs") == [(f"could not be read: wire: {reason}",)]
    assert rows("SELECT source FROM metrics WHERE metric = 'articles'") == [("news",)], "it is not compared"
    with answering(hanging):
        assert counts(run(hanging, folder)) == (1, 0, 3, 0), "once it answers nothing is missing"


def test_a_run_that_can_read_no_source_fails(
    run: Run, rows: Rows, folder: Path, hanging: Path, tmp_path: Path
) -> None:
    with answering(hanging, expected="expected: {minimum: 1}\n") as asked:
        run(hanging)
        known = rows("SELECT url, etag FROM quality.fetches")
        again = run(hanging)
        assert asked == ["", '"1"'] and again.warnings == [], "what has not changed is not found missing"
    moved = tmp_path / "moved.yml"
    moved.write_text(f"name: moved\nkind: files\nlocation: {tmp_path}/not/here\n", encoding="utf-8")
    with pytest.raises(RunFailed, match=r"^no source could be read: wire: timeout: .*; moved: cannot be"):
        run(hanging, moved)
    assert rows("SELECT state, message IS NULL FROM runs") == [
        ("completed", True), ("completed", True), ("failed", False),
    ]  # fmt: skip
    assert rows("SELECT DISTINCT source FROM quarantine ORDER BY 1") == [("moved",), ("wire",)]
    assert rows("SELECT count(*) FROM articles") == [(1,)] and known == rows("SELECT url, etag FROM fetches")
    with answering(hanging) as asked:
        report = run(hanging, folder)
        assert asked == [""] and counts(report) == (3, 0, 1, 0), "its address is another now"
    assert rows("SELECT DISTINCT source FROM quarantine") == [("moved",)]


def test_what_cannot_be_read_again_is_not_said_to_be_gone(
    run: Run, rows: Rows, folder: Path, hanging: Path
) -> None:
    run(hanging, folder)
    with pytest.raises(RunFailed) as caught:
        run(again=Choice(source="wire"))
    assert caught.value.report.warnings == []
    with answering(hanging):
        report = run(hanging, again=Choice(source="wire"))
        assert counts(report) == (1, 0, 0, 0), "all of the source is meant"
    assert rows("SELECT count(*) FROM quarantine") == [(0,)]


@pytest.mark.usefixtures("in_this_process")
def test_a_clock_that_is_set_back(
    loaded: RunReport,
    run: Run,
    rows: Rows,
    folder: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class SetBack(datetime):
        """Three days behind, and at each question another hour."""

        asked = 0

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            SetBack.asked += 1
            return datetime.now(tz or UTC) - timedelta(days=3, hours=SetBack.asked)

    monkeypatch.setattr("transforms.clock.datetime", SetBack)
    (folder / "kenya.txt").write_text("Kenya\n\nKenya praised Ethiopia on Tuesday.", encoding="utf-8")
    (folder / "japan.txt").unlink()
    report = run(folder)
    assert SetBack.asked > 2 and counts(report) == (0, 1, 1, 0)
    assert rows("SELECT version FROM articles WHERE source_ref = 'kenya.txt'") == [(2,)]
    assert rows("SELECT bool_and(started_at <= finished_at) FROM runs") == [(True,)]
    assert rows(
        "SELECT run_id < (SELECT min(run_id) FROM runs WHERE articles_new = 3) FROM runs LIMIT 1 OFFSET 1"
    ) == [(True,)], "its name says what the clock said"
    with connect(settings.warehouse) as connection:
        listed = [row[0] for row in connection.execute(RUNS, [5]).fetchall()]
    assert listed[0] == report.run_id and len(listed) == 2, "the last run is the last"
    latest = metric_history(settings.warehouse, 1)
    assert latest is not None and latest.filter(metric="articles")["value"].to_list() == [2.0]
    assert counts(run(folder)) == (0, 0, 2, 0), "nothing is read twice"


@pytest.mark.slow  # a PostgreSQL of its own
def test_a_catalogue_that_restarts_costs_nothing(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres() as server:
        monkeypatch.setenv("PGPASSWORD", server.password)
        lake = parse_lake(server.address(tmp_path / "files", "news"))
        stage, load = run_module.stage, run_module.load
        loads = []

        def restart_after_staging(*arguments: Any) -> Any:
            staged = stage(*arguments)
            server.restart()
            return staged

        def restart_within_the_first_load(*arguments: Any) -> Any:
            loads.append(load(*arguments))
            if len(loads) == 1:
                server.restart()
            return loads[-1]

        monkeypatch.setattr(run_module, "stage", restart_after_staging)
        monkeypatch.setattr(run_module, "load", restart_within_the_first_load)
        report = run(folder, warehouse=lake, staging=tmp_path / "staging", lock_timeout=60)
        assert len(loads) == 2 and counts(report) == (3, 0, 0, 0)
        with connect(lake) as connection:
            assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(3,)]
            runs = connection.execute("SELECT run_id, state, articles_new FROM runs").fetchall()
        assert runs == [(report.run_id, "completed", 3)]


def test_a_publish_whose_answer_is_lost_is_done_once(
    run: Run, rows: Rows, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, attempts = run_module.writing, []

    @contextmanager
    def loses_the_first_answer(*arguments: Any) -> Iterator[Any]:
        with writing(*arguments) as connection:
            yield connection
        attempts.append(connection)
        if len(attempts) == 1:
            raise LakeError("server closed the connection unexpectedly")

    monkeypatch.setattr(run_module, "writing", loses_the_first_answer)
    report = run(folder)
    assert len(attempts) == 2 and report.state == "completed" and counts(report) == (3, 0, 0, 0)
    assert rows("SELECT run_id, articles_new FROM runs") == [(report.run_id, 3)]
    assert rows("SELECT count(*) FROM article_versions") == [(3,)]


def test_an_article_that_could_not_be_fetched_comes_with_a_later_run(
    run: Run, rows: Rows, folder: Path, tmp_path: Path
) -> None:
    """Although its feed says that nothing has changed. Until then it is in the quarantine and waits."""
    is_down = True
    text = f"<html><body><article>{'<p>Ghana thanked Togo for its help on Friday, officials said.</p>' * 9}"

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_feed = self.path == "/rss"
            known = is_feed and self.headers.get("if-none-match")
            self.send_response(304 if known else 503 if is_down and not is_feed else 200)
            self.send_header("content-type", "application/rss+xml" if is_feed else "text/html")
            if is_feed:
                self.send_header("etag", '"1"')
            self.end_headers()
            if not known:
                entry = f"http://127.0.0.1:{self.server.server_port}/one"  # type: ignore[attr-defined]
                listing = (
                    f"<rss><channel><item><title>Help</title><link>{entry}</link></item></channel></rss>"
                )
                self.wfile.write((listing if is_feed else text).encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Host) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        source = tmp_path / "paper.yml"
        source.write_text(
            f"name: paper\nkind: feed\nlocation: http://127.0.0.1:{server.server_port}/rss\n"
            "allow_private: true\nobey_robots: false\nfull_text: page\nfetching: {delay: 0, tries: 1}\n"
        )
        assert counts(run(source)) == (0, 0, 0, 1)
        assert rows("SELECT source, tries FROM waiting") == [("paper", 1)]
        is_down = False
        assert counts(run(source)) == (1, 0, 0, 0)
        server.shutdown()
    assert rows("SELECT title FROM articles") == [("Help",)]
    assert rows("SELECT source_ref FROM waiting UNION ALL SELECT source_ref FROM quarantine") == []
