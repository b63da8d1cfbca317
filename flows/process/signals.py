"""What SIGTERM and Ctrl-C do to a run: it finishes what is at hand, publishes it and ends.

Asking is cooperative. A handler only sets a flag: nothing is ever raised into code of ours or of a library.
The run looks at the flag between its steps, and waits for what may take long through `Stop.wait_for`, which
gives up as soon as the flag is set. A second signal ends the process at once: what a killed run leaves is
what the next run goes on with.
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
# Seconds in which signals count as one: a terminal sends Ctrl-C to a service and to its runs, and the
# service tells its runs as well.
TOGETHER = 1.0
GLANCE = 0.1  # seconds between looks at the flag while waiting


class Stopped(Exception):
    """The run was asked to end while nothing was at hand that is worth finishing."""


class Stop:
    """Whether a run was asked to end, and by which signal. `tell` says so, and must not wait for anything."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell
        self.asked: signal.Signals | None = None
        self.at = 0.0

    def __bool__(self) -> bool:
        return self.asked is not None

    def ask(self, number: int, _: FrameType | None = None) -> None:
        """Handle a signal. Takes no lock: the code that it interrupts may hold it."""
        if self.asked is None:
            self.asked, self.at = signal.Signals(number), time.monotonic()
            self.tell(f"{self.asked.name}: finishing what is at hand. A second signal ends the run at once.")
        elif time.monotonic() - self.at > TOGETHER:
            self.tell("ended at once: the next run goes on with what this one left.")
            os._exit(128 + number)

    def check(self) -> None:
        """Raise Stopped if the run was asked to end."""
        if self:
            raise Stopped(f"ended by {self.name} before anything was read")

    def pause(self, seconds: float) -> None:
        """Sleep. Raises Stopped if the run was asked to end before or meanwhile."""
        self.check()
        time.sleep(seconds)
        self.check()

    def wait_for(self, call: Callable[[], R]) -> R:
        """What `call` returns or raises, or Stopped as soon as the run is asked to end.

        The call runs in a thread of its own, with the caller's context; where it is not waited for any
        longer it is left to itself, and ends with the process at the latest.
        """
        self.check()
        future: Future[R] = Future()
        context = copy_context()

        def work() -> None:
            try:
                future.set_result(context.run(call))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=work, name=f"waited-for-{call}", daemon=True).start()
        while not wait([future], timeout=GLANCE).done:
            self.check()
        return future.result()

    @property
    def name(self) -> str:
        return self.asked.name if self.asked else "a signal"

    @property
    def message(self) -> str:
        """What the history says of a run that was stopped."""
        return f"ended by {self.name}: what was complete is published, the next run reads the rest"


def say(line: str) -> None:
    """Tell whoever sent the signal; not by way of logging, whose locks the interrupted code may hold."""
    os.write(sys.stderr.fileno(), f"{line}\n".encode())


listening: Stop | None = None  # what the signals of this process ask


def listen(tell: Callable[[str], None] = say) -> Stop:
    """Have the signals of this process ask, from now to its end; for the main thread of a command.

    To its very end: a signal that came while libraries clean up after themselves would be raised into them.
    """
    global listening
    if listening is None:
        listening = Stop(tell)
        for number in SIGNALS:
            signal.signal(number, listening.ask)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)  # who started this process may have blocked them
    return listening


@contextmanager
def stoppable(tell: Callable[[str], None] = say, for_good: bool = False) -> Iterator[Stop]:
    """Have signals ask the block to end, and `tell` say what they do; `for_good` also after the block.

    In a process that listens already they ask what they asked before. Only the main thread can set handlers:
    in another one of a process that does not listen, signals do what they did.
    """
    global listening
    if listening is not None:
        outer, listening.tell = listening.tell, tell
        try:
            yield listening
        finally:
            listening.tell = outer
        return
    if threading.current_thread() is not threading.main_thread():
        yield Stop(tell)
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        yield listen(tell)
    finally:
        if not for_good:
            listening = None
            for number, handler in before.items():
                signal.signal(number, handler)


def beside_the_main_thread(call: Callable[[], R]) -> R:
    """What `call` returns or raises in another thread, while the main thread does nothing but take signals.

    There Prefect cannot set handlers of its own, which would raise into its engine. The main thread looks up
    now and then: where the system hands a signal to another thread, nothing wakes the one that handles it.
    """
    with ThreadPoolExecutor(1) as beside:
        future = beside.submit(copy_context().run, call)
        while not wait([future], timeout=GLANCE).done:
            pass
        return future.result()


@contextmanager
def no_interrupts() -> Iterator[None]:
    """Start processes in the block that Ctrl-C does not reach: they inherit the mask of this thread."""
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)
