"""Importing large libraries quickly."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def starting() -> Iterator[None]:
    """Import and set up without the garbage collector, and keep what was made out of its way.

    Imports make hundreds of thousands of objects that live as long as the process. The collector walks
    all of them again and again as they come, a third of the time of importing Prefect's server, and
    would walk them at each later full collection.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
