"""The processes that do a run's work beside the flow: annotators and the checker.

Importing Great Expectations takes seconds, so the checker begins with it when the run does and is
ready when the first batch is.
"""

import atexit
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

from flows.checking import import_checks
from flows.startup import starting

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


def start_annotator(model: str, reference: Path) -> None:
    exit_with_parent()
    with starting():
        from flows.stages import reader  # the checker's process imports this module too, but no spaCy

        reader(model, reference)


class Crew:
    """The processes that do a run's work; `crew` has the one of this process.

    The stages of a batch run in this process, which for one batch is the quickest; once `spread` is
    called, those of several batches run side by side.
    """

    def __init__(self, model: str, reference: Path) -> None:
        self.model = model
        self.reference = reference
        self.workers = 1
        self.annotators: ProcessPoolExecutor | None = None
        self.checker = self.new_checker()

    def end(self) -> None:
        for pool in (self.annotators, self.checker):
            if pool:
                pool.shutdown(wait=False, cancel_futures=True)

    def new_checker(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=exit_with_parent)
        pool.submit(import_checks)
        return pool

    def new_annotators(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.workers,
            mp_context=get_context("spawn"),
            initializer=start_annotator,
            initargs=(self.model, self.reference),
        )

    def spread(self, workers: int) -> None:
        """Have batches annotated by so many processes from now on; by this one for 1."""
        if workers == self.workers:
            return
        if self.annotators:
            self.annotators.shutdown(wait=False)
        self.workers = workers
        self.annotators = self.new_annotators() if workers > 1 else None

    def annotate(self, stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a stage where batches are annotated.

        A pool that lost a process is replaced and BrokenProcessPool raised: the caller tries again.
        """
        pool = self.annotators
        if pool is None:
            return stage(*args, **kwargs)
        try:
            return pool.submit(stage, *args, **kwargs).result()
        except BrokenProcessPool:
            if pool is self.annotators:
                self.annotators = self.new_annotators()
            raise

    def check(self, stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a stage in the process that has Great Expectations; a broken one is replaced as above."""
        pool = self.checker
        try:
            return pool.submit(stage, *args, **kwargs).result()
        except BrokenProcessPool:
            if pool is self.checker:
                self.checker = self.new_checker()
            raise


@cache
def crew(model: str, reference: Path) -> Crew:
    """The crew of this process, started by the first call and ended with the process."""
    started = Crew(model, reference)
    atexit.register(started.end)
    return started


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
