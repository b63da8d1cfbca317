"""Ends child processes with their parent, even if the parent is killed."""

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from multiprocessing import parent_process
from typing import IO, TypeVar

R = TypeVar("R")
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def exit_with(stream: IO[bytes]) -> None:
    """Exit this process when the other end of `stream` is closed. Blocks until then."""
    stream.read()
    os._exit(0)


def exit_with_parent() -> None:
    """Have this worker, started with `start_worker`, end when its parent process does. Returns at once.

    Linux kills it, whatever it is doing. Elsewhere a thread waits for the parent's end, which cannot act
    while compiled code holds the interpreter's lock.
    """
    parent = parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:  # it ended before
            os._exit(1)

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def start_worker(start: Callable[[], R]) -> R:
    """Call what starts a worker process, in a thread that lasts as long as this process.

    To Linux, the parent that a process ends with is the thread that started it. Workers ignore Ctrl-C, which
    a terminal sends to all processes of a run: they inherit the signal mask of this thread.
    """
    started: Future[R] = Future()

    def attempt() -> None:
        try:
            started.set_result(start())
        except BaseException as error:
            started.set_exception(error)

    starts().put(attempt)
    return started.result()


@cache
def starts() -> "queue.SimpleQueue[Callable[[], None]]":
    """What the starting thread has to do."""
    tasks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def work() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        while True:
            tasks.get()()

    threading.Thread(target=work, name="starts-workers", daemon=True).start()
    return tasks
