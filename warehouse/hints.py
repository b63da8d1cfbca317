"""Commands for messages, ready to be typed wherever Readout is installed."""

import os
import shlex
from pathlib import Path

from warehouse.address import USUAL, Warehouse

SAMPLES = "samples"  # the source that comes with Readout


def is_usual(warehouse: Warehouse) -> bool:
    """Whether commands use this warehouse by default."""
    settings_say = "READOUT_WAREHOUSE" in os.environ or Path("readout.toml").exists()
    return warehouse == USUAL and not settings_say


def command_line(command: str, warehouse: Warehouse, *arguments: str) -> str:
    """The `readout` command for this warehouse, which is named unless it is the default."""
    named = [] if is_usual(warehouse) else ["-w", shlex.quote(str(warehouse))]
    return " ".join(["readout", command, *named, *arguments])


def run_line(warehouse: Warehouse) -> str:
    """The command that loads sources into this warehouse."""
    return command_line("run", warehouse, "SOURCE")
