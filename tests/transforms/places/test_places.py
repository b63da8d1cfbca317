"""The gazetteer, and where datelines lie."""

import csv

import pytest

from transforms.entities import Names, load_names
from transforms.lexicon.reference import REFERENCE, read_rows
from transforms.lexicon.spelling import squeeze
from transforms.places.datelines import dateline_location
from transforms.places.gazetteer import Gazetteer, load_gazetteer
from transforms.places.locate import NOWHERE, in_region, likeliest


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(REFERENCE)


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(REFERENCE)


@pytest.mark.parametrize(
    ("dateline", "country", "precision", "latitude"),
    [
        ("NAIROBI", "KEN", "city", -1),
        ("ADEN, Yemen", "YEM", "city", 13),
        ("PORTLAND, Maine", "USA", "city", 44),
        ("Portland, Oregon", "USA", "city", 46),
        ("BIRMINGHAM, Ala.", "USA", "city", 34),
        ("THE HAGUE", "NLD", "city", 52),
        ("PUTRAJAYA", "MYS", "city", 3),
        ("SINGAPORE", "SGP", "country", 1),
        ("NEW YORK", "USA", "city", 41),
        ("Kharkiv", "UKR", "city", 50),
        ("GAZA", "PSE", "region", 31),
        ("UNHEARDOF, Chile", "CHL", None, None),
        ("MOSCOW/KYIV", None, None, None),
        ("UNHEARDOF", None, None, None),
        ("SPRINGFIELD", None, None, None),
        ("ABOARD THE PAPAL PLANE", None, None, None),
        ("", None, None, None),
        (None, None, None, None),
    ],
)
def test_where_a_dateline_lies(
    dateline: str | None,
    country: str | None,
    precision: str | None,
    latitude: int | None,
    names: Names,
    gazetteer: Gazetteer,
) -> None:
    found = dateline_location(dateline, names, gazetteer)
    assert (found.country, found.precision) == (country, precision)
    assert (None if found.latitude is None else round(found.latitude)) == latitude
    assert (found == NOWHERE) == (country is None)


def test_every_place_is_found_by_its_names(gazetteer: Gazetteer) -> None:
    for row in read_rows("places", REFERENCE):
        for name in filter(None, (row["name"], *row["aliases"].split(";"))):
            assert not row["latitude"] or row["country"] in {spot.country for spot in gazetteer.named(name)}
    assert all(
        row["name"] and gazetteer.named(row["name"]) for row in read_rows("gazetteer", REFERENCE)[::50]
    )


def test_names_are_squeezed_as_texts_are(gazetteer: Gazetteer) -> None:
    with (REFERENCE / "gazetteer.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        assert {squeeze(row["name"]) for row in rows} <= gazetteer.first.keys()


def test_another_transliteration_is_found(gazetteer: Gazetteer) -> None:
    assert gazetteer.named("Kupiansk") == gazetteer.named("Kupyansk") != []


def test_of_towns_of_one_country_the_largest_is_meant_if_it_is_far_larger(gazetteer: Gazetteer) -> None:
    assert likeliest(in_region(gazetteer.named("Springfield"), "", "USA")) is None
    assert likeliest(in_region(gazetteer.named("Springfield"), "Illinois", "USA")) is not None
    assert likeliest([]) is None


def test_every_country_with_towns_has_coordinates(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.countries) > 240
