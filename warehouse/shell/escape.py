"""Words from outside, made harmless for a terminal."""

# C0 and C1 controls but tab and newline, line separators, and the marks that reverse the reading direction
CONTROLS = dict.fromkeys(
    (
        *(code for code in range(32) if code not in (9, 10)),
        *range(127, 160),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
    ),
    "�",
)


def plain(value: object) -> str:
    """`value` as text that can neither move a cursor nor recolour or reorder what stands around it."""
    return str(value).translate(CONTROLS)


def shortened(text: str, length: int) -> str:
    """The text on one line, at most `length` characters of it."""
    line = " ".join(text[: 4 * length].split())
    return line if len(line) <= length and len(text) <= 4 * length else f"{line[: length - 1].rstrip()}…"
