"""Processes that end with the one that started them, even when that one is killed."""

import os
import threading
from multiprocessing import parent_process
from typing import IO


def exit_with(stream: IO[bytes]) -> None:
    """End this process when the other end of `stream` is gone."""
    stream.read()
    os._exit(0)


def exit_with_parent() -> None:
    """Have this worker end with the process that started it."""

    def watch() -> None:
        parent = parent_process()
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
