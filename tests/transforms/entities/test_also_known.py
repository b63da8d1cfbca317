"""Further names that an article gives a person are that person's, wherever it uses them."""

from datetime import date

import pytest
from spacy.language import Language

from transforms.entities import Names, find_entities

# Texts of our own: a name, another, and whether both are one person's
NAMED = [
    ("The singer Eva Lund, better known as Stormbird, left. Stormbird fled.", "Eva Lund", "Stormbird", True),
    ("Police named Juan Pérez, alias El Lobo, as the leader.", "Juan Pérez", "El Lobo", True),
    ("Omar Haddad, the shop's owner, who is known as Rami, left. Rami said no.", "Omar Haddad", "Rami", True),
    ("Anna Berg called Ivan Petrov on Monday.", "Anna Berg", "Ivan Petrov", False),
    ("Anna Berg leads a group known as Wagner.", "Anna Berg", "Wagner", False),
    ("Anna Berg, whose dog is known as Rex, met Ivan Petrov.", "Anna Berg", "Ivan Petrov", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "second", "same"), NAMED, ids=[f"{c[1]}-{c[2]}" for c in NAMED])
def test_further_names(nlp: Language, names: Names, text: str, first: str, second: str, same: bool) -> None:
    found = find_entities(nlp(text), names, date(2024, 1, 1))
    ids = {m.text: m.entity_id for m in found.mentions}
    assert ids[first] is not None
    assert (ids[first] == ids.get(second)) is same
    assert not same or {m.entity_id for m in found.mentions if m.text == second} == {ids[first]}
