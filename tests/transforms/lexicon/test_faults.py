"""The reference tables hold what the rules can use; what they cannot is named by file and line."""

import shutil
from pathlib import Path

import pytest

from transforms.lexicon.faults import TABLES, BadReference, check_reference, find_faults
from transforms.lexicon.reference import REFERENCE, read_rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference tables, to be spoilt."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "reference"))


def spoil(folder: Path, table: str, **cells: str) -> int:
    """Add a row to a table: its first, with some cells changed. Returns its line."""
    path = folder / f"{table}.csv"
    rows = read_rows(table, REFERENCE)
    header = (
        list(rows[0])
        if rows
        else next(
            line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
        ).split(",")
    )
    row = {**(rows[0] if rows else dict.fromkeys(header, "")), **cells}
    quoted = ",".join('"' + row[name].replace('"', '""') + '"' for name in header)
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{quoted}\n", encoding="utf-8")
    return text.count("\n") + 1


def test_every_table_is_as_it_should_be() -> None:
    assert {path.stem for path in REFERENCE.glob("*.csv")} == set(TABLES)
    assert find_faults(REFERENCE) == []
    check_reference(REFERENCE)


ALIAS = {"name": "Ada", "kind": "PERSON"}
TRIGGER = "triggers_verbal_conflict"


BAD: list[tuple[str, dict[str, str], str]] = [
    ("aliases", ALIAS | {"kind": "PERSONN"}, "kind 'PERSONN' is none of PERSON, NORP"),
    ("aliases", ALIAS | {"kind": ""}, "kind '' is none of"),
    ("aliases", ALIAS | {"country": "XXX"}, "country 'XXX' is no ISO 3166 alpha-3 code"),
    ("aliases", ALIAS | {"sector": "GOVT"}, "sector 'GOVT' is not known: is it GOV?"),
    ("aliases", ALIAS | {"wikidata_id": "142"}, "wikidata_id '142' is no Wikidata item"),
    ("aliases", ALIAS | {"aliases": "A; B"}, "aliases ' B' begins or ends with a blank"),
    ("aliases", ALIAS | {"name": ""}, "name is empty"),
    ("aliases", ALIAS | {"country": "Peru"}, "country 'Peru' is no ISO 3166 alpha-3 code"),
    ("aliases", ALIAS | {"start": "May 2020"}, "start 'May 2020' is no day, month or year"),
    ("aliases", ALIAS | {"start": "2024-05", "end": "2023"}, "ends (2023) before it starts (2024-05)"),
    (
        "aliases",
        ALIAS | {"office": "forein minister"},
        "'forein minister' is not known: is it foreign",
    ),
    ("aliases", ALIAS | {"kind": "ORG", "office": "mayor"}, "office 'mayor' is for a PERSON"),
    ("actor_nouns", {"label": "person"}, "label 'person' is none of"),
    ("actor_nouns", {"gender": "male"}, "gender 'male' is none of m, f"),
    ("boilerplate_lines", {"match": "begin"}, "match 'begin' is none of whole, start, has, only"),
    ("boilerplate_lines", {"part": "lines"}, "part 'lines' is none of"),
    ("context_words", {"context": "militray"}, "context 'militray' is not known: is it military?"),
    ("countries", {"country": "Aruba"}, "country 'Aruba' is no ISO 3166 alpha-3 code"),
    ("given_names", {"gender": "x"}, "gender 'x' is none of m, f"),
    ("memberships", {"members": "FRA;UK"}, "members 'UK' is no ISO 3166 alpha-3 code"),
    ("name_variants", {"kind": "long"}, "kind 'long' is none of respell, variant, short"),
    ("name_variants", {"variants": "a;;b"}, "variants has an empty part between its semicolons"),
    ("office_holders", {"start": "May 2020"}, "start 'May 2020' is no day, month or year"),
    ("office_holders", {"country": "UK"}, "country 'UK' is no ISO"),
    ("offices", {"sector": ""}, "sector '' is not known"),
    ("organisation_terms", {"name": "Talliban"}, "name 'Talliban' is not known: is it Taliban?"),
    ("organisations", {"label": "ORGANISATION"}, "label 'ORGANISATION' is none of"),
    ("organs", {"sector": "MOD"}, "sector 'MOD' is not known"),
    ("outlets", {"name": ""}, "name is empty"),
    ("person_names", {"wikidata_id": "q1"}, "wikidata_id 'q1' is no Wikidata item"),
    ("place_words", {"use": "rural"}, "use 'rural' is not known"),
    ("places", {"certain": "no"}, "certain 'no' is none of yes"),
    ("plover_cameo", {"event_type": "DANCE"}, "event_type 'DANCE' is not known"),
    ("plover_cameo", {"goldstein": "11"}, "goldstein 11 does not lie between -10 and 10"),
    ("plover_modes", {"event_type": "CONSULTT"}, "event_type 'CONSULTT' is not known: is it CONSULT?"),
    ("plover_types", {"quad_class": "verbal"}, "quad_class 'verbal' is none of"),
    ("reporting_nouns", {"kind": "claims"}, "kind 'claims' is none of"),
    ("reporting_verbs", {"object": "listener"}, "object 'listener' is none of"),
    ("titles", {"kind": "rank"}, "kind 'rank' is none of honorific, job"),
    (TRIGGER, {"event_type": "ACUSE"}, "event_type 'ACUSE' is not known: is it ACCUSE?"),
    (TRIGGER, {"mode": "disaprove"}, "mode 'disaprove' is not known: is it disapprove?"),
    (TRIGGER, {"event_type": "ACCUSE", "mode": "visit"}, "ACCUSE has no mode 'visit'"),
    (TRIGGER, {"needs": "obj=@actors"}, "needs 'actors' is not known: is it actor?"),
    (TRIGGER, {"certainty": "high"}, "certainty 'high' is no number"),
    (TRIGGER, {"certainty": "1.5"}, "certainty 1.5 does not lie between 0 and 1"),
    (TRIGGER, {"pos": "adverb"}, "pos 'adverb' is none of verb, noun, adj, modal"),
]


