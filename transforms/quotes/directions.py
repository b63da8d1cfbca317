"""Stage directions: what a transcript tells of the speech and nobody said: "(Laughter.)", "[crosstalk]"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from transforms.quotes.pieces import Piece

_NOISES = (
    r"laugh\w*|chuckl\w*|applau\w*|cheer\w*|boo(?:s|ing)|cross-?\s?talk|inaudible|unintelligible|indiscernible"
    r"|off[ -](?:mic\w*|camera)|on camera|voice-?\s?over|gavel|paus(?:e|es|ing)|silence|sigh(?:s|ing)|nods"
    r"|smil(?:es|ing)|gasps?|music|shouting|foreign language"
    r"|(?:through|via)(?: an?)? (?:interpreter|translator)"
    r"|(?:begin|end) (?:of )?(?:video|audio)\w*"
)
_DIRECTION = re.compile(
    rf"\s*(?:[(\[](?:[\w,'’-]+ ){{0,3}}(?:{_NOISES})(?: [\w,'’-]+){{0,3}}[.!]?[)\]]"
    r"|\((?-i:[A-Z])[\w ,'’-]{2,40}\.\))",
    re.I,
)


def without_directions(pieces: list[Piece], body: str) -> Iterator[Piece]:
    """The pieces without the stage directions in their words: a turn is parted by them, marks are trimmed."""
    for piece in pieces:
        words = body[piece.start : piece.end]
        if piece.form == "indirect" or ("(" not in words and "[" not in words):
            yield piece
            continue
        spoken = list(_spoken(piece.start, piece.end, body))
        if piece.rule != "transcript_turn":
            spoken = [(start, end) for start, _ in spoken[:1] for _, end in spoken[-1:]]
        for start, end in spoken:
            yield replace(piece, start=start, end=end)


def _spoken(start: int, end: int, body: str) -> Iterator[tuple[int, int]]:
    """The stretches between stage directions that hold words."""
    at = start
    for found in _DIRECTION.finditer(body, start, end):
        if any(char.isalnum() for char in body[at : found.start()]):
            yield at, found.start()
        at = found.end()
    if any(char.isalnum() for char in body[at:end]):
        yield at, end
