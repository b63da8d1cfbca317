"""A quotation piece on its way from the text to a `Quote`."""

from dataclasses import dataclass

from spacy.tokens import Token

from transforms.quotes.cues import Cue


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of a quotation; pieces of one quotation share `key`.

    `speaker` is the head of the speaker's noun phrase. It stands apart from the cue because a quotation
    without a cue may still have a speaker.
    """

    start: int
    end: int
    form: str
    cue: Cue | None
    speaker: Token | None
    key: tuple[str, int]
