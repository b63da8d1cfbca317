"""Every expectation of the reference tables holds for their files, and breaks for a row that breaks it."""

import polars as pl
import pytest

from expectations.engine.validate import validate
from expectations.suites import suite
from tests.expectations.conftest import Expression, broken
from tests.expectations.test_rules import Case, declared, outcome
from tests.support.shipped import PLOVER
from transforms.lexicon.reference import REFERENCE
from transforms.schema.reference import OFFICE_HOLDERS, REFERENCE_TABLES
from warehouse.load.reference import reference_rows

Frames = dict[str, pl.DataFrame]
SECOND_ROW: dict[str, Expression] = {name: pl.col(name).shift(-1) for name in OFFICE_HOLDERS.polars}
ITEM = "Wikidata ids are a Q and a number."
CODE = "country is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states."
PRECISION = "There are latitude and longitude if and only if precision says how exact they are."
SCORE = "{} lies between -10 and 10."


def lists(table: str, *columns: str) -> list[Case]:
    meaning = "{} are separated by semicolons alone, and none is empty."
    return [(table, meaning.format(column), {column: "one; two"}) for column in columns]


def is_there(table: str, *columns: str) -> list[Case]:
    return [(table, f"{column} is there.", {column: None}) for column in columns]


def on_earth(table: str) -> list[Case]:
    return [
        (table, "Latitudes lie between -90 and 90 degrees.", {"latitude": 91.0}),
        (table, "Longitudes lie between -180 and 180 degrees.", {"longitude": 181.0}),
    ]


WRITTEN: list[Case] = [
    *is_there("ref.countries", "name"),
    *lists("ref.countries", "aliases", "adjectives", "people", "capitals"),
    ("ref.countries", CODE, {"country": "UK"}),
    ("ref.countries", ITEM, {"wikidata_id": "q1"}),
    *on_earth("ref.countries"),
    *is_there("ref.places", "name"),
    *lists("ref.places", "aliases"),
    ("ref.places", CODE, {"country": "UK"}),
    *on_earth("ref.places"),
    ("ref.places", PRECISION, {"latitude": 1.0, "longitude": 1.0, "precision": None}),
    *is_there("ref.gazetteer", "name", "country", "precision"),
    ("ref.gazetteer", CODE, {"country": "UK"}),
    *on_earth("ref.gazetteer"),
    ("ref.gazetteer", PRECISION, {"latitude": None}),
    *is_there("ref.organisations", "label"),
    *lists("ref.organisations", "aliases", "adjectives"),
    ("ref.organisations", CODE, {"country": "XXX"}),
    ("ref.organisations", ITEM, {"wikidata_id": "Q"}),
    *is_there("ref.offices", "sector"),
    *lists("ref.offices", "phrases"),
    *is_there("ref.office_holders", "office", "person", "start"),
    (
        "ref.office_holders",
        "An office is of a country, or of what its title names.",
        {"country": None, "of": None},
    ),
    ("ref.office_holders", CODE, {"country": "England"}),
    ("ref.office_holders", ITEM, {"wikidata_id": "1"}),
    ("ref.office_holders", "start is a day, a month or a year.", {"start": "May 2020"}),
    ("ref.office_holders", "end is a day, a month or a year.", {"end": "2020-13"}),
    ("ref.office_holders", "last_seen is a day, a month or a year.", {"last_seen": "May"}),
    (
        "ref.office_holders",
        "A term does not end before it starts, as far as both are known.",
        {"start": "2020-05", "end": "2020-04-30"},
    ),
    ("ref.office_holders", "A term is there once.", SECOND_ROW),
    *is_there("ref.plover_types", "description", "quad_class", "goldstein", "needs_recipient"),
    ("ref.plover_types", SCORE.format("goldstein"), {"goldstein": 10.5}),
    ("ref.plover_modes", SCORE.format("goldstein"), {"goldstein": -11.0}),
    *is_there("ref.plover_cameo", "event_type"),
    ("ref.plover_cameo", "A CAMEO code has two to four digits.", {"cameo_code": "1"}),
    (
        "ref.plover_cameo",
        "A code becomes an event type of PLOVER, or a statement, which is no event.",
        {"event_type": "DANCE"},
    ),
    *lists("ref.plover_cameo", "contexts"),
    ("ref.plover_cameo", SCORE.format("goldstein"), {"goldstein": 11.0}),
    ("ref.plover_cameo", SCORE.format("goldstein_icews"), {"goldstein_icews": -10.5}),
]
DECLARED = [case for table in REFERENCE_TABLES for case in declared(table)]


@pytest.fixture(scope="module")
def reference() -> Frames:
    return {table.full_name: reference_rows(table, REFERENCE) for table in REFERENCE_TABLES}


def test_the_files_of_facts_pass(reference: Frames) -> None:
    results = validate(reference, PLOVER, REFERENCE_TABLES)
    assert [(check.table_name, check.meaning) for check in results if not check.success] == []
    assert {check.table_name for check in results} == {table.full_name for table in REFERENCE_TABLES}


@pytest.mark.parametrize(("table", "meaning", "changes"), [*DECLARED, *WRITTEN])
def test_a_row_that_breaks_an_expectation_is_named(
    reference: Frames, table: str, meaning: str, changes: dict[str, Expression]
) -> None:
    result = outcome(broken(reference, table, **changes), table, meaning)
    assert not result.success and 0 in result.failing_rows
    assert result.severity == "critical"


def test_every_expectation_is_broken_by_some_case() -> None:
    demanded = {
        (table.full_name, each.description) for table in REFERENCE_TABLES for each in suite(table, PLOVER)
    }
    assert {(table, meaning) for table, meaning, _ in (*DECLARED, *WRITTEN)} == demanded


def test_a_wrong_structure_is_named(reference: Frames) -> None:
    changed = {**reference, "ref.offices": reference["ref.offices"].drop("sector")}
    failed = [check.table_name for check in validate(changed, PLOVER, REFERENCE_TABLES) if not check.success]
    assert failed == ["ref.offices"]


def test_rows_without_a_key_are_named_by_their_first_columns(reference: Frames) -> None:
    changed = broken(reference, "ref.office_holders", start="soon", end=None)
    (check,) = [each for each in validate(changed, PLOVER, [OFFICE_HOLDERS]) if not each.success]
    assert list(check.failing[0]) == ["country", "office", "of", "person"]
    assert check.failing[0]["person"] == reference["ref.office_holders"]["person"][0]
