"""Figures of events, and numbers in a text."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from transforms.entities import Names, find_entities, load_names
from transforms.events import Ontology, code_events, load_ontology
from transforms.figures.numbers import numbers
from transforms.lexicon.reference import REFERENCE
from transforms.records import Event

with (Path(__file__).parent / "figures.csv").open(encoding="utf-8", newline="") as lines:
    FIGURES = list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(REFERENCE)


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(REFERENCE)


def shown(number: float | None) -> str:
    return "-" if number is None else f"{number:g}" if number < 1e5 else str(int(number))


def told(event: Event, text: str) -> str:
    return "|".join(
        f"{f.what}:{shown(f.low)}:{shown(f.high)}:{f.unit or ''}:{text[f.start_char : f.end_char]}"
        for f in event.figures
    )


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row["text"][:60])
def test_figures_of_an_event(row: dict[str, str], nlp: Language, names: Names, ontology: Ontology) -> None:
    doc = nlp(row["text"])
    events = code_events(doc, find_entities(doc, names, None), [], ontology, None).events
    fitting = [event for event in events if row["event_type"] in ("", event.event_type)]
    assert fitting or not row["figures"]
    assert [told(event, row["text"]) for event in fitting[:1]] in ([row["figures"]], [])


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("one hundred and five", 105, 105),
        ("3,500", 3500, 3500),
        ("1.2 million", 1_200_000, 1_200_000),
        ("two to three million", 2_000_000, 3_000_000),
        ("two dozen", 24, 24),
        ("12 or more", 12, None),
        ("scores", 40, None),
        ("fewer than 20", None, 20),
    ],
)
def test_numbers(text: str, low: float | None, high: float | None) -> None:
    (found,) = numbers(f"There were {text} people.")
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("text", ["30 percent", "the 5th", "in 1998", "a 12-year-old", "an AK-47", "6.30 pm"])
def test_what_counts_nothing(text: str) -> None:
    assert not list(numbers(f"It was {text} then."))


@given(st.text(alphabet=st.sampled_from("0123456789 ,.-–$€mbnk%andtozen hu"), max_size=60))
def test_any_text_has_numbers_or_not_but_never_fails(text: str) -> None:
    for number in numbers(text):
        assert 0 <= number.start < number.end <= len(text)
