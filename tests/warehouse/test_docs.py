"""Where Data Docs are, and how many."""

import os
from pathlib import Path

import pytest

from warehouse.address import parse_warehouse
from warehouse.docs import INDEX, NoDocs, docs_folder, docs_page, documented_runs, find_page, new_docs

RUNS = [f"20240501T12000{number}-abcd" for number in range(5)]


def make(warehouse: Path, run: str, keep: int = 20) -> None:
    with new_docs(warehouse, run, keep) as folder:
        assert docs_page(warehouse, run) is None, "nobody sees them before they are whole"
        (folder / INDEX).write_text(run, encoding="utf-8")


def test_the_newest_are_kept(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    for run in RUNS:
        make(warehouse, run, keep=2)
    assert documented_runs(warehouse) == [RUNS[4], RUNS[3]]
    assert sorted(path.name for path in (tmp_path / "w.docs").iterdir()) == RUNS[3:]
    assert (
        find_page(warehouse, None) == docs_page(warehouse, RUNS[4]) == tmp_path / "w.docs" / RUNS[4] / INDEX
    )


def test_a_run_is_documented_again(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    make(warehouse, RUNS[0])
    with new_docs(warehouse, RUNS[0], 20) as folder:
        (folder / INDEX).write_text("again", encoding="utf-8")
    assert find_page(warehouse, RUNS[0]).read_text(encoding="utf-8") == "again"


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    with pytest.raises(ValueError), new_docs(warehouse, RUNS[0], 20):
        raise ValueError
    assert list(docs_folder(warehouse).iterdir()) == []


def test_what_a_killed_run_left_goes_after_a_day(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    for name, time in {"old": 1.7e9, "new": None}.items():
        left = docs_folder(warehouse) / f".{name}"
        left.mkdir(parents=True)
        if time:
            os.utime(left, (time, time))
    make(warehouse, RUNS[0])
    assert sorted(path.name for path in docs_folder(warehouse).iterdir()) == [".new", RUNS[0]]


@pytest.mark.parametrize("run", ["..", ".", "", f"../w.docs/{RUNS[0]}", f"{RUNS[0]}/../{RUNS[0]}", "nope"])
def test_no_other_folder_is_found(tmp_path: Path, run: str) -> None:
    warehouse = tmp_path / "w.duckdb"
    make(warehouse, RUNS[0])
    assert docs_page(warehouse, run) is None
    with pytest.raises(NoDocs, match="there are those of"):
        find_page(warehouse, run or "nope")


def test_without_any(tmp_path: Path) -> None:
    assert documented_runs(tmp_path / "w.duckdb") == []
    with pytest.raises(NoDocs, match="readout run"):
        find_page(tmp_path / "w.duckdb", None)


def test_a_linked_warehouse_has_those_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    link = tmp_path / "other" / "link.duckdb"
    link.symlink_to(tmp_path / "w.duckdb")
    assert docs_folder(link) == docs_folder(tmp_path / "w.duckdb")


def test_those_of_a_lake_are_among_the_users_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    lake = parse_warehouse("ducklake:postgresql:///news?host=/run/postgresql&data=/srv/readout")
    other = parse_warehouse("ducklake:postgresql:///other?host=/run/postgresql&data=/srv/readout")
    assert docs_folder(lake).parent == tmp_path / "readout"
    assert docs_folder(lake) != docs_folder(other)
