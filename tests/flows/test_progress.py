"""What is said while a run is being started."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, readout

READOUT = Path(sys.executable).with_name("readout")
SAYS_SO = """
import sys
from flows.cli.run import StartProgress, startup_description
from flows.settings import load_settings

with StartProgress(load_settings(), startup_description(load_settings())):
    slow = {"prefect", "spacy", "great_expectations", "polars", "pandas"} & set(sys.modules)
    assert not slow, f"it takes long to import {slow}"
"""


def test_it_is_said_before_anything_slow_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", SAYS_SO], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "" and done.stderr.startswith("readout: Starting Prefect's server, the model ")


def test_a_name_that_is_no_source_is_all_that_is_said_then() -> None:
    done = readout("run", "no_such_source", READOUT_LOG_FORMAT="json")
    assert done.returncode == 2 and done.stdout == ""
    begins, fault = map(json.loads, done.stderr.splitlines())
    assert begins["message"].startswith("Starting Prefect") and begins["level"] == "info"
    assert fault["message"].startswith("no_such_source: is neither a file or folder")


def test_a_terminal_shows_it_until_it_is_over() -> None:
    ours, theirs = os.openpty()
    command = [READOUT, "run", "no_such_source"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, cwd=ROOT, timeout=300)
    os.close(theirs)
    said = b""
    while True:
        try:
            said += os.read(ours, 10_000)
        except OSError:  # the other end is closed, and all is read
            break
    os.close(ours)
    assert done.returncode == 2 and done.stdout == b""
    assert b"Starting Prefect's server" in said and b"no_such_source: is neither" in said
    assert b"readout: Starting" not in said and said.rstrip().endswith(b"\x1b[2K"), "its line is cleared"
