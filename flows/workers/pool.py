"""The worker processes of a run: annotators and the checker.

The flow's process itself imports neither spaCy nor Great Expectations. Importing them takes seconds, so the
first annotator starts with the run, and the checker once that is ready: earlier it would delay the annotator
and Prefect's server, for which the flow waits.
"""

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from flows.batch.check import import_checks
from flows.batch.stages import prepare_annotator
from flows.batch.watch import Limits, set_aside
from flows.process.lifetime import exit_with_parent, start_worker
from flows.process.signals import Stop, Stopped
from flows.settings import Settings
from flows.workers.annotator import Annotator, AnnotatorDied
from transforms.model import Model

P = ParamSpec("P")
R = TypeVar("R")


class Annotators(Protocol):
    """What annotates batches: processes of this machine, or of a cluster (`flows.workers.dask`)."""

    @property
    def size(self) -> int:
        """The number of batches that are annotated in parallel."""

    def run(self, stage: Callable[..., R], *args: object) -> R:
        """Run a stage; the first argument is the folder of its batch. Raises OSError if a retry may help."""

    def when_ready(self, then: Callable[[], object]) -> None:
        """Call `then`, possibly in another thread, once an annotator is ready; never if none gets ready."""

    def rest(self) -> None:
        """Release idle processes and their memory until there is more to annotate."""

    def give_up(self) -> None:
        """End what is being run, and have no result of it."""

    def end(self) -> None: ...


class LocalAnnotators:
    """Processes of this machine: one starts at once, others up to `size` as batches queue up.

    An article on which one ends is rejected in the next one that runs the stage (`flows.batch.watch`).
    """

    def __init__(self, model: Model, reference: Path, size: int, limits: Limits) -> None:
        self.model = model
        self.reference = reference
        self.size = size
        self.limits = limits
        self.changing = threading.Lock()
        self.busy: set[Annotator] = set()
        self.idle = [self.new()]

    def new(self) -> Annotator:
        return Annotator(prepare_annotator, self.model, self.reference, self.limits)

    def when_ready(self, then: Callable[[], object]) -> None:
        def tell(ready: Future[object]) -> None:
            if not ready.exception():
                with suppress(RuntimeError):  # this process is ending, and starts no other
                    then()

        with self.changing:
            first = (self.idle or [*self.busy])[0]
        first.ready.add_done_callback(tell)

    def run(self, stage: Callable[..., R], *args: object) -> R:
        while True:
            with self.lent() as annotator:
                try:
                    return annotator.run(stage, *args)
                except AnnotatorDied:
                    is_known = isinstance(args[0], Path) and set_aside(args[0], stage.__name__, self.limits)
                    if annotator.is_given_up or not is_known:
                        raise

    @contextmanager
    def lent(self) -> Iterator[Annotator]:
        """An annotator for the block, a new one where none is idle."""
        with self.changing:
            annotator = self.idle.pop() if self.idle else self.new()
            self.busy.add(annotator)
        try:
            yield annotator
        finally:
            with self.changing:
                self.busy.discard(annotator)
                if not annotator.is_gone:
                    self.idle.append(annotator)

    def rest(self) -> None:
        """End several idle processes, which take more memory than a publish; keeps a single one."""
        if self.size > 1:
            self.end_idle()

    def give_up(self) -> None:
        with self.changing:
            for annotator in self.busy:
                annotator.give_up()

    def end(self) -> None:
        self.give_up()
        self.end_idle()

    def end_idle(self) -> None:
        with self.changing:
            for annotator in self.idle:
                annotator.end()
            self.idle.clear()


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
        start_worker(lambda: pool.submit(import_checks, reference))
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

    def __init__(self, annotators: Annotators, model: Model, reference: Path, grace: float) -> None:
        self.annotators = annotators
        self.grace = grace
        self.model = model
        self.reference = reference
        self.turns = threading.Semaphore(annotators.size)

    @contextmanager
    def turn(self, stop: Stop) -> Iterator[bool]:
        """Wait for a free annotator; yields False if the run was asked to stop meanwhile."""
        with self.turns:
            yield not stop

    def run(self, stop: Stop, stage: Callable[..., R], *args: object) -> R:
        """Run a stage in an annotator. One that a stopped run's grace is not enough for is given up.

        Raises Stopped then, or OSError if a retry may help.
        """
        try:
            return stop.wait_for(partial(self.annotators.run, stage, *args), self.grace)
        except Stopped:
            self.annotators.give_up()
            raise

    def rest(self) -> None:
        """Release idle annotators: everything is ready to publish."""
        self.annotators.rest()

    def start_checker(self) -> ProcessPoolExecutor:
        """Have the checker begin to import what it needs."""
        return checker().start(self.reference)

    def check(self, stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a stage in the process that has Great Expectations; a broken one is replaced.

        Raises BrokenProcessPool then: a retry may help.
        """
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
    size = settings.workers or cores()
    return cached_workers(
        settings.pipeline, settings.reference, size, scheduler, settings.limits, settings.stop_grace
    )


@cache
def cached_workers(
    model: Model, reference: Path, size: int, scheduler: str | None, limits: Limits, grace: float
) -> Workers:
    annotators: Annotators
    if scheduler:
        from flows.workers.dask import ClusterAnnotators

        annotators = ClusterAnnotators(scheduler, model, reference)
    else:
        annotators = LocalAnnotators(model, reference, size, limits)
    started = Workers(annotators, model, reference, grace)
    annotators.when_ready(started.start_checker)
    atexit.register(annotators.end)
    return started


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
