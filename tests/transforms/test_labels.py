"""The labels of speakers at the start of paragraphs."""

import pytest

from transforms.labels import bold_question, label_of, nobody_labels
from transforms.marks import paragraphs

LABELS = [
    ("MS. VOLD: We go.", "MS. VOLD", "We go."),
    ("HALE (voice-over): The road is shut.", "HALE", "The road is shut."),
    ("DEMIR [through interpreter]: We want peace.", "DEMIR", "We want peace."),
    ("RITA ALVES, FARMER: We start again.", "RITA ALVES", "We start again."),
    ("Rita Alves: We start again.", "Rita Alves", "We start again."),
    ("Q     Will the minister resign?", "Q", "Will the minister resign?"),
    ("A. No.", "A", "No."),
    ("UNIDENTIFIED MALE #2: No!", "UNIDENTIFIED MALE #2", "No!"),
]


@pytest.mark.parametrize(("text", "name", "words"), LABELS)
def test_a_label_and_its_words(text: str, name: str, words: str) -> None:
    label = label_of(text, 0, len(text))
    assert label is not None
    assert (text[label.start : label.end], text[label.words :]) == (name, words)


@pytest.mark.parametrize("text", ["We go.", "the mayor: We go.", "“We go,” she said: now.", ""])
def test_no_label(text: str) -> None:
    assert label_of(text, 0, len(text)) is None


def test_labels_that_name_nobody() -> None:
    body = "MODERATOR: Next.\n\nAUDIENCE MEMBER: Why?\n\nMS. VOLD: We go.\n\nSPEAKER LUND: Order."
    assert [label.name for label in nobody_labels(body, paragraphs(body))] == ["MODERATOR", "AUDIENCE MEMBER"]


def test_a_letter_labels_only_among_questions() -> None:
    body = "A Norwegian ship sank.\n\nA Danish one saw it."
    assert list(nobody_labels(body, paragraphs(body))) == []


def test_a_question_in_bold() -> None:
    text = "**What is the plan?**"
    assert bold_question(text, 0, len(text)) == (2, 19)
    assert bold_question("**Plan**", 0, 8) is None
