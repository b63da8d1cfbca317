"""Graceful stop of a run on SIGTERM and Ctrl-C: it finishes the batches in flight, publishes them and ends.

Stopping is cooperative. A signal handler only sets a flag: nothing is ever raised into running code, ours or
a library's. The run checks the flag between its steps, and waits for slow calls through `Stop.wait_for`,
which returns as soon as the flag is set, or a grace later. A second signal ends the process at once; the next
run then resumes from what it left, as after a kill.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from types import FrameType
from typing import TypeVar

R = TypeVar("R")
SIGNALS = (signal.SIGTERM, signal.SIGINT)
# Seconds within which signals count as one: a terminal sends Ctrl-C to a service and to its runs, and the
# service forwards it to its runs as well.
COALESCE_SECONDS = 1.0
POLL_SECONDS = 0.1  # seconds between checks of the flag while waiting


class Stopped(Exception):
    """Raised when a run is asked to stop before it has read anything worth finishing."""


class Stop:
    """Whether a run was asked to stop, and by which signal.

    `notify` reports the signal to the user. It is called in the signal handler and must not block.
    """

    def __init__(self, notify: Callable[[str], None]) -> None:
        self.notify = notify
        self.received: signal.Signals | None = None
        self.received_at = 0.0

    def __bool__(self) -> bool:
        return self.received is not None

    def handle(self, number: int, _: FrameType | None = None) -> None:
        """The signal handler. Takes no lock: the interrupted code may hold it."""
        if self.received is None:
            self.received_at = time.monotonic()  # before what tells other threads to look at it
            self.received = signal.Signals(number)
            name = self.received.name
            self.notify(f"{name}: finishing the batches in flight. A second signal ends the run at once.")
        elif time.monotonic() - self.received_at > COALESCE_SECONDS:
            self.notify("ended at once: the next run resumes from the batches this one completed.")
            os._exit(128 + number)

    def check(self, grace: float = 0) -> None:
        """Raise Stopped if the run was asked to stop, `grace` seconds ago or more."""
        if self and time.monotonic() - self.received_at >= grace:
            raise Stopped(f"stopped by {self.name} before anything was read")

    def pause(self, seconds: float) -> None:
        """Sleep. Raises Stopped if the run was asked to stop before or meanwhile."""
        self.check()
        time.sleep(seconds)
        self.check()

    def wait_for(self, call: Callable[[], R], grace: float = 0) -> R:
        """Return or raise what `call` does; raise Stopped `grace` seconds after the run is asked to stop.

        The call runs in a daemon thread with the caller's context. After Stopped it is abandoned and ends
        with the process at the latest.
        """
        self.check(grace)
        future: Future[R] = Future()
        context = copy_context()

        def work() -> None:
            try:
                future.set_result(context.run(call))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=work, name=f"waited-for-{call}", daemon=True).start()
        while not wait([future], timeout=POLL_SECONDS).done:
            self.check(grace)
        return future.result()

    @property
    def name(self) -> str:
        return self.received.name if self.received else "a signal"

    @property
    def message(self) -> str:
        """The message of a stopped run in the run history."""
        return f"stopped by {self.name}: completed batches are published, the next run reads the rest"


def write_stderr(line: str) -> None:
    """Write to standard error without logging, whose locks the interrupted code may hold."""
    os.write(sys.stderr.fileno(), f"{line}\n".encode())


active_stop: Stop | None = None  # the flag that this process's signal handlers set


def install_handlers(notify: Callable[[str], None] = write_stderr) -> Stop:
    """Handle SIGTERM and SIGINT gracefully until the process ends. Call it in the main thread of a command.

    The handlers stay installed to the end: otherwise a signal would be raised into the clean-up of libraries.
    """
    global active_stop
    if active_stop is None:
        active_stop = Stop(notify)
        for number in SIGNALS:
            signal.signal(number, active_stop.handle)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)  # the parent process may have blocked them
    return active_stop


@contextmanager
def handle_signals(notify: Callable[[str], None] = write_stderr, for_good: bool = False) -> Iterator[Stop]:
    """Handle SIGTERM and SIGINT gracefully inside the block, reporting them with `notify`.

    With `for_good` the handlers stay installed after the block. If handlers are installed already, yields
    their `Stop`. Otherwise a no-op outside the main thread, which alone can install handlers.
    """
    global active_stop
    if active_stop is not None:
        outer, active_stop.notify = active_stop.notify, notify
        try:
            yield active_stop
        finally:
            active_stop.notify = outer
        return
    if threading.current_thread() is not threading.main_thread():
        yield Stop(notify)
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        yield install_handlers(notify)
    finally:
        if not for_good:
            active_stop = None
            for number, handler in before.items():
                signal.signal(number, handler)


def run_in_thread(call: Callable[[], R]) -> R:
    """Run `call` in another thread, while the main thread only handles signals; return or raise what it does.

    Outside the main thread Prefect cannot install handlers of its own, which would raise into its engine. The
    main thread polls: if the system delivers a signal to another thread, nothing wakes the main one.
    """
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(copy_context().run, call)
        while not wait([future], timeout=POLL_SECONDS).done:
            pass
        return future.result()
