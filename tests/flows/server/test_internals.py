"""That what is not public in Prefect is as `flows.server.internals` takes it to be."""

import asyncio
import logging
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from flows.server.internals import (
    ASKED,
    INTERNAL_LOGGER,
    import_engines,
    log_with_all_others,
    put_what_is_asked_first,
    send_events,
)
from flows.server.local import LocalPrefect
from flows.server.runner import PatientRunner
from tests.conftest import ROOT

OWN = Path("flows") / "server" / "internals.py"
# An attribute with an underscore of what is Prefect's, or a module of its that is not for others
PRIVATE = re.compile(r"\b(runner|prefect|client|deployment|server|worker|handler)\._[a-z]|from prefect\S*\._")
# A run that is told to end says so, and finishes what is at hand
RUN = """
import signal, sys, time
asked = []
signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
print("begun", flush=True)
while not asked:
    time.sleep(0.01)
time.sleep(0.5)
sys.exit(7)
"""


def test_nothing_else_touches_what_is_private() -> None:
    touched = {
        path.relative_to(ROOT)
        for path in sorted((ROOT / "flows").rglob("*.py"))
        if PRIVATE.search(path.read_text(encoding="utf-8"))
    }
    assert touched == {OWN}


def test_the_engines_are_what_a_flow_imports() -> None:
    script = (
        "import sys; from prefect import flow; from flows.server.internals import import_engines;"
        "import_engines(); before = set(sys.modules); print(*before)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"prefect.flow_engine", "prefect.task_engine"} <= set(done.stdout.split())
    import_engines()


def test_the_internal_logger_has_a_handler_of_its_own_until_it_is_taken() -> None:
    from prefect.logging.configuration import DEFAULT_LOGGING_SETTINGS_PATH, load_logging_config

    stated = load_logging_config(DEFAULT_LOGGING_SETTINGS_PATH)["loggers"][INTERNAL_LOGGER]
    assert stated["handlers"] and not stated["propagate"], "else it need not be taken"
    log_with_all_others()
    internal = logging.getLogger(INTERNAL_LOGGER)
    assert internal.propagate and not internal.handlers


def test_events_are_sent_before_the_server_ends(prefect: LocalPrefect) -> None:
    from prefect.events import emit_event
    from prefect.events.worker import EventsWorker

    assert callable(EventsWorker.drain_all)
    resource = f"readout.test.{uuid.uuid4()}"
    emit_event("readout.test", {"prefect.resource.id": resource})
    send_events(patience=5)
    asked = {"filter": {"resource": {"id": [resource]}}}
    deadline = time.monotonic() + 20  # the server keeps events in batches
    while not (found := httpx.post(f"{prefect.url}/events/filter", json=asked).json()["events"]):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert found[0]["event"] == "readout.test"


def test_the_routers_that_a_run_asks_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.server.api import server

    before = server.API_ROUTERS
    monkeypatch.setattr(server, "API_ROUTERS", before)  # is put back at the end
    prefixes = {router.prefix for router in before}
    assert set(ASKED) <= prefixes
    put_what_is_asked_first()
    assert {router.prefix for router in server.API_ROUTERS[: len(ASKED)]} == set(ASKED)
    assert sorted(map(id, server.API_ROUTERS)) == sorted(map(id, before))
    added: list[str] = []
    whole = server.FastAPI.include_router

    def note(self: Any, router: Any, **how: Any) -> None:
        added.append(router.prefix)
        whole(self, router, **how)

    monkeypatch.setattr(server.FastAPI, "include_router", note)
    server.create_app(ephemeral=True, ignore_cache=True)
    assert added[: len(ASKED)] == [router.prefix for router in server.API_ROUTERS[: len(ASKED)]]


def test_a_runner_that_stops_tells_its_runs_and_waits_for_them(prefect: LocalPrefect) -> None:
    """The runs are processes that it started; here one that takes its time."""
    from prefect.runner._process_manager import ProcessHandle

    async def serve() -> tuple[int | None, float]:
        runner = PatientRunner(name="test", pause_on_shutdown=False)
        serving = asyncio.create_task(runner.start())
        while not runner.started:
            assert not serving.done()
            await asyncio.sleep(0.05)
        run = await anyio.open_process([sys.executable, "-c", RUN])
        assert run.stdout and (await run.stdout.receive()).startswith(b"begun")
        await runner._process_manager.add(uuid.uuid4(), ProcessHandle(run))
        runner._runs_task_group.start_soon(run.wait)  # as the runner waits for its own
        stopped_at = time.monotonic()
        await runner.astop()
        await serving
        return run.returncode, time.monotonic() - stopped_at

    usual = signal.getsignal(signal.SIGTERM)
    try:
        code, took = asyncio.run(serve())
    finally:
        signal.signal(signal.SIGTERM, usual)
    assert code == 7, "it ended by itself"
    assert took < 15
