"""Who wrote and who contributed, from the lines that say so."""

# ruff: noqa: E501  a sentence reads best on one line

import pytest

from transforms.clean.credits import byline, contributors, is_byline
from transforms.clean.names import people


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Lena Hartmann contributed reporting.", ["Lena Hartmann"]),
        ("Lena Hartmann and Tom Aalto contributed reporting from Riga.", ["Lena Hartmann", "Tom Aalto"]),
        ("Lena Hartmann contributed reporting from Riga, and Tom Aalto from Turku.", ["Lena Hartmann", "Tom Aalto"]),
        ("Lena Hartmann in Riga and Tom Aalto in Turku contributed to this report.", ["Lena Hartmann", "Tom Aalto"]),
        ("Lena Hartmann reported from Riga. Tom Aalto contributed research.", ["Lena Hartmann", "Tom Aalto"]),
        ("Hartmann reported from Riga. Tom Aalto in Turku contributed to this report.", ["Tom Aalto"]),
        ("Additional reporting by Lena Hartmann in Riga", ["Lena Hartmann"]),
        ("(Reporting by Lena Hartmann; Editing by Tom Aalto)", ["Lena Hartmann"]),
        ("Reporting by Lena Hartmann; additional reporting by Ida Noor; writing by Kai Berg; editing by Tom Aalto",
         ["Lena Hartmann", "Ida Noor", "Kai Berg"]),
        ("Associated Press writers Lena Hartmann in Riga and Tom Aalto contributed to this report.",
         ["Lena Hartmann", "Tom Aalto"]),
        ("With files from Northern Radio’s Lena Hartmann", ["Lena Hartmann"]),
        ("Information for this article provided through Lena Hartmann of The Associated Press.", ["Lena Hartmann"]),
        ("With files from The Associated Press", []),
        ("The Associated Press contributed to this report.", []),
        ("Editing by Tom Aalto", []),
    ],
)  # fmt: skip
def test_contributors(line: str, names: list[str]) -> None:
    assert contributors(line) == tuple(names)


@pytest.mark.parametrize(
    "line",
    [
        "The ministry reported from its own site that the gas was off.",
        "Officials reported.",
        "Ukraine contributed to the report.",
        "Rising prices contributed to this, the bank reported from Frankfurt.",
        "“Lena Hartmann contributed reporting,” the editor said.",
        "Lena Hartmann is a reporter in Riga.",
        "Norway contributed troops to the mission, Hartmann reported in May.",
        "",
    ],
)
def test_prose_names_no_contributors(line: str) -> None:
    assert contributors(line) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Lena Hartmann", ["Lena Hartmann"]),
        ("by Lena Hartmann and Tom Aalto", ["Lena Hartmann", "Tom Aalto"]),
        ("By Lena Hartmann, RIGA", ["Lena Hartmann"]),
        ("By Lena Hartmann | Staff Writer", ["Lena Hartmann"]),
        ("By Lena Hartmann for The Marsh Gazette", ["Lena Hartmann"]),
        ("By Lena Hartmann Nov. 3, 2021", ["Lena Hartmann"]),
        ("Story by Lena de la Cruz", ["Lena de la Cruz"]),
        ("Lena Hartmann, The Associated Press", ["Lena Hartmann"]),
        ("By Our Special Correspondent", []),
        ("Riga, Latvia", []),
    ],
)
def test_byline(line: str, names: list[str]) -> None:
    assert byline(line) == tuple(names)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Our Special Correspondent", True),
        ("By staff writer", True),
        ("By night the city burns", False),
        ("By what right?", False),
        ("Lena Hartmann went to Riga", False),
    ],
)
def test_is_byline(line: str, expected: bool) -> None:
    assert is_byline(line) is expected


def test_people_keeps_particles_and_drops_outlets() -> None:
    assert people("Lena van der Berg, Mohammed al-Sayed, The Associated Press and Reuters") == (
        "Lena van der Berg",
        "Mohammed al-Sayed",
    )
