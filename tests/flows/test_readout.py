"""The flow on real articles: what is loaded, what is left alone, what is quarantined, what comes back."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import polars as pl
import pytest

from expectations.results import WHOLE_RUN
from flows import readout as run_module
from flows.readout import RunFailed
from flows.report import RunReport
from flows.server.local import LocalPrefect
from flows.settings import Settings
from flows.sources import SourceError
from tests.flows.conftest import Run
from transforms import schema
from warehouse.store.lock import WarehouseBusy, writer_lock

Rows = Callable[[str], list[tuple[object, ...]]]
CORE = [table.full_name for table in schema.CORE]


@pytest.mark.usefixtures("in_this_process")
def test_a_run_says_what_went_wrong_in_a_stage(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.batch import stages

    def fails(*_: object) -> int:
        raise ValueError("the model is of another language")

    monkeypatch.setattr(stages, "annotate_batch", fails)
    with pytest.raises(RunFailed, match="the model is of another language"):
        run(folder)


def contents(rows: Rows) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the core tables."""
    return {name: rows(f"SELECT * FROM {name} ORDER BY ALL") for name in CORE}


def counts(report: RunReport) -> tuple[int, int, int, int]:
    assert report.articles_seen == sum(
        (
            report.articles_new,
            report.articles_changed,
            report.articles_unchanged,
            report.articles_quarantined,
        )
    )
    return (
        report.articles_new,
        report.articles_changed,
        report.articles_unchanged,
        report.articles_quarantined,
    )


