"""Dates of publication: what counts as stated, and what is nonsense."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clean.dates import is_plausible, parse_timestamp, url_date


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2021-05-06", utc(2021, 5, 6)),
        ("2021-05-06T07:08:09Z", utc(2021, 5, 6, 7, 8, 9)),
        ("2021-05-06T07:08:09+05:30", utc(2021, 5, 6, 1, 38, 9)),
        ("2021-05-06T07:08:09-0400", utc(2021, 5, 6, 11, 8, 9)),
        ("2021-05-06T07:08:09.1234567Z", utc(2021, 5, 6, 7, 8, 9, 123456)),
        ("2021-05-06T07:08", utc(2021, 5, 6, 7, 8)),
        ("2021-05-06 07:08:09", utc(2021, 5, 6, 7, 8, 9)),
        ("2021-05-06 07:08:09 UTC", utc(2021, 5, 6, 7, 8, 9)),
        ("20210506", utc(2021, 5, 6)),
        ("Thu, 06 May 2021 07:08:09 GMT", utc(2021, 5, 6, 7, 8, 9)),
        ("Thu, 06 May 2021 07:08:09 +0200", utc(2021, 5, 6, 5, 8, 9)),
        ("May 6, 2021", utc(2021, 5, 6)),
        ("6 May 2021", utc(2021, 5, 6)),
        ("Published: Sept. 6th, 2021, 9:30 pm", utc(2021, 9, 6)),
        ("6 de abril de 2021", utc(2021, 4, 6)),
        ("06.05.2021", utc(2021, 5, 6)),
        (1620284889, utc(2021, 5, 6, 7, 8, 9)),
        (1620284889000, utc(2021, 5, 6, 7, 8, 9)),
        ("1620284889", utc(2021, 5, 6, 7, 8, 9)),
        (date(2021, 5, 6), utc(2021, 5, 6)),
        (datetime(2021, 5, 6, 7), utc(2021, 5, 6, 7)),
    ],
)
def test_a_stated_time(stated: object, expected: datetime) -> None:
    assert parse_timestamp(stated) == expected


@pytest.mark.parametrize(
    "stated",
    [
        None, "", "yesterday", "May 2021", "3/4/2021", "2021-02-30", "2021-13-01", "9999-12-31", "0001-01-01",
        "1066-10-14", "1969-07-20", True, False, float("nan"), float("inf"), 10**30, -1, [], {}, "x" * 5000,
        "Feb 30, 2021", "99999999999999999999",
    ],
)  # fmt: skip
def test_what_states_no_time(stated: object) -> None:
    assert parse_timestamp(stated) is None


def test_tomorrow_is_the_latest_that_can_be() -> None:
    now = utc(2021, 5, 6, 12)
    assert is_plausible(utc(2021, 5, 7, 11), now)
    assert not is_plausible(utc(2021, 5, 7, 13), now)
    assert is_plausible(utc(1990, 1, 1), now)
    assert not is_plausible(utc(1989, 12, 31), now)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://marsh.example/2021/05/06/dam-opens", utc(2021, 5, 6)),
        ("https://marsh.example/news/2021-05-06-dam-opens.html", utc(2021, 5, 6)),
        ("https://marsh.example/dam-20210506", utc(2021, 5, 6)),
        ("https://marsh.example/2021/may/6/dam", utc(2021, 5, 6)),
        ("https://marsh.example/2021/05/dam", None),
        ("https://marsh.example/2021/13/06/dam", None),
        ("https://marsh.example/2021/02/31/dam", None),
        ("https://marsh.example/id/120210506123", None),
        ("https://marsh.example/dam?date=2021/05/06", None),
        ("https://marsh.example/1066/10/14/hastings", None),
    ],
)
def test_the_day_in_an_address(url: str, expected: datetime | None) -> None:
    assert url_date(url) == expected


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.datetimes(), st.dates()))
def test_anything_gives_a_plausible_time_or_none(stated: object) -> None:
    found = parse_timestamp(stated)
    assert found is None or (found.tzinfo is UTC and is_plausible(found))
