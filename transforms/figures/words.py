"""The words by which figures are told, read from figure_words.csv."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from transforms.lexicon.reference import read_rows


@dataclass(frozen=True)
class FigureWords:
    """What is counted, by lemma: of whose object (`objects`), subject, behind which noun or before which word
    (`states`) a number of people stands; and the nouns by which people and goods are counted."""

    objects: Mapping[str, str]
    subjects: Mapping[str, str]
    states: Mapping[str, str]
    nouns: Mapping[str, str]
    persons: frozenset[str]
    items: frozenset[str]


def load_figure_words(folder: Path) -> FigureWords:
    """Read `figure_words.csv` of `folder`. Raises FileNotFoundError."""
    uses: dict[str, dict[str, str]] = {
        use: {} for use in ("object", "subject", "state", "noun", "person", "item")
    }
    for row in read_rows("figure_words", folder):
        uses[row["use"]] |= dict.fromkeys(row["lemmas"].split(), row["what"])
    return FigureWords(
        uses["object"],
        uses["subject"],
        uses["state"],
        uses["noun"],
        frozenset(uses["person"]),
        frozenset(uses["item"]),
    )
