"""The reference data that cleaning an article needs."""

from dataclasses import dataclass
from pathlib import Path

from transforms.clean.boilerplate import Phrases
from transforms.clean.english import EnglishWords
from transforms.clean.metadata import Outlets
from transforms.clean.pictures import Agencies


@dataclass(frozen=True, slots=True)
class CleaningLexicon:
    """What page furniture, photo credits, outlets and English are known by, loaded once a process."""

    phrases: Phrases
    agencies: Agencies
    outlets: Outlets
    english: EnglishWords

    @classmethod
    def load(cls, folder: Path) -> "CleaningLexicon":
        """Read the tables of a folder. Raises FileNotFoundError and ValueError as `read_rows` does."""
        return cls(
            Phrases.load(folder), Agencies.load(folder), Outlets.load(folder), EnglishWords.load(folder)
        )
