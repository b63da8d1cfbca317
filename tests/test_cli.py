"""The command as a user meets it: a run without a Prefect server, answers, errors, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLES, readout

Done = subprocess.CompletedProcess[str]


def test_a_run_of_the_samples_says_what_it_did(sample_run: tuple[Path, Done]) -> None:
    path, done = sample_run
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Done: run " in done.stdout and "24 new, 0 changed, 0 unchanged, 0 quarantined" in done.stdout
    assert " quotes, " in done.stdout and " passed, " in done.stdout and str(path) in done.stdout
    assert done.stderr == "", "nothing is complained about"
    # Tests of searching may have left their index of this warehouse.
    leftovers = sorted(p.name for p in path.parent.iterdir() if ".search" not in p.name)
    expected = [f".{path.name}.lock", f"{path.stem}.docs", path.name]
    assert leftovers == expected, "no staged batch, no private copy"


def test_the_query_to_try_works(sample_run: tuple[Path, Done]) -> None:
    path, done = sample_run
    query = done.stdout.split('readout sql "')[1].split('"')[0]
    shown = readout("sql", " ".join(query.split()), "--warehouse", path)
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
        (["sql", "DROP TABLE core.quotes"], 1, "read-only"),
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
        "import sys; from flows.cli import app; app(sys.argv[1:], standalone_mode=False);"
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
    for command in (["sql", "SELECT 1"], ["tables"], ["runs"], ["quality"]):
        done = readout(*command, "--warehouse", tmp_path / "none.duckdb")
        assert done.returncode == 1 and "readout run" in done.stderr


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
