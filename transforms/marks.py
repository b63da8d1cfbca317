"""Quotation marks: which stretches of a body stand between them.

Works on the characters alone, so that any stage may use it before or without a parse. Reads straight,
curly, low-high and angled marks, and single marks where they quote rather than elide. Marks are judged
by their neighbours first and by their shape second: news texts close with opening marks, lose marks and
put blanks where none belong. Each paragraph starts afresh, so a lost mark spoils at most its own.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

_ELIDED = "tis|twas|em|cause|til|till|n|round|bout|cuz|ere|neath|kay|sup"
# Two apostrophes before such a word are a mark and its apostrophe
DOUBLE = re.compile(rf"[\"“”„‟«»＂]|``|''(?!(?:{_ELIDED})\b)|‘‘|’’|(?<!\S),,(?=\w)", re.I)
SINGLE = re.compile("['‘’‚‹›]")
_OPENING_SHAPES = frozenset({"“", "„", "‟", "«", "``", "‘‘", "‘", "‚", "‹"})
_CLOSING_SHAPES = frozenset({"”", "»", "''", "’’", "’", "›"})
_TWO_MARKS = frozenset({"``", "''", "‘‘", "’’", ",,"})
_OPENS_AFTER = frozenset("([{<—–-/…:;,*>\"“„‟«'‘‚")
_NO_WORD = frozenset(",.;:!?)]}…")
_STOPS = frozenset(",.;:!?…")
_SPLIT = re.compile(r"\n[ \t\r\xa0]*\n\s*|\n")
_SENTENCE_START = re.compile(r"(?<=[.!?])[)\]]?\s+")
# Words that begin with an apostrophe: no single mark opens before them.
_ELISION = re.compile(rf"(?:\d\ds?|{_ELIDED})\b", re.I)


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """Words between quotation marks, outermost only, within one paragraph.

    `start` and `end` bound the words without marks and blanks, `outer_start` and `outer_end` include the
    marks. Spans of a quotation that runs over several paragraphs share `run`. `opened` and `closed`: the mark
    on that side is present.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    run: int
    opened: bool = True
    closed: bool = True


def paragraphs(body: str) -> list[tuple[int, int]]:
    """Start and end of each non-empty paragraph.

    A blank line always parts paragraphs. A single line break does too, unless the line before stops in
    mid-sentence and the next goes on in lower case: then the text is wrapped.
    """
    out: list[tuple[int, int]] = []
    start = 0
    for found in _SPLIT.finditer(body):
        if found.group() == "\n" and _is_wrapped(body, found.start(), found.end()):
            continue
        if body[start : found.start()].strip():
            out.append((start, found.start()))
        start = found.end()
    if body[start:].strip():
        out.append((start, len(body)))
    return out


def _is_wrapped(body: str, end: int, start: int) -> bool:
    before, after = body[end - 1 : end], body[start : start + 1]
    return (before.isalnum() or before in {",", "-", ";"}) and after.islower()


def marked_spans(body: str) -> list[MarkedSpan]:
    """The outermost spans between quotation marks, in order; no two overlap."""
    out: list[MarkedSpan] = []
    run = 0
    open_run: int | None = None  # the paragraph before left this quotation open
    for start, end in paragraphs(body):
        pieces = list(_paragraph_spans(body, start, end, open_run is not None))
        if open_run is not None and out and not (pieces and _continues(body, start, pieces[0])):
            open_run = None
        left_open = False
        for number, (piece_start, piece_end, opened, closed) in enumerate(pieces):
            if not (number == 0 and open_run is not None):
                run += 1
            span = _trimmed(body, piece_start, piece_end, run, opened, closed)
            left_open = not closed and piece_end == end
            if span is not None:
                out.append(span)
        open_run = run if left_open and out and out[-1].run == run else None
    return out


def quoted_mask(body: str, spans: list[MarkedSpan] | None = None) -> bytearray:
    """One byte a character: 1 inside quotation marks (the marks included), else 0."""
    mask = bytearray(len(body))
    for span in marked_spans(body) if spans is None else spans:
        mask[span.outer_start : span.outer_end] = b"\x01" * (span.outer_end - span.outer_start)
    return mask


# (start of the opening mark, end of the closing mark, opened, closed)
_Piece = tuple[int, int, bool, bool]


def _continues(body: str, paragraph: int, piece: _Piece) -> bool:
    """Whether a piece takes up the quotation that the paragraph before left open."""
    return not body[paragraph : piece[0]].strip()


