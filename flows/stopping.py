"""What SIGTERM and Ctrl-C do to a run: it finishes what is at hand, publishes it and ends.

The first signal asks for that. Where nothing is at hand (a source is being read, another run waited for)
it interrupts, else it is remembered. A second one ends the process at once: what a killed run leaves is
what the next run goes on with.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)
# Seconds in which signals count as one: a terminal sends Ctrl-C to a service and to its runs, and the
# service tells its runs as well.
TOGETHER = 1.0


class Stopped(BaseException):
    """A signal came while nothing was at hand."""


class Dropped(RuntimeError):
    """Work that was not begun before the run was asked to end."""


class Stop:
    """Whether a run was asked to end, and by which signal."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell
        self.asked: signal.Signals | None = None
        self.at = 0.0
        self.interruptible = False

    def __bool__(self) -> bool:
        return self.asked is not None

    def ask(self, number: int, _: FrameType | None = None) -> None:
        """What the signals call, in the main thread."""
        if self.asked is None:
            self.asked, self.at = signal.Signals(number), time.monotonic()
            self.tell(f"{self.asked.name}: finishing what is at hand. A second signal ends the run at once.")
            if self.interruptible:
                raise Stopped
        elif time.monotonic() - self.at > TOGETHER:
            self.tell("ended at once: the next run goes on with what this one left.")
            os._exit(128 + number)

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let a signal raise Stopped in the block, or at its beginning where one has come already."""
        self.interruptible = True
        try:
            if self:
                raise Stopped
            yield
        finally:
            self.interruptible = False

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


@contextmanager
def stoppable(tell: Callable[[str], None] = say) -> Iterator[Stop]:
    """Have signals ask the block to end. In another thread than the main one they do what they did.

    `tell` says what a signal does, and must not wait for anything.
    """
    stop = Stop(tell)
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, stop.ask) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def no_interrupts() -> Iterator[None]:
    """Start processes in the block that Ctrl-C does not reach: they inherit the mask of this thread."""
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)
