"""The queries of docs/queries.md answer on the sample articles, and each is explained."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from warehouse.read import connect_sealed

DOCUMENTED = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
SECTIONS = {
    section.partition("\n")[0]: section.partition("\n")[2] for section in re.split(r"\n## ", DOCUMENTED)[1:]
}
EMPTY_ON_THE_SAMPLES = {"What was quarantined, and why?"}


def test_there_are_ten() -> None:
    assert len(SECTIONS) >= 10


@pytest.mark.parametrize("title", SECTIONS)
def test_a_documented_query_answers(title: str, sample_warehouse: Path) -> None:
    before, _, rest = SECTIONS[title].partition("```sql\n")
    sql, _, after = rest.partition("```")
    assert len(before.split()) > 8 and len(after.split()) > 8, "what it answers, and how to read the result"
    with connect_sealed(sample_warehouse) as connection:
        rows = connection.execute(sql).fetchall()
    assert bool(rows) != (title in EMPTY_ON_THE_SAMPLES)
    assert not rows or any(value is not None for value in rows[0])


def test_every_quotation_is_as_in_the_text(sample_warehouse: Path) -> None:
    sql = SECTIONS["From a quotation to its article and back"].partition("```sql\n")[2].partition("```")[0]
    with connect_sealed(sample_warehouse) as connection:
        rows = connection.execute(sql.replace("%peace%", "%")).fetchall()
    assert len(rows) > 100 and all(row[-1] is True for row in rows)
