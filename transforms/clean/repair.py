"""Repairs of text: what surely is damage is mended and counted, what may be meant is left alone."""

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

# Invisible characters that reorder, hide or break text: C0/C1 controls (tab and line feed stay), bidi
# marks, embeddings, overrides and isolates, zero-width space, word joiner, byte-order mark, soft hyphen.
# Zero-width (non-)joiners stay: Persian and Indic scripts and emoji need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BLANKS = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_NEWLINES = re.compile("\r\n|\r|\x0c|\u2028|\u2029")
# Only lines with one of these can hold what ftfy mends: mojibake begins with one of the letters, and
# the rest are C1 controls, ligatures, entities and terminal escapes.
_SUSPECT = re.compile("[\x1b\x80-\x9fÂÃÄÅâãÐÑÎÏØÙàðåæçèéìîëﬀ-ﬆ\ufffd]|&[#a-zA-Z]")

# Abbreviations that a machine has parted. The letters alone could be a person's initials, so only these.
_SPLIT_ABBREVIATION = re.compile(
    r"\b(?:U\. S\. S\. R|P\. R\. C|U\. A\. E|U\. S\. A|U\. S|U\. N|U\. K|E\. U|D\. C)\.(?![\w])"
)
# “ and ” in a wrong encoding; the last byte of ” is often lost: â€œWe go,â€ he said
_LOST_BYTE = re.compile("â€(?=[ \t,.;:!?)]|$)", re.M)
# Marks that an encoding had no room for: ?We go,? he said. It?s late.
_LOST_PAIR = re.compile(
    r"(?<!\S)\?(?=[A-Z])(?P<words>[^?\n]{0,400}(?:\?[^\s?][^?\n]{0,400}){0,4}[,.!?])\?(?=\s|$)"
)
_LOST_APOSTROPHE = re.compile(r"(?<=[A-Za-z])\?(?=(?:s|t|re|ve|ll|d|m)\b)")
_MARKS = re.compile("[“”„«»]")
_EMPTY_PAIR = re.compile("”\\s?”")


class Repaired(NamedTuple):
    text: str
    n_repairs: int


def repair_characters(text: str) -> Repaired:
    """Mend encoding damage and remove invisible characters; line ends become line feeds.

    Counts one repair for each invisible character removed and for each line that ftfy mended.
    """
    text = _NEWLINES.sub("\n", text)
    n_mended = 0
    if _SUSPECT.search(text):
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if _SUSPECT.search(line):
                lines[number] = _ftfy(_LOST_BYTE.sub("”", line))
                n_mended += lines[number] != line
        text = "\n".join(lines)
    text, n_removed = _INVISIBLE.subn("", text)
    return Repaired(_BLANKS.sub(" ", text), n_removed + n_mended)


def repair_paragraph(text: str) -> Repaired:
    """Mend what a rewriting or scraping machine surely broke in one paragraph of prose.

    "U. S." becomes "U.S."; an opening mark that stands where only a closing one can is turned round,
    and the blank before it goes. Texts that quote „so“ or «so» are left alone.
    """
    text, n_joined = _SPLIT_ABBREVIATION.subn(lambda found: found.group().replace(" ", ""), text)
    text, n_found = _LOST_PAIR.subn(r"“\g<words>”", text)
    if n_found:
        text, n_apostrophes = _LOST_APOSTROPHE.subn("’", text)
        n_found += n_apostrophes
    text, n_turned = _turn_marks(text)
    return Repaired(text, n_joined + n_found + n_turned)


def _turn_marks(text: str) -> Repaired:
    """Turn “ into ” where a quotation is open and a blank, a stop or the end of the paragraph follows.

    At the end of a paragraph no quotation can begin, so there a mark after a stop is turned in any case.
    """
    if "“" not in text or "„" in text or "«" in text:
        return Repaired(text, 0)
    pieces: list[str] = []
    position = n_turned = 0
    last = len(text.rstrip())
    is_open = False
    for found in _MARKS.finditer(text):
        start, end = found.span()
        after = text[end : end + 1]
        before = text[max(0, start - 8) : start].rstrip()[-1:]
        if found.group() == "”":
            is_open = False
        elif after and not after.isspace() and after not in ".,;:!?)]”":
            is_open = True
        elif (before in {".", ",", "!", "?", "…"} and (is_open or end >= last)) or (
            is_open and before == text[start - 1 : start]
        ):
            pieces += [text[position:start].rstrip(" "), "”"]
            position, n_turned, is_open = end, n_turned + 1, False
        else:
            is_open = True
    if not n_turned:
        return Repaired(text, 0)
    return Repaired(_EMPTY_PAIR.sub("”", "".join(pieces) + text[position:]), n_turned)


def _ftfy(line: str) -> str:
    import ftfy

    return ftfy.fix_text(line, _ftfy_settings()).rstrip("\n")


@cache
def _ftfy_settings() -> "TextFixerConfig":
    from ftfy import TextFixerConfig

    # Curly marks are what quotations are found by; with its default ftfy straightens them.
    # Full-width marks are how Chinese and Japanese are written.
    return TextFixerConfig(uncurl_quotes=False, fix_character_width=False, explain=False)
