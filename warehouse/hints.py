"""Commands as messages name them: to be typed as they stand, wherever Readout is installed."""

import os
import shlex
from pathlib import Path

from warehouse.address import USUAL, Warehouse

SAMPLES = "samples"  # the source that comes with Readout


def is_usual(warehouse: Warehouse) -> bool:
    """Whether a command means this warehouse where it names none."""
    settings_say = "READOUT_WAREHOUSE" in os.environ or Path("readout.toml").exists()
    return warehouse == USUAL and not settings_say


def command_line(command: str, warehouse: Warehouse, *arguments: str) -> str:
    """The `readout` command for this warehouse, whose name is left out where it is the usual one."""
    named = [] if is_usual(warehouse) else ["-w", shlex.quote(str(warehouse))]
    return " ".join(["readout", command, *named, *arguments])


def run_line(warehouse: Warehouse) -> str:
    """The command that loads sources into this warehouse."""
    return command_line("run", warehouse, "SOURCE")
