"""What a run makes of the sample articles agrees with what a person read in them.

`python -m tests.test_golden WAREHOUSE` lists what the golden annotations hold and that warehouse misses.
"""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.golden import (
    Item,
    Reading,
    agrees,
    compare,
    forbidden,
    golden_files,
    load,
    metadata,
    quote_text,
    read_warehouse,
)

METADATA = (
    "title", "publisher", "published_at", "published_at_basis", "url", "authors", "contributors",
    "noise", "body_contains",
)  # fmt: skip
# Per cent of the annotated things that must be found: a little less than is found, so that a change that
# loses a thing or two for a better reason passes, and one that breaks a rule does not.
FLOORS = {"entities": 94, "mentions": 97, "quotes": 97, "speakers": 95, "events": 81}


@pytest.fixture(scope="module")
def readings(sample_warehouse: Path) -> dict[str, Reading]:
    return read_warehouse(sample_warehouse)


def all_items(readings: dict[str, Reading]) -> list[Item]:
    return [item for path in golden_files() for item in compare(path, readings)]


def metadata_cases() -> list[Any]:
    return [
        pytest.param(path, key, id=f"{path.stem}-{key}")
        for path in golden_files()
        for key in METADATA
        if key in load(path)
    ]


def must_not_cases() -> list[Any]:
    return [
        pytest.param(path, kind, thing, id=f"{path.stem}-{kind}-{number}")
        for path in golden_files()
        for kind, things in load(path)["must_not"].items()
        for number, thing in enumerate(things)
    ]


@pytest.mark.parametrize(("path", "key"), metadata_cases())
def test_metadata_and_body(path: Path, key: str, readings: dict[str, Reading]) -> None:
    annotation = load(path)
    expected, found = metadata(annotation, key, readings[annotation["source_ref"]])
    assert found == expected


@pytest.mark.parametrize("kind", FLOORS)
def test_golden_things_are_found(kind: str, readings: dict[str, Reading]) -> None:
    items = [item for item in all_items(readings) if item.kind == kind]
    misses = [item for item in items if item.problem]
    found = 100 * (1 - len(misses) / len(items))
    assert found >= FLOORS[kind], f"{found:.1f} % of {len(items)} {kind}:\n" + "\n".join(map(str, misses))


@pytest.mark.parametrize(("path", "kind", "thing"), must_not_cases())
def test_forbidden_things_are_not_there(
    path: Path, kind: str, thing: Any, readings: dict[str, Reading]
) -> None:
    assert forbidden(load(path), kind, thing, readings) == []


def test_comparison_finds_nothing_of_an_article_in_another(readings: dict[str, Reading]) -> None:
    path, other = golden_files()[:2]
    swapped = {load(path)["source_ref"]: readings[load(other)["source_ref"]]}
    found = [item for item in compare(path, swapped) if not item.problem]
    assert [item for item in found if item.kind in ("quotes", "speakers", "events")] == []


@pytest.mark.parametrize(
    ("text", "form", "wanted", "same"),
    [
        ("Ana Mora", "name", "Ana Mora", True),
        ("Foreign Minister Ana Mora", "title", "Ana Mora", True),
        ("Ana Mora's", "name", "Ana Mora", True),
        ("Mora", "name", "Ms. Mora", True),
        ("the Peruvian Navy", "name", "Navy", True),
        ("Peru's Navy", "name", "Navy", True),
        ("the U.S. Navy", "name", "Navy", True),
        ("the Royal Navy", "name", "Navy", False),
        ("Zamora", "name", "Mora", False),
        ("Ana Mora Paz", "name", "Ana Mora", False),
        ("Ana Mora's deputy", "nominal", "Ana Mora", False),
        ("Navy", "name", "Peruvian Navy", False),
    ],
)
def test_a_mention_is_its_form_but_for_what_stands_around(
    text: str, form: str, wanted: str, same: bool
) -> None:
    assert agrees({"text": text, "form": form}, wanted, {"Peru", "Peruvian"}) is same


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("We  agree,", "We agree"),
        ("that the port was “closed”.", "the port was “closed”"),
        ("the port was “closed.”", "the port was “closed”"),
        ("Is it closed?", "Is it closed"),
    ],
)
def test_a_quote_is_compared_without_its_end_punctuation(text: str, compared: str) -> None:
    assert quote_text(text) == compared


def print_misses(warehouse: Path) -> None:
    """Print, for each kind of thing, the share that is found and each that is not."""
    items = all_items(read_warehouse(warehouse))
    for kind in FLOORS:
        of_kind = [item for item in items if item.kind == kind]
        misses = [item for item in of_kind if item.problem]
        print(f"{kind}: {100 * (1 - len(misses) / len(of_kind)):.1f} % of {len(of_kind)}")
        for item in misses:
            print(f"  {item}")


if __name__ == "__main__":
    print_misses(Path(sys.argv[1]))
