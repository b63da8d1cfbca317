"""Infinite dates are words, and no other day is taken for one."""

import json
from pathlib import Path

import pytest

from tests.conftest import readout
from warehouse.shell.infinity import with_infinity
from warehouse.store.duck import open_duckdb

KINDS = ("DATE", "TIMESTAMP", "TIMESTAMPTZ")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["infinity", "-infinity"])
def test_infinity_is_a_word(kind: str, value: str) -> None:
    with open_duckdb() as connection:
        query = f'SELECT {kind} \'{value}\' AS x, NULL::{kind} AS x, 5 AS "a""b" -- that is all'
        result = connection.execute(with_infinity(connection, query))
        assert [column[0] for column in result.description or ()] == ["x", "x", 'a"b']
        assert result.fetchall() == [(value, None, 5)]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2024-05-31"])
def test_other_days_are_themselves(day: str) -> None:
    with open_duckdb() as connection:
        result = connection.execute(with_infinity(connection, f"SELECT DATE '{day}' AS d;"))
        assert result.fetchall()[0][0].isoformat() == day


def test_rows_keep_their_order() -> None:
    with open_duckdb() as connection:
        query = "SELECT DATE '2024-01-01' + i::INTEGER AS d, i FROM range(100_000) AS t(i) ORDER BY hash(i)"
        assert (
            connection.execute(with_infinity(connection, query)).fetchall()
            == connection.execute(query).fetchall()
        )


@pytest.mark.parametrize(
    "query", ["SHOW TABLES", "SELECT 1", "SELECT missing", "PRAGMA version", "VALUES (1);"]
)
def test_what_has_no_dates_stays_as_it_is(query: str) -> None:
    with open_duckdb() as connection:
        assert with_infinity(connection, query) == query


def test_every_format_says_infinity(empty_warehouse: Path) -> None:
    query = "SELECT DATE 'infinity' AS day, TIMESTAMP '2024-05-31 12:00' AS moment"
    for format in ("table", "csv", "json"):
        done = readout("sql", query, "-f", format, "-w", empty_warehouse)
        assert "infinity" in done.stdout and "9999" not in done.stdout, done.stderr
    assert json.loads(done.stdout) == [{"day": "infinity", "moment": "2024-05-31T12:00:00"}]
