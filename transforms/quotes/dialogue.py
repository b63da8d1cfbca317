"""Dialogue that dashes mark instead of quotation marks: "– It rains, said Lindqvist. – And who pays?"."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from transforms.labels import IN_PERSON
from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.pieces import Piece
from transforms.quotes.unlisted import unlisted_cue

_OPENS = re.compile(r"\s*(?P<dash>[—–―-])\s*(?=[^\W_]|[¿¡…])")
_BREAK = re.compile(r"[,?!…](?=\s)|\s*[—–](?=\s)")
_RESUMES = re.compile(r"[.,!?]\s+[—–―-]\s+(?=\w)")
_CALLS = frozenset("?!")
_ENDS = frozenset(".?!…")
_FARTHEST = 8  # tokens from the words to the verb that reports them
_MOST_BREAKS = 12


class Line(NamedTuple):
    """A paragraph that a dash opens: its words and, where it has one, what reports them."""

    start: int
    end: int
    dash: str
    said: int | None = None  # where the words before the cue end
    cue: Cue | None = None


def dialogue_pieces(cues: list[Cue], layout: Layout) -> Iterator[Piece]:
    """The lines of a dialogue; a list of statements that dashes begin is none."""
    if not layout.parsed:
        return
    lines = [
        line for start, end in layout.paragraphs if (line := _line(start, end, cues, layout)) is not None
    ]
    lines = [line for run in _runs(lines, layout) if _is_spoken(run, layout) for line in run]
    reported = sum(line.cue is not None for line in lines)
    strict = any(line.dash == "-" for line in lines)
    if not reported or reported * 2 < len(lines) or (strict and reported < len(lines)):
        return
    for line in lines:
        key = "dialogue", line.start
        if line.cue is None or line.said is None:
            if layout.body[line.end - 1] in _ENDS:
                yield Piece(line.start, line.end, "direct", None, None, key, "dash_dialogue")
            continue
        parts = [(line.start, line.said)]
        rest = _RESUMES.search(layout.body, layout.end_of(line.cue.token.i), line.end)
        parts += [] if rest is None else [(rest.end(), line.end)]
        for start, end in parts:
            yield Piece(start, end, "direct", line.cue, line.cue.speaker, key, "dash_dialogue")


def _runs(lines: list[Line], layout: Layout) -> list[list[Line]]:
    """The lines between which no other running text stands."""
    runs: list[list[Line]] = []
    for line in lines:
        number = layout.prose_number(line.start)
        if runs and number - layout.prose_number(runs[-1][-1].start) <= 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _is_spoken(run: list[Line], layout: Layout) -> bool:
    """Whether half of the lines or more speak to somebody: a list of news ("– Two men were arrested, police
    said.") does not. A single line between other paragraphs is no list."""
    spoken = sum(_speaks(line, layout.body) for line in run)
    return spoken * 2 >= len(run) if len(run) > 1 else bool(spoken) or run[0].dash != "-"


def _speaks(line: Line, body: str) -> bool:
    """Whether a line is in the first or second person, asks, calls out or goes on behind its cue."""
    words = body[line.start : line.end if line.said is None else line.said]
    calls = not _CALLS.isdisjoint(words)
    return calls or bool(IN_PERSON.search(words) or _RESUMES.search(body, line.start, line.end))


def _line(start: int, end: int, cues: list[Cue], layout: Layout) -> Line | None:
    found = _OPENS.match(layout.body, start, end)
    if found is None or layout.spans_in(start, end):
        return None
    begin, end = found.end(), layout.without_blanks(start, end)
    for number, at in enumerate(_BREAK.finditer(layout.body, begin, end)):
        first = layout.token_at(at.end())
        if number == _MOST_BREAKS or first >= len(layout.doc) or layout.starts[first] >= end:
            break
        mark = at.group().strip()
        cue = _listed(first, end, cues, layout) or unlisted_cue(
            first, mark if mark in "?!" else ",", end, layout
        )
        if cue is not None and cue.speaker is not None:
            return Line(begin, end, found["dash"], at.start() + (mark in ",?!…"), cue)
    return Line(begin, end, found["dash"])


def _listed(first: int, end: int, cues: list[Cue], layout: Layout) -> Cue | None:
    """The cue that begins at a token: "said Berg", "Berg told the paper"."""
    for cue in cues[bisect_left(cues, first, key=lambda c: c.token.i) :]:
        at = cue.token.i
        if at > first + _FARTHEST or layout.starts[at] >= end:
            return None
        if cue.verb is not None:
            begins = at if cue.speaker is None else min(at, cue.speaker.left_edge.i)
            return cue if begins == first and cue.verb.marks else None
    return None
