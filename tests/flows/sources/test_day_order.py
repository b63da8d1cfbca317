"""Dates that countries read differently, in files of rows."""

import csv
from pathlib import Path

import pytest

from flows.sources import resolve
from transforms.records import RawArticle


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["05/06/2021", "23/05/2021 07:08", "2021-05-01"], ["2021-06-05", "23/05/2021 07:08", "2021-05-01"]),
        (
            ["2021-05-01", "05-06-2021 07:08", "05-23-2021"],
            ["2021-05-01", "2021-05-06T07:08:00", "05-23-2021"],
        ),
        (["05/06/2021", "06/06/2021"], ["05/06/2021", "06/06/2021"]),
        (["05/06/2021", "23/05/2021", "05/23/2021"], ["05/06/2021", "23/05/2021", "05/23/2021"]),
    ],
)
def test_the_other_rows_tell_which_is_the_day(dates: list[str], expected: list[str], tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("text", "date"), *(("A dam opens.", day) for day in dates)])
    found = [item.hints["published_at"] for item in resolve(path).read() if isinstance(item, RawArticle)]
    assert found == expected
