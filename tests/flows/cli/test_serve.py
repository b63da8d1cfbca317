"""Sources read on their schedules: what is planned, what is caught up on, a real service with a real run."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.server.local import LocalPrefect
from flows.settings import Settings
from flows.sources import SourceConfig, SourceError
from flows.sources.config import load_config
from tests.conftest import ROOT, new_prefect_home, readout
from tests.support.services import post
from warehouse.read import connect


def config(**keys: object) -> SourceConfig:
    return SourceConfig(**{"name": "wire", "kind": "files", "location": "/nowhere", **keys})  # type: ignore[arg-type]


@pytest.fixture
def sources(tmp_path: Path, folder: Path) -> Path:
    """A folder of source files, of which one has a schedule."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "wire.yml").write_text(
        f"name: wire\nkind: files\nlocation: {folder}\nschedule: 0 6 * * *\ntimezone: Europe/Berlin\n"
    )
    (sources / "archive.yml").write_text(f"name: archive\nkind: files\nlocation: {folder}\n")
    return sources


@pytest.mark.parametrize("zone", ["Berlin", "Europe/Atlantis", "../etc/passwd", ""])
def test_a_time_zone_that_is_none_is_a_fault_of_the_file(tmp_path: Path, zone: str) -> None:
    path = tmp_path / "wire.yml"
    path.write_text(f"name: wire\nkind: files\nlocation: x\nschedule: every 1 hour\ntimezone: {zone!r}\n")
    with pytest.raises(SourceError, match=r"wire\.yml: timezone: .* is not a time zone"):
        load_config(path)


def test_a_cron_schedule_keeps_its_hour_when_clocks_change() -> None:
    from flows.deployments import schedule_of

    schedule: Any = schedule_of(config(schedule="0 6 * * *", timezone="Europe/Berlin"))
    assert (schedule.cron, schedule.timezone) == ("0 6 * * *", "Europe/Berlin")
    every: Any = schedule_of(config(schedule="every 30 minutes"))
    assert every.interval == timedelta(minutes=30)
    assert schedule_of(config()) is None


def test_a_source_file_with_a_fault_costs_that_source_only(
    sources: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.cli.serve import to_serve

    settings = settings.model_copy(update={"sources": sources})
    bad = sources / "aa.yml"
    bad.write_text((sources / "wire.yml").read_text().replace("wire", "aa").replace("0 6 *", "0 25 *"))
    assert [config.name for config in to_serve([], settings)] == ["wire"]
    said = capsys.readouterr().err
    assert f"not served: {bad}: schedule: " in said and "0 25 * * *" in said
    with pytest.raises(SourceError, match="schedule"):
        to_serve(["aa"], settings)
    (sources / "wire.yml").unlink()
    with pytest.raises(SourceError, match="schedule"):
        to_serve([], settings)


@pytest.mark.parametrize("keep_latest", [True, False])
def test_of_missed_runs_at_most_the_last_is_made_up_for(
    prefect: LocalPrefect, settings: Settings, keep_latest: bool
) -> None:
    from prefect.client.orchestration import get_client
    from prefect.states import Scheduled

    from flows.deployments import deployment_of, drop_missed

    name = f"missed-{keep_latest}".lower()
    deployment: Any = deployment_of(config(name=name), settings)
    deployment_id = deployment.apply()
    now = datetime.now(UTC)
    with get_client(sync_client=True) as client:
        planned = [
            client.create_flow_run_from_deployment(
                deployment_id,
                state=Scheduled(scheduled_time=now + timedelta(hours=hours)),  # type: ignore[arg-type]
            ).id
            for hours in (-3, -2, -1, 1)
        ]
        assert drop_missed(deployment_id, keep_latest, now) == (2 if keep_latest else 3)
        states = [client.read_flow_run(run).state_name for run in planned]
    assert states == ["Cancelled", "Cancelled", "Scheduled" if keep_latest else "Cancelled", "Scheduled"]


@pytest.mark.parametrize(
    ("names", "message"),
    [(["archive"], "states no schedule"), (["nobody"], "only source files"), ([], "no source file in")],
)
def test_what_cannot_be_served_is_said(sources: Path, names: list[str], message: str) -> None:
    if not names:
        (sources / "wire.yml").unlink()
    done = readout("serve", *names, READOUT_SOURCES=str(sources))
    assert done.returncode == 2 and message in done.stderr


@pytest.mark.slow
def test_a_service_runs_what_is_due_and_ends_cleanly(sources: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    service = subprocess.Popen(
        [Path(sys.executable).with_name("readout"), "serve", "--warehouse", warehouse],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "PREFECT_HOME": new_prefect_home(tmp_path / "prefect"),
            "READOUT_SOURCES": str(sources),
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            "PYTHONUNBUFFERED": "1",
        },
    )
    try:
        assert service.stdout
        url = next(found.group() for line in service.stdout if (found := re.search(r"http://\S+/api", line)))
        with httpx.Client(base_url=url, timeout=60) as client:
            deployments = client.post("/deployments/filter", json={}).json()
            assert [d["name"] for d in deployments] == ["wire"], "the source without a schedule is left out"
            assert deployments[0]["schedules"][0]["schedule"]["timezone"] == "Europe/Berlin"
            assert client.post("/block_types/filter", json={}).json(), "its pages show blocks"
            path = f"/deployments/{deployments[0]['id']}/create_flow_run"
            run = post(client, path, {"state": {"type": "SCHEDULED"}})["id"]
            state = finished(client, run)
        assert state["type"] == "COMPLETED", state
        with connect(warehouse) as connection:
            found = connection.execute("SELECT source, count(*) FROM articles GROUP BY ALL").fetchall()
            assert found == [("wire", 3)]
            assert connection.execute("SELECT flow_run_id FROM quality.runs").fetchall() == [(run,)]
        service.send_signal(signal.SIGTERM)
        service.wait(timeout=120)
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{url}/health", timeout=2)
    finally:
        if service.poll() is None:
            service.kill()
            service.wait()


def finished(client: httpx.Client, run: str) -> dict[str, Any]:
    """The state of a flow run once it has ended, or after two minutes."""
    state: dict[str, Any] = {}
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        state = client.get(f"/flow_runs/{run}").json()["state"]
        if state["type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}:
            break
        time.sleep(1)
    return state
