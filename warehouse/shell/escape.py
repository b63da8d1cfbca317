"""Words from outside, made harmless for a terminal, a log and Rich's markup."""

import re

from rich.markup import escape

# C0 and C1 controls but tab and newline, line separators, the marks that set the reading direction,
# what hides an annotation, and the halves of characters that stand for bytes that are no UTF-8
CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]"
)
BREAKS = re.compile(r"[\t\n]+")


def plain(value: object) -> str:
    """`value` as text that can neither move a cursor nor recolour or reorder what stands around it."""
    return CONTROLS.sub("�", str(value))


def line(value: object) -> str:
    """`value` as `plain` text on one line, so that nothing in it passes for a line of ours."""
    return BREAKS.sub(" ", plain(value))


def indented(value: object) -> str:
    """`value` as `plain` text whose further lines are indented, so that none passes for one of ours."""
    return plain(value).replace("\n", "\n  ")


def markup(value: object) -> str:
    """`value` as one `line` of Rich's markup that shows exactly it."""
    return escape(line(value))


def shortened(text: str, length: int) -> str:
    """The text on one line, at most `length` characters of it."""
    line = " ".join(text[: 4 * length].split())
    return line if len(line) <= length and len(text) <= 4 * length else f"{line[: length - 1].rstrip()}…"
