"""What starts imports what it needs only; modules that are put off come when they are asked for."""

import os
import subprocess
import sys
from pathlib import Path

import httpx

from flows.local_prefect import LocalPrefect

ASKED = """
import sys
from flows.startup import put_off
put_off("colorsys", "json")
import colorsys
assert "hls_to_rgb" not in vars(colorsys)
assert colorsys.hls_to_rgb(0, 1, 0) == (1, 1, 1)
import colorsys as now
assert "hls_to_rgb" in vars(now) and now is sys.modules["colorsys"]
"""

CALLED = """
import sys
from flows.startup import put_off_function
put_off_function("colorsys", "hls_to_rgb")
from colorsys import hls_to_rgb
assert "rgb_to_hls" not in vars(sys.modules["colorsys"])
assert hls_to_rgb(0, 1, s=0) == (1, 1, 1)
assert "rgb_to_hls" in vars(sys.modules["colorsys"])
"""
ANNOTATOR = """
import sys
from flows.stages import prepare_annotator
from transforms.model import MODEL
from transforms.reference import REFERENCE
prepare_annotator(MODEL, REFERENCE)
print(*sys.modules)
import spacy
assert spacy.info()["spacy_version"] == spacy.__version__
"""


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_a_module_is_imported_when_it_is_used() -> None:
    done = python(ASKED)
    assert done.returncode == 0, done.stderr


def test_a_module_is_imported_when_its_function_is_called() -> None:
    done = python(CALLED)
    assert done.returncode == 0, done.stderr


def test_an_annotator_imports_what_it_needs_only() -> None:
    done = python(ANNOTATOR)
    assert done.returncode == 0, done.stderr
    modules = done.stdout.splitlines()[0].split()
    assert "spacy.language" in modules
    for unused in ("prefect", "great_expectations", "pandas", "duckdb", "pydantic_settings", "spacy.cli"):
        assert unused not in modules


def test_the_server_of_a_run_leaves_block_types_to_servers_with_pages(prefect: LocalPrefect) -> None:
    types = httpx.post(f"{prefect.url}/block_types/filter", json={})
    assert types.raise_for_status().json() == []
    assert not Path(os.environ["PREFECT_HOME"], "memo_store.toml").exists(), "the next one registers them"


def test_the_checker_imports_what_it_needs_only() -> None:
    code = "from flows.checking import import_checks; import_checks(); import sys; print(*sys.modules)"
    done = python(code)
    assert done.returncode == 0, done.stderr
    modules = done.stdout.split()
    assert "great_expectations" in modules
    for unused in (
        "scipy.stats._stats_py",
        "altair.vegalite",
        "sqlalchemy.sql",
        "boto3.session",
        "spacy",
        "prefect",
    ):
        assert unused not in modules
