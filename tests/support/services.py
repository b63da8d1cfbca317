"""Servers for tests, started and ended by them on 127.0.0.1: PostgreSQL, and S3 as moto speaks it."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.support.browser import chromium


class Postgres(NamedTuple):
    """A running server; its user readout may make what it likes in the database postgres."""

    port: int
    password: str
    restart: Callable[[], None] = lambda: None  # as after a crash: open connections are lost

    def address(self, data: str | Path, schema: str) -> str:
        """The address of a lake whose catalogue is here."""
        return f"ducklake:postgresql://readout@127.0.0.1:{self.port}/postgres?data={data}&schema={schema}"


def installed_browser() -> str | None:
    """The path of Chromium, None where there is none; in CI that is a failure."""
    program = chromium()
    if program is None and os.environ.get("CI") == "true":
        pytest.fail("needs Chromium (Debian: apt-get install chromium)")
    return program


def programs() -> Path:
    """The folder of PostgreSQL's programs; skips the test where there is none, but fails in CI."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    folders = [folder for folder in folders if (folder / "initdb").exists()]
    if not folders:
        reason = "needs PostgreSQL's initdb (Debian: apt-get install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folders[-1]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of its own in a temporary folder, which asks for a password.

    Root may not run it: then the server belongs to the user postgres, which its package makes.
    """
    bin = programs()
    owner = "postgres" if os.getuid() == 0 else None
    server = Postgres(free_port(), secrets.token_hex(8))

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [bin / program, "-D", f"{folder}/data", *arguments],
            user=owner, group=owner, extra_groups=[] if owner else None,
            cwd=folder, stdout=log, stderr=log, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, Path(log.name).read_text(encoding="utf-8")

    with tempfile.TemporaryDirectory(prefix="readout-pg-") as folder, Path(folder, "log").open("w") as log:
        Path(folder, "password").write_text(server.password, encoding="utf-8")
        if owner:
            account = pwd.getpwnam(owner)
            for path in (Path(folder), Path(folder, "password")):
                os.chown(path, account.pw_uid, account.pw_gid)
        initdb = ("-U", "readout", "-A", "scram-sha-256", "--pwfile", f"{folder}/password", "-E", "UTF8")
        run("initdb", *initdb, "--locale=C", "--no-sync")
        options = f"-p {server.port} -h 127.0.0.1 -k {folder} -c fsync=off"
        run("pg_ctl", "-w", "-l", f"{folder}/server.log", "-o", options, "start")
        start = ("-w", "-l", f"{folder}/server.log", "-o", options)
        try:
            yield server._replace(restart=lambda: run("pg_ctl", "-m", "immediate", *start, "restart"))
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


@contextmanager
def s3(bucket: str) -> Iterator[str]:
    """The address of an S3 server that has one bucket. Its keys are "testing"."""
    import s3fs
    from moto.server import ThreadedMotoServer

    port = free_port()
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    try:
        endpoint = f"http://127.0.0.1:{port}"
        s3fs.S3FileSystem(key="testing", secret="testing", endpoint_url=endpoint).mkdir(bucket)
        yield endpoint
    finally:
        server.stop()


def post(client: httpx.Client, path: str, body: dict[str, object]) -> Any:
    """What Prefect answers. Like its own client, ask again where it says that its database is busy."""
    for _ in range(20):
        answer = client.post(path, json=body)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            break
        time.sleep(0.5)
    return answer.raise_for_status().json()
