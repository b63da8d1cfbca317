"""The services of docker-compose.yml as processes: their commands, each once those that it needs are healthy.

Only what a container gives is put in by hand: the names of hosts, free ports, and the volume's folder.

Slow, as they show services and not rows: `make test` has what the files say in tests/test_deployment.py, the
run in tests/flows, the pages in tests/dashboard.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import yaml
from playwright.sync_api import expect

from tests.conftest import ROOT, readout
from tests.dashboard.conftest import chromium
from tests.support.chaos import outlived_by_none
from tests.support.services import free_port, postgres

pytestmark = pytest.mark.slow
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
BIN = Path(sys.executable).parent
PASSWORD = "made-for-this-test"
PATIENCE = 180  # seconds until a service is healthy or has ended, or a run is done
GRACE = 60  # seconds until a service that was told to end is told again


class Stack:
    """The services that are up, by name, and where they are."""

    def __init__(self, folder: Path, database_port: int) -> None:
        self.folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.told_twice: set[str] = set()
        ports = {"4200": free_port(), "8501": free_port(), "8080": free_port()}
        self.api = f"http://127.0.0.1:{ports['4200']}/api"
        self.dashboard = f"http://127.0.0.1:{ports['8501']}"
        self.warehouse = folder / "data" / "readout.duckdb"
        self.names = {
            "${POSTGRES_PASSWORD:?}": PASSWORD,
            "@database:5432": f"@127.0.0.1:{database_port}",
            "//prefect:4200": f"//127.0.0.1:{ports['4200']}",
            "0.0.0.0": "127.0.0.1",
            **{port: str(free) for port, free in ports.items()},
        }

    def here(self, text: str) -> str:
        """A word of the file as it is on this machine."""
        for name, value in self.names.items():
            text = text.replace(name, value)
        return text

    def command(self, words: list[str]) -> list[str]:
        program, *arguments = map(self.here, words)
        return [str(BIN / program), *arguments]

    def environment(self, service: Mapping[str, Any]) -> dict[str, str]:
        """What a container of the image has, and nothing of this process but where programs are."""
        stated = {name: self.here(value) for name, value in service.get("environment", {}).items()}
        home = self.folder / "home"
        return {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(home),
            "PREFECT_HOME": str(home / "prefect"),
            "PYTHONUNBUFFERED": "1",
            "READOUT_WAREHOUSE": str(self.warehouse),
            **stated,
        }

    def start(self, name: str) -> None:
        """Start a service once those that it needs are healthy; wait for one that ends by itself."""
        service = COMPOSE["services"][name]
        for other in service.get("depends_on", {}):
            if other != "database":
                self.wait_until_healthy(other)
        command = self.command([*service.get("entrypoint", ["readout"]), *service["command"]])
        with self.log(name).open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(service), stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,  # by which its processes are found
            )  # fmt: skip
        if service.get("restart") == "on-failure":
            assert process.wait(PATIENCE) == 0, self.said(name)
        else:
            self.running[name] = process

    def wait_until_healthy(self, name: str) -> None:
        """Ask as the file says, until the answer is yes."""
        service = COMPOSE["services"][name]
        kind, *words = service["healthcheck"]["test"]
        assert kind == "CMD"
        deadline = time.monotonic() + PATIENCE
        while True:
            asked = subprocess.run(
                self.command(words), env=self.environment(service), capture_output=True, timeout=60
            )
            if asked.returncode == 0:
                return
            assert self.running[name].poll() is None, f"{name} ended: {self.said(name)}"
            assert time.monotonic() < deadline, f"{name} is not healthy: {asked.stderr!r} {self.said(name)}"
            time.sleep(0.5)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def said(self, name: str) -> str:
        return self.log(name).read_text(encoding="utf-8", errors="replace")[-3000:]

    def stop(self) -> None:
        """End the services one after the other, those first that need others, and tell who lingers again."""
        for name, process in reversed(self.running.items()):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.told_twice.add(name)
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)

    def kill(self) -> None:
        """Leave no service behind, whatever a test did."""
        for process in self.running.values():
            if process.poll() is None:
                process.kill()
                process.wait()


def ask(login: str, sql: str) -> list[Mapping[str, Any]]:
    """What PostgreSQL answers."""

    async def answer() -> list[Mapping[str, Any]]:
        connection = await asyncpg.connect(login)
        try:
            return [dict(row) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    return asyncio.run(answer())


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    for name in ("data", "home"):
        (folder / name).mkdir()
    with postgres() as server:
        login = f"postgresql://readout:{server.password}@127.0.0.1:{server.port}/postgres"
        ask(login, f"CREATE ROLE prefect LOGIN PASSWORD '{PASSWORD}'")
        ask(login, "CREATE DATABASE prefect OWNER prefect")
        stack = Stack(folder, server.port)
        try:
            for name, service in COMPOSE["services"].items():
                if name != "database" and not service.get("profiles"):
                    stack.start(name)
            yield stack
        finally:
            stack.kill()


@pytest.fixture(scope="module")
def run(stack: Stack) -> dict[str, Any]:
    """A run that fell due, of the deployment that the file makes, once it has ended."""
    with httpx.Client(base_url=stack.api, timeout=60) as api:
        deployments = api.post("/deployments/filter", json={}).raise_for_status().json()
        assert [deployment["name"] for deployment in deployments] == ["all-sources"]
        assert [schedule["active"] for schedule in deployments[0]["schedules"]] == [True]
        due = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
        scheduled = {"state": {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}}
        made = api.post(f"/deployments/{deployments[0]['id']}/create_flow_run", json=scheduled)
        id = made.raise_for_status().json()["id"]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            run: dict[str, Any] = api.get(f"/flow_runs/{id}").raise_for_status().json()
            if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
                return run
            time.sleep(0.5)
    pytest.fail(f"the run did not end: {stack.said('worker')}")


def test_a_run_that_falls_due_fills_the_warehouse(stack: Stack, run: dict[str, Any]) -> None:
    assert run["state_type"] == "COMPLETED", stack.said("worker")
    asked = "SELECT (SELECT count(*) FROM core.articles) AS articles, state FROM quality.runs"
    done = readout("sql", asked, "-f", "json", "-w", str(stack.warehouse))
    assert json.loads(done.stdout) == [{"articles": 24, "state": "completed"}], done.stderr


def test_prefects_history_is_in_postgresql(stack: Stack, run: dict[str, Any]) -> None:
    login = f"postgresql://prefect:{PASSWORD}{stack.names['@database:5432']}/prefect"
    done = ask(login, "SELECT name FROM flow_run WHERE state_type = 'COMPLETED'")
    assert [row["name"] for row in done] == [run["name"]]


def test_the_dashboard_shows_it(stack: Stack, run: dict[str, Any]) -> None:
    stack.wait_until_healthy("dashboard")
    with chromium() as browser:
        page = browser.new_page()
        page.goto(stack.dashboard)
        articles = page.get_by_test_id("stMetric").filter(has_text="Articles")
        expect(articles.get_by_test_id("stMetricValue")).to_have_text("24", timeout=60_000)
        page.goto(f"{stack.dashboard}/quality")
        expect(page.get_by_test_id("stMain")).to_contain_text("completed", timeout=60_000)


def test_services_end_when_told(stack: Stack) -> None:
    """Prefect's worker turns SIGTERM into a KeyboardInterrupt, which is lost where an `except` takes it.

    Told again it kills itself, as Docker would once its grace period is over. Ours need to be told once.
    """
    stack.stop()
    for name, process in stack.running.items():
        codes = {0, -signal.SIGTERM, 128 + signal.SIGTERM}
        if name == "worker" and name in stack.told_twice:
            codes.add(-signal.SIGKILL)
        assert process.returncode in codes, f"{name} ended with {process.returncode}: {stack.said(name)}"
        outlived_by_none(process)
    assert stack.told_twice <= {"worker"}
