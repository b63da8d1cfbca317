"""PLOVER's vocabulary and scores from the reference tables, for checking events."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from transforms.lexicon.reference import read_rows


@dataclass(frozen=True, slots=True)
class Plover:
    """Event types, modes and contexts. A mode goes by its type and name: "ASSAULT beat"."""

    quad_classes: Mapping[str, str]  # by event type
    type_scores: Mapping[str, float]  # Goldstein, by event type
    mode_scores: Mapping[str, float]  # of the modes that have a score of their own
    modes: tuple[str, ...]
    contexts: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> "Plover":
        """Read `plover_*.csv` of a folder. Raises FileNotFoundError and ValueError as `read_rows` does."""
        types = read_rows("plover_types", folder)
        modes = {f"{row['event_type']} {row['mode']}": row for row in read_rows("plover_modes", folder)}
        return cls(
            {row["event_type"]: row["quad_class"] for row in types},
            {row["event_type"]: float(row["goldstein"]) for row in types},
            {name: float(row["goldstein"]) for name, row in modes.items() if row["goldstein"]},
            tuple(modes),
            tuple(row["context"] for row in read_rows("plover_contexts", folder)),
        )
