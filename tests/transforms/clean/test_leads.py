"""Stories that share their background are kept apart, and copies are found whatever papers do to them."""

from itertools import combinations

import pytest

from tests.transforms.clean.stories import SHORTER_LEADS, STORIES, Report, copies_of, different_pairs
from transforms.clean.duplicates import signature, similar, unpacked
from transforms.clean.leads import HEAD_CHARS, Lead, are_of_one_story, lead_of

COPIES = {
    f"{number}: {what}": (story, copy)
    for number, (story, shorter) in enumerate(zip(STORIES, SHORTER_LEADS, strict=True))
    for what, copy in copies_of(story, shorter).items()
}


def lead(report: Report) -> Lead:
    return lead_of(report.body[:HEAD_CHARS], report.published_at)


def is_near(one: Report, other: Report) -> bool:
    """Whether two reports share most of their wording."""
    signed = [signed for report in (one, other) if (signed := signature(report.body)) is not None]
    return bool(similar(unpacked(signed), 0, [1]))


def test_stories_of_one_background_are_kept_apart() -> None:
    pairs = different_pairs()
    assert len(pairs) == 30
    assert all(is_near(one, other) for one, other in pairs), "their wording alone does not tell"
    joined = [(one.body, other.body) for one, other in pairs if are_of_one_story(lead(one), lead(other))]
    assert not joined


@pytest.mark.parametrize("what", COPIES)
def test_copies_are_of_one_story(what: str) -> None:
    story, copy = COPIES[what]
    assert is_near(story, copy)
    assert are_of_one_story(lead(story), lead(copy))
    assert are_of_one_story(lead(copy), lead(story))


def test_what_is_told_of_a_beginning() -> None:
    found = lead_of(
        "NORTH\n\nMay Berg, mayor of Vardo, said on Tuesday that two of 34 boats sank.\n\nThe mayor left.",
        None,
    )
    assert (found.weekdays, found.months, found.numbers) == ({"Tuesday"}, {"May"}, {"two", "34"})
    assert found.names == {"berg", "vardo"}


def test_any_text_is_compared() -> None:
    for one, other in combinations(["", "x", "\n\n", "制裁。", "1 2 3", "A B. " * 20], 2):
        assert are_of_one_story(lead_of(one, None), lead_of(other, None)) in {True, False}
        assert are_of_one_story(lead_of(one, None), lead_of(one, None)) or not lead_of(one, None).pairs