def _trimmed(body: str, start: int, end: int, run: int, opened: bool, closed: bool) -> MarkedSpan | None:
    """The span inside the marks at `start` and before `end`, or None where there is no word."""
    inner_start, inner_end = start, end
    if opened:
        inner_start += _mark_length(body, start)
    if closed:
        inner_end -= 2 if body[end - 2 : end] in _TWO_MARKS else 1
    while inner_start < inner_end and body[inner_start].isspace():
        inner_start += 1
    while inner_end > inner_start and body[inner_end - 1].isspace():
        inner_end -= 1
    if not any(char.isalnum() for char in body[inner_start:inner_end]):
        return None
    return MarkedSpan(inner_start, inner_end, start, end, run, opened, closed)


def _mark_length(body: str, at: int) -> int:
    return 2 if body[at : at + 2] in _TWO_MARKS else 1


def _paragraph_spans(body: str, start: int, end: int, continued: bool) -> Iterator[_Piece]:
    """The spans of one paragraph; `continued` where the one before left a quotation open."""
    doubles = list(_double_spans(body, start, end, continued))
    singles = list(_single_spans(body, start, end, continued and not doubles))
    if not singles:
        yield from doubles
        return
    kept = [d for d in doubles if not any(s[0] < d[0] and d[1] < s[1] for s in singles)]
    outer = [s for s in singles if not any(s[0] < d[1] and d[0] < s[1] for d in kept)]
    yield from sorted(kept + outer)


def _double_spans(body: str, start: int, end: int, continued: bool) -> Iterator[_Piece]:
    marks = [(m.start(), m.end()) for m in DOUBLE.finditer(body, start, end)]
    roles = [_role(body, at, after, start, end) for at, after in marks]
    opened_at: int | None = None
    depth = 0
    for number, ((at, after), role) in enumerate(zip(marks, roles, strict=True)):
        if opened_at is None:
            if role == "open" or (role == "either" and number + 1 < len(marks)):
                opened_at, depth = at, 0
            elif role == "close":
                begin = start if continued and number == 0 else _lost_opening(body, start, marks, number)
                if begin is not None:
                    yield begin, after, False, True
        elif role == "open":
            if _opens_inner(roles, number, depth):
                depth += 1
            else:  # the closing mark before is lost
                yield opened_at, at, True, False
                opened_at, depth = at, 0
        elif depth:
            depth -= 1
        else:
            yield opened_at, after, True, True
            opened_at = None
    if opened_at is not None:
        yield opened_at, end, True, False


def _lost_opening(body: str, start: int, marks: list[tuple[int, int]], number: int) -> int | None:
    """Where words begin that a closing mark ends whose opening mark is lost: `It failed," he said`.

    They go back to the start of their sentence, and end in its stop.
    """
    at = marks[number][0]
    if at <= start or body[at - 1] not in _STOPS:
        return None
    begin = _sentence_start(body, marks[number - 1][1] if number else start, at)
    return begin if begin < at else None


def _opens_inner(roles: list[str], number: int, depth: int) -> bool:
    """Whether a mark that opens within a quotation begins an inner one: `"a "b" c"`."""
    if roles[number + 1 : number + 3] == ["close", "close"]:
        return True
    closes_next = roles[number + 1 : number + 2] == ["close"]
    return depth == 0 and closes_next and _later_close(roles, number + 2)


def _later_close(roles: list[str], number: int) -> bool:
    """Whether the next mark after balanced inner pairs closes: `"a "b" c "d" e"`."""
    depth = 0
    for role in roles[number : number + 8]:
        depth += 1 if role == "open" else -1
        if depth < 0:
            return True
    return False


class _Mark(NamedTuple):
    """A double mark and the characters on both sides of it; a paragraph's edge counts as a blank."""

    shape: str
    before: str
    behind: str
    after_blank: bool
    before_blank: bool
    is_last: bool  # nothing of its paragraph follows
    is_inches: bool


def _role(body: str, at: int, after: int, start: int, end: int) -> str:
    """What a double mark does: "open", "close", "either", or "none" (inches)."""
    before = body[at - 1] if at > start else " "
    behind = body[after] if after < end else " "
    shape = body[at:after]
    inches = shape in {'"', "''"} and before.isdigit() and _is_inch_mark(body, at, start)
    mark = _Mark(shape, before, behind, before.isspace(), behind.isspace(), after >= end, inches)
    for rule in _ROLES:
        role = rule(mark)
        if role is not None:
            return role
    return _mark_between_words(mark)


def _inch_mark(mark: _Mark) -> str | None:
    """`5'10"`"""
    return "none" if mark.is_inches else None


def _low_mark(mark: _Mark) -> str | None:
    """`„Wir gehen“`: one that opens wherever words follow."""
    if mark.shape not in {"„", "‟", ",,"}:
        return None
    return "close" if mark.is_last else "open"


