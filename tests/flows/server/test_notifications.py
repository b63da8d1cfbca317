"""Who is told of what goes wrong: a real service whose Prefect posts to a server of ours."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.conftest import ROOT, new_prefect_home, readout


@pytest.fixture
def posted() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The address of a server, and what is posted to it."""
    found: list[dict[str, str]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", found
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.slow
def test_failed_runs_and_bad_data_are_posted(
    tmp_path: Path, folder: Path, posted: tuple[str, list[dict[str, str]]]
) -> None:
    address, found = posted
    (folder / "empty.txt").write_text("", encoding="utf-8")
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "wire.yml").write_text(f"name: wire\nkind: files\nlocation: {folder}\nschedule: 0 6 1 1 *\n")
    (sources / "gone.yml").write_text(f"name: gone\nkind: files\nlocation: {tmp_path}/nowhere\n")
    settings = {"READOUT_SOURCES": str(sources), "READOUT_WAREHOUSE": str(tmp_path / "w.duckdb")}
    service = subprocess.Popen(
        [Path(sys.executable).with_name("readout"), "serve", "--notify", address],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            **settings,
            "PREFECT_HOME": new_prefect_home(tmp_path / "prefect"),
            "PYTHONUNBUFFERED": "1",
        },
    )
    try:
        assert service.stdout
        url = next(hit.group() for line in service.stdout if (hit := re.search(r"http://\S+/api", line)))
        done = readout("run", "wire", PREFECT_API_URL=url, **settings)
        assert done.returncode == 0, done.stderr
        assert readout("run", "gone", PREFECT_API_URL=url, **settings).returncode == 1
        deadline = time.monotonic() + 120
        while len(found) < 2 and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        service.terminate()
        service.wait(timeout=60)
    (run_id,) = re.findall(r"Done: run (\S+)", done.stdout)
    texts = sorted(message["text"] for message in found)
    assert len(texts) == 2, texts
    assert f"Readout run {run_id}: 1 of 4 articles quarantined" in texts
    failed = next(text for text in texts if run_id not in text)
    assert re.match(r"Readout run \S+: Failed\. .*no source could be read: gone: ", failed)


@pytest.mark.parametrize("address", ["hooks.example/x", "file:///etc/passwd", ""])
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "wire.yml").write_text(f"name: wire\nkind: files\nlocation: {folder}\nschedule: 0 6 1 1 *\n")
    done = readout("serve", "--notify", address, READOUT_SOURCES=str(tmp_path))
    assert done.returncode == 2 and "http(s) address" in done.stderr
