"""Annotators that are really stuck: a regular expression that backtracks for hours and holds the lock of the
interpreter meanwhile, so that neither signals nor other threads of the process are heard."""

import re
from pathlib import Path

import spacy

from flows.batch.watch import read_aside, watched
from transforms.model import MODEL

BACKTRACKS = r"^(a+)+$"
WORD = "a" * 60 + "b"  # what it never comes to an end with
STUCK = f"Peru met Chile on Monday, and said {WORD} when it was asked about the border."


def stuck_pipeline(folder: Path) -> str:
    """A pipeline with a component of spaCy's own that is stuck on texts that hold `WORD`."""
    nlp = spacy.load(MODEL)
    ruler = nlp.add_pipe("entity_ruler", "rules")
    ruler.add_patterns([{"label": "ORG", "pattern": [{"TEXT": {"REGEX": BACKTRACKS}}]}])  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return str(folder)


def stuck_at_the_third(folder: Path) -> list[int]:
    """A stage that is stuck on one of four articles; returns those that it was done with."""
    aside = read_aside(folder, stuck_at_the_third.__name__)
    left = [number for number in range(4) if number not in aside.refused]
    with watched(folder, stuck_at_the_third.__name__) as watch:
        for number in left:
            watch([number])
            if number == 2:
                (folder / "stuck").touch()
                re.match(BACKTRACKS, WORD)
    return left


def takes_memory(folder: Path, megabytes: int) -> int:
    """A stage whose article takes so much memory; returns how many bytes it got."""
    with watched(folder, "takes_memory") as watch:
        watch([0])
        try:
            return len(bytearray(megabytes * 1_000_000))
        except MemoryError:
            return 0
