"""Which person of the reference data a name means: what speaks for a candidate, and what against."""

from datetime import date

import pytest
from spacy.language import Language

from transforms.entities import Names, find_entities
from transforms.entities.known import anywhere, known_person
from transforms.lexicon.names import Term
from transforms.records import Entity

TERM = Term("DEU", "prime minister", "", "2021-12-08", "", "2024-05")


@pytest.mark.parametrize(
    ("day", "covered"),
    [("2021-12-07", False), ("2021-12-08", True), ("2024-05-31", True), ("2025-05-31", True),
     ("2025-06-01", False), ("9999", True)],
)  # fmt: skip
def test_an_open_term_lapses_a_year_after_it_was_seen(day: str, covered: bool) -> None:
    assert TERM.surely_covers(day) is covered


def person(nlp: Language, names: Names, text: str, day: str, name: str) -> Entity:
    """The entity of the mention `name`."""
    found = find_entities(nlp(text), names, date.fromisoformat(day))
    (mention, *_) = [each for each in found.mentions if name in each.text and each.form != "nominal"]
    entity = found.entity(mention)
    assert entity is not None
    return entity


# Texts of our own: who is meant by the name, as a Wikidata item or None
MEANT = [
    # A role that fits an office
    ("Sen. Chris Murphy of Connecticut voted no.", "2023-03-01", "Chris Murphy", "Q1077594"),
    ("Ohio's secretary of state, Frank LaRose, opened the polls.", "2022-11-08", "Frank LaRose", "Q5487827"),
    # A surname that is a word of the grammar, a regnal name
    ("Vietnam mourned. President To Lam spoke on Monday.", "2024-08-01", "To Lam", "Q10831196"),
    ("AMMAN — Jordan closed its skies. King Abdullah II spoke.", "2024-04-15", "Abdullah II", "Q57464"),
    # Another profession, age or country
    ("The plumber Chris Murphy fixed the tap in Boston.", "2023-03-01", "Chris Murphy", None),
    ("Australian swimmer John Kerry won the race in Sydney.", "2014-03-01", "John Kerry", None),
    ("Dr. Chris Murphy, a professor at a university in Ohio, disagreed.", "2023-03-01", "Chris Murphy", None),
    # A suffix or an initial of somebody else
    ("Donald Trump Jr. spoke in Ohio in the United States.", "2019-03-01", "Donald Trump Jr.", None),
    ("George R. Bush, a guest from the United States, spoke.", "2004-03-01", "George R. Bush", None),
    ("George W. Bush led the United States.", "2004-03-01", "George W. Bush", "Q207"),
    # Particles are no names
    ("Ahmed al-Najjar opened a bakery in Khartoum in Sudan.", "2019-03-01", "Ahmed al-Najjar", None),
    # Known beyond their country
    ("Angela Merkel stayed at home.", "2019-03-01", "Angela Merkel", "Q567"),
]


@pytest.mark.parametrize(("text", "day", "name", "item"), MEANT, ids=[case[2] + case[1] for case in MEANT])
def test_who_is_meant(nlp: Language, names: Names, text: str, day: str, name: str, item: str | None) -> None:
    assert person(nlp, names, text, day, name).wikidata_id == item


def test_a_name_alone_is_asked_for(names: Names) -> None:
    """Where a phrase is resolved outside any article, a candidate needs no support."""
    found = known_person("Kathleen Hicks", names, anywhere(names, ""))
    assert found and found[0].wikidata_id == "Q104587353"


def test_a_link_says_why(nlp: Language, names: Names) -> None:
    text = "Sen. Chris Murphy met Angela Merkel. Germany's foreign minister, Annalena Baerbock, was there."
    rules = {
        m.text: m.rule.split(" > ")[-1] for m in find_entities(nlp(text), names, date(2023, 3, 1)).mentions
    }
    assert rules["Chris Murphy"] == "known_by_office" == rules["Annalena Baerbock"]
    assert rules["Angela Merkel"] == "known_by_country"


def test_before_the_first_term_nobody_has_its_sector(nlp: Language, names: Names) -> None:
    text = "Keir Starmer, a lawyer in Britain, met Tony Blair in London."
    assert person(nlp, names, text, "2003-04-01", "Keir Starmer").sector != "GOV"


# Texts of our own: the sector that a stated role tells
SECTORS = [
    ("Eva Lund, the chief financial officer of a shipping line, resigned.", "Eva Lund", "BUS"),
    ("Eva Lund, the president of a shipping company, resigned.", "Eva Lund", "BUS"),
    ("Eva Lund, the president of the republic, resigned.", "Eva Lund", "GOV"),
    ("Fire Lantern leader Eva Lund sang two songs.", "Eva Lund", None),
    ("Denmark's Foreign Ministry spokeswoman Eva Lund said no.", "Eva Lund", "GOV"),
    ("Gen. Eva Lund took command.", "Eva Lund", "MIL"),
    ("Rep. Eva Lund voted no.", "Eva Lund", "LEG"),
]


@pytest.mark.parametrize(("text", "name", "sector"), SECTORS, ids=[case[0][:40] for case in SECTORS])
def test_a_role_tells_the_sector(
    nlp: Language, names: Names, text: str, name: str, sector: str | None
) -> None:
    assert person(nlp, names, text, "2020-01-01", name).sector == sector
