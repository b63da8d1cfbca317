"""The reporting lexicon as data."""

from pathlib import Path

import pytest

from transforms.lexicon.reference import REFERENCE, read_rows
from transforms.quotes import load_lexicon

COLUMNS = {
    "group": {
        "statement", "telling", "reply", "directive", "commitment", "question", "naming", "utterance",
        "accusation", "relay", "manner",
    },
    "clause": {"any", "that", ""},
    "marks": {"yes", ""},
    "infinitive": {"content", ""},
    "object": {"addressee", "content", "accused", "source", ""},
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_verbs_hold_known_values(column: str) -> None:
    assert {row[column] for row in read_rows("reporting_verbs", REFERENCE)} <= COLUMNS[column]


def test_no_lemma_twice() -> None:
    lemmas = [row["lemma"] for row in read_rows("reporting_verbs", REFERENCE)]
    assert len(lemmas) == len(set(lemmas))
    nouns = [(row["noun"], row["kind"]) for row in read_rows("reporting_nouns", REFERENCE)]
    assert len(nouns) == len(set(nouns))
    assert {kind for _, kind in nouns} == {"claim", "document", "voice", "office", "gloss", "evidence"}


def test_kinds_of_words() -> None:
    lexicon = load_lexicon(REFERENCE)
    assert lexicon.verbs["say"].clause == "any"
    assert lexicon.verbs["tell"].object == "addressee"
    assert not lexicon.verbs["laugh"].clause
    assert lexicon.is_noun("spokesman", "voice")
    assert not lexicon.is_noun("spokesman", "claim")
    assert "reference" in lexicon.glosses


def test_missing_folder_says_which_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="reporting_verbs"):
        load_lexicon(tmp_path)
