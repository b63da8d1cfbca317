"""One run at a time: an advisory lock beside the warehouse file."""

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)


class WarehouseBusy(RuntimeError):
    """Another run holds the warehouse's lock."""

    exit_code = 1


def hidden(path: Path, suffix: str) -> Path:
    """The hidden file for `suffix` next to the warehouse `path`."""
    return path.with_name(f".{path.name}.{suffix}")


@contextmanager
def writer_lock(path: Path, timeout: float, pause: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Hold the writer lock of the warehouse at `path`.

    Waits up to `timeout` seconds for the run that holds it, and logs once which that is; `pause` sleeps
    between tries, and may raise to give up. The kernel releases the lock of a process that dies. Raises
    WarehouseBusy after the timeout, OSError if the folder is not writable.
    """
    path = path.resolve()  # one lock for a file, under whatever name
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + timeout
    waiting = False
    with hidden(path, "lock").open("a+") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                file.seek(0)
                holder = file.read().strip() or "another process"
                if time.monotonic() >= deadline:
                    raise WarehouseBusy(
                        f"{path} is being written by {holder}; waited {timeout:.0f} s. "
                        "Run again when it has ended, or set a longer lock_timeout."
                    ) from None
                if not waiting:
                    log.warning("%s is being written by %s: waiting for it to end", path, holder)
                    waiting = True
                pause(0.2)
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield
