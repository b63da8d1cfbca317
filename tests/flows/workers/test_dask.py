"""Batches annotated by a real Dask cluster: scheduler and workers are processes in folders of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from flows.server.local import LocalPrefect
from flows.settings import Settings, SettingsError, load_settings
from flows.workers.dask import ClusterAnnotators, ClusterError, UnfitWorker
from tests.conftest import ROOT, SAMPLES, readout
from tests.support.chaos import when
from tests.support.services import free_port
from transforms.lexicon.reference import REFERENCE
from warehouse.read import connect

READOUT = Path(sys.executable).with_name("readout")
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
    finally:
        cluster.end()


def wait_until_annotating(cluster: Cluster, name: str, run: subprocess.Popen[str]) -> None:
    """Wait until a worker is in the middle of a batch."""
    with cluster.client() as client:
        address = {
            worker["name"]: key for key, worker in client.scheduler_info(n_workers=-1)["workers"].items()
        }[name]
        while not any(key.startswith("work-") for key in client.processing()[address]):
            assert run.poll() is None, run.communicate()
            time.sleep(0.01)


def start_run(
    cluster: Cluster, prefect: LocalPrefect, warehouse: Path, batch_size: int = 3
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [READOUT, "run", SAMPLES, "-w", warehouse, "--batch-size", str(batch_size)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PREFECT_API_URL": prefect.url,
             "READOUT_EXECUTOR": "dask", "READOUT_SCHEDULER": cluster.address},
    )  # fmt: skip


def same_facts(one: Path, other: Path) -> None:
    with connect(one) as here, connect(other) as there:
        for table, columns in FACTS.items():
            asked = f"SELECT {columns} FROM {table} ORDER BY ALL"
            assert here.execute(asked).fetchall() == there.execute(asked).fetchall(), table


def test_a_worker_that_dies_costs_its_batch_only_and_the_rows_are_the_same(
    cluster: Cluster, prefect: LocalPrefect, sample_warehouse: Path, tmp_path: Path
) -> None:
    warehouse = tmp_path / "w.duckdb"
    run = start_run(cluster, prefect, warehouse)
    wait_until_annotating(cluster, "first", run)
    cluster.kill("first")
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0, out + err
    same_facts(warehouse, sample_warehouse)
    left = {path.name for path in tmp_path.iterdir()} - {warehouse.name, f".{warehouse.name}.lock"}
    assert not [name for name in left if "staging" in name or "next" in name]


def test_a_run_that_is_told_to_end_publishes_what_its_workers_have(
    cluster: Cluster, prefect: LocalPrefect, sample_warehouse: Path, tmp_path: Path
) -> None:
    warehouse = tmp_path / "w.duckdb"
    run = start_run(cluster, prefect, warehouse, batch_size=1)  # whatever the machine does, some are left
    when(warehouse, "batch")(run)
    run.send_signal(signal.SIGTERM)
    out, err = run.communicate(timeout=300)
    assert run.returncode == 128 + signal.SIGTERM, out + err
    with connect(warehouse) as connection:
        ((state, new),) = connection.execute("SELECT state, articles_new FROM runs").fetchall()
    assert state == "cancelled" and 1 <= new < 24
    rest = start_run(cluster, prefect, warehouse)
    out, err = rest.communicate(timeout=300)
    assert rest.returncode == 0, out + err
    same_facts(warehouse, sample_warehouse)


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
