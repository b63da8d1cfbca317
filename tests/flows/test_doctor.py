"""What `readout doctor` finds, in the states that it is asked in."""

from pathlib import Path

import pytest

from flows.command_doctor import EXTENSIONS, Finding, examine
from flows.local_prefect import LocalPrefect
from flows.settings import Settings, load_settings
from tests.conftest import readout
from warehouse.lock import writer_lock


def findings(settings: Settings) -> dict[str, Finding]:
    return {finding.subject: finding for finding in examine(settings)}


def test_a_sound_installation(sample_warehouse: Path) -> None:
    done = readout("doctor", "--warehouse", sample_warehouse)
    assert done.returncode == 0, done.stdout
    assert "fault" not in done.stdout and "warning" not in done.stdout
    assert "24 articles" in done.stdout and "completed" in done.stdout
    assert all(f"duckdb {name}" in done.stdout for name in EXTENSIONS)


def test_faults_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wire.yml").write_text("name: wire\nkind: telegraph\nlocation: x\n")
    (tmp_path / "w.duckdb").write_bytes(b"no database at all" * 100)
    settings = load_settings(warehouse=tmp_path / "w.duckdb", sources=tmp_path, model="en_core_web_xxl")
    found = findings(settings)
    faults = {subject: finding.detail for subject, finding in found.items() if finding.state == "fault"}
    assert set(faults) == {"model", "source wire", "warehouse"}
    assert "--model" in faults["model"] and "wire.yml: kind" in faults["source wire"]
    done = readout("doctor", "--warehouse", tmp_path / "w.duckdb")
    assert done.returncode == 1


def test_who_holds_the_lock(tmp_path: Path) -> None:
    settings = load_settings(warehouse=tmp_path / "w.duckdb")
    assert findings(settings)["lock"].detail == "free"
    with writer_lock(settings.warehouse, 0):
        assert "held by process" in findings(settings)["lock"].detail
    assert findings(settings)["lock"].detail == "free"
    assert findings(settings)["warehouse"].state == "warning", "there is none yet"


def test_the_prefect_server_that_is_named(prefect: LocalPrefect, tmp_path: Path) -> None:
    settings = load_settings(warehouse=tmp_path / "w.duckdb")
    finding = findings(settings)["prefect server"]
    assert finding.state == "ok" and prefect.url in finding.detail
    done = readout("doctor", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 1 and "unset PREFECT_API_URL" in " ".join(done.stdout.split())
