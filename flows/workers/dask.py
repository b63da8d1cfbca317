"""Annotators on several machines: the workers of a Dask cluster.

A worker reads the files of a batch and writes its tables beside them, so the folder has to be on storage that
all machines have under one path. The flow stays where it was started: it extracts, checks and publishes. A
batch whose worker dies goes to another one.
"""

import shutil
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any, TypeVar

from distributed import Client, KilledWorker, get_worker

from flows.versions import versions_with
from transforms.model import Model

R = TypeVar("R")
PATIENCE = 60.0  # seconds that a cluster may be without any worker
ANSWER = 10.0  # seconds that the scheduler has to answer
ONE_AT_A_TIME = threading.Lock()  # spaCy's pipeline is not made for several threads of one process


class ClusterError(OSError):
    """The cluster failed; a retry may help."""


class UnfitWorker(RuntimeError):
    """A worker that cannot annotate for this run; the message says which and why."""


class ClusterAnnotators:
    """The workers of a Dask scheduler. Raises ClusterError if there are none."""

    def __init__(self, scheduler: str, model: Model, reference: Path) -> None:
        self.scheduler = scheduler
        self.model = model
        self.reference = reference
        self.versions = versions_with(model.name, reference)
        try:
            self.client: Any = Client(scheduler, timeout=ANSWER, set_as_default=False, name="readout")  # type: ignore[no-untyped-call]
            self.client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError(f"no Dask cluster with workers at {scheduler}: {error}") from error

    @property
    def size(self) -> int:
        """The current number of workers, at least 1."""
        return max(1, self.workers())

    def workers(self) -> int:
        """The number of workers."""
        return len(self.client.scheduler_info(n_workers=-1)["workers"])

    def run(self, stage: Callable[..., R], *args: object) -> R:
        """Raises ClusterError when workers die with the batch again and again, or none is left."""
        future = self.client.submit(
            work, stage, self.versions, self.model.name, self.reference, *args, pure=False
        )
        try:
            done: R = self.result(future)
            return done
        except KilledWorker as error:
            raise ClusterError(f"workers died with the batch: {error}") from error
        except CancelledError as error:
            raise ClusterError(f"the Dask scheduler at {self.scheduler} is gone") from error

    def result(self, future: Any) -> Any:
        """Wait for the result of a future as long as there are workers."""
        seen = time.monotonic()
        while True:
            try:
                return future.result(timeout=ANSWER)
            except TimeoutError as error:
                if future.done() or self.workers():
                    seen = time.monotonic()
                elif time.monotonic() - seen > PATIENCE:
                    future.cancel()
                    raise ClusterError(f"the Dask cluster at {self.scheduler} has no workers left") from error

    def when_ready(self, then: Callable[[], object]) -> None:
        then()  # the workers have begun, on other cores

    def rest(self) -> None:
        """No-op: Dask owns its workers."""

    def give_up(self) -> None:
        """No-op: a worker finishes what it is running; nobody waits for it."""

    def end(self) -> None:
        self.client.close(timeout=ANSWER)


def work(
    stage: Callable[..., R],
    expected: dict[str, str],
    model: str,
    reference: Path,
    folder: Path,
    *args: object,
) -> R:
    """Run a stage in a worker, on a copy of the batch whose new files then replace those in its folder.

    So no two workers write to one file, even where one is taken for dead that is not.
    """
    name = get_worker().address
    if not folder.is_dir():
        raise UnfitWorker(
            f"worker {name} has no folder {folder}: batches must wait on storage that all share"
        )
    if not reference.is_dir():
        raise UnfitWorker(f"worker {name} has no reference data in {reference}")
    found = versions_with(model, reference)
    if found != expected:
        raise UnfitWorker(f"worker {name} has {told(found)}; the run has {told(expected)}")
    scratch = folder / f".{uuid.uuid4().hex}"
    try:
        shutil.copytree(folder, scratch, ignore=shutil.ignore_patterns(".*"))
        given = {path.name: path.stat().st_mtime_ns for path in scratch.iterdir()}
        with ONE_AT_A_TIME:
            result = stage(scratch, *args)
        for path in scratch.iterdir():
            if path.stat().st_mtime_ns != given.get(path.name):
                path.replace(folder / path.name)
        return result
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def told(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in versions.items())
