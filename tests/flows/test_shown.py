"""Whatever words from outside hold, no place that prints them lets them act on a terminal or forge a line."""

import io
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from rich.console import Console

from expectations.results import CheckResult
from flows.batch.staging import rejected_frame
from flows.cli import doctor, serve
from flows.cli.common import fail
from flows.logs import HarmlessFormatter, TextFormatter, format_line
from flows.readout import RunFailed
from flows.report import RunReport
from flows.results import (
    BatchResult,
    Blocked,
    Checked,
    Comparison,
    Docs,
    Leftovers,
    PublishedChecks,
    ReadingResult,
    Run,
    Staged,
)
from flows.selection import Selection
from flows.server.quality_event import warning_text
from flows.settings import load_settings
from flows.sources.config import SourceConfig
from flows.summary import markdown, print_summary
from transforms.clock import utc_now
from transforms.records import Rejection
from warehouse.shell.escape import line
from warehouse.shell.output import Columns, print_rows

HARMFUL = {
    "escape": "\x1b[2J",
    "C1": "\x9b2J",
    "backspace": "\b",
    "bell": "\x07",
    "carriage return": "\r",
    "delete": "\x7f",
    "null": "\x00",
    "line separator": "\u2028",
    "next line": "\x85",
    "override": "\u202e",
    "isolate": "\u2066",
    "mark": "\u200f",
    "no UTF-8": "\udcff",
}
FORGED = "readout: forged"


def hostile_report(words: str) -> RunReport:
    """The report of a run all of whose words from outside are `words`."""
    check = CheckResult(
        "core.articles", "x", None, "critical", "has what it needs", False, words, 1, 1.0, utc_now(),
        failing=[{"source_ref": words}],
    )  # fmt: skip
    rejected = Rejection(words, words, words, payload=words)
    batch = BatchResult(Checked([check], [Blocked(check, [words])]), rejected=rejected_frame([]))
    run = Run("r1", Path(f"{words}.duckdb"), {})
    return RunReport(
        run,
        Selection([words], faults=[words]),
        staged=Staged(
            Leftovers([], [], set()),
            [batch],
            ReadingResult(unread=(rejected,)),
            Comparison(warnings=[words], empty=[words]),
        ),
        ending=run.ends("failed", words),
        data_docs=Docs(warning=words),
        published_checks=PublishedChecks([check], warning=words),
    )


def summary(words: str) -> str:
    console = Console(file=io.StringIO(), width=10_000)
    print_summary(hostile_report(words), console, 0)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def of_a_log(words: str) -> str:
    record = logging.makeLogRecord({"msg": words, "levelname": "ERROR", "source_ref": words, "reason": words})
    record.exc_info = (ValueError, ValueError(words), None)
    return TextFormatter().format(record) + "\n" + HarmlessFormatter().format(record)


def an_error(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(typer.Exit):
        fail(words)
    return capsys.readouterr().err


def of_doctor(words: str, tmp_path: Path) -> str:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "a.yml").write_text(f"name: a\nkind: {words!a}\n", encoding="utf-8")
    console = Console(file=io.StringIO(), width=10_000)
    settings = load_settings(sources=sources, warehouse=tmp_path / "w.duckdb", model=words)
    doctor.report(settings, console, quick=True)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def of_serve(words: str) -> str:
    console = Console(file=io.StringIO(), width=10_000)
    config = SourceConfig(name="a", kind="files", location="x").model_copy(
        update={"name": words, "schedule": words}
    )
    serve.print_served([config], {words: 0}, words, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def rows(words: str) -> str:
    console = Console(file=io.StringIO(), width=10_000)
    print_rows(Columns([words], [False]), [[words], [[words]], [{"a": words}]], console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


PLACES: dict[str, Callable[[str], str]] = {
    "summary": summary,
    "log": of_a_log,
    "artifact": lambda words: markdown(hostile_report(words)),
    "notification": lambda words: warning_text(hostile_report(words)),
    "failed run": lambda words: str(RunFailed(hostile_report(words))),
    "early error": lambda words: format_line(words, logging.ERROR, load_settings()),
    "serve": of_serve,
    "rows": rows,
    "words": line,
}
# What may begin with whatever stands in it, as nothing of ours stands beside
CELLS = ("rows",)


@pytest.mark.parametrize("kind", HARMFUL)
@pytest.mark.parametrize("place", PLACES)
def test_no_control_character_is_printed(place: str, kind: str) -> None:
    harmful = HARMFUL[kind]
    shown = PLACES[place](f"be{harmful}fore\n{FORGED}")
    assert "fore" in shown and harmful[0] not in shown
    shown.encode()  # a lone surrogate cannot be
    if place not in CELLS:
        assert not any(each.startswith(FORGED) for each in shown.splitlines())


@pytest.mark.parametrize("kind", HARMFUL)
def test_nor_by_an_error_or_by_doctor(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = f"be{HARMFUL[kind]}fore\n{FORGED}"
    for shown in (an_error(words, capsys), of_doctor(words, tmp_path)):
        assert "fore" in shown and HARMFUL[kind][0] not in shown
        assert not any(each.startswith(FORGED) for each in shown.splitlines())


def test_a_backtick_ends_no_code_span() -> None:
    shown = markdown(hostile_report("a`![picture](evil)"))
    assert "`a´![picture](evil).duckdb`" in shown
