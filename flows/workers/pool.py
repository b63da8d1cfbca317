"""The worker processes of a run: annotators and the checker.

The flow's process itself imports neither spaCy nor Great Expectations. Importing them takes seconds, so the
first annotator starts with the run, and the checker once that is ready: earlier it would delay the annotator
and Prefect's server, for which the flow waits.
"""

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from flows.batch.check import import_checks
from flows.batch.stages import prepare_annotator
from flows.process.lifetime import exit_with_parent
from flows.process.signals import Stop, sigint_blocked
from flows.settings import Settings
from transforms.model import Model

P = ParamSpec("P")
R = TypeVar("R")


class Annotators(Protocol):
    """What annotates batches: processes of this machine, or of a cluster (`flows.workers.dask`)."""

    @property
    def size(self) -> int:
        """The number of batches that are annotated in parallel."""

    def run(self, stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a stage; the first argument is the folder of its batch.

        Raises BrokenProcessPool or OSError if a retry may help.
        """

    def when_ready(self, then: Callable[[], object]) -> None:
        """Call `then`, possibly in another thread, once an annotator is ready; never if none gets ready."""

    def rest(self) -> None:
        """Release idle processes and their memory until there is more to annotate."""

    def end(self) -> None: ...


class LocalAnnotators:
    """Processes of this machine: one starts at once, others up to `size` as batches queue up."""

    def __init__(self, model: Model, reference: Path, size: int) -> None:
        self.model = model
        self.reference = reference
        self.size = size
        self.starting = threading.Lock()
        self.pool: ProcessPoolExecutor | None = self.new_pool()

    def new_pool(self) -> ProcessPoolExecutor:
        self.unasked = True
        pool = ProcessPoolExecutor(self.size, mp_context=get_context("spawn"), initializer=exit_with_parent)
        with sigint_blocked():
            self.first = pool.submit(prepare_annotator, self.model, self.reference)
        return pool

    def when_ready(self, then: Callable[[], object]) -> None:
        def tell(first: Future[None]) -> None:
            if not first.cancelled() and not first.exception():
                with suppress(RuntimeError):  # this process is ending, and starts no other
                    then()

        self.first.add_done_callback(tell)

    def run(self, stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a stage. Replaces a broken pool, then raises BrokenProcessPool."""
        with self.starting:
            pool = self.pool = self.pool or self.new_pool()
            first, self.unasked = self.unasked, False
        if first:  # or the pool would start another process, which is ready later than the one on its way
            wait([self.first])
        try:
            with sigint_blocked():  # this may start another process
                future = pool.submit(stage, *args, **kwargs)
            return future.result()
        except BrokenProcessPool:
            with self.starting:
                if pool is self.pool:
                    self.pool = self.new_pool()
            raise

    def rest(self) -> None:
        """Shut down several idle processes, which take more memory than a publish; keeps a single one."""
        if self.size > 1 and self.pool:
            self.pool.shutdown(wait=False)
            self.pool = None

    def end(self) -> None:
        if self.pool:
            self.pool.shutdown(wait=False, cancel_futures=True)
            self.pool = None


class Checker:
    """The process that has Great Expectations; what it checks may be of any settings."""

    def __init__(self) -> None:
        self.pool: ProcessPoolExecutor | None = None
        self.starting = threading.Lock()

    def start(self, reference: Path) -> ProcessPoolExecutor:
        """Start the process, unless it runs; it imports what it needs."""
        with self.starting:
            self.pool = self.pool or self.new_pool(reference)
            return self.pool

    def new_pool(self, reference: Path) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=exit_with_parent)
        with sigint_blocked():
            pool.submit(import_checks, reference)
        return pool

    def replace(self, broken: ProcessPoolExecutor, reference: Path) -> None:
        """Replace a process that died, unless that was done."""
        with self.starting:
            if self.pool is broken:
                self.pool = self.new_pool(reference)

    def end(self) -> None:
        if self.pool:
            self.pool.shutdown(wait=False, cancel_futures=True)


@cache
def checker() -> Checker:
    """The checker of this process; it ends with the process."""
    made = Checker()
    atexit.register(made.end)
    return made


class Workers:
    """The worker processes of a run; `workers_for` returns those of this process."""

    def __init__(self, annotators: Annotators, model: Model, reference: Path) -> None:
        self.annotators = annotators
        self.model = model
        self.reference = reference
        self.turns = threading.Semaphore(annotators.size)

    @contextmanager
    def turn(self, stop: Stop) -> Iterator[bool]:
        """Wait for a free annotator; yields False if the run was asked to stop meanwhile."""
        with self.turns:
            yield not stop

    def rest(self) -> None:
        """Release idle annotators: everything is ready to publish."""
        self.annotators.rest()

    def start_checker(self) -> ProcessPoolExecutor:
        """Have the checker begin to import what it needs."""
        return checker().start(self.reference)

    def check(self, stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a stage in the process that has Great Expectations; a broken one is replaced as above."""
        pool = self.start_checker()
        try:
            return pool.submit(stage, *args, **kwargs).result()
        except BrokenProcessPool:
            checker().replace(pool, self.reference)
            raise


def workers_for(settings: Settings) -> Workers:
    """The workers of this process for runs with these settings, started by the first call.

    They end with the process. Raises OSError if the cluster of the settings cannot be reached.
    """
    scheduler = settings.scheduler if settings.executor == "dask" else None
    return cached_workers(settings.pipeline, settings.reference, settings.workers or cores(), scheduler)


@cache
def cached_workers(model: Model, reference: Path, workers: int, scheduler: str | None) -> Workers:
    annotators: Annotators
    if scheduler:
        from flows.workers.dask import ClusterAnnotators

        annotators = ClusterAnnotators(scheduler, model, reference)
    else:
        annotators = LocalAnnotators(model, reference, workers)
    started = Workers(annotators, model, reference)
    annotators.when_ready(started.start_checker)
    atexit.register(annotators.end)
    return started


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
