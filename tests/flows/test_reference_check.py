"""The reference tables are checked when they are new, and a fact that breaks a rule publishes nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.cli.run import run_sources
from flows.readout import RunFailed
from flows.settings import Settings
from tests.flows.conftest import Run
from transforms.lexicon.reference import REFERENCE
from transforms.schema.reference import REFERENCE_TABLES

Rows = Callable[[str], list[tuple[object, ...]]]
CHECKED = "SELECT run_id, table_name FROM checks WHERE table_name LIKE 'ref.%' AND batch = -1 GROUP BY ALL"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of runs with Data Docs, which cost tests of other things a second each."""
    return settings.model_copy(update={"docs_kept": 20})


def test_they_are_checked_once(run: Run, rows: Rows, folder: Path) -> None:
    first = run(folder)
    tables = {table.full_name for table in REFERENCE_TABLES}
    assert set(rows(CHECKED)) == {(first.run_id, table) for table in tables}
    assert first.docs and all(table in first.docs.read_text(encoding="utf-8") for table in tables)
    run(folder)
    assert {run_id for run_id, _ in rows(CHECKED)} == {first.run_id}


def test_a_wrong_fact_publishes_nothing(run: Run, rows: Rows, folder: Path, tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    shutil.copytree(REFERENCE, reference)
    file = reference / "office_holders.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}PER,president,,Nobody,Q1,m,2001,2000,\n", encoding="utf-8")
    with pytest.raises(RunFailed, match="critical") as failure:
        run(folder, reference=reference)
    (blocked,) = failure.value.report.blocked
    assert blocked.check.table_name == "ref.office_holders"
    assert blocked.check.meaning.startswith("A term does not end before it starts")
    assert blocked.rows == ["country PER, office president, person Nobody"]
    assert rows("SELECT count(*) FROM articles") == rows("SELECT count(*) FROM ref.offices") == [(0,)]
    docs = failure.value.report.docs
    assert docs and "ref.office_holders" in docs.read_text(encoding="utf-8")


def test_a_value_that_no_rule_knows_begins_no_run(
    settings: Settings, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = tmp_path / "reference"
    shutil.copytree(REFERENCE, reference)
    with (reference / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("Ada,,Ada Lovelace,PERSON,XXX,,,,,\n")
    assert run_sources([str(folder)], settings.model_copy(update={"reference": reference})) == 2
    said = capsys.readouterr().err
    assert f"{reference / 'aliases.csv'}, line 5: country 'XXX' is no ISO 3166 alpha-3 code" in said
    assert isinstance(settings.warehouse, Path) and not settings.warehouse.parent.exists()
