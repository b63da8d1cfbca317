"""Importing large libraries quickly."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


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


def put_off(*names: str) -> None:
    """Have modules that others import without using them imported when they are first used."""
    for name in names:
        if name not in sys.modules:
            sys.modules[name] = stand_in(name)


def put_off_function(module: str, name: str) -> None:
    """Have a module that others import for one function imported when that is first called."""
    if module not in sys.modules:
        stand = stand_in(module)
        vars(stand)[name] = lambda *args, **kwargs: stand.__getattr__(name)(*args, **kwargs)
        sys.modules[module] = stand


def do_without(*names: str) -> None:
    """Have modules that others import where they are installed look as if they were not."""
    for name in names:
        if name not in sys.modules:
            sys.modules[name] = None  # type: ignore[assignment]  # how Python marks what must not be imported


def stand_in(name: str) -> ModuleType:
    """A module that imports the one it stands for once it is asked for one of its names."""
    module = ModuleType(name)

    def attribute(wanted: str) -> object:
        if wanted.startswith("__"):  # the import system looks at these
            raise AttributeError(wanted)
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return getattr(import_module(name), wanted)

    module.__getattr__ = attribute  # type: ignore[method-assign]
    return module
