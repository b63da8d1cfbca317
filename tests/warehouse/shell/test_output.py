"""Rows for people fit their terminal and are only text; rows for programs are whole and typed."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from rich.console import Console

from warehouse.shell.formulas import neutral
from warehouse.shell.output import (
    LONG,
    MAX_SHOWN,
    NotWritable,
    columns_of,
    print_rows,
    rows_of,
    write,
    write_rows,
)
from warehouse.store.duck import open_duckdb, quoted

HOSTILE = "[bold]<script>alert(1)</script>\x1b]0;title\x07\x1b[2J\u202e"
EVERY_TYPE = """
    SELECT sum(1) AS whole, 1.5::DECIMAL(4, 2) AS part, 'nan'::DOUBLE AS nan, '\\xAA'::BLOB AS bytes,
        {'a': [1, 2]} AS nested, INTERVAL 3 DAY AS span, DATE '2024-05-31' AS day, true AS flag,
        NULL AS nothing, TIMESTAMP '2024-05-31 12:00' AS moment
"""


def shown(sql: str, width: int = 120) -> str:
    file = io.StringIO()
    result = open_duckdb().execute(sql)
    print_rows(columns_of(result), rows_of(result), Console(file=file, width=width, color_system=None))
    return file.getvalue()


def written(sql: str, format: str, folder: Path) -> Path:
    path = folder / f"rows.{format}"
    write_rows(open_duckdb().execute(sql), format, path)
    assert [other.name for other in folder.iterdir()] == [path.name], "no partial file is left"
    return path


def fresh(folder: Path) -> Path:
    inner = folder / "fresh"
    inner.mkdir()
    return inner


def test_values_are_shown_as_text() -> None:
    text = shown(f"SELECT '{HOSTILE}' AS title")
    assert "[bold]<script>alert(1)</script>" in text
    assert not any(mark in text for mark in ("\x1b", "\x07", "\u202e"))


def test_names_of_columns_are_shown_as_text() -> None:
    text = shown(f'SELECT 1 AS "{HOSTILE}"')
    assert "[bold]" in text and "\x1b" not in text


def test_a_long_table_says_that_it_is_cut() -> None:
    assert f"The first {MAX_SHOWN} rows" in shown(f"SELECT * FROM range({MAX_SHOWN + 1})")
    assert "The first" not in shown(f"SELECT * FROM range({MAX_SHOWN})")


def test_only_what_is_shown_is_fetched() -> None:
    result = open_duckdb().execute("SELECT i FROM range(10_000_000_000) AS numbers(i)")
    print_rows(columns_of(result), rows_of(result), Console(file=io.StringIO(), width=80))


def test_a_long_value_says_how_long_it_is() -> None:
    text = shown(f"SELECT repeat('x', {LONG + 1}) AS long")
    assert f"({LONG + 1} characters)" in text.replace("\n", "") or f"({LONG + 1}" in text
    assert "Long values are cut" in text and "Long values" not in shown("SELECT 'short' AS short")


def test_too_many_columns_become_a_block_a_row() -> None:
    many = ", ".join(f"'a value of some length' AS column_{number}" for number in range(20))
    lines = shown(f"SELECT {many}", width=80).splitlines()
    assert lines[0] == "row 1" and lines[1].split(maxsplit=1) == ["column_0", "a value of some length"]
    assert max(map(len, lines)) <= 80
    assert "row 1" not in shown("SELECT 1 AS a, 2 AS b", width=80)


def test_json_has_numbers_and_nulls(tmp_path: Path) -> None:
    [row] = json.loads(written(EVERY_TYPE, "json", tmp_path).read_text())
    assert row == {
        "whole": 1, "part": 1.5, "nan": None, "bytes": "aa", "nested": {"a": [1, 2]},
        "span": "3 days, 0:00:00", "day": "2024-05-31", "flag": True, "nothing": None,
        "moment": "2024-05-31T12:00:00",
    }  # fmt: skip


def test_csv_has_times_and_nested_values(tmp_path: Path) -> None:
    [row] = csv.DictReader(written(EVERY_TYPE, "csv", tmp_path).open())
    assert row["moment"] == "2024-05-31T12:00:00" and row["nested"] == '{"a": [1, 2]}'
    assert row["whole"] == "1" and row["flag"] == "true" and row["nothing"] == ""


def test_parquet_keeps_the_types(tmp_path: Path) -> None:
    frame = pl.read_parquet(
        written("SELECT DATE '2024-05-31' AS day, [1, 2] AS numbers", "parquet", tmp_path)
    )
    assert frame.rows() == [(date(2024, 5, 31), [1, 2])]


def test_what_parquet_lacks_is_said_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="VARCHAR"):
        write_rows(open_duckdb().execute("SELECT INTERVAL 3 DAY AS span"), "parquet", tmp_path / "rows")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format", ["csv", "json", "parquet", "table"])
def test_no_rows_have_their_columns(format: str, tmp_path: Path) -> None:
    data = written("SELECT 1 AS one WHERE false", format, tmp_path).read_bytes()
    assert json.loads(data) == [] if format == "json" else b"one" in data


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    [row] = json.loads(written("SELECT 1 AS n, 2 AS n, 3 AS n_1", "json", tmp_path).read_text())
    assert sorted(row.values()) == [1, 2, 3]


def test_all_rows_are_written(tmp_path: Path) -> None:
    rows = json.loads(written("SELECT i FROM range(25_000) AS numbers(i)", "json", tmp_path).read_text())
    assert [row["i"] for row in rows] == list(range(25_000))


def test_standard_output_stays_open_when_writing_fails() -> None:
    file = io.BytesIO()
    with pytest.raises(duckdb.Error, match="broken"):
        write(
            open_duckdb().execute(
                "SELECT CASE WHEN i > 9000 THEN error('broken') END FROM range(90_000) AS n(i)"
            ),
            "csv",
            file,
        )
    assert not file.closed


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_text_in_csv_is_a_formula(begin: str, tmp_path: Path) -> None:
    text = f"{begin}cmd|' /C calc'!A0"
    sql = f"""SELECT {quoted(text)} AS {'"' + text + '"'}, -5 AS n, '-5' AS t, [{quoted(text)}] AS l"""
    path = written(sql, "csv", tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        names, cells = csv.reader(file)
    assert names == [f"'{text}", "n", "t", "l"] and cells[:3] == [f"'{text}", "-5", "-5"]
    assert json.loads(cells[3]) == [text]
    assert json.loads(written(sql, "json", fresh(tmp_path)).read_text(encoding="utf-8"))[0][text] == text
    write_rows(open_duckdb().execute(sql), "csv", path, raw=True)
    with path.open(encoding="utf-8", newline="") as file:
        assert [row[0] for row in csv.reader(file)] == [text, text]


@pytest.mark.parametrize("number", ["-5", "+5", "-5.", "-.5e-3", "-1E9", "0"])
def test_a_number_stays_a_number(number: str) -> None:
    assert neutral(number) == number


@pytest.mark.parametrize(
    "formula", ["-5+cmd", "--5", "-", "+49 30 1", "-5\n=1", "-٥", "=-5", "-1e", "'=1", "\0=1"]
)
def test_what_only_begins_as_a_number_is_text(formula: str) -> None:
    assert neutral(formula) == f"'{formula}"
