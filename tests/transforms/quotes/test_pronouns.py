"""Whom pronouns in direct speech do not mean."""

from datetime import date

import pytest
from spacy.language import Language

from transforms.lexicon.reference import REFERENCE
from transforms.tables import Lexicons, annotate


@pytest.fixture(scope="module")
def lexicons() -> Lexicons:
    return Lexicons.load(REFERENCE)


@pytest.mark.parametrize(
    ("text", "pronoun", "is_speaker"),
    [
        ("The lawyer Rosa Diaz spoke. “She never saw the letter,” Diaz said.", "She", False),
        ("Rosa Diaz spoke to reporters. She said the letter was false.", "She", True),
        ("Rosa Diaz said she had not seen the letter.", "she", True),
    ],
)
def test_nobody_speaks_of_herself_in_the_third_person(
    text: str, pronoun: str, is_speaker: bool, nlp: Language, lexicons: Lexicons
) -> None:
    found = annotate(nlp(text), date(2024, 3, 1), lexicons)
    (mention,) = [each for each in found.entities.mentions if each.text == pronoun]
    speakers = {quote.speaker_id for quote in found.quotes} - {None}
    assert (mention.entity_id in speakers) is is_speaker
