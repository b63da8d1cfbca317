"""Own texts and the events that they tell in passing: between which countries they pass."""

import pytest
from spacy.language import Language

from tests.transforms.events.conftest import Reader
from tests.transforms.events.test_dyads import rows_of


@pytest.mark.parametrize("row", rows_of("passing.csv"), ids=lambda row: f"{row['kind']}: {row['text'][:40]}")
def test_passing(row: dict[str, str], nlp: Language, read: Reader) -> None:
    found = [
        f"{event.actor_country or '*'}>{event.recipient_country or '*'}"
        for event in read(nlp(row["text"])).in_passing
        if event.event_type == row["event_type"]
    ]
    assert found == row["dyads"].split()
