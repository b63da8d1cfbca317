"""Places of one name: told apart by the region beside them, else by what else the article names."""

import pytest
from spacy.language import Language

from transforms.entities import Names, find_entities

# Texts of our own: the place as written, its name and country
PLACES = [
    ("A fire broke out in Halifax, England, on Monday.", "Halifax", "Halifax (England)", "GBR"),
    ("A fire broke out in Halifax, Nova Scotia, on Monday.", "Halifax", "Halifax", "CAN"),
    ("She was born in Manchester, Connecticut.", "Manchester", "Manchester (Connecticut)", "USA"),
    ("The fair was held in Portland, Oregon, last week.", "Portland", "Portland", "USA"),
    ("The fair was held in Portland, Maine, last week.", "Portland", "Portland (Maine)", "USA"),
    ("Flights to Paris, Texas and Ohio were late.", "Paris", "Paris", "FRA"),
    ("Voters in Georgia and Alabama chose senators of the United States.", "Georgia", "Georgia", "USA"),
    ("Police in Tbilisi cleared the square. Georgia wants to join Europe.", "Georgia", "Georgia", "GEO"),
    ("Rebels took a town in Congo. Officials in Kinshasa were silent.", "Congo",
     "Democratic Republic of the Congo", "COD"),
    ("Congo sells oil. Officials in Brazzaville were silent.", "Congo", "Republic of the Congo", "COG"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "written", "name", "country"), PLACES, ids=[f"{p[2]}-{p[3]}" for p in PLACES]
)
def test_which_place_is_meant(
    nlp: Language, names: Names, text: str, written: str, name: str, country: str
) -> None:
    found = find_entities(nlp(text), names, None)
    entity = found.entity(next(mention for mention in found.mentions if mention.text == written))
    assert entity is not None
    assert (entity.name, entity.country) == (name, country)
