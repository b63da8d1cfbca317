"""The article's text as JSON-LD states it, for pages whose text a script puts there."""

import re

from lxml.etree import LxmlError  # type: ignore[import-untyped]
from lxml.html import fromstring  # type: ignore[import-untyped]

from transforms.clean.shown import breaks_line, pieces

_LONGEST = 1_000_000  # characters
_MARKUP = re.compile(r"<(?:p|br|div|li|h\d)\b", re.I)


def fuller_text(found: str | None, stated: str | None) -> str | None:
    """The text that was found in a page, or the stated one where less than half of its words were found.

    One paragraph a line. A stated text may hold markup. It is not used otherwise: what was found has its
    paragraphs, and a stated text is often shortened.
    """
    if not stated or len(stated) > _LONGEST:
        return found
    if found and 2 * len(found.split()) >= len(stated.split()):
        return found
    return (_lines(stated) if _MARKUP.search(stated) else stated) or found


def _lines(html: str) -> str | None:
    try:
        root = fromstring(f"<div>{html}</div>")
    except (LxmlError, ValueError):
        return None
    parts: list[str] = []
    for piece in pieces((root,)):
        if piece.text is not None:
            parts.append(piece.text.replace("\n", " "))
        elif breaks_line(piece.element):
            parts.append("\n")
    return "".join(parts).strip()
