"""Text that a spreadsheet would run as a formula, made text again.

A cell of CSV has no type: what begins as a formula is one to the spreadsheet that opens the file, whoever
wrote the article that it comes from. An apostrophe before it has the spreadsheet take it as text.
"""

import re

# Behind apostrophes too: one taken off each such cell gives the text back
FORMULA = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def neutral(value: object) -> object:
    """`value` as a cell of CSV: text that begins a formula gets an apostrophe; numbers stay as they are."""
    if isinstance(value, str) and FORMULA.match(value) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value
