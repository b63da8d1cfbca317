"""`readout compact`: what keeps a lake small."""

from pathlib import Path

from flows.settings import Settings
from warehouse.compact import compact
from warehouse.target import refuse


def compact_lake(settings: Settings, days: int) -> str:
    """Compact the lake of the settings; returns what to tell. Raises as `warehouse.compact.compact` does,
    and NotAWarehouse for a file that is none."""
    if isinstance(settings.warehouse, Path):
        refuse(settings.warehouse)
        return f"{settings.warehouse} is a file: only lakes need compacting."
    done = compact(settings.warehouse, days, settings.lock_timeout)
    return (
        f"{done.snapshots_expired} snapshots forgotten, {done.files_removed} files removed; "
        f"{done.files} files of {done.bytes / 1e6:,.1f} MB are left."
    )
