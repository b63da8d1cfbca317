"""`readout compact`: compacts a lake."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import WarehouseOption, settings_of
from flows.settings import Settings
from warehouse.store.compact import compact as compact_files
from warehouse.store.writing import refuse


def compact_lake(settings: Settings, days: int) -> str:
    """Compact the lake of the settings and return a message.

    Raises as `warehouse.store.compact.compact` does, and NotAWarehouse for a file of another program.
    """
    if isinstance(settings.warehouse, Path):
        refuse(settings.warehouse)
        return f"{settings.warehouse} is a file: only lakes need compaction."
    done = compact_files(settings.warehouse, days, settings.lock_timeout)
    return (
        f"{done.snapshots_expired} snapshots expired, {done.files_removed} files removed; "
        f"{done.files} files of {done.bytes / 1e6:,.1f} MB remain."
    )


def compact(
    days: Annotated[
        int, typer.Option(min=0, help="Keep snapshots of this many days; use 0 only while nobody reads.")
    ] = 7,
    warehouse: WarehouseOption = None,
) -> None:
    """Merge a lake's small files and expire its old snapshots; rows are unchanged."""
    typer.echo(compact_lake(settings_of(warehouse=warehouse), days))
