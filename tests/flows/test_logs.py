"""What a run logs: for machines one JSON object a line, for people lines that move no cursor."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from flows.logs import JsonFormatter, TextFormatter, format_line, log_context
from flows.settings import load_settings
from tests.flows.conftest import Run
from warehouse.read import known_articles


def record(message: str, **facts: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "flows.events", "levelname": "INFO", "msg": message, **facts})


def test_a_record_says_what_it_is_about() -> None:
    with log_context(run_id="r1", stage="clean"), log_context(batch=3):
        said = json.loads(JsonFormatter().format(record("batch staged", articles=2)))
    assert said.pop("time").endswith("Z")
    facts = {"articles": 2, "run_id": "r1", "stage": "clean", "batch": 3}
    assert said == {"level": "info", "message": "batch staged", "logger": "flows.events", **facts}
    assert "run_id" not in json.loads(JsonFormatter().format(record("later")))


def test_words_from_outside_stay_words() -> None:
    hostile = "a\x1b[2J\u202eb\n{"
    shown = TextFormatter().format(record("article quarantined", source_ref=hostile))
    assert "\x1b" not in shown and "\u202e" not in shown
    assert "\n" not in JsonFormatter().format(record("article quarantined", source_ref=hostile))
    machine = load_settings(log_format="json")
    assert json.loads(format_line(hostile, logging.ERROR, machine))["message"] == hostile


@pytest.mark.usefixtures("in_this_process")
def test_a_run_logs_its_articles(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from transforms import tables

    whole = tables.find_quotes  # type: ignore[attr-defined]

    def fails_on_kenya(doc: Any, *rest: Any) -> Any:
        if "Ethiopia" in doc.text:
            raise RecursionError("too deep")
        return whole(doc, *rest)

    monkeypatch.setattr(tables, "find_quotes", fails_on_kenya)
    moved = folder.with_name("moved.yml")
    moved.write_text("name: moved\nkind: files\nlocation: not/here\n", encoding="utf-8")
    report = run(folder, moved, log_format="json", verbose=True)
    said = [json.loads(text) for text in capfd.readouterr().err.splitlines()]
    ours = [entry for entry in said if entry["logger"] == "flows.events"]
    assert {entry["run_id"] for entry in ours} == {report.run_id}
    (quarantined,) = [entry for entry in ours if entry["message"] == "article quarantined"]
    assert quarantined["source_ref"] == "kenya.txt" and "too deep" in quarantined["reason"]
    (unread,) = [entry for entry in ours if entry["message"] == "source not read"]
    assert unread["source"] == "moved" and "there is no such file or folder" in unread["reason"]
    staged = {entry["article_id"] for entry in ours if entry["message"] == "article staged"}
    assert set(known_articles(report.warehouse, staged)) == staged and len(staged) == 2
    assert quarantined["article_id"] not in staged and quarantined["batch"] == 0
    assert (ours[-1]["message"], ours[-1]["new"], ours[-1]["quarantined"]) == ("run published", 2, 1)
