"""Fixtures that every test may use: the real model, a real Prefect server, a warehouse of the samples."""

import contextlib
import fcntl
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from hypothesis import HealthCheck
from spacy.language import Language
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from flows.process import signals
from transforms.pipeline import load_pipeline
from warehouse.ddl import create
from warehouse.store.duck import open_duckdb

if TYPE_CHECKING:
    from flows.server.local import LocalPrefect

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "seeds" / "articles"


# No test depends on how fast the machine is, nor needs a fixture anew for each example
ANY_SPEED = hypothesis.settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
hypothesis.settings.register_profile("suite", ANY_SPEED, max_examples=25)
# `make test-all`: as many as Hypothesis tries where nothing is stated
hypothesis.settings.register_profile("all", ANY_SPEED, max_examples=100)
# `--hypothesis-profile=thorough` for tests/test_any_text.py
hypothesis.settings.register_profile("thorough", ANY_SPEED, max_examples=2000)

PREFECT = Path(sys.executable).with_name("prefect")
MIGRATED = "PREFECT_HOME_WITH_TABLES"  # names a home whose database is made: that takes ten seconds
SERVER = "PREFECT_OF_ALL_TESTS"  # the address of the server that all processes of the tests report to
SERVERS_HOME = "HOME_OF_PREFECT_OF_ALL_TESTS"


# Modules that share a server or take long begin first, so that no core is idle at the end
FIRST = ("dashboard/", "warehouse/store/test_lake", "flows/test_readout", "flows/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def turn(item: pytest.Item) -> int:
        name = item.nodeid.removeprefix("tests/")
        return next((turn for turn, begin in enumerate(FIRST) if name.startswith(begin)), len(FIRST))

    items.sort(key=turn)


class ByFixtures(LoadScopeScheduling):
    """Keeps a module in one process, for its fixtures, and those of the dashboards, for their server.

    pytest-xdist has groups for this, but they have no effect from pytest 9.2 on.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        shares_server = file.startswith("tests/dashboard/") and not file.endswith("test_parts.py")
        return "dashboards" if shares_server else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFixtures:
    return ByFixtures(config, log)


def new_prefect_home(folder: Path) -> str:
    """A home of its own for a Prefect server, with the tables of its database where they are made already."""
    folder.mkdir(exist_ok=True)
    if MIGRATED in os.environ:
        shutil.copy(Path(os.environ[MIGRATED], "prefect.db"), folder)
    return str(folder)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' Prefect apart from the user's: Prefect reads these when it is imported."""
    if not config.getoption("--hypothesis-profile"):
        hypothesis.settings.load_profile("suite")
    home = tempfile.TemporaryDirectory(prefix="readout-prefect-")
    config.add_cleanup(home.cleanup)
    os.environ["PREFECT_HOME"] = home.name
    os.environ.pop("PREFECT_API_URL", None)
    if MIGRATED in os.environ:
        new_prefect_home(Path(home.name))
    elif getattr(config.option, "numprocesses", None):  # the tests are many: each server would do this anew
        upgrade = [PREFECT, "--no-prompt", "server", "database", "upgrade", "-y"]
        subprocess.run(upgrade, check=True, stdout=subprocess.DEVNULL)
        os.environ[MIGRATED] = home.name
        serve_all(config, Path(home.name, "of_all"))
    os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
    for name in [name for name in os.environ if name.startswith("READOUT_")]:
        del os.environ[name]


def serve_all(config: pytest.Config, home: Path) -> None:
    """Start one Prefect server for all processes of the tests, in a home of its own; it ends with them."""
    from flows.server.local import LocalPrefect

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", new_prefect_home(home))
        server = LocalPrefect().__enter__()
    config.add_cleanup(server.end)
    os.environ[SERVER] = server.url
    os.environ[SERVERS_HOME] = str(home)


@pytest.fixture(autouse=True)
def signals_are_put_back() -> Iterator[None]:
    """A command handles signals for as long as its process lives; called in a test, for as long as that."""
    before = {number: signal.getsignal(number) for number in signals.SIGNALS}
    yield
    if signals.active_stop is not None:
        signals.active_stop = None
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline that a run uses, loaded once."""
    return load_pipeline()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles and gold data beside the checkout; skips where there is none."""
    if not SHARED.is_dir():
        pytest.skip(f"needs {SHARED.name}/ beside the checkout: real articles and gold data")
    return SHARED


@pytest.fixture(scope="session")
def prefect() -> Iterator["LocalPrefect"]:
    """A Prefect server that the flows of this process report to; all processes of the tests share one."""
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.server.local import LocalPrefect

    server = LocalPrefect()
    if SERVER not in os.environ:
        with server:
            server.wait()
            yield server
        return
    server.url = os.environ[SERVER]
    wait_for_answer(f"{server.url}/health")
    with temporary_settings({PREFECT_API_URL: server.url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield server


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse without rows. Tests copy it: to declare its tables takes longer than most of them."""
    path = tmp_path_factory.mktemp("empty") / "readout.duckdb"
    with open_duckdb(path) as connection:
        create(connection)
    return path


def wait_for_answer(url: str) -> None:
    """Wait for a server that is on its way, for two minutes at most."""
    import httpx

    latest = time.monotonic() + 120
    with httpx.Client(timeout=10) as client:
        while True:
            try:
                client.get(url).raise_for_status()
                return
            except httpx.HTTPError:
                if time.monotonic() > latest:
                    raise
            time.sleep(0.1)


# What starts servers, processes or the whole flow is called as a program. For the others that would cost more
# than what they do, and nothing else: they are called in this process
PROGRAMS = frozenset({"run", "serve", "dashboard", "doctor", "resolve", "--retry", "--version"})


def readout(*arguments: str | Path, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Call the `readout` command; `variables` are set in its environment."""
    if not arguments or PROGRAMS.intersection(arguments):
        return program(*arguments, stdin=stdin, **variables)
    from typer.testing import CliRunner

    from flows.cli.app import app

    with contextlib.chdir(ROOT), ThreadPoolExecutor(1) as thread:  # as in a process, no event loop is about
        call = partial(CliRunner().invoke, app, [*map(str, arguments)], input=stdin)
        done = thread.submit(call, env={"COLUMNS": "200", **variables}, prog_name="readout").result()
    stderr = done.stderr
    if done.exception and not isinstance(done.exception, SystemExit):
        stderr += "".join(traceback.format_exception(done.exception))
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, stderr)


def program(*arguments: str | Path, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the `readout` command as a user does; `variables` are set in its environment."""
    return subprocess.run(
        [Path(sys.executable).with_name("readout"), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", **variables},
        timeout=300,
    )


@pytest.fixture(scope="session")
def sample_run(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """One run of the sample articles without a Prefect server: the warehouse, and what was printed.

    Where several processes share the tests, the first that needs it makes it for all.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    warehouse, said = folder / "samples" / "readout.duckdb", folder / "samples.pickle"
    with (folder / "samples.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_bytes(pickle.dumps(readout("run", SAMPLES, "--warehouse", warehouse)))
        return warehouse, pickle.loads(said.read_bytes())


@pytest.fixture(scope="session")
def sample_warehouse(sample_run: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """The warehouse of the sample articles. Tests read it only."""
    path, done = sample_run
    assert done.returncode == 0, done.stdout + done.stderr
    return path
