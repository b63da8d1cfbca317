"""Each trigger's own example sentence must come out as it says, actor and recipient included."""

import re
from collections import defaultdict

import pytest
from spacy.language import Language

from tests.transforms.events.conftest import Coder
from transforms.lexicon.ontology import Ontology, Trigger
from transforms.lexicon.reference import REFERENCE, read_rows
from transforms.records import Event

TYPES = [row["event_type"] for row in read_rows("plover_types", REFERENCE)]


def marked(example: str, pattern: str) -> str | None:
    found = re.search(pattern, example)
    return re.sub(r"^(?:the|a|an) ", "", found[1], flags=re.IGNORECASE) if found else None


def says(trigger: Trigger, events: list[Event]) -> bool:
    """Whether one of the events has the type, actor and recipient that the example marks."""
    actor = marked(trigger.example, r"\[(.*?)\]")
    recipient = marked(trigger.example, r"\{(.*?)\}")
    for event in events:
        parties = [(event.actor_text, event.recipient_text)]
        if trigger.symmetric:
            parties.append((event.recipient_text, event.actor_text))
        if event.event_type == trigger.event_type and any(
            (actor is None or actor in (by or "")) and (recipient is None or recipient in (to or ""))
            for by, to in parties
        ):
            return True
    return False


@pytest.fixture(scope="session")
def coded_examples(nlp: Language, ontology: Ontology, code: Coder) -> dict[str, list[tuple[Trigger, bool]]]:
    """Event type → its triggers, with whether their example came out right; all parsed in one go."""
    triggers = [trigger for found in ontology.triggers.values() for trigger in found]
    texts = [re.sub(r"[\[\]{}]", "", trigger.example) for trigger in triggers]
    results: dict[str, list[tuple[Trigger, bool]]] = defaultdict(list)
    for trigger, doc in zip(triggers, nlp.pipe(texts, batch_size=256), strict=True):
        results[trigger.event_type].append((trigger, says(trigger, code(doc, threshold=0.0))))
    return results


@pytest.mark.parametrize("event_type", TYPES)
def test_examples_come_out_as_they_say(
    event_type: str, coded_examples: dict[str, list[tuple[Trigger, bool]]]
) -> None:
    wrong = [trigger.example for trigger, right in coded_examples[event_type] if not right]
    assert not wrong


def test_every_trigger_marks_who_acts_or_suffers(ontology: Ontology) -> None:
    unmarked = [
        trigger.example
        for found in ontology.triggers.values()
        for trigger in found
        if not re.search(r"\[.+?\]|\{.+?\}", trigger.example)
    ]
    assert not unmarked


def test_the_lexicon_is_broad(ontology: Ontology) -> None:
    count: dict[str, int] = defaultdict(int)
    for found in ontology.triggers.values():
        for trigger in found:
            count[trigger.event_type] += 1
    assert sum(count.values()) >= 1200
    assert set(count) == set(TYPES)
    assert min(count.values()) >= 30
