"""What Python has no value for is text; infinite dates are words, and no other day is taken for one."""

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import readout
from warehouse.shell.output import write_rows
from warehouse.shell.whole import with_whole_values
from warehouse.store.duck import open_duckdb

KINDS = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMPTZ")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["infinity", "-infinity"])
def test_infinity_is_a_word(kind: str, value: str) -> None:
    with open_duckdb() as connection:
        query = f'SELECT {kind} \'{value}\' AS x, NULL::{kind} AS x, 5 AS "a""b" -- that is all'
        result = connection.execute(with_whole_values(connection, query))
        assert [column[0] for column in result.description or ()] == ["x", "x", 'a"b']
        assert result.fetchall() == [(value, None, 5)]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2024-05-31"])
def test_other_days_are_themselves(day: str) -> None:
    with open_duckdb() as connection:
        result = connection.execute(with_whole_values(connection, f"SELECT DATE '{day}' AS d;"))
        assert result.fetchall()[0][0].isoformat() == day


def test_rows_keep_their_order() -> None:
    with open_duckdb() as connection:
        query = "SELECT DATE '2024-01-01' + i::INTEGER AS d, i FROM range(100_000) AS t(i) ORDER BY hash(i)"
        assert (
            connection.execute(with_whole_values(connection, query)).fetchall()
            == connection.execute(query).fetchall()
        )


@pytest.mark.parametrize(
    "query", ["SHOW TABLES", "SELECT 1", "SELECT missing", "PRAGMA version", "VALUES (1);"]
)
def test_what_has_no_dates_stays_as_it_is(query: str) -> None:
    with open_duckdb() as connection:
        assert with_whole_values(connection, query) == query


def test_every_format_says_infinity(empty_warehouse: Path) -> None:
    query = "SELECT DATE 'infinity' AS day, TIMESTAMP '2024-05-31 12:00' AS moment"
    for format in ("table", "csv", "json"):
        done = readout("sql", query, "-f", format, "-w", empty_warehouse)
        assert "infinity" in done.stdout and "9999" not in done.stdout, done.stderr
    assert json.loads(done.stdout) == [{"day": "infinity", "moment": "2024-05-31T12:00:00"}]


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ("INTERVAL '1 month 2 days 3 hours'", "1 month 2 days 03:00:00"),
        ("INTERVAL 9999999 YEAR", "9999999 years"),
        ("[INTERVAL 1 MONTH, NULL]", ["1 month", None]),
        ("{'a b': {'\"x': INTERVAL 1 MONTH}, 'n': 1}", {"a b": {'"x': "1 month"}, "n": 1}),
        ("row(INTERVAL 1 MONTH, 2)", "(1 month, 2)"),
        ("[INTERVAL 1 MONTH]::INTERVAL[1]", ("1 month",)),
        ("union_value(a := INTERVAL 1 MONTH)", "1 month"),
        ("union_value(a := 5)", 5),
        ("TIMESTAMP_NS '2024-05-31 12:00:00.123456789'", "2024-05-31 12:00:00.123456789"),
        ("MAP {DATE '2024-05-31': INTERVAL 1 MONTH}", {"2024-05-31": "1 month"}),
        ("MAP {[1, 2]: 3}", {"[1, 2]": 3}),
        ("MAP {'a': MAP {1: 2}}", {"a": {"1": 2}}),
        ("[1]::VARIANT", "[1]"),
    ],
)
def test_what_python_has_no_value_for_is_text(value: str, whole: object) -> None:
    with open_duckdb() as connection:
        query = with_whole_values(connection, f"SELECT {value} AS x, 5 AS x")
        assert connection.execute(query).fetchall() == [(whole, 5)]


def test_every_type_of_duckdb_is_written_in_every_format(tmp_path: Path) -> None:
    with open_duckdb() as connection:
        query = with_whole_values(connection, "FROM test_all_types()")
        for format in ("table", "csv", "json"):
            write_rows(connection.execute(query), format, tmp_path / format)
        assert len(connection.execute(query).fetchall()) == 3
    rows = json.loads((tmp_path / "json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert rows[1]["interval"] == "83 years 3 months 999 days 00:16:39.999999"
    assert rows[1]["dec38_10"] == "9999999999999999999999999999.9999999999"
    assert (rows[1]["dec_4_1"], rows[1]["map"]["key2"]) == (999.9, "goose")
    with (tmp_path / "csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert (lines[1]["dec_18_6"], lines[0]["fixed_int_array"]) == ("999999999999.999999", "[null, 2, 3]")
