"""Pull quotes go once the text has their words; what merely shares some stays."""

import pytest

from transforms.clean.echoes import pull_quotes

SAID = "“We have counted the cracks,” Foss said, “and there are more of them every single week this year.”"
PLAIN = "The harbour will be shut from June to March because its oldest wall may fall into the water."


@pytest.mark.parametrize(
    "line",
    [
        "“We have counted the cracks”",
        "We have counted the cracks",
        "We have counted the cracks and there are more of them every single week",
        "its oldest wall may fall into the water",
        "“there are more of them every single week”",
    ],
)
def test_a_line_that_repeats_words(line: str) -> None:
    assert pull_quotes([PLAIN, line, SAID]) == {1}


@pytest.mark.parametrize(
    "line",
    [
        "The harbour will be shut",
        "Cracks in the wall",
        "We have counted the cracks in vain",
        "“More of them”",
    ],
)
def test_headings_and_other_words_stay(line: str) -> None:
    assert pull_quotes([PLAIN, line, SAID]) == set()


def test_the_signature_goes_with_it() -> None:
    assert pull_quotes([PLAIN, "We have counted the cracks", "Mette Foss", SAID, "Mette Foss left."]) == {
        1,
        2,
    }
    assert pull_quotes([PLAIN, "“We have counted the cracks”", "— Mette Foss", SAID, "Mette Foss left."]) == {
        1,
        2,
    }


def test_lists_that_repeat_themselves_stay() -> None:
    plan = ["One cup of oats and one cup of milk"] * 6
    assert pull_quotes(plan) == set()


def test_endless_repetition_ends() -> None:
    assert pull_quotes(["a " * 80] * 400 + ["“" + "a " * 5000]) == set()
