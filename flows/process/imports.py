"""Fast imports of large libraries: without garbage collection, lazily, or not at all."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


@contextmanager
def fast_imports() -> Iterator[None]:
    """Disable garbage collection in the block, and exempt the objects created there from later collections.

    Imports create hundreds of thousands of objects that live as long as the process. The collector would
    traverse them repeatedly during the import, a third of the time of importing Prefect's server, and again
    at each later full collection.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def defer_imports(*names: str) -> None:
    """Defer the import of modules, which other modules import without using, until their first use."""
    for name in names:
        if name not in sys.modules:
            sys.modules[name] = lazy_module(name)


def defer_function(module: str, name: str) -> None:
    """Defer the import of a module, which others import for one function, until that function is called."""
    if module not in sys.modules:
        lazy = lazy_module(module)
        vars(lazy)[name] = lambda *args, **kwargs: lazy.__getattr__(name)(*args, **kwargs)
        sys.modules[module] = lazy


def hide_modules(*names: str) -> None:
    """Make optional modules look as if they were not installed, so that libraries do not import them."""
    for name in names:
        if name not in sys.modules:
            sys.modules[name] = None  # type: ignore[assignment]  # Python raises ImportError for such entries


def lazy_module(name: str) -> ModuleType:
    """A module that is replaced by the one it stands for at the first access of an attribute."""
    module = ModuleType(name)

    def attribute(wanted: str) -> object:
        if wanted.startswith("__"):  # the import system reads these
            raise AttributeError(wanted)
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return getattr(import_module(name), wanted)

    module.__getattr__ = attribute  # type: ignore[method-assign]
    return module
