"""What starts imports what it needs only; modules that are put off come when they are asked for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from flows.server.local import LocalPrefect
from tests.conftest import SERVERS_HOME
from transforms.lexicon.reference import REFERENCE

ASKED = """
import sys
from flows.process.imports import defer_imports
defer_imports("colorsys", "json")
import colorsys
assert "hls_to_rgb" not in vars(colorsys)
assert colorsys.hls_to_rgb(0, 1, 0) == (1, 1, 1)
import colorsys as now
assert "hls_to_rgb" in vars(now) and now is sys.modules["colorsys"]
"""

CALLED = """
import sys
from flows.process.imports import defer_function
defer_function("colorsys", "hls_to_rgb")
from colorsys import hls_to_rgb
assert "rgb_to_hls" not in vars(sys.modules["colorsys"])
assert hls_to_rgb(0, 1, s=0) == (1, 1, 1)
assert "rgb_to_hls" in vars(sys.modules["colorsys"])
"""
# Each prints the modules that it imported, then the folders of which it read tables
FOLDERS = """
import sys
from pathlib import Path
folders = set()
def note(event, arguments):
    if event == "open" and str(arguments[0]).endswith(".csv"):
        folders.add(str(Path(arguments[0]).parent))
sys.addaudithook(note)
reference = Path(sys.argv[1])
"""
ANNOTATOR = (
    FOLDERS
    + """
from flows.batch.stages import prepare_annotator
from flows.batch.watch import Limits
from transforms.model import Model
prepare_annotator(Model(), reference, Limits(60, 1000))
print(*sys.modules)
print(*folders)
import spacy
assert spacy.info()["spacy_version"] == spacy.__version__
"""
)
CHECKER = (
    FOLDERS
    + """
from flows.batch.check import import_checks
import_checks(reference)
import expectations.data_docs.site
print(*sys.modules)
print(*folders)
"""
)


def python(code: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A user's own folder of reference tables."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "reference"))


def test_a_module_is_imported_when_it_is_used() -> None:
    done = python(ASKED)
    assert done.returncode == 0, done.stderr


def test_a_module_is_imported_when_its_function_is_called() -> None:
    done = python(CALLED)
    assert done.returncode == 0, done.stderr


def test_an_annotator_imports_and_reads_what_it_needs_only(reference: Path) -> None:
    done = python(ANNOTATOR, reference)
    assert done.returncode == 0, done.stderr
    modules, folders = (line.split() for line in done.stdout.splitlines())
    assert folders == [str(reference)], "not the tables that come with Readout, nor at import"
    assert "spacy.language" in modules
    for unused in ("prefect", "great_expectations", "pandas", "duckdb", "pydantic_settings", "spacy.cli"):
        assert unused not in modules


def test_the_server_of_a_run_leaves_block_types_to_servers_with_pages(prefect: LocalPrefect) -> None:
    types = httpx.post(f"{prefect.url}/block_types/filter", json={})
    assert types.raise_for_status().json() == []
    home = os.environ.get(SERVERS_HOME) or os.environ["PREFECT_HOME"]
    assert not Path(home, "memo_store.toml").exists(), "the next one registers them"


def test_the_checker_imports_and_reads_what_it_needs_only(reference: Path) -> None:
    done = python(CHECKER, reference)
    assert done.returncode == 0, done.stderr
    modules, folders = (line.split() for line in done.stdout.splitlines())
    assert folders == [str(reference)], "not the tables that come with Readout, nor at import"
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
