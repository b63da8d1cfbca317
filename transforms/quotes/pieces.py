"""A quotation piece on its way from the text to a `Quote`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from spacy.tokens import Token

from transforms.quotes.cues import Cue


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of a quotation; pieces of one quotation share `key`.

    `speaker` is the head of the speaker's noun phrase. It stands apart from the cue because a quotation
    without a cue may still have a speaker, by the rule `carried`. `named` are the characters of the speaker's
    name where it is no phrase of a sentence. `rule` says why the words are a quotation.
    """

    start: int
    end: int
    form: str
    cue: Cue | None
    speaker: Token | None
    key: tuple[str, int]
    rule: str
    carried: str | None = None
    named: tuple[int, int] | None = None

    @property
    def quotation(self) -> tuple[object, ...]:
        """What the pieces of one quotation have in common: the key, and a single cue and speaker.

        Paragraphs of one run of marks that name a speaker each are quotations of their own.
        """
        cue = None if self.cue is None else self.cue.token.i
        return self.key, cue, None if self.speaker is None else self.speaker.i


def in_order(pieces: Iterable[Piece], body: str) -> list[Piece]:
    """The pieces in order of their start, without blanks at their ends; those of a quotation do not overlap.

    What an earlier piece of the quotation holds already is left out.
    """
    kept: list[Piece] = []
    told: dict[tuple[object, ...], int] = {}
    for piece in sorted((_trimmed(piece, piece.start, body) for piece in pieces), key=_place):
        rest = _trimmed(piece, max(piece.start, told.get(piece.quotation, 0)), body)
        if rest.start < rest.end:
            told[rest.quotation] = rest.end
            kept.append(rest)
    return sorted(kept, key=_place)


def _place(piece: Piece) -> tuple[int, int]:
    return piece.start, -piece.end


def _trimmed(piece: Piece, start: int, body: str) -> Piece:
    end = piece.end
    while start < end and body[start].isspace():
        start += 1
    while start < end and body[end - 1].isspace():
        end -= 1
    return piece if (start, end) == (piece.start, piece.end) else replace(piece, start=start, end=end)
