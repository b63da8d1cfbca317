"""The words that report speech, read from `seeds/reference/reporting_*.csv`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from transforms.lexicon.reference import read_rows


@dataclass(frozen=True, slots=True)
class ReportingVerb:
    """How a verb reports speech; the columns of `reporting_verbs.csv`."""

    lemma: str
    group: str
    clause: str  # "any", "that" or ""
    marks: bool
    infinitive: bool
    object: str  # "addressee", "content", "accused", "source" or ""
    particle: str  # without it the verb reports nothing


@dataclass(frozen=True)
class QuoteLexicon:
    """Reporting verbs by lemma, reporting nouns by lemma with their kinds."""

    verbs: Mapping[str, ReportingVerb]
    nouns: Mapping[str, frozenset[str]]

    @cached_property
    def glosses(self) -> frozenset[str]:
        """Nouns with which a writer comments on what was said: ", a reference to last year's vote"."""
        return frozenset(noun for noun, kinds in self.nouns.items() if kinds & {"gloss", "claim"})

    def is_noun(self, lemma: str, kind: str) -> bool:
        return kind in self.nouns.get(lemma, ())


def load_lexicon(folder: Path) -> QuoteLexicon:
    """Read the reporting verbs and nouns. Raises FileNotFoundError and ValueError as `read_rows` does."""
    verbs = {
        row["lemma"]: ReportingVerb(
            row["lemma"],
            row["group"],
            row["clause"],
            row["marks"] == "yes",
            row["infinitive"] == "content",
            row["object"],
            row["particle"],
        )
        for row in read_rows("reporting_verbs", folder)
    }
    nouns: dict[str, set[str]] = {}
    for row in read_rows("reporting_nouns", folder):
        nouns.setdefault(row["noun"], set()).add(row["kind"])
    return QuoteLexicon(verbs, {noun: frozenset(kinds) for noun, kinds in nouns.items()})