def leave_staged(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, **changed: object) -> None:
    """Have a run die when its batches are staged and nothing is published yet."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run_module, "load", killed)
        patch.setattr(run_module, "record_failure", lambda report, _: report)
        with pytest.raises(RunFailed):
            run(folder, **changed)


def test_articles_become_rows(loaded: RunReport, rows: Rows) -> None:
    report = loaded
    assert report.state == "completed" and counts(report) == (3, 0, 0, 0)
    assert rows("SELECT source, source_ref FROM articles ORDER BY 2") == [
        ("news", "chile.txt"),
        ("news", "japan.txt"),
        ("news", "kenya.txt"),
    ]
    assert ("We have opened a new chapter,", "Gabriel Boric") in rows(
        "SELECT text, name FROM quotes JOIN entities ON entity_id = speaker_id"
    )
    assert ("REQUEST", "KEN", "ETH") in rows(
        "SELECT event_type, actor_country, recipient_country FROM core.events"
    )
    assert rows("SELECT run_id, state, articles_new FROM runs") == [(report.run_id, "completed", 3)]
    assert {run_id for (run_id,) in rows("SELECT DISTINCT run_id FROM checks")} == {report.run_id}


def test_every_row_gives_back_its_words(loaded: RunReport, rows: Rows) -> None:
    for table in ("mentions", "quotes", "core.events"):
        total, same = rows(
            f"""SELECT count(*),
                    count(*) FILTER (substr(body, start_char + 1, end_char - start_char) = t.text)
                FROM {table} t JOIN articles USING (article_id)"""
        )[0]
        assert total == same and total


def test_running_again_changes_no_row(loaded: RunReport, run: Run, rows: Rows, folder: Path) -> None:
    before = contents(rows)
    again = run(folder)
    assert counts(again) == (0, 0, 3, 0)
    assert contents(rows) == before
    assert rows("SELECT count(*) FROM runs") == [(2,)]


def test_batches_and_processes_make_no_difference(
    loaded: RunReport, run: Run, rows: Rows, folder: Path
) -> None:
    def stable() -> dict[str, list[tuple[object, ...]]]:
        moving = "EXCLUDE (first_seen_at, run_id)"
        tables = {name: f"SELECT * FROM {name} ORDER BY ALL" for name in CORE}
        tables["core.articles"] = f"SELECT * {moving} FROM core.articles ORDER BY ALL"
        tables["core.article_versions"] = (
            "SELECT article_id, version, body FROM article_versions ORDER BY ALL"
        )
        return {name: rows(sql) for name, sql in tables.items()}

    one_batch = stable()
    report = run(folder, batch_size=1, workers=2, warehouse=folder.parent / "w2" / "w.duckdb")
    assert counts(report) == (3, 0, 0, 0)
    assert [batch for batch, _ in report.checks] == [0, 1, 2, WHOLE_RUN, WHOLE_RUN]
    shutil.copy(folder.parent / "w2" / "w.duckdb", folder.parent / "warehouse" / "w.duckdb")
    assert stable() == one_batch


def test_a_changed_article_becomes_a_version(loaded: RunReport, run: Run, rows: Rows, folder: Path) -> None:
    (folder / "kenya.txt").write_text(
        "Kenya urges talks\n\nKenya praised Ethiopia on Tuesday for resuming peace talks.", encoding="utf-8"
    )
    assert counts(run(folder)) == (0, 1, 2, 0)
    assert rows("SELECT version FROM articles WHERE source_ref = 'kenya.txt'") == [(2,)]
    bodies = rows(
        """SELECT v.version, v.body LIKE '%urged%' FROM article_versions v JOIN articles USING (article_id)
           WHERE source_ref = 'kenya.txt' ORDER BY 1"""
    )
    assert bodies == [(1, True), (2, False)]
    assert rows(
        """SELECT event_type FROM core.events JOIN articles USING (article_id)
           WHERE source_ref = 'kenya.txt' AND recipient_country = 'ETH'"""
    ) == [("SUPPORT",)], "the rows of the old version are gone"


def test_bad_input_stops_nothing_and_is_kept(run: Run, rows: Rows, folder: Path) -> None:
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    lines = ['{"id": 1, "text": "Peru thanked Chile.\\n\\nIt did so on Friday."}', "{not json", '{"id": 3}']
    (folder / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    report = run(folder)
    new, changed, unchanged, quarantined = counts(report)
    assert (new, changed, unchanged) == (4, 0, 0) and quarantined == 4
    found = rows("SELECT source_ref, reason, payload FROM quarantine ORDER BY 1")
    assert len(found) == 4
    assert all(reason and json.loads(str(payload)) for _, reason, payload in found)
    (folder / "empty.txt").write_text("Peru\n\nPeru met Chile on Friday.", encoding="utf-8")
    run(folder)
    assert "empty.txt" not in {ref for ref, *_ in rows("SELECT source_ref FROM quarantine")}


@pytest.mark.usefixtures("in_this_process")
def test_an_article_on_which_a_rule_fails_costs_no_other(
    run: Run, rows: Rows, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transforms import tables

    whole = tables.find_quotes

    def fails_on_kenya(doc, *rest):  # type: ignore[no-untyped-def]
        if "Ethiopia" in doc.text:
            raise RecursionError("too deep")
        return whole(doc, *rest)

    monkeypatch.setattr(tables, "find_quotes", fails_on_kenya)
    assert counts(run(folder)) == (2, 0, 0, 1)
    assert rows("SELECT source_ref, reason FROM quarantine") == [
        ("kenya.txt", "annotation failed: RecursionError: too deep")
    ]


Change = Callable[[pl.DataFrame], pl.DataFrame]


@pytest.fixture
def annotate_wrongly(in_this_process: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Change], None]:
    """Have a fault in the rules: change a table of each batch after it was annotated."""

    def change_table(table: str, change: Change) -> None:
        from flows.batch import stages

        annotate = stages.annotate_batch

        def annotate_and_change(batch: Path, *rest: object) -> int:
            done = annotate(batch, *rest)  # type: ignore[arg-type]
            path = batch / f"{table}.parquet"
            change(pl.read_parquet(path)).write_parquet(path)
            return done

        monkeypatch.setattr(stages, "annotate_batch", annotate_and_change)

    return change_table


def wrong_about(country: str) -> Change:
    """Mentions of a country get another text than stands in the body."""
    return lambda mentions: mentions.with_columns(
        pl.when(pl.col("text") == country).then(pl.lit("Atlantis")).otherwise("text").alias("text")
    )


def wrong_address(source_ref: str) -> Change:
    """An article gets an address that is none of the web."""
    return lambda articles: articles.with_columns(
        pl.when(pl.col("source_ref") == source_ref).then(pl.lit("file:///a")).otherwise("url").alias("url")
    )


def test_an_article_that_breaks_a_critical_rule_is_quarantined_and_the_run_goes_on(
    run: Run, rows: Rows, folder: Path, annotate_wrongly: Callable[[str, Change], None]
) -> None:
    annotate_wrongly("core.articles", wrong_address("kenya.txt"))
    report = run(folder)
    assert report.state == "completed" and counts(report) == (2, 0, 0, 1)
    assert rows("SELECT source_ref FROM articles ORDER BY 1") == [("chile.txt",), ("japan.txt",)]
    for table in ("core.article_versions", "core.sentences", "core.mentions", "core.quotes", "core.events"):
        assert rows(f"SELECT count(DISTINCT article_id) <= 2 FROM {table}") == [(True,)]
    assert rows("SELECT count(*) FROM entities WHERE name = 'Ethiopia'") == [(0,)], "no article needs it"
    ((table, source, ref, reason, payload),) = rows(
        "SELECT table_name, source, source_ref, reason, payload FROM quarantine"
    )
    assert (table, source, ref) == ("core.articles", "news", "kenya.txt")
    row = json.loads(str(payload))
    assert row["url"] == "file:///a" and row["article_id"] in str(reason)
    assert str(reason).startswith("An address is one of the web: http or https: article_id ")
    assert rows("SELECT articles_seen, articles_quarantined FROM runs") == [(3, 1)]
    assert rows("SELECT meaning FROM checks WHERE NOT success AND severity = 'critical'") == [
        ("An address is one of the web: http or https.",)
    ]


def test_a_row_that_breaks_a_critical_rule_costs_no_article(
    run: Run,
    rows: Rows,
    folder: Path,
    annotate_wrongly: Callable[[str, Change], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where the run is killed before it publishes: its staged batch has not the row."""
    quarantined = "SELECT table_name, source_ref, payload LIKE '%Atlantis%' FROM quarantine"
    annotate_wrongly("core.mentions", wrong_about("Ethiopia"))
    leave_staged(run, folder, monkeypatch)
    monkeypatch.undo()
    report = run(folder)
    assert report.state == "completed" and counts(report) == (3, 0, 0, 0)
    assert [warning for warning in report.warnings if "quarantined" in warning] == [
        "rows quarantined, their articles were loaded without them: 1 of core.mentions"
    ]
    assert rows(quarantined) == [("core.mentions", "kenya.txt", True)]
    mentioned = "SELECT count(*) FROM mentions WHERE text = 'Ethiopia'"
    assert rows(mentioned) == [(0,)] and rows("SELECT count(*) > 1 FROM mentions") == [(True,)]
    report = run(folder)
    assert counts(report) == (0, 0, 3, 0) and report.articles_reannotated == 1, "only what lacks a row"
    assert rows(mentioned) == [(1,)] and rows(quarantined) == []
    assert rows("SELECT max(version) FROM articles") == [(1,)]
    report = run(folder)
    assert counts(report) == (0, 0, 3, 0) and report.articles_reannotated == 0


