"""A process that runs stages, one at a time, and can be killed at any moment without harm to others."""

import pickle
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from flows.process.lifetime import exit_with_parent, start_worker

R = TypeVar("R")


class AnnotatorDied(OSError):
    """An annotator ended before its stage was done; another one may succeed."""


class Annotator:
    """A process that has begun with `prepare(*args)`; `ready` is done when that is."""

    def __init__(self, prepare: Callable[..., object], *args: object) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, prepare, args), daemon=True)
        start_worker(self.process.start)
        theirs.close()
        self.is_given_up = self.is_gone = False
        self.ready: Future[object] = Future()
        threading.Thread(target=self._await_ready, daemon=True).start()

    def _await_ready(self) -> None:
        try:
            self.ready.set_result(self._answer())
        except BaseException as error:
            self.ready.set_exception(error)

    def run(self, stage: Callable[..., R], *args: object) -> R:
        """Return or raise what the stage does. Raises AnnotatorDied."""
        self.ready.exception()  # a stage meets the same fault, and says so
        with suppress(OSError):  # where the process has ended, the answer says so
            self.connection.send((stage, args))
        done: R = self._answer()
        return done

    def _answer(self) -> Any:
        try:
            wait([self.connection, self.process.sentinel])
            result, error = self.connection.recv()
        except (EOFError, OSError) as gone:
            self.is_gone = True
            self.process.join(1)
            code = self.process.exitcode
            raise AnnotatorDied(
                f"an annotator ended with exit code {code} before its batch was done"
            ) from gone
        if error is not None:
            raise error
        return result

    def give_up(self) -> None:
        """Kill the process; what it is running is not to be run again."""
        self.is_given_up = True
        self.process.kill()

    def end(self) -> None:
        """End the process when it is idle."""
        self.connection.close()


def serve(
    connection: "Connection[Any, Any]", prepare: Callable[..., object], args: tuple[object, ...]
) -> None:
    """The work of the process: prepare, then run stages until the other end is closed."""
    exit_with_parent()
    connection.send(outcome(prepare, args))
    while True:
        try:
            stage, args = connection.recv()
        except EOFError:
            return
        connection.send(outcome(stage, args))


def outcome(call: Callable[..., object], args: tuple[object, ...]) -> tuple[object, Exception | None]:
    """What a call returns, or what it raises with its traceback as a note."""
    try:
        return call(*args), None
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301  # of this process
        except Exception:  # an exception that asks for more than it keeps
            return None, RuntimeError(f"{type(error).__name__}: {error}")
        return None, error
