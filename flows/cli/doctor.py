"""`readout doctor`: diagnoses the installation, the sources and the warehouse."""

import fcntl
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Annotated, Literal

import typer
from packaging.requirements import Requirement
from rich.console import Console
from rich.table import Table

from flows.cli.common import WarehouseOption, settings_of
from flows.cli.probe import PARTS
from flows.settings import Settings
from flows.workers.pool import cores
from transforms.lexicon.faults import find_faults
from warehouse.shell.escape import markup

PACKAGES = ("readout", "prefect", "duckdb", "polars", "spacy", "great-expectations", "streamlit")
EXTENSIONS = ("ducklake", "postgres_scanner", "httpfs")
PATIENCE = 300  # seconds for a part to start: a first start compiles all modules
ENOUGH_DISK = 2.5  # times the warehouse's size: a publish writes a second file beside the first
State = Literal["ok", "warning", "fault"]
COLOURS = {"ok": "green", "warning": "yellow", "fault": "red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check, with a remedy if it is a fault."""

    subject: str
    state: State
    detail: str


def examine(settings: Settings, quick: bool = False) -> Iterator[Finding]:
    """Every finding in turn; `quick` starts no process.

    A check that itself fails is a finding too.
    """
    examinations: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        versions, requirements, *([] if quick else [parts]), model, extensions, full_text, reference, sources,
        prefect_server, warehouse, lock, disk,
    )  # fmt: skip
    for examination in examinations:
        try:
            yield from examination(settings)
        except Exception as error:
            yield Finding(examination.__name__, "fault", f"{type(error).__name__}: {error}")


