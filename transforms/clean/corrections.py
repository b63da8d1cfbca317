"""Corrections and editor's notes: what a publisher says of its own article is no part of it."""

import re

_TEXT = (
    r"(?:article|story|post|piece|column|headline|transcript|interview|live ?blog|graphic|(?:photo )?caption"
    r"|podcast|dispatch|obituary|factbox|explainer|newsletter|essay|editorial)"
)
_CHANGED = (
    r"(?:amended|corrected|updated|edited|revised|changed|clarified|modified|altered|republished|removed"
    r"|retracted|refiled|rewritten)"
)
_SAID = (
    r"(?:said|stated|misstated|misspelled|misidentified|gave|named|listed|reported|referred|described|quoted)"
)
_LABEL = (
    r"(?:corrections?(?:\s*(?:and|&|/)\s*clarifications?)?|clarifications?|errat(?:um|a)|retraction|amendment"
    r"|(?:an?\s+)?(?:editor(?:s|['’]s|s['’])?|editorial|publisher['’]s)\s*note|for the record"
    r"|note (?:from|by|of) the editors?|note to (?:our )?readers|anmerkung der redaktion|korrektur"
    r"|nota de la redacción|fe de errata?s|note de la rédaction|rectificati(?:f|on))"
)
_WORD = r"[^\W\d_]+\.?"
# "(3 May)", ", 10 May 2023", " May 10, 2023, 4 p.m."
_DATED = (
    rf"(?:\s*[(\[][^()\[\]]{{3,60}}[)\]]|[\s,]+(?:{_WORD}\s+)?\d[\w\s,.:]{{2,40}}?"
    rf"|[\s,]+{_WORD}\s+\d[\w\s,.:]{{0,30}}?)"
)
# "Correction: ...", "Editor's note (3 May): ...", "CORRECTION, 10 May 2023: ..."
_LABELLED = re.compile(rf"[\W_]*{_LABEL}:?{_DATED}?\s*(?:[:–—]|\s-\s|$)", re.I)
_BARE_LABEL = re.compile(rf"[\W_]*{_LABEL}:?{_DATED}?[\W_]*", re.I)
_UPDATE = r"(?:update[sd]?\s*(?:[(\[][^()\[\]]{1,40}[)\]]\s*)?[:–—-]\s*)"
_HAS_BEEN = r"(?:has|have|had|was|were|is)\s+(?:since\s+|also\s+)?(?:been\s+)?(?:\w+ly\s+)?(?:since\s+)?"
# How a note without a label begins.
_NOTES = (
    rf"{_UPDATE}?(?:this|our)\s+(?:\S+\s+){{0,3}}?{_TEXT}\b[^.]{{0,40}}?\s+{_HAS_BEEN}{_CHANGED}\b",
    rf"{_UPDATE}?the\s+{_TEXT}\s+(?:has been|was)\s+(?:\w+\s+)?(?:amended|corrected|updated\s+to)\b",
    r"(?:in\s+)?(?:an?|the|our)\s+(?:earlier|previous|prior|original|first|initial)\s+(?:\w+\s+)?"
    rf"(?:versions?|editions?|headline|drafts?|caption)\s+of\s+(?:this|the|our)\s+{_TEXT}\b",
    rf"an?\s+(?:earlier|previous)\s+version\s+(?:\w+ly\s+)?{_SAID}\b",
    rf"we\s+have\s+(?:since\s+)?{_CHANGED}\s+(?:this|the|our)\s+{_TEXT}\b",
    r"(?:due to|because of|owing to)\s+an?\s+(?:editing|editor['’]s|reporting|production|typographical"
    r"|translation|transcription|typing)\s+error\b",
    rf"(?:this|the)\s+{_TEXT}\s+(?:originally|initially|previously|incorrectly|erroneously|mistakenly)\s+"
    rf"(?:\w+\s+)?{_SAID}\b",
    r"updated? (?:(?:on|at) [^,;]{3,30}? )?to (?:add|include|correct|clarify|reflect|remove|fix)\b",
)
_SAYS = re.compile(
    rf"[\W_]*(?:{'|'.join(_NOTES)})"
    r"|\((?:corrects|refiles|this (?:\w+\s+){0,3}(?:story|article|report|version)"
    r"\s+(?:corrects|has been|was))\b",
    re.I,
)
# Where a note begins behind the last sentence of a paragraph.
_BEHIND = re.compile(
    rf"(?<=[.!?”\")])\s+(?=[(\[*_]*{_LABEL}{_DATED}?\s*[:–—]"
    rf"|[(\[*_]+(?:this\s+{_TEXT}|an?\s+(?:earlier|previous)\s+version)\b)",
    re.I,
)
# A note behind a paragraph holds one of these; most paragraphs do not, and looking for them is quick.
_SIGNS = (
    "correct", "clarif", "errat", "retract", "note", "record", "amend", "korrek", "redak", "redac", "rédac",
    "rectif", "(this", "[this", "(an earlier", "(a previous",
)  # fmt: skip
_LONGEST = 1500  # characters of a note
_MARKS = '“"‘«„'


def is_correction(line: str) -> bool:
    """Whether a line corrects, amends or explains the article that it stands in.

    News of a change ("UPDATE: the strike is over") and what a speaker says of some version are not meant.
    """
    if len(line) > _LONGEST or line[:1] in _MARKS:
        return False
    return bool(_LABELLED.match(line) or _SAYS.match(line))


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a correction alone, whose words stand in the next line."""
    return len(line) <= 100 and bool(_BARE_LABEL.fullmatch(line))


def split_correction(line: str) -> tuple[str, str | None]:
    """A paragraph, and the correction that stands behind its last sentence, None where there is none."""
    lower = line.casefold()
    if not any(map(lower.__contains__, _SIGNS)):
        return line, None
    found = next((found for found in _BEHIND.finditer(line) if is_correction(line[found.end() :])), None)
    return (line[: found.start()], line[found.end() :]) if found else (line, None)
