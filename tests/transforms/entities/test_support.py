"""Names that only the recogniser knows mean somebody where the article shows it."""

import pytest
from spacy.language import Language

from transforms.entities.article import find_entities
from transforms.lexicon.names import Names

SHOWN = [
    ("Rovia Quandt said the harbour would close.", "Rovia Quandt"),
    ("The harbour would close, according to Nortrex.", "Nortrex"),
    ("A spokesman for Nortrex declined to comment.", "Nortrex"),
    ("Workers at Nortrex Holdings went home.", "Nortrex Holdings"),
    ("Doctors met in the town of Velmora.", "Velmora"),
    ("Oksel Dravin, 41, was found near the river.", "Oksel Dravin"),
    ("The council honoured Oksel Dravin, who rebuilt the bridge.", "Oksel Dravin"),
    ("The ferry sank off the coast of Lake Velmora on Monday.", "Lake Velmora"),
    ("Parliament passed the Safe Harbours Act in March.", "Safe Harbours Act"),
]
NOT_SHOWN = [
    ("Save 40 percent on the Nortrex UltraView this week.", "Nortrex UltraView"),
    ("Add the Velmora powder to the bowl and stir.", "Velmora"),
    ("The Oksel Pro starts at $999 and comes in blue.", "Oksel Pro"),
]


def meant(text: str, name: str, nlp: Language, names: Names) -> list[str | None]:
    found = find_entities(nlp(text), names, None)
    return [mention.entity_id for mention in found.mentions if name in mention.text or mention.text in name]


@pytest.mark.parametrize(("text", "name"), SHOWN, ids=lambda value: value[:30])
def test_a_name_that_the_article_supports(text: str, name: str, nlp: Language, names: Names) -> None:
    assert any(meant(text, name, nlp, names)), name


@pytest.mark.parametrize(("text", "name"), NOT_SHOWN, ids=lambda value: value[:30])
def test_a_name_that_nothing_supports(text: str, name: str, nlp: Language, names: Names) -> None:
    assert not any(meant(text, name, nlp, names)), name


def test_who_is_not_believed_still_stands_in_the_way(nlp: Language, names: Names) -> None:
    """A pronoun does not pass over a name that the article does not support to somebody named before."""
    text = "Ana Cruz arrived on Monday. Then came Oksel Dravin. He was tired."
    found = find_entities(nlp(text), names, None)
    he = [mention for mention in found.mentions if mention.text == "He"]
    assert all(mention.entity_id is None for mention in he)
