"""Corrections and editor's notes: told from news, kept apart from the text."""

import pytest

from tests.support.shipped import CLEANING
from transforms.clean.corrections import is_correction, split_correction
from transforms.clean.text import clean_paragraphs, read_plain

LEAD = "The port of Larvik will stay shut until Sunday, the coast guard said after a night of storms."
SECOND = "“Nobody sails in this,” said Mette Foss, the harbour master, as waves broke over the pier."
NOTES = [
    "Correction: An earlier version of this story said that the port was shut on Friday.",
    "CORRECTION, 10 May 2023: The harbour master is Mette Foss, not Mette Voss.",
    "Correction (May 11): A photo caption named the wrong pier.",
    "Corrections and clarifications: the pier was built in 1974.",
    "Editor’s note: This report is based on messages that the paper could not verify.",
    "Editors' Note (3 June 2021): the author once worked for the port.",
    "Clarification — The storm was the strongest of the year, not ever.",
    "This article was amended on 3 May to say that the ferry was empty.",
    "• This story has since been updated to include a comment by the shipping line.",
    "UPDATE (4 p.m.): This article has been corrected to show that two piers were hit.",
    "An earlier version incorrectly stated that Foss had resigned.",
    "A previous version of this headline misspelled Larvik.",
    "Due to an editing error, the name of the ferry was wrong.",
    "We have corrected this story after a reader wrote to us.",
    "(Corrects day of week in paragraph 2)",
    "(This May 10 story has been corrected to fix the height of the waves)",
    "Updated at 6 p.m. to add a statement by the ministry.",
]
NEWS = [
    "UPDATE: The port opened again late on Sunday, the coast guard said.",
    "The report was amended twice before the council voted on it in June.",
    "An earlier version of the bill had named 2030 as the last year.",
    "The correction of the river’s course will cost 20 million crowns, the ministry said.",
    "Correctional officers said that the prison had been flooded as well.",
    "“This article has been changed three times,” Foss said of the newspaper’s report.",
    "The editor noted that the port had been shut before.",
    "Note that the ferry does not sail on Mondays.",
    "For the record: Foss never met the owners, her lawyer told the court.",
    "Clarification: the port must say who pays, the judges wrote.",
    "Corrections: the word that nobody at the exchange wants to hear.",
    "Correction 101: how to live through a falling market",
    "The article was amended in March to let ferries sail at night.",
    "This article of the treaty was amended in 1998.",
    "Due to a production error, 300 life jackets were called back.",
    "This piece was revised by the composer in 1911.",
]


@pytest.mark.parametrize("note", NOTES)
def test_notes_of_a_publisher(note: str) -> None:
    assert is_correction(note)


@pytest.mark.parametrize("sentence", NEWS)
def test_news_is_no_note(sentence: str) -> None:
    assert not is_correction(sentence)


@pytest.mark.parametrize("lines", [(NOTES[0], LEAD, SECOND), (LEAD, SECOND, NOTES[0])])
def test_notes_first_and_last_are_kept_apart(lines: tuple[str, ...]) -> None:
    for draft in (read_plain("\n\n".join(lines), CLEANING), clean_paragraphs(list(lines), CLEANING)):
        assert draft.paragraphs == (LEAD, SECOND)
        assert draft.corrections == NOTES[0]


def test_several_notes_are_paragraphs() -> None:
    draft = read_plain("\n\n".join((LEAD, SECOND, NOTES[1], NOTES[7])), CLEANING)
    assert draft.corrections == f"{NOTES[1]}\n\n{NOTES[7]}"


def test_a_heading_takes_the_next_line() -> None:
    note = "May 12, 2023: The harbour master is Mette Foss, not Mette Voss."
    draft = clean_paragraphs([LEAD, SECOND, "Correction", note], CLEANING)
    assert draft.paragraphs == (LEAD, SECOND)
    assert draft.corrections == f"Correction\n\n{note}"


def test_a_note_behind_the_last_sentence() -> None:
    assert split_correction(f"{LEAD} {NOTES[0]}") == (LEAD, NOTES[0])
    assert split_correction(f"{LEAD} {SECOND}") == (f"{LEAD} {SECOND}", None)


def test_a_column_of_corrections_is_an_article() -> None:
    draft = clean_paragraphs([NOTES[0], NOTES[1]], CLEANING)
    assert draft.paragraphs == (NOTES[0], NOTES[1])
    assert draft.corrections is None


def test_an_article_without_notes_has_none() -> None:
    assert read_plain(f"{LEAD}\n\n{SECOND}", CLEANING).corrections is None


def test_what_follows_a_note_in_brackets_is_kept() -> None:
    text = f"{LEAD} (This article was amended on 3 May to name the ferry.) The owners will appeal."
    assert split_correction(text) == (text, None)
