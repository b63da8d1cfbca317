"""The wheel holds all that Readout needs, and runs from an empty folder where there is no checkout.

Whole runs of it are slow, and make the rows that those of the checkout make, which `make test` has many of.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from sysconfig import get_paths

import pytest

from tests.conftest import ROOT

Done = subprocess.CompletedProcess[str]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
UNREACHABLE = ("NewConnectionError", "Name or service not known", "Temporary failure in name resolution")


def call(*command: str | Path, cwd: Path, **variables: str) -> Done:
    # What the session's own environment says of Python and Readout is not for the new one
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_"))}
    return subprocess.run(
        command, cwd=cwd, env={**kept, "COLUMNS": "200", **variables}, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    done = call(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", folder, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return path


def new_environment(folder: Path, *options: str) -> Path:
    """The folder of programs of a new environment."""
    done = call(sys.executable, "-m", "venv", *options, folder, cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    return folder / "bin"


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `readout` of an environment into which pip installed the wheel; its dependencies are those here."""
    folder = tmp_path_factory.mktemp("environment")
    programs = new_environment(folder / "venv", "--without-pip")
    pip = (sys.executable, "-m", "pip", "--python", programs / "python")
    done = call(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    (packages,) = (folder / "venv" / "lib").glob("python3.*/site-packages")
    (packages / "dependencies.pth").write_text(get_paths()["purelib"], encoding="utf-8")
    return programs / "readout"


def try_it(readout: Path, folder: Path) -> str:
    """Do what a new user does, in an empty folder; returns what the run said."""
    assert not list(folder.iterdir())
    missing = call(readout, "sql", "SELECT 1", cwd=folder)
    assert missing.returncode == 1 and "`readout run SOURCE` makes one" in missing.stderr
    run = call(readout, "run", "samples", cwd=folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "24 new, 0 changed, 0 unchanged, 0 quarantined" in run.stdout
    counted = call(readout, "sql", "-f", "csv", "SELECT count(*) AS n FROM quotes", cwd=folder)
    assert counted.returncode == 0 and int(counted.stdout.split()[1]) > 200
    offices = call(readout, "sql", "-f", "csv", "SELECT count(*) AS n FROM ref.offices", cwd=folder)
    assert int(offices.stdout.split()[1]) > 40, "the reference tables came with it"
    assert (folder / "warehouse" / "readout.duckdb").is_file()
    return run.stdout


def test_it_works_in_an_empty_folder(installed: Path, sample_warehouse: Path, tmp_path: Path) -> None:
    where = call(installed.with_name("python"), "-c", "import flows; print(flows.__file__)", cwd=tmp_path)
    assert Path(where.stdout).is_relative_to(installed.parent.parent), "not the checkout"
    missing = call(installed, "sql", "SELECT 1", cwd=tmp_path)
    assert missing.returncode == 1 and "`readout run SOURCE` makes one" in missing.stderr
    (tmp_path / "warehouse").mkdir()
    shutil.copyfile(sample_warehouse, tmp_path / "warehouse" / "readout.duckdb")
    found = call(installed, "search", "ceasefire", "talks", cwd=tmp_path)
    assert found.returncode == 0 and "`readout article ID`" in found.stdout
    tables = call(installed, "tables", "-w", "warehouse/../warehouse/readout.duckdb", cwd=tmp_path)
    assert "`readout tables -w warehouse/../warehouse/readout.duckdb NAME`" in tables.stdout
    doctor = call(installed, "doctor", "--quick", cwd=tmp_path)
    assert doctor.returncode == 0 and "24 articles" in doctor.stdout
    assert "seeds/sources holds no source file" in doctor.stdout


@pytest.mark.slow
def test_it_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    assert ".venv" not in try_it(installed, tmp_path)
    assert call(installed, "docs", cwd=tmp_path).returncode == 0


@pytest.mark.slow
def test_it_runs_with_what_pip_resolves(wheel: Path, tmp_path: Path) -> None:
    """Without the lock: what is newest today, by the pip that comes with this Python."""
    programs = new_environment(tmp_path / "venv")
    done = call(programs / "pip", "install", "--quiet", wheel, cwd=tmp_path)
    if any(sign in done.stderr for sign in UNREACHABLE):
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stderr
    (tmp_path / "empty").mkdir()
    try_it(programs / "readout", tmp_path / "empty")
    doctor = call(programs / "readout", "doctor", cwd=tmp_path / "empty")
    assert doctor.returncode == 0, doctor.stdout
    assert "fault" not in doctor.stdout


def test_it_holds_every_file(wheel: Path) -> None:
    listed = call("git", "ls-files", *FOLDERS, cwd=ROOT)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]
    assert set(files) <= set(zipfile.ZipFile(wheel).namelist())
    assert {".py", ".sql", ".css", ".csv", ".yml"} <= {Path(name).suffix for name in files}


def imported() -> Iterator[tuple[str, Path]]:
    """Every top-level module that the packages of the wheel import, and where."""
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((alias.name.partition(".")[0], path) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module.partition(".")[0], path


def test_every_package_that_is_imported_is_named() -> None:
    """What another package happens to bring along may be gone with its next version."""
    project = PYPROJECT["project"]
    lines = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    named = {re.split(r"[<>=\[;~! ]", line)[0] for line in lines}
    of_module = packages_distributions()
    unnamed = {
        (module, path.relative_to(ROOT))
        for module, path in imported()
        if module not in sys.stdlib_module_names
        and module not in FOLDERS
        and not named & {name.lower().replace("_", "-") for name in of_module.get(module, [])}
    }
    assert not unnamed
