"""A run checks the published tables at its end where it is asked to, and what fails stays published."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

from rich.console import Console

from expectations.results import WHOLE_RUN
from flows.deployments import deployment_of
from flows.settings import Settings
from flows.sources import SourceConfig
from flows.summary import markdown, print_summary
from tests.flows.conftest import Run
from warehouse.store.file import private_copy

Rows = Callable[[str], list[tuple[object, ...]]]
RECORDED = f"""
    SELECT count(*) > 300, count(DISTINCT table_name) = 34,
        count(*) FILTER (NOT success AND severity = 'critical')
    FROM checks WHERE batch = {WHOLE_RUN} AND run_id = """
# Breaks two rules: that the entity is there, and that its article says something of it
DAMAGE = "UPDATE core.mentions SET entity_id = 'nowhere' WHERE rowid = 0"


def test_it_is_recorded_and_reported(run: Run, rows: Rows, settings: Settings, folder: Path) -> None:
    first = run(folder, check_published=True)
    assert not [check for check in first.published if check.blocks] and not first.warnings
    assert rows(f"{RECORDED} '{first.run_id}'") == [(True, True, 0)]
    assert isinstance(settings.warehouse, Path)
    with private_copy(settings.warehouse) as connection:
        connection.execute(DAMAGE)
    second = run(folder, check_published=True)
    assert second.state == "completed" and rows("SELECT count(*) FROM articles") == [(3,)]
    (warning,) = second.warnings
    assert warning.startswith("the published tables break critical rules (2): see `readout quality -w ")
    assert rows(f"{RECORDED} '{second.run_id}'") == [(True, True, 2)]
    said = StringIO()
    print_summary(second, Console(file=said, width=200), second.run.began)
    assert "critical published core.mentions: Every entity_id is in core.entities." in said.getvalue()
    assert "2 critical" in markdown(second)


def test_a_fault_in_checking_is_a_warning(run: Run, settings: Settings, folder: Path) -> None:
    assert isinstance(settings.warehouse, Path)
    in_the_way = settings.warehouse.with_name("w.gx")
    in_the_way.parent.mkdir(parents=True)
    in_the_way.write_text("a file", encoding="utf-8")
    report = run(folder, check_published=True)
    assert report.state == "completed" and report.articles_new == 3
    assert [w for w in report.warnings if w.startswith("could not check the published tables: ")]


def test_schedules_pass_it_on(settings: Settings) -> None:
    source = SourceConfig(name="wire", kind="files", location="/nowhere", schedule="0 * * * *")
    asked = settings.model_copy(update={"check_published": True})
    assert deployment_of(source, asked).parameters["settings"]["check_published"] is True
