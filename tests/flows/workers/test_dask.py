"""Batches annotated by a real Dask cluster: scheduler and workers are processes in folders of their own."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from flows.process.signals import handle_signals
from flows.report import RunReport
from flows.server.local import LocalPrefect
from flows.settings import Settings, SettingsError, load_settings
from flows.workers.dask import ClusterAnnotators, ClusterError, UnfitWorker
from flows.workers.pool import workers_for
from tests.conftest import SAMPLES, readout
from tests.flows.conftest import Run
from tests.support.services import free_port
from transforms.lexicon.reference import REFERENCE
from warehouse.read import connect
from warehouse.store.lock import hidden

DASK = Path(sys.executable).with_name("dask")
FACTS = {
    "core.articles": "* EXCLUDE (first_seen_at, run_id)",
    **{f"core.{table}": "*" for table in ("sentences", "mentions", "entities", "quotes", "events")},
}


class Cluster:
    """A scheduler and workers that a test may kill."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        port = self.address.rpartition(":")[2]
        self.start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", "--no-show")

    def start(self, kind: str, *arguments: str, name: str | None = None) -> None:
        place = self.folder / (name or kind)
        place.mkdir()
        with (place / "log").open("wb") as log:
            self.processes[name or kind] = subprocess.Popen(
                [DASK, kind, *arguments], cwd=place, stdout=log, stderr=log
            )

    def add_worker(self, name: str) -> None:
        flags = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        self.start("worker", self.address, *flags, "--name", name, name=name)

    @contextmanager
    def client(self) -> Iterator[Any]:
        with Client(self.address, timeout=60, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            yield client

    def kill(self, name: str) -> None:
        self.processes[name].kill()
        self.processes[name].wait()

    def end(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        for name in ("first", "second"):
            cluster.add_worker(name)
        with cluster.client() as client:
            client.wait_for_workers(2, timeout=120)
        yield cluster
        # The client of this process's runs, before what it is connected to
        workers_for(load_settings(executor="dask", scheduler=cluster.address, workers=1)).annotators.end()
    finally:
        cluster.end()


def wait_until_annotating(cluster: Cluster, name: str, run: Future[RunReport]) -> None:
    """Wait until a worker is in the middle of a batch."""
    with cluster.client() as client:
        address = {
            worker["name"]: key for key, worker in client.scheduler_info(n_workers=-1)["workers"].items()
        }[name]
        while not any(key.startswith("work-") for key in client.processing()[address]):
            assert not run.done(), run.result()
            time.sleep(0.01)


@pytest.fixture
def start_run(run: Run, cluster: Cluster) -> Iterator[Callable[..., Future[RunReport]]]:
    """Begin a run in a thread of this process, over the samples unless told otherwise."""
    with ThreadPoolExecutor(1) as thread:

        def start(source: Path = SAMPLES, **changed: object) -> Future[RunReport]:
            settings = {"executor": "dask", "scheduler": cluster.address, **changed}
            return thread.submit(copy_context().run, partial(run, source, **settings))

        yield start


def same_facts(one: Path, other: Path) -> None:
    with connect(one) as here, connect(other) as there:
        for table, columns in FACTS.items():
            asked = f"SELECT {columns} FROM {table} ORDER BY ALL"
            assert here.execute(asked).fetchall() == there.execute(asked).fetchall(), table


@pytest.mark.slow  # a cluster each
def test_a_worker_that_dies_costs_its_batch_only_and_the_rows_are_the_same(
    cluster: Cluster,
    start_run: Callable[..., Future[RunReport]],
    settings: Settings,
    sample_warehouse: Path,
) -> None:
    run = start_run(batch_size=3)
    wait_until_annotating(cluster, "first", run)
    cluster.kill("first")
    assert run.result().state == "completed"
    assert isinstance(settings.warehouse, Path)
    same_facts(settings.warehouse, sample_warehouse)
    left = {path.name for path in settings.warehouse.parent.iterdir()}
    assert not [name for name in left if "staging" in name or "next" in name]


@pytest.mark.slow  # a cluster each
def test_a_run_that_is_told_to_end_publishes_what_its_workers_have(
    start_run: Callable[..., Future[RunReport]],
    run: Run,
    settings: Settings,
    folder: Path,
    rows: Callable[[str], list[tuple[object, ...]]],
) -> None:
    """`handle_signals` of the main thread takes the signal, as in the command."""
    for path in sorted(SAMPLES.glob("*.txt"))[:9]:
        shutil.copy(path, folder)
    assert isinstance(settings.warehouse, Path)
    staging = hidden(settings.warehouse, "staging")
    with handle_signals(lambda _: None):
        told = start_run(folder, batch_size=1)  # whatever the machine does, some are left
        while not told.done() and not any(path.suffix != ".partial" for path in staging.glob("*")):
            time.sleep(0.001)
        signal.raise_signal(signal.SIGTERM)
        report = told.result()
    assert report.stopped_by == signal.SIGTERM
    assert rows("SELECT state, articles_new FROM runs") == [("cancelled", report.articles_new)]
    assert rows("SELECT count(*) FROM articles") == [(report.articles_new,)] and 1 <= report.articles_new < 12
    assert start_run(folder).result().state == "completed"
    whole = settings.warehouse.with_name("whole.duckdb")
    assert run(folder, warehouse=whole).articles_new == 12
    same_facts(settings.warehouse, whole)


@pytest.mark.slow  # a cluster each
def test_without_a_cluster_the_run_fails_and_says_so(prefect: LocalPrefect, tmp_path: Path) -> None:
    done = readout(
        "run", str(SAMPLES), "-w", str(tmp_path / "w.duckdb"),
        PREFECT_API_URL=prefect.url, READOUT_EXECUTOR="dask", READOUT_SCHEDULER=f"tcp://127.0.0.1:{free_port()}",
    )  # fmt: skip
    assert done.returncode == 1
    assert "no Dask cluster with workers at tcp://127.0.0.1" in done.stdout + done.stderr


def test_a_cluster_needs_an_address() -> None:
    with pytest.raises(SettingsError, match="READOUT_SCHEDULER"):
        load_settings(executor="dask")


@pytest.mark.slow  # a cluster each
def test_workers_that_cannot_do_it_are_named(cluster: Cluster, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="no Dask cluster"):
        ClusterAnnotators(f"tcp://127.0.0.1:{free_port()}", settings.pipeline, REFERENCE)
    annotators = ClusterAnnotators(cluster.address, settings.pipeline, REFERENCE)
    try:
        with pytest.raises(UnfitWorker, match="has no folder /nowhere"):
            annotators.run(count_files, Path("/nowhere"))
        annotators.versions = {**annotators.versions, "rules": "others"}
        with pytest.raises(UnfitWorker, match=r"has readout .*; the run has .*rules others"):
            annotators.run(count_files, tmp_path)
    finally:
        annotators.end()


def count_files(folder: Path) -> int:
    return len(list(folder.iterdir()))
