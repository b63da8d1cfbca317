"""What `readout doctor` finds, in the states that it is asked in."""

import shutil
from pathlib import Path

import pytest
from rich.console import Console

from flows.cli.doctor import EXTENSIONS, Finding, examine, report, requirements, try_part
from flows.cli.probe import PARTS
from flows.server.local import LocalPrefect
from flows.settings import Settings, load_settings
from tests.conftest import readout
from transforms.lexicon.reference import REFERENCE
from warehouse.store.lock import writer_lock


def findings(settings: Settings) -> dict[str, Finding]:
    return {finding.subject: finding for finding in examine(settings, quick=True)}


@pytest.mark.slow  # all parts of a run are started, which runs show; the wheel's test has --quick
def test_a_sound_installation(sample_warehouse: Path) -> None:
    done = readout("doctor", "--warehouse", sample_warehouse)
    assert done.returncode == 0, done.stdout
    assert "fault" not in done.stdout and "warning" not in done.stdout
    assert "24 articles" in done.stdout and "completed" in done.stdout
    assert all(f"duckdb {name}" in done.stdout for name in EXTENSIONS)
    assert done.stdout.count("can be started") == len(PARTS)


def test_faults_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wire.yml").write_text("name: wire\nkind: telegraph\nlocation: x\n")
    (tmp_path / "w.duckdb").write_bytes(b"no database at all" * 100)
    settings = load_settings(warehouse=tmp_path / "w.duckdb", sources=tmp_path, model="en_core_web_xxl")
    found = findings(settings)
    faults = {subject: finding.detail for subject, finding in found.items() if finding.state == "fault"}
    assert set(faults) == {"model", "source wire", "warehouse"}
    assert "is not a DuckDB file" in faults["warehouse"]
    assert "--model" in faults["model"] and "wire.yml: kind" in faults["source wire"]
    assert report(settings, Console(), quick=True) == 1


def test_a_part_that_cannot_be_imported_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trafilatura.py").write_text("import lxml_html_dirty\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    settings = load_settings(warehouse=tmp_path / "w.duckdb")
    assert try_part("annotators", settings) == "ModuleNotFoundError: No module named 'lxml_html_dirty'"


def test_a_version_that_readout_cannot_use_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, found in {"fastapi": "0.160.0", "py3langid": "0.3.0"}.items():
        info = tmp_path / f"{name}-{found}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {found}\n")
    monkeypatch.syspath_prepend(tmp_path)
    found = {finding.subject: finding for finding in requirements(load_settings())}
    assert {subject for subject, finding in found.items() if finding.state == "fault"} == {
        "fastapi",
        "py3langid",
    }
    assert "0.160.0 is installed, readout needs <0.151" in found["fastapi"].detail


def test_a_bad_value_of_a_reference_table_is_named(tmp_path: Path) -> None:
    shutil.copytree(REFERENCE, tmp_path / "reference")
    with (tmp_path / "reference" / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("Ada,,Ada Lovelace,PERSONN,GBR,,,,,\n")
    found = findings(load_settings(warehouse=tmp_path / "w.duckdb", reference=tmp_path / "reference"))
    assert found["reference"].state == "fault"
    assert "aliases.csv, line 5: kind 'PERSONN' is none of PERSON" in found["reference"].detail


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
    done = readout("doctor", "--quick", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 1 and "unset PREFECT_API_URL" in " ".join(done.stdout.split())