def test_a_changed_article_that_is_quarantined_keeps_its_old_version(
    loaded: RunReport,
    run: Run,
    rows: Rows,
    folder: Path,
    annotate_wrongly: Callable[[str, Change], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = contents(rows)
    (folder / "kenya.txt").write_text(
        "Kenya urges talks\n\nKenya praised Ethiopia on Tuesday for resuming peace talks.", encoding="utf-8"
    )
    annotate_wrongly("core.articles", wrong_address("kenya.txt"))
    assert counts(run(folder)) == (0, 0, 2, 1)
    assert contents(rows) == before
    monkeypatch.undo()
    assert counts(run(folder)) == (0, 1, 2, 0), "the next run reads it again"
    assert rows("SELECT count(*) FROM quarantine") == [(0,)]


def test_a_failure_that_no_article_is_to_blame_for_publishes_nothing(
    loaded: RunReport,
    run: Run,
    rows: Rows,
    folder: Path,
    settings: Settings,
    annotate_wrongly: Callable[[str, Change], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = contents(rows)
    (folder / "new.txt").write_text("Ghana\n\nGhana thanked Togo on Friday.", encoding="utf-8")
    annotate_wrongly("core.quotes", lambda quotes: quotes.drop("cue_lemma"))
    with pytest.raises(RunFailed, match="critical") as failure:
        run(folder)
    assert [blocked.check.table_name for blocked in failure.value.report.blocked] == ["core.quotes"]
    assert contents(rows) == before
    assert rows("SELECT state FROM runs ORDER BY started_at") == [("completed",), ("failed",)]
    assert rows("SELECT count(*) > 0 FROM checks WHERE NOT success AND severity = 'critical'") == [(True,)]
    monkeypatch.undo()
    assert counts(run(folder)) == (1, 0, 3, 0), "the next run reads it again"
    assert not list(settings.warehouse.parent.glob(".*staging*"))


@pytest.mark.usefixtures("in_this_process")
def test_what_a_killed_run_quarantined_is_counted_once(
    run: Run, rows: Rows, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "empty.txt").write_text("", encoding="utf-8")
    leave_staged(run, folder, monkeypatch)
    assert counts(run(folder)) == (3, 0, 0, 1)
    assert rows("SELECT source_ref FROM quarantine") == [("empty.txt",)]


@pytest.mark.usefixtures("in_this_process")
def test_a_run_resumes_what_a_killed_run_staged(
    run: Run, rows: Rows, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_staged(run, folder, monkeypatch, batch_size=2)
    from flows.batch import stages

    (folder / "japan.txt").write_text("Japan\n\nJapan thanked Korea on Friday.", encoding="utf-8")
    annotated: list[int] = []
    annotate = stages.annotate_batch

    def counted(*arguments: object) -> int:
        annotated.append(annotate(*arguments))  # type: ignore[arg-type]
        return annotated[-1]

    monkeypatch.setattr(stages, "annotate_batch", counted)
    assert counts(run(folder)) == (3, 0, 0, 0)
    assert annotated == [1], "only the article that has changed since"
    assert rows("SELECT body LIKE '%thanked%' FROM articles WHERE source_ref = 'japan.txt'") == [(True,)]


def test_staged_batches_of_other_rules_are_read_again(
    run: Run, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_staged(run, folder, monkeypatch)
    reference = folder.parent / "reference"
    shutil.copytree(settings.reference, reference)
    (reference / "more.csv").write_text("a\n1\n", encoding="utf-8")
    report = run(folder, reference=reference)
    assert counts(report) == (3, 0, 0, 0)
    assert [batch for batch, _ in report.checks] == [0, WHOLE_RUN, WHOLE_RUN], "annotated and checked again"


def test_two_inputs_of_one_address_are_accounted_for(run: Run, rows: Rows, tmp_path: Path) -> None:
    one = {"id": 1, "url": "https://news.example/a", "text": "Peru met Chile.\n\nThey met on Friday in Lima."}
    same, other = {**one, "id": 2}, {**one, "id": 3, "text": "Peru sued Chile.\n\nIt did so on Monday."}
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, (one, same, other))), encoding="utf-8")
    assert counts(run(path)) == (1, 0, 1, 1)
    assert rows("SELECT body LIKE '%met%' FROM articles") == [(True,)]
    assert counts(run(path, batch_size=1)) == (0, 0, 2, 1)
    path.write_text(json.dumps(other), encoding="utf-8")
    assert counts(run(path)) == (0, 1, 0, 0), "the first is gone from the source: this is its next version"


def test_an_article_in_another_language_is_kept_unannotated(run: Run, rows: Rows, tmp_path: Path) -> None:
    text = (
        "Kabinett berät über Haushalt\n\n"
        "Die Bundesregierung hat am Mittwoch in Berlin über den Haushalt beraten. "
        "Der Finanzminister sagte, die Gespräche seien schwierig gewesen und würden fortgesetzt."
    )
    (tmp_path / "haushalt.txt").write_text(text, encoding="utf-8")
    assert counts(run(tmp_path / "haushalt.txt")) == (1, 0, 0, 0)
    assert rows("SELECT language, (SELECT count(*) FROM sentences) FROM articles") == [("de", 0)]


def test_prefect_knows_the_run(loaded: RunReport, prefect: LocalPrefect) -> None:
    report = loaded
    flow_run = httpx.get(f"{prefect.url}/flow_runs/{report.flow_run_id}").json()
    assert flow_run["name"] == report.run_id and flow_run["state"]["type"] == "COMPLETED"
    found = httpx.post(
        f"{prefect.url}/artifacts/filter",
        json={"artifacts": {"flow_run_id": {"any_": [report.flow_run_id]}, "key": {"any_": ["readout-run"]}}},
    ).json()
    assert len(found) == 1 and "| new | 3 |" in found[0]["data"]


def test_a_locked_warehouse_is_left_alone(run: Run, folder: Path, settings: Settings) -> None:
    with writer_lock(settings.warehouse, 0), pytest.raises(WarehouseBusy, match="process"):
        run(folder)


def test_an_unknown_source_is_named(run: Run) -> None:
    with pytest.raises(SourceError, match="no_such_source"):
        run("no_such_source")


def test_marts_follow_the_tables(loaded: RunReport, run: Run, rows: Rows, folder: Path) -> None:
    (seen,) = rows("SELECT count(*) FROM mart.entity_seen")
    assert seen[0] > 0  # type: ignore[operator]
    (folder / "ghana.txt").write_text("Ghana\n\nGhana thanked Togo on Friday for its help.", encoding="utf-8")
    run(folder)
    (more,) = rows("SELECT count(*) FROM mart.entity_seen")
    assert more[0] > seen[0]  # type: ignore[operator]


def test_a_source_that_dries_up_is_a_warning(run: Run, rows: Rows, folder: Path) -> None:
    for number in range(30):
        text = f"Ghana\n\nGhana thanked Togo on Friday for gift number {number}."
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    for _ in range(5):
        assert not run(folder).warnings
    for number in range(30):
        (folder / f"{number}.txt").unlink()
    report = run(folder)
    assert report.state == "completed" and report.warnings == ["news: 3 articles, at least 16.5 are usual"]
    asked = "SELECT value, usual_low FROM metrics WHERE source = 'news' AND metric = 'articles'"
    assert rows(f"{asked} ORDER BY value LIMIT 1") == [(3.0, 16.5)]
    assert rows("SELECT severity, meaning FROM checks WHERE NOT success AND batch = -1") == [
        ("warning", "A source brings as many articles as in the last runs.")
    ]


def test_what_is_counted_as_quarantined_is_in_the_quarantine(folder: Path, run: Run, rows: Rows) -> None:
    """Of rows with one id, of files whose names are shown alike, of what is no file."""
    (folder / "rows.jsonl").write_text('{"id": 7, "text": "..."}\n' * 3, encoding="utf-8")
    (folder / "rows.csv").write_text('id,html\n8,<nav>a</nav>\n8,<nav>a</nav>\n9,"a', encoding="utf-8")
    for name in ("a\nb.txt", "a\tb.txt", os.fsdecode(b"\xe9.txt"), os.fsdecode(b"\xe8.txt")):
        (folder / name).write_text("", encoding="utf-8")
    (folder / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(folder / "pipe.txt")
    report = run(folder)
    assert report.articles_new == 3
    assert rows("SELECT count(*) FROM quarantine") == [(report.articles_quarantined,)]
    assert report.articles_quarantined == report.articles_seen - 3 == 12
    assert rows("SELECT count(DISTINCT quarantine_id) FROM quarantine") == [(12,)]
