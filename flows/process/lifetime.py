"""Ends child processes with their parent, even if the parent is killed."""

import os
import threading
from multiprocessing import parent_process
from typing import IO


def exit_with(stream: IO[bytes]) -> None:
    """Exit this process when the other end of `stream` is closed. Blocks until then."""
    stream.read()
    os._exit(0)


def exit_with_parent() -> None:
    """Exit this worker when its parent process ends. Returns at once; a thread waits."""

    def watch() -> None:
        parent = parent_process()
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