def _angled_mark(mark: _Mark) -> str | None:
    """`« French »` and `»German«`: either shape opens, so its neighbours tell."""
    if mark.shape not in {"«", "»"} or (mark.after_blank and mark.before_blank):
        return None
    opens = mark.after_blank or mark.before in _OPENS_AFTER
    return "open" if opens and not mark.before_blank and mark.behind not in _NO_WORD else "close"


def _mark_between_blanks(mark: _Mark) -> str | None:
    """`he said " we go`: its neighbours tell nothing."""
    if not (mark.after_blank and mark.before_blank):
        return None
    if mark.shape == "«":
        return "open"
    return "either" if not mark.is_last and mark.shape in {'"', "“", "``", "＂"} else "close"


def _mark_before_gap(mark: _Mark) -> str | None:
    """`we go" he said`, `we go", he said`; but `he said "…we go`."""
    if not mark.before_blank and mark.behind not in _NO_WORD:
        return None
    return "open" if mark.after_blank and mark.behind == "…" else "close"


def _mark_after_gap(mark: _Mark) -> str | None:
    """`he said "we go`, `("we go`; but `we go—” he said`."""
    if not mark.after_blank and mark.before not in _OPENS_AFTER:
        return None
    return "close" if mark.shape in _CLOSING_SHAPES and not mark.after_blank else "open"


def _mark_between_words(mark: _Mark) -> str:
    """`he said“we go”and left`: its shape tells, then a stop before it."""
    if mark.shape in _OPENING_SHAPES:
        return "open"
    if mark.shape in _CLOSING_SHAPES or mark.before in _STOPS or not mark.behind.isalnum():
        return "close"
    return "either"


_ROLES: tuple[Callable[[_Mark], str | None], ...] = (
    _inch_mark,
    _low_mark,
    _angled_mark,
    _mark_between_blanks,
    _mark_before_gap,
    _mark_after_gap,
)


def _is_inch_mark(body: str, at: int, start: int) -> bool:
    """5'10" and 5' 10" are heights."""
    return re.search(r"\d['’′] ?\d{1,2}$", body[max(start, at - 6) : at]) is not None


def _sentence_start(body: str, start: int, end: int) -> int:
    """Where the last sentence of `body[start:end]` begins."""
    begin = start
    for found in _SENTENCE_START.finditer(body, start, end):
        if found.end() < end:
            begin = found.end()
    while begin < end and body[begin].isspace():
        begin += 1
    return begin


def _single_spans(body: str, start: int, end: int, continued: bool) -> Iterator[_Piece]:
    """Spans between single marks that quote. An apostrophe is never one side of a pair."""
    marks = [m.start() for m in SINGLE.finditer(body, start, end)]
    number = 0
    while number < len(marks):
        at = marks[number]
        number += 1
        if not _single_opens(body, at, start, end):
            continue
        weak: int | None = None
        close: int | None = None
        following = number
        while following < len(marks):
            candidate = marks[following]
            if _single_opens(body, candidate, start, end):
                break
            strength = _single_closes(body, candidate, start, end)
            if strength == "strong":
                close = candidate
                break
            if strength == "weak" and weak is None:
                weak = candidate
            following += 1
        close = weak if close is None else close
        if close is not None:
            yield at, close + 1, True, True
            while number < len(marks) and marks[number] <= close:
                number += 1
        elif body[at] in {"‘", "‚", "‹"} and not body[start:at].strip():
            yield at, end, True, False  # a paragraph of a longer quotation
            return


def _single_opens(body: str, at: int, start: int, end: int) -> bool:
    before = body[at - 1] if at > start else " "
    behind = body[at + 1] if at + 1 < end else " "
    if body[at] in {"’", "›"} or not (before.isspace() or before in _OPENS_AFTER):
        return False
    if behind in {"'", "’"}:  # ''Tis a pity,' she said
        return _ELISION.match(body, at + 2) is not None
    if behind.isspace() or behind in _NO_WORD:
        return False
    return _ELISION.match(body, at + 1) is None


def _single_closes(body: str, at: int, start: int, end: int) -> str:
    """Give "strong" where only a quotation can end, "weak" where a plural's apostrophe may stand, else ""."""
    before = body[at - 1] if at > start else " "
    behind = body[at + 1] if at + 1 < end else " "
    if body[at] in {"‘", "‚", "‹"} or before.isspace() or behind.isalnum():
        return ""
    if before in _STOPS or before in {")", "—", "–"}:
        return "strong"
    if behind in _NO_WORD or at + 1 >= end or before.lower() != "s":
        return "strong"
    return "weak"
