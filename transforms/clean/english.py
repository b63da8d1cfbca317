"""Words by which a line of news is known to be English: those of the reference tables, and function words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from transforms.lexicon.reference import read_rows

# Not those of one or two letters: other languages have words that are spelled so.
_FUNCTION_WORDS = (
    "the and for from with after over under against into about amid between until before during without"
    " near since that this these those who which what when where why how its his her their our your they"
    " them she you has have had was were been being are will would could should may might must can not than"
    " then there here more most less least some any all both each every few many much other another such"
    " only also still yet says said say gets got makes made takes took gives gave goes went comes came sets"
    " puts keeps kept sees saw one two three four five six seven eight nine ten dozens hundreds thousands"
    " first second third last new old sworn won lost hurt dead died killed held met led left told out off up"
    " down back again wrote spoke thought began"
)
_TRIGGERS = tuple(
    f"triggers_{way}_{kind}" for way in ("material", "verbal") for kind in ("conflict", "cooperation")
)
_TABLES = (
    *((table, column) for table in _TRIGGERS for column in ("head", "example")),
    ("event_words", "lemmas"), ("context_words", "lemmas"), ("actor_nouns", "words"),
    ("countries", "adjectives"), ("countries", "people"), ("reporting_verbs", "lemma"),
)  # fmt: skip
_NAMES = ("name", "aliases", "capitals")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_ENDINGS = (
    ("ies", ("y",)), ("ied", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ed", ("", "e")), ("ing", ("", "e")),
    ("’s", ("",)), ("'s", ("",)),
)  # fmt: skip
_SHORTEST = 3  # letters of a word that tells


@dataclass(frozen=True, slots=True)
class EnglishWords:
    """Words of English news, and names of countries and capitals, which tell nothing."""

    words: frozenset[str]
    names: frozenset[str]

    @classmethod
    def load(cls, folder: Path) -> "EnglishWords":
        """Read the tables of a folder. Raises FileNotFoundError and ValueError as `read_rows` does."""
        texts = [row[column] for table, column in _TABLES for row in read_rows(table, folder)]
        countries = [row[column] for row in read_rows("countries", folder) for column in _NAMES]
        return cls(
            frozenset(_words(texts)) | frozenset(_FUNCTION_WORDS.split()), frozenset(_words(countries))
        )

    def are_of(self, line: str) -> bool:
        """Whether more words of a short line are English than are not.

        A first word that may be a name does not count, nor do short words and names of countries; other words
        that may be names count half.
        """
        known = unknown = 0.0
        for number, word in enumerate(_WORD.findall(line)):
            if len(word) < _SHORTEST or word.lower() in self.names:
                continue
            if self._is_known(word.lower()):
                known += 1
            elif not word[0].isupper():
                unknown += 1
            elif number:
                unknown += 0.5
        return known > unknown

    def _is_known(self, word: str) -> bool:
        return word in self.words or any(
            word.removesuffix(ending) + rest in self.words
            for ending, rests in _ENDINGS
            if word.endswith(ending)
            for rest in rests
        )


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.lower())}
