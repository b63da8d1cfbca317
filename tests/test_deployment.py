"""The container files name what is there, and open nothing to other machines."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_copies_every_room() -> None:
    for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, flags=re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    for room in ("flows", "transforms", "expectations", "warehouse", "seeds"):
        assert re.search(rf"^COPY {room} {room}$", DOCKERFILE, flags=re.MULTILINE)


def test_the_image_does_not_run_as_root() -> None:
    made = re.findall(r"useradd .*--uid (\d+) ", DOCKERFILE)
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, flags=re.MULTILINE) == made and made != ["0"]
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, flags=re.MULTILINE)
    assert bases and all(re.search(r":[\w.-]+$", base) and "latest" not in base for base in bases)


def test_the_files_are_well_formed() -> None:
    """By the Compose specification's own schema, and by hadolint's rules for images."""
    for command in (
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        ["hadolint", "Dockerfile"],
    ):
        path = Path(sys.executable).with_name(command[0])
        if command[0] == "hadolint" and not path.exists():
            pytest.skip("hadolint comes as a package for Linux on x86-64 only")
        done = subprocess.run([path, *command[1:]], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_services_wait_for_each_other_and_keep_no_secret() -> None:
    """Whether their commands work, `tests/test_services.py` sees."""
    for service in COMPOSE["services"].values():
        for other, wait in service.get("depends_on", {}).items():
            assert "healthcheck" in COMPOSE["services"][other]
            assert wait == {"condition": "service_healthy"}
        for value in service.get("environment", {}).values():
            assert "PASSWORD" not in value or "${POSTGRES_PASSWORD:?" in value
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in COMPOSE["volumes"]


def test_the_work_pool_deployment_fits_the_flow(monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.flows import load_flow_from_entrypoint

    stated = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    assert stated["prefect-version"] == version("prefect")
    monkeypatch.setenv("READOUT_BATCH_SIZE", "7")
    for deployment in stated["deployments"]:
        flow: Any = load_flow_from_entrypoint(deployment["entrypoint"])
        given = flow.validate_parameters(deployment["parameters"])
        assert given["settings"].batch_size == 7, "what is not stated comes from the worker's environment"
        assert ConcurrencyLimitConfig(**deployment["concurrency_limit"]).limit == 1
