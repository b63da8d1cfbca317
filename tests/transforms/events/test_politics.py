"""Own texts: what is politics by who does it to whom, and what is none."""

import csv
from pathlib import Path

import pytest

from tests.transforms.events.conftest import Coder

with (Path(__file__).parent / "politics.csv").open(encoding="utf-8", newline="") as lines:
    TEXTS = list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", TEXTS, ids=[row["text"][:60] for row in TEXTS])
def test_politics(row: dict[str, str], code_text: Coder) -> None:
    found = {event.event_type for event in code_text(row["text"])}
    if row["event_type"] == "-":
        assert not found
    else:
        assert row["event_type"] in found