def named_apart(cells: dict[str, str], number: int) -> dict[str, str]:
    """A name of its own for each row of aliases.csv, so that none contradicts another."""
    return {"name": f"Ada {number}"} if cells.get("name") == ALIAS["name"] else {}


def test_two_rows_that_contradict_each_other_are_named(folder: Path) -> None:
    column = {"name": "Northern Column", "kind": "ORG", "country": "MLI", "sector": "REB"}
    first = spoil(folder, "aliases", **column, end="2023-07")
    spoil(folder, "aliases", **column | {"sector": "MIL"}, start="2023-08")
    last = spoil(folder, "aliases", **column | {"sector": "GOV"}, start="2022", end="2023-01")
    spoil(folder, "aliases", name="Ada", kind="PERSON", office="mayor", country="MLT")
    spoil(folder, "aliases", name="Ada", kind="PERSON", office="minister", country="MLT")
    [fault] = find_faults(folder)
    assert fault.line == last
    assert fault.said == f"'Northern Column' means 'Northern Column' on the same days in line {first}"


def test_a_column_that_is_misspelt_is_named(folder: Path) -> None:
    path = folder / "aliases.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",sector,", ",secter,"), encoding="utf-8")
    [fault] = find_faults(folder)
    assert fault.said == "the column sector is missing: is it secter?"


def test_a_value_that_rules_cannot_use_is_named(folder: Path) -> None:
    wanted = {
        (table, spoil(folder, table, **cells | named_apart(cells, number))): said
        for number, (table, cells, said) in enumerate(BAD)
    }
    found = {(fault.path.stem, fault.line): fault.said for fault in find_faults(folder)}
    assert found.keys() == wanted.keys()
    for place, said in wanted.items():
        assert said in found[place], place


def test_a_file_that_is_not_as_declared_is_named(folder: Path) -> None:
    (folder / "organs.csv").unlink()
    (folder / "titles.csv").write_bytes("# ranks\ntitle,kind,gender\nSeñor,honorific,m\n".encode("latin-1"))
    (folder / "outlets.csv").write_text("# news\ndomain,title\nx.example,X\n", encoding="utf-8")
    text = (folder / "place_words.csv").read_text(encoding="utf-8")
    (folder / "place_words.csv").write_text(f"{text}# more\nkin,aunt,uncle\n", encoding="utf-8")
    assert [(fault.path.name, fault.line, fault.said) for fault in find_faults(folder)] == [
        ("organs.csv", 1, "there is no such file"),
        ("outlets.csv", 2, "the column name is missing"),
        ("place_words.csv", text.count("\n") + 2, "has 3 cells, the header 2"),
        ("titles.csv", 3, "is not UTF-8"),
    ]


def test_many_faults_are_told_in_short(folder: Path) -> None:
    for _ in range(25):
        spoil(folder, "titles", kind="rank")
    with pytest.raises(BadReference, match="and 5 more") as refused:
        check_reference(folder)
    assert str(refused.value).count("titles.csv") == 20
