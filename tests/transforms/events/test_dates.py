"""Dating expressions against a day of publication: Wednesday, 15 March 2023."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.events.conftest import Coder
from tests.transforms.events.test_dyads import rows_of
from transforms.events.dates import When, offset_from, resolve

TODAY = date(2023, 3, 15)


@pytest.mark.parametrize(
    ("text", "planned", "day", "precision"),
    [
        ("on 3 March", False, date(2023, 3, 3), "day"),
        ("March 3", False, date(2023, 3, 3), "day"),
        ("March 3, 2021", False, date(2021, 3, 3), "day"),
        ("the 3rd of April 2021", False, date(2021, 4, 3), "day"),
        ("2021-04-03", False, date(2021, 4, 3), "day"),
        ("20 December", False, date(2022, 12, 20), "day"),
        ("20 December", True, date(2023, 12, 20), "day"),
        ("Monday", False, date(2023, 3, 13), "day"),
        ("Wednesday", False, date(2023, 3, 15), "day"),
        ("Thursday", False, date(2023, 3, 9), "day"),
        ("Thursday", True, date(2023, 3, 16), "day"),
        ("Wednesday", True, date(2023, 3, 15), "day"),
        ("last Wednesday", False, date(2023, 3, 8), "day"),
        ("next Monday", True, date(2023, 3, 20), "day"),
        ("yesterday", False, date(2023, 3, 14), "day"),
        ("tomorrow", True, date(2023, 3, 16), "day"),
        ("today", False, date(2023, 3, 15), "day"),
        ("the day before yesterday", False, date(2023, 3, 13), "day"),
        ("last week", False, date(2023, 3, 6), "week"),
        ("this week", False, date(2023, 3, 13), "week"),
        ("next week", True, date(2023, 3, 20), "week"),
        ("last month", False, date(2023, 2, 1), "month"),
        ("next month", True, date(2023, 4, 1), "month"),
        ("earlier this month", False, date(2023, 3, 1), "month"),
        ("last year", False, date(2022, 1, 1), "year"),
        ("earlier this year", False, date(2023, 1, 1), "year"),
        ("in September", False, date(2022, 9, 1), "month"),
        ("September", True, date(2023, 9, 1), "month"),
        ("September 2021", False, date(2021, 9, 1), "month"),
        ("in 2014", False, date(2014, 1, 1), "year"),
        ("two days ago", False, date(2023, 3, 13), "day"),
        ("three weeks ago", False, date(2023, 2, 20), "week"),
        ("two months ago", False, date(2023, 1, 1), "month"),
        ("five years ago", False, date(2018, 1, 1), "year"),
    ],
)
def test_resolve(text: str, planned: bool, day: date, precision: str) -> None:
    assert resolve(text, TODAY, planned) == When(day, precision)


@pytest.mark.parametrize(
    "text", ["recently", "31 June", "this spring", "the weekend shift", "May I", "", "99 bottles"]
)
def test_unknown_dates_stay_unknown(text: str) -> None:
    found = resolve(text, TODAY)
    assert found is None or found.precision == "month"
    assert resolve("31 June", TODAY) is None


@pytest.mark.parametrize(
    "text", ["Monday", "yesterday", "last week", "in September", "3 March", "two days ago"]
)
def test_relative_dates_need_a_day_of_publication(text: str) -> None:
    assert resolve(text, None) is None


@pytest.mark.parametrize(("text", "year"), [("3 March 2021", 2021), ("in 2014", 2014)])
def test_absolute_dates_need_none(text: str, year: int) -> None:
    found = resolve(text, None)
    assert found is not None
    assert found.day.year == year


@pytest.mark.parametrize(
    ("text", "anchor", "expected"),
    [
        ("Just three weeks before", When(date(2022, 2, 24), "day"), When(date(2022, 1, 31), "week")),
        ("Less than three weeks after", When(date(2022, 2, 4), "day"), When(date(2022, 2, 21), "week")),
        ("two days after", When(date(2022, 2, 4), "day"), When(date(2022, 2, 6), "day")),
        ("two days after", When(date(2022, 2, 1), "month"), When(date(2022, 2, 1), "month")),
        ("a year before", When(date(2022, 2, 4), "day"), When(date(2021, 1, 1), "year")),
    ],
)
def test_dates_counted_from_another_event(text: str, anchor: When, expected: When) -> None:
    assert offset_from(text, anchor) == expected


@pytest.mark.parametrize(
    ("text", "anchor"),
    [("two days after", When(date(2022, 2, 1), "month")), ("a week before", When(TODAY, "year"))],
)
def test_a_period_begins_with_its_first_day(text: str, anchor: When) -> None:
    found = offset_from(text, anchor)
    assert found is not None and found.precision == anchor.precision and found.day.day == 1
    assert found.precision == "month" or found.day.month == 1


def test_a_phrase_that_counts_nothing_is_no_offset() -> None:
    assert offset_from("on Monday", When(TODAY, "day")) is None


@given(st.text(max_size=60), st.dates(), st.booleans())
def test_any_text_resolves_or_not_but_never_fails(text: str, today: date, planned: bool) -> None:
    found = resolve(text, today, planned)
    assert found is None or found.precision in ("day", "week", "month", "year")


@given(
    st.sampled_from(
        ["last week", "next year", "300 weeks ago", "999 years ago", "tomorrow", "31 February 2020"]
    ),
    st.dates(),
)
def test_dates_at_the_ends_of_the_calendar(text: str, today: date) -> None:
    found = resolve(text, today)
    assert found is None or isinstance(found.day, date)


@pytest.mark.parametrize("row", rows_of("dated.csv"), ids=lambda row: row["text"][:60])
def test_date_of_an_event(row: dict[str, str], code_text: Coder) -> None:
    event = next(event for event in code_text(row["text"], TODAY) if event.event_type == row["event_type"])
    found = (event.event_date, event.date_precision)
    assert found == ((date.fromisoformat(row["day"]), row["precision"]) if row["day"] else (None, None))
