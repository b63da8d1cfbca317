"""`readout export`: writes every table as Parquet."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.cli.common import WarehouseOption, settings_to_read
from warehouse.address import Warehouse
from warehouse.export import export as write_tables
from warehouse.read import connect
from warehouse.shell.escape import line


def export_to(warehouse: Warehouse, folder: Path, force: bool) -> None:
    """Write every table as Parquet into a folder and print a summary. Raises OSError."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("Exporting"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with (
        connect(warehouse) as connection,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task("export", total=None)
        manifest = write_tables(
            connection, folder, force, lambda done, total: bar.update(task, completed=done, total=total)
        )
    written = manifest["tables"]
    rows, size = (sum(table[fact] for table in written) for fact in ("rows", "bytes"))
    print(line(f"{len(written)} tables, {rows:,} rows, {size:,} bytes of Parquet in {folder}"))


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to create.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace an earlier export in it; other files are kept.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Write every table and mart as Parquet, with a manifest of columns and checksums."""
    export_to(settings_to_read(warehouse).warehouse, folder, force)
