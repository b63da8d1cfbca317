"""Where events happen, and where on earth that is."""

import pytest
from spacy.language import Language

from tests.transforms.events.conftest import Coder
from tests.transforms.events.test_dyads import rows_of
from transforms.entities import Names, find_entities
from transforms.lexicon.reference import REFERENCE
from transforms.places.gazetteer import Gazetteer, load_gazetteer
from transforms.places.locate import Locator, located
from transforms.records import Event

PLACES = rows_of("places.csv")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load_gazetteer(REFERENCE)


@pytest.mark.parametrize("row", PLACES, ids=lambda row: row["text"][:60])
def test_place_of_an_event(
    row: dict[str, str], nlp: Language, names: Names, code: Coder, gazetteer: Gazetteer
) -> None:
    doc = nlp(row["text"])
    locator = Locator(doc, find_entities(doc, names, None), names, gazetteer)
    events: list[Event] = located(code(doc), locator)
    event = next(event for event in events if row["event_type"] in ("", event.event_type))
    assert (event.place_country or "", event.place_precision or "") == (row["country"], row["precision"])
    for degrees, wanted in ((event.latitude, row["latitude"]), (event.longitude, row["longitude"])):
        assert (degrees is None) == (not row["precision"])
        assert not wanted or (degrees is not None and round(degrees) == int(wanted))
