"""Modules that are put off come when they are asked for."""

import subprocess
import sys

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


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_a_module_is_imported_when_it_is_used() -> None:
    done = python(ASKED)
    assert done.returncode == 0, done.stderr


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
