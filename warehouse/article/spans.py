"""Marking stretches of a text that overlap in any way, so that every mark nests in those around it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch to mark: offsets in characters, the end exclusive; `kind` and `place` are the caller's.

    Of spans over the same stretch the one with the smaller `depth` stands outside, then that of the first
    place.
    """

    start: int
    end: int
    depth: int
    kind: str
    place: int


class Text(NamedTuple):
    """A stretch of the text itself."""

    text: str


class Open(NamedTuple):
    """A span begins, or goes on (`first` is false) where it was cut."""

    span: Span
    first: bool


class Close(NamedTuple):
    """The innermost open span ends, or is cut (`last` is false)."""

    span: Span
    last: bool


Token = Text | Open | Close


def nested(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of `text[start:end]` with its spans marked, each properly inside the ones around it.

    Of two spans that cross, the one that begins later is cut where the other ends. Spans are cut at `start`
    and `end`, too, and clipped to the text; those that are empty then are left out. The texts of the tokens,
    joined, are `text[start:end]`.
    """
    stop = len(text) if end is None else end
    clipped = [
        (max(span.start, start), min(span.end, stop), span)
        for span in spans
        if max(span.start, start) < min(span.end, stop)
    ]
    # Outer spans first: those that begin earlier, then those that end later
    waiting = sorted(
        clipped, key=lambda item: (item[0], -item[1], item[2].depth, item[2].place), reverse=True
    )
    ends = {place for first, last, _ in clipped for place in (first, last)}
    position = start
    is_open: list[tuple[int, Span]] = []  # where each ends; the innermost last
    for boundary in sorted(ends | {stop}):
        if position < boundary:
            yield Text(text[position:boundary])
            position = boundary
        interrupted: list[tuple[int, Span]] = []
        while any(last == boundary for last, _ in is_open):
            last, span = is_open.pop()
            yield Close(span, last=last == boundary and (span.end <= stop or stop == len(text)))
            if last != boundary:
                interrupted.append((last, span))
        coming = [(last, span, False) for last, span in interrupted]
        while waiting and waiting[-1][0] == boundary:
            _, last, span = waiting.pop()
            coming.append((last, span, span.start >= start or start == 0))
        for last, span, is_first in sorted(coming, key=lambda item: (-item[0], item[1].depth, item[1].place)):
            yield Open(span, first=is_first)
            is_open.append((last, span))


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of a body begin and end: an empty line parts them."""
    position = 0
    for part in text.split("\n\n"):
        yield position, position + len(part)
        position += len(part) + 2
