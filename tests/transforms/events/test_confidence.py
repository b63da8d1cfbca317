"""What makes an event surer, and less sure."""

import pytest
from spacy.language import Language

from tests.transforms.events.conftest import Reader
from transforms.events.confidence import confidence_of

SURE = "Kenya accused Ethiopia of shelling a village."


@pytest.fixture(scope="module")
def sure(nlp: Language, read: Reader) -> float:
    return confidence_of(read(nlp(SURE)).events[0])


def test_who_is_told_plainly_by_a_clear_word(sure: float) -> None:
    assert 0.9 < sure < 1


@pytest.mark.parametrize(
    "text",
    [
        "Ethiopia was accused of shelling a village.",  # nobody does it
        "The others accused Ethiopia of shelling a village.",  # nobody known does it
        "Kenya may accuse Ethiopia of shelling a village.",  # it did not happen
        "Kenya thanked Ethiopia.",  # words of other meanings
        "Kenya rallied against Ethiopia on Monday.",  # behind a preposition
    ],
)
def test_what_leaves_doubt(text: str, sure: float, nlp: Language, read: Reader) -> None:
    events = read(nlp(text)).events
    assert events and all(0 < confidence_of(event) < sure for event in events)


def test_what_is_told_in_passing(sure: float, nlp: Language, read: Reader) -> None:
    (event,) = read(nlp("The bishops lamented Kenya's arrest of the Ethiopian ambassador.")).in_passing
    assert confidence_of(event) < sure
