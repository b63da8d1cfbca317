"""The processes that do a run's work beside the flow: annotators and the checker.

The flow's process itself imports neither spaCy nor Great Expectations. Importing them takes seconds,
so the first annotator begins with it when the run does, and the checker while the first batch is
being annotated.
"""

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

from flows.checking import import_checks
from flows.startup import starting
from flows.stopping import Dropped, Stop, no_interrupts

P = ParamSpec("P")
R = TypeVar("R")


def exit_with(stream: IO[bytes]) -> None:
    """End this process when the other end of `stream` is gone."""
    stream.read()
    os._exit(0)


def exit_with_parent() -> None:
    """Have this worker end with the process that started it, even when that one is killed."""

    def watch() -> None:
        parent = parent_process()
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def prepare_annotator(model: str, reference: Path) -> None:
    with starting():
        from flows.stages import warm_up

        warm_up(model, reference)


class Crew:
    """The processes that do a run's work; `crew` has the one of this process.

    An annotator is started at once, further ones up to `workers` as batches wait.
    """

    def __init__(self, model: str, reference: Path, workers: int) -> None:
        self.model = model
        self.reference = reference
        self.workers = workers
        self.turns = threading.Semaphore(workers)
        self.annotators = self.new_annotators()
        self.checker: ProcessPoolExecutor | None = None

    @contextmanager
    def turn(self, stop: Stop) -> Iterator[None]:
        """Wait until an annotator is free. Raises Dropped once the run was asked to end."""
        with self.turns:
            if stop:
                raise Dropped
            yield

    def end(self) -> None:
        for pool in (self.annotators, self.checker):
            if pool:
                pool.shutdown(wait=False, cancel_futures=True)

    def new_annotators(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(
            self.workers, mp_context=get_context("spawn"), initializer=exit_with_parent
        )
        with no_interrupts():
            pool.submit(prepare_annotator, self.model, self.reference)
        return pool

    def new_checker(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=exit_with_parent)
        with no_interrupts():
            pool.submit(import_checks)
        return pool

    def start_checker(self) -> ProcessPoolExecutor:
        """Have the checker begin to import what it needs."""
        self.checker = self.checker or self.new_checker()
        return self.checker

    def annotate(self, stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a stage in an annotator.

        A pool that lost a process is replaced and BrokenProcessPool raised: the caller tries again.
        """
        pool = self.annotators
        try:
            with no_interrupts():  # this may start another process
                future = pool.submit(stage, *args, **kwargs)
            return future.result()
        except BrokenProcessPool:
            if pool is self.annotators:
                self.annotators = self.new_annotators()
            raise

    def check(self, stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a stage in the process that has Great Expectations; a broken one is replaced as above."""
        pool = self.start_checker()
        try:
            return pool.submit(stage, *args, **kwargs).result()
        except BrokenProcessPool:
            if pool is self.checker:
                self.checker = self.new_checker()
            raise


@cache
def crew(model: str, reference: Path, workers: int) -> Crew:
    """The crew of this process, started by the first call and ended with the process.

    `workers`: annotators at most; 0 for one a core.
    """
    started = Crew(model, reference, workers or cores())
    atexit.register(started.end)
    return started


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
