"""Runs and services that are told to end: SIGTERM, Ctrl-C, and a second signal for who cannot wait."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from flows.process.signals import COALESCE_SECONDS, Stop, Stopped, handle_signals, run_in_thread, write_stderr
from flows.server.local import LocalPrefect
from flows.settings import Settings
from tests.conftest import ROOT, SAMPLES, new_prefect_home
from tests.flows.conftest import Run
from tests.support.chaos import (
    PATIENCE,
    READOUT,
    compare,
    contents,
    outlived_by_none,
    start,
    when,
)
from tests.support.services import post
from warehouse.docs import docs_folder
from warehouse.read import connect

TAKEN = """
import signal, sys, threading, time
from flows.process.signals import run_in_thread, handle_signals

def work(stop):
    time.sleep(0.5)  # the main thread waits by then
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    latest = time.monotonic() + float(sys.argv[1])
    while not stop and time.monotonic() < latest:
        time.sleep(0.01)
    return bool(stop)

with handle_signals(lambda _: None) as stop:
    sys.exit(not run_in_thread(lambda: work(stop)))
"""


def ended(run: subprocess.Popen[bytes]) -> int:
    """The exit code of a run, none of whose processes outlives it for long."""
    code = run.wait(timeout=PATIENCE)
    outlived_by_none(run)
    return code


def test_a_run_finishes_what_is_at_hand_and_the_next_goes_on(
    tmp_path: Path, sample_warehouse: Path, prefect: LocalPrefect, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "warehouse" / "w.duckdb"
    warehouse.parent.mkdir()
    log = tmp_path / "runs.log"
    batches = ("--batch-size", "2", "--workers", "1")  # many: whatever the machine does, some are left

    told = start(SAMPLES, warehouse, tmp_path, *batches)
    when(warehouse, "batch")(told)
    told.send_signal(signal.SIGTERM)
    assert ended(told) == 128 + signal.SIGTERM
    assert "SIGTERM: finishing the batches in flight" in log.read_text()
    assert "Stopped: run " in log.read_text() and "Traceback" not in log.read_text()
    with connect(warehouse) as connection:
        ((state, message, new),) = connection.execute(
            "SELECT state, message, articles_new FROM runs"
        ).fetchall()
        loaded = connection.execute("SELECT count(*) FROM articles").fetchall()[0][0]
    assert state == "cancelled" and "the next run reads the rest" in message
    assert loaded == new and 1 <= new < 24, "what was complete is published"
    assert not list(warehouse.parent.glob(".*staging*"))

    monkeypatch.setenv("PREFECT_API_URL", prefect.url)  # the first had a server of its own
    told = start(SAMPLES, warehouse, tmp_path, *batches)
    when(warehouse, "batch")(told)
    os.killpg(told.pid, signal.SIGINT)  # as a terminal sends it
    time.sleep(COALESCE_SECONDS + 0.1)
    if told.poll() is None:  # else the batches in flight are finished by then
        os.killpg(told.pid, signal.SIGINT)
    assert ended(told) == 128 + signal.SIGINT
    contents(warehouse)

    assert run(SAMPLES, warehouse=warehouse).state == "completed"
    compare(contents(sample_warehouse), warehouse)
    beside = {warehouse.name, f".{warehouse.name}.lock", docs_folder(warehouse).name}
    assert {path.name for path in warehouse.parent.iterdir()} <= beside, "nothing is left lying about"


@pytest.mark.slow
def test_a_service_lets_its_run_finish_what_is_at_hand(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "wire.yml").write_text(f"name: wire\nkind: files\nlocation: {SAMPLES}\nschedule: 0 6 * * *\n")
    warehouse, log = tmp_path / "w.duckdb", tmp_path / "service.log"
    settings = {
        "SOURCES": sources,
        "WAREHOUSE": warehouse,
        "BATCH_SIZE": 1,
        "WORKERS": 1,
        "LOG_FORMAT": "json",
    }
    environment = {
        **os.environ,
        **{f"READOUT_{name}": str(value) for name, value in settings.items()},
        "PREFECT_HOME": new_prefect_home(tmp_path / "prefect"),
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    }
    with log.open("wb") as out:
        service = subprocess.Popen(
            [READOUT, "serve"], stdout=out, stderr=out, env=environment, start_new_session=True
        )
    try:
        while not (found := re.search(r"http://\S+/api", log.read_text())):
            assert service.poll() is None
            time.sleep(0.1)
        with httpx.Client(base_url=found.group(), timeout=PATIENCE) as client:
            (deployment,) = post(client, "/deployments/filter", {})
            path = f"/deployments/{deployment['id']}/create_flow_run"
            run = post(client, path, {"state": {"type": "SCHEDULED"}})["id"]
        when(warehouse, "batch")(service)
        service.send_signal(signal.SIGTERM)
        assert ended(service) == 0, log.read_text()
    finally:
        if service.poll() is None:
            service.kill()
    with connect(warehouse) as connection:
        runs = connection.execute("SELECT flow_run_id, state, articles_new FROM runs").fetchall()
    assert [row[:2] for row in runs] == [(run, "cancelled")] and 1 <= runs[0][2] < 24
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    told = [line for line in lines if line["level"] == "warning"]
    assert "no further run" in told[0]["message"] and told[1]["message"].startswith("SIGTERM")
    assert told[1]["run_id"] == lines[-1]["run_id"] and lines[-1]["message"] == "run published"


@pytest.mark.slow
def test_signals_at_random_moments_are_never_raised_into_a_run(
    run: Run,
    rows: Callable[[str], list[tuple[object, ...]]],
    folder: Path,
    settings: Settings,
    moments: int = 50,
) -> None:
    """As the command makes its runs: in a thread, while the main one takes the signals.

    `tests/support/chaos.py --signals` does the same to processes.
    """
    assert isinstance(settings.warehouse, Path)
    draw = random.Random(moments)
    run(folder, batch_size=1)  # starts what later ones use
    shutil.rmtree(settings.warehouse.parent)
    began = time.monotonic()
    run(folder, batch_size=1)
    length = time.monotonic() - began
    expected = contents(settings.warehouse)
    states: Counter[str] = Counter()
    loaded, done = 0, True
    for _ in range(moments):
        if done:
            shutil.rmtree(settings.warehouse.parent)
            loaded = 0
        with handle_signals(lambda _: None):
            number = draw.choice((signal.SIGTERM, signal.SIGINT))
            asks = threading.Timer(draw.uniform(0, length), os.kill, (os.getpid(), number))
            asks.start()
            report = run_in_thread(partial(run, folder, batch_size=1))
            asks.join()
        states[report.state] += 1
        done = report.state == "completed"
        loaded += report.articles_new
        if settings.warehouse.exists():  # else the signal came before anything was read
            assert rows("SELECT count(*) FROM articles") == [(loaded,)]
        if done:
            compare(expected, settings.warehouse)
            assert not report.stopped_by
        else:
            assert report.state == "cancelled" and report.stopped_by == number
            settings.warehouse.parent.mkdir(exist_ok=True)
    assert states["cancelled"]


def test_a_signal_asks_and_raises_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with handle_signals() as stop:
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)  # at the same time: the same request
        assert stop and stop.name == "SIGTERM"
        for waits in (stop.check, partial(stop.pause, 60), partial(stop.wait_for, pytest.fail)):
            with pytest.raises(Stopped, match="SIGTERM"):
                waits()
    assert signal.getsignal(signal.SIGTERM) is before
    assert capfd.readouterr().err.count("finishing the batches in flight") == 1


def test_a_signal_that_another_thread_takes_is_heard_while_the_main_one_waits() -> None:
    """Nothing wakes the main thread then, which alone handles signals."""
    done = subprocess.run([sys.executable, "-c", TAKEN, str(PATIENCE)], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_waiting_ends_with_the_call_or_with_a_signal() -> None:
    never = threading.Event()
    with handle_signals(lambda _: None) as stop:
        assert stop.wait_for(lambda: 3) == 3
        with pytest.raises(ZeroDivisionError):
            stop.wait_for(lambda: 1 // 0)
        soon = threading.Timer(0.05, signal.raise_signal, (signal.SIGINT,))
        soon.start()
        with pytest.raises(Stopped):
            stop.wait_for(never.wait)
        soon.join()
    never.set()


def test_a_second_signal_ends_the_process() -> None:
    child = os.fork()
    if child == 0:
        stop = Stop(write_stderr)
        stop.handle(signal.SIGTERM)
        stop.received_at -= 2 * COALESCE_SECONDS
        stop.handle(signal.SIGINT)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 128 + signal.SIGINT
