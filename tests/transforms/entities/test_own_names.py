"""The examples of docs/aliases.md hold: rows of aliases.csv, and what texts of a day then mean."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from spacy.language import Language

from transforms.entities import Names, find_entities, load_names, resolve_phrase
from transforms.lexicon.faults import find_faults
from transforms.lexicon.reference import REFERENCE

PAGE = (Path(__file__).parents[3] / "docs" / "aliases.md").read_text(encoding="utf-8")
[ROWS] = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
TABLE = PAGE[PAGE.index("What texts of a day then mean") :].split("\n\n")[1]
EXAMPLES = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines()[2:]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference tables with the rows of the page in the place of aliases.csv."""
    made = Path(shutil.copytree(REFERENCE, tmp_path_factory.mktemp("own") / "reference"))
    (made / "aliases.csv").write_text(ROWS, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def own(folder: Path) -> Names:
    return load_names(folder)


def test_the_rows_have_no_faults(folder: Path) -> None:
    assert find_faults(folder) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda cells: f"{cells[0]}-{cells[1]}")
def test_example_holds(example: list[str], nlp: Language, own: Names) -> None:
    text, day, words, name, country, sector = example
    found = find_entities(nlp(text), own, date.fromisoformat(day))
    mentions = [m for m in found.mentions if m.text.replace("’", "'") == words]
    entity = found.entity(mentions[-1]) if mentions else None
    told = (entity.name, entity.country or "", entity.sector or "") if entity else ("", "", "")
    assert told == (name, country, sector)


def test_a_person_whom_the_tables_know_keeps_the_rest(own: Names) -> None:
    found = resolve_phrase("BoJo", own, date(2020, 5, 1))
    assert (found.entity_id, found.country, found.sector) == ("Q180589", "GBR", "GOV")
    assert resolve_phrase("Boris Johnson", own, date(2020, 5, 1)).entity_id == "Q180589"


def test_a_phrase_is_read_as_a_text_is(own: Names) -> None:
    found = resolve_phrase("Malta's finance minister", own, date(2023, 5, 1))
    assert (found.name, found.sector) == ("Mara Tolland", "GOV")
    assert resolve_phrase("Tolland", own, date(2025, 5, 1)).name == "Mara Tolland"
    assert resolve_phrase("harbour watch", own).name == "Harbour Watch Society"
    assert resolve_phrase("the Engineer", own, date(2023, 5, 1)).name != "Ilir Voshti"


def test_a_table_of_an_older_version_is_read(folder: Path, tmp_path: Path) -> None:
    older = Path(shutil.copytree(folder, tmp_path / "reference"))
    rows = "name,aliases,entity,kind,country,sector,wikidata_id\nHarbour Watch,,,ORG,MLT,NGO,\n"
    (older / "aliases.csv").write_text(rows, encoding="utf-8")
    assert find_faults(older) == []
    assert resolve_phrase("Harbour Watch", load_names(older)).sector == "NGO"