def versions(_: Settings) -> Iterator[Finding]:
    yield Finding("python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for package in PACKAGES:
        try:
            yield Finding(package, "ok", version(package))
        except PackageNotFoundError:
            yield Finding(package, "fault", "is not installed: install it with pip")


def requirements(_: Settings) -> Iterator[Finding]:
    """Dependencies that are missing, or installed in a version that Readout cannot use."""
    needed = [Requirement(line) for line in requires("readout") or ()]
    used = [each for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
    wrong = 0
    for each in used:
        try:
            found = version(each.name)
        except PackageNotFoundError:
            state = "is not installed"
        else:
            if each.specifier.contains(found, prereleases=True):
                continue
            state = f"{found} is installed"
        wrong += 1
        yield Finding(each.name, "fault", f"{state}, readout needs {each.specifier}: install that with pip")
    if not wrong:
        yield Finding("packages", "ok", f"all {len(used)} that readout names, in versions that it can use")


def parts(settings: Settings) -> Iterator[Finding]:
    """Whether everything that runs and readers import can be imported, each part in a process of its own."""
    with ThreadPoolExecutor(cores()) as beside:
        tried = beside.map(lambda part: try_part(part, settings), PARTS)
        for (what, _), fault in zip(PARTS.values(), tried, strict=True):
            yield Finding(what, "fault", fault) if fault else Finding(what, "ok", "can be started")


def try_part(part: str, settings: Settings) -> str | None:
    """The error that keeps a part of Readout from starting, if any."""
    # -P: a file in the user's folder must not pass for a module
    command = [sys.executable, "-P", "-m", "flows.cli.probe", part, settings.model, str(settings.reference)]
    command += ["--stock"] if settings.stock_pipeline else []
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return f"is not ready after {PATIENCE} s"
    if done.returncode == 0:
        return None
    if done.returncode < 0:
        return f"its process was ended by signal {-done.returncode}"
    return " ".join((done.stdout.strip() or done.stderr.strip().rpartition("\n")[2]).split())


def reference(settings: Settings) -> Iterator[Finding]:
    faults = find_faults(settings.reference)
    for fault in faults:
        yield Finding("reference", "fault", str(fault))
    if not faults:
        yield Finding("reference", "ok", str(settings.reference))


def model(settings: Settings) -> Iterator[Finding]:
    from transforms.model import model_version

    try:
        yield Finding("model", "ok", f"{settings.model} {model_version(settings.model)}")
    except OSError as error:
        yield Finding("model", "fault", str(error))


def extensions(_: Settings) -> Iterator[Finding]:
    """DuckDB's extensions, each of which fits exactly one version of DuckDB."""
    import duckdb

    for name in EXTENSIONS:
        package = f"duckdb-extension-{name.replace('_', '-')}"
        try:
            found = version(package)
        except PackageNotFoundError:
            yield Finding(f"duckdb {name}", "fault", f"{package} is not installed: install it with pip")
            continue
        if found == duckdb.__version__:
            yield Finding(f"duckdb {name}", "ok", found)
        else:
            yield Finding(
                f"duckdb {name}", "fault", f"{found} is not for DuckDB {duckdb.__version__}: install that one"
            )


def full_text(_: Settings) -> Iterator[Finding]:
    """SQLite's FTS5, which `readout search` needs; nearly every Python has it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
        except sqlite3.OperationalError as error:
            advice = f"{error}: `readout search` needs a Python whose SQLite has FTS5"
            yield Finding("full-text search", "warning", advice)
        else:
            yield Finding("full-text search", "ok", f"SQLite {sqlite3.sqlite_version} with FTS5")


def sources(settings: Settings) -> Iterator[Finding]:
    from flows.sources import SourceError
    from flows.sources.config import load_config

    files = sorted(settings.sources.glob("*.yml"))
    if not files:
        yield Finding("sources", "warning", f"{settings.sources} holds no source file")
    for file in files:
        try:
            config = load_config(file)
        except SourceError as error:
            yield Finding(f"source {file.stem}", "fault", str(error))
        else:
            planned = f"{config.schedule} ({config.timezone})" if config.schedule else "no schedule"
            yield Finding(f"source {file.stem}", "ok", f"{config.kind}: {config.location}; {planned}")


def prefect_server(_: Settings) -> Iterator[Finding]:
    import httpx
    from prefect.settings import PREFECT_API_URL

    url = PREFECT_API_URL.value()
    if not url:
        yield Finding("prefect server", "ok", "none is named: each run starts its own")
        return
    try:
        answer = httpx.get(f"{url}/admin/version", timeout=5)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        yield Finding("prefect server", "fault", f"{url}: {error}. Start it, or unset PREFECT_API_URL")
    else:
        theirs, ours = answer.json(), version("prefect")
        state: State = "ok" if theirs == ours else "warning"
        yield Finding(
            "prefect server", state, f"{url}: {theirs}" + ("" if state == "ok" else f", here {ours}")
        )


def warehouse(settings: Settings) -> Iterator[Finding]:
    import duckdb

    from warehouse.read import NoWarehouse, connect

    try:
        with connect(settings.warehouse) as connection:
            last = connection.execute(
                "SELECT run_id, state, started_at FROM quality.runs ORDER BY rowid DESC LIMIT 1"
            ).fetchone()
            articles = connection.execute("SELECT count(*) FROM core.articles").fetchone()
    except NoWarehouse as error:
        yield Finding("warehouse", "warning", str(error))
    except (duckdb.Error, OSError) as error:
        yield Finding("warehouse", "fault", str(error))
    else:
        size = ""
        if isinstance(settings.warehouse, Path):
            size = f", {settings.warehouse.stat().st_size / 1e6:,.0f} MB"
        yield Finding("warehouse", "ok", f"{settings.warehouse}: {(articles or [0])[0]:,} articles{size}")
        if last:
            run_id, state, started_at = last
            seen: State = "ok" if state == "completed" else "warning"
            yield Finding("last run", seen, f"{run_id}: {state}, {started_at:%Y-%m-%d %H:%M} UTC")


def lock(settings: Settings) -> Iterator[Finding]:
    """The holder of the writer lock of a warehouse file."""
    from warehouse.store.lock import hidden

    if not isinstance(settings.warehouse, Path):
        return
    path = hidden(settings.warehouse, "lock")
    if not path.exists():
        yield Finding("lock", "ok", "free")
        return
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            yield Finding(
                "lock", "ok", f"held by {file.read().strip() or 'another process'}: a run is under way"
            )
        else:
            yield Finding("lock", "ok", "free")


def disk(settings: Settings) -> Iterator[Finding]:
    if not isinstance(settings.warehouse, Path):
        return
    folder = settings.warehouse.absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    size = settings.warehouse.stat().st_size if settings.warehouse.exists() else 0
    detail = f"{free / 1e9:,.1f} GB free at {folder}"
    if free < ENOUGH_DISK * size or free < 500_000_000:
        yield Finding("disk", "warning", f"{detail}: a publish may not have room")
    else:
        yield Finding("disk", "ok", detail)


def report(settings: Settings, console: Console, quick: bool = False) -> int:
    """Print all findings; returns the exit code of the command: 1 if there is a fault."""
    table = Table(box=None, show_header=False)
    worst = 0
    for finding in examine(settings, quick):
        colour = COLOURS[finding.state]
        table.add_row(f"[{colour}]{finding.state}[/]", markup(finding.subject), markup(finding.detail))
        worst |= finding.state == "fault"
    console.print(table)
    return worst


def doctor(
    quick: Annotated[
        bool, typer.Option("--quick", help="Start nothing: only look at what is installed and where.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Say whether all that a run needs is here and starts, and what state the warehouse is in."""
    raise typer.Exit(report(settings_of(warehouse=warehouse), Console(highlight=False), quick))
