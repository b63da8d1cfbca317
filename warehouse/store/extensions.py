"""DuckDB's extensions as Python packages: loaded from the environment, never downloaded."""

from importlib.util import find_spec
from pathlib import Path

import duckdb

from warehouse.store.duck import quoted


class NoExtension(RuntimeError):
    """An extension is missing, or made for another version of DuckDB."""

    exit_code = 1


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load the extension out of the package `duckdb-extension-<name>`.

    DuckDB checks its signature. Raises NoExtension where there is none for this version of DuckDB.
    """
    spec = find_spec(f"duckdb_extension_{name}")
    folders = spec.submodule_search_locations if spec else None
    files = [
        Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        for folder in folders or ()
    ]
    if not files or not files[0].exists():
        package = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
        raise NoExtension(f"needs the package {package}: install it with pip")
    connection.execute(f"LOAD {quoted(str(files[0]))}")
