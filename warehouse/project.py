"""Where the Great Expectations project of a warehouse is, and the files in it that hold the checked rows."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from warehouse.address import Warehouse
from warehouse.docs import user_data

TABLES = "tables"


def project_folder(warehouse: Warehouse) -> Path:
    """The folder of the project: `readout.gx` beside `readout.duckdb`.

    That of a lake, or of a file beside which this user cannot write, is among the user's data.
    """
    if not isinstance(warehouse, Path):
        return user_data() / f"{warehouse.key}.gx"
    path = warehouse.resolve()
    if os.access(path.parent, os.W_OK):
        return path.with_name(f"{path.stem}.gx")
    return user_data() / f"{path.stem}-{blake2b(str(path).encode(), digest_size=6).hexdigest()}.gx"


@contextmanager
def new_tables(project: Path) -> Iterator[Path]:
    """A hidden folder of the project for files that replace those of `tables` when the block ends well.

    Waits while another process has one. Raises OSError.
    """
    project.mkdir(parents=True, exist_ok=True)
    private = project / f".{TABLES}"
    handle = os.open(project, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        shutil.rmtree(private, ignore_errors=True)  # of a process that was killed
        private.mkdir()
        yield private
        (project / TABLES).mkdir(exist_ok=True)
        for file in private.iterdir():
            file.replace(project / TABLES / file.name)
    finally:
        shutil.rmtree(private, ignore_errors=True)
        os.close(handle)
