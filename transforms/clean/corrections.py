"""Corrections and editor's notes: what a publisher says of its own article is no part of it."""

import re

_TEXT = (
    r"(?:article|story|post|piece|column|headline|transcript|interview|live ?blog|graphic|(?:photo )?caption"
    r"|podcast|dispatch|obituary|factbox|explainer|newsletter|essay|editorial)"
)
_CHANGED = (
    r"(?:amended|corrected|updated|edited|revised|changed|clarified|modified|altered|republished"
    r"|retracted|refiled|rewritten)"
)
_SAID = (
    r"(?:said|stated|misstated|misspelled|misidentified|gave|named|listed|reported|referred|described|quoted)"
)
# Editors' notes are what they say. The other labels also begin sentences of news and of law.
_EDITORS = (
    r"(?:(?:an?\s+)?(?:editor(?:s|['’]s|s['’])?|editorial)\s*note|note (?:from|by|of) the editors?"
    r"|note to (?:our )?readers|anmerkung der redaktion|nota de la redacción|note de la rédaction)"
)
_LABEL = (
    rf"(?:{_EDITORS}|corrections?(?:\s*(?:and|&|/)\s*clarifications?)?|clarifications?|errat(?:um|a)|retraction"
    r"|publisher['’]s note|for the record|korrektur|fe de errata?s|rectificati(?:f|on))"
)
_WORD = r"[^\W\d_]+\.?"
_MONTH_OR_YEAR = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(?:19|20)\d\d"
# "(3 May)", ", 10 May 2023", " May 10, 2023, 4 p.m."
_DATED = (
    rf"(?:\s*[(\[](?=[^()\[\]]*(?:{_MONTH_OR_YEAR}))[^()\[\]]{{3,60}}[)\]]"
    rf"|[\s,]+(?=[\w\s,.]{{0,30}}(?:{_MONTH_OR_YEAR}))(?:{_WORD}\s+)?\d[\w\s,.:]{{2,40}}?"
    rf"|[\s,]+(?={_MONTH_OR_YEAR}){_WORD}\s+\d[\w\s,.:]{{0,30}}?)"
)
_LABEL_END = r"\s*(?:[:–—]|\s-\s|$)"
# "Editor's note (3 May): ...", "CORRECTION, 10 May 2023: ..."
_SURELY_LABELLED = re.compile(
    rf"[\W_]*(?:{_EDITORS}:?{_DATED}?|corrections\s*(?:and|&|/)\s*clarifications|{_LABEL}:?{_DATED}){_LABEL_END}",
    re.I,
)
# "Correction: ...", which is one where it speaks of the text or of an error
_LABELLED = re.compile(rf"[\W_]*{_LABEL}{_LABEL_END}", re.I)
_OF_THE_TEXT = re.compile(
    rf"\b(?:{_TEXT}|versions?|errors?|mistakes?|misspel\w+|misstat\w+|misidentif\w+|mis(?:quoted|attributed)"
    r"|incorrect\w*|inaccura\w+|wrong(?:ly)?|earlier|previous(?:ly)?|originally|spelling|is spelled"
    r"|(?:first|last) name|not (?:an?|the|on|in|as|ever)\b|we (?:regret|apologi[sz]e))\b",
    re.I,
)
_BARE_LABEL = re.compile(rf"[\W_]*{_LABEL}:?{_DATED}?[\W_]*", re.I)
_UPDATE = r"(?:update[sd]?\s*(?:[(\[][^()\[\]]{1,40}[)\]]\s*)?[:–—-]\s*)"
_HAS_BEEN = r"(?:has|have|had|was|were|is)\s+(?:since\s+|also\s+)?(?:been\s+)?(?:\w+ly\s+)?(?:since\s+)?"
_OF_ITS_OWN = rf"(?=.*\b(?:{_TEXT}|versions?|incorrect\w*|wrong\w*|misstat\w+|misspel\w+|misidentif\w+)\b)"
# How a note without a label begins.
_NOTES = (
    rf"{_UPDATE}?this\s+(?:\S+\s+){{0,2}}?{_TEXT}\s+(?:\([^()]{{1,40}}\)\s+)?{_HAS_BEEN}{_CHANGED}\b",
    rf"(?:in\s+)?(?:an?|the|our)\s+(?:earlier|previous|prior|original|first|initial)\s+(?:\w+\s+)?"
    rf"(?:versions?|editions?|headline|drafts?|caption)\s+of\s+(?:(?:this|our)\s+{_TEXT}\b"
    rf"|the\s+{_TEXT}\s+(?:\w+ly\s+)?{_SAID}\b)",
    r"an?\s+(?:earlier|previous)\s+version\s+(?:(?:incorrectly|mistakenly|wrongly|erroneously)\s+"
    rf"{_SAID}|misstated|misspelled|misidentified)\b",
    r"an?\s+(?:earlier|previous)\s+version\s+said\b.*\b(?:is|was|it|he|she|they)\s+(?:in fact|actually)\b",
    rf"we\s+have\s+(?:since\s+)?{_CHANGED}\s+(?:this|the|our)\s+{_TEXT}\b",
    r"(?:due to|because of|owing to)\s+an?\s+(?:editing|editor['’]s|reporting|production|typographical"
    rf"|translation|transcription|typing)\s+error\b{_OF_ITS_OWN}",
    rf"this\s+{_TEXT}\s+(?:originally|initially|previously|incorrectly|erroneously|mistakenly)\s+"
    rf"(?:\w+\s+)?{_SAID}\b",
    r"updated? (?:(?:on|at) [^,;]{3,30}? )?to (?:add|include|correct|clarify|reflect|remove|fix)\b",
)
_SAYS = re.compile(
    rf"[\W_]*(?:{'|'.join(_NOTES)})"
    r"|\((?:corrects|refiles|this (?:\w+\s+){0,3}(?:story|article|report|version)"
    rf"\s+(?:corrects|(?:has been|was)\s+{_CHANGED}))\b",
    re.I,
)
# What somebody says, or does to a text by name, is news.
_REPORTED = re.compile(
    rf"(?:[,”\"]\s+(?:[\w.’'-]+\s+){{0,6}}(?:said|says|ruled|told|wrote|added)\b(?!\s+that\s+(?:this|the)\s+{_TEXT})"
    r"|\bby (?:the )?(?:council|court|parliament|composer|committee|government|senate|party)\b)",
    re.I,
)
# Where a note begins behind the last sentence of a paragraph; one in brackets ends with them.
_BEHIND = re.compile(
    rf"(?<=[.!?”\")])\s+(?=[*_]*{_LABEL}{_DATED}?\s*[:–—]"
    rf"|[*_]+(?:this\s+{_TEXT}|an?\s+(?:earlier|previous)\s+version)\b)",
    re.I,
)
_IN_BRACKETS = re.compile(
    rf"(?<=[.!?”\")])\s+(?P<note>[(\[][*_]*(?:{_LABEL}{_DATED}?\s*[:–—]"
    rf"|this\s+{_TEXT}\b|an?\s+(?:earlier|previous)\s+version\b)[^()\[\]]*[)\]][*_]*)\s*$",
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
    if _SURELY_LABELLED.match(line):
        return True
    label = _LABELLED.match(line)
    is_note = _OF_THE_TEXT.search(line, label.end()) if label else _SAYS.match(line)
    return bool(is_note) and not _REPORTED.search(line)


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a correction alone, whose words stand in the next line."""
    return len(line) <= 100 and bool(_BARE_LABEL.fullmatch(line))


def split_correction(line: str) -> tuple[str, str | None]:
    """A paragraph, and the correction that stands behind its last sentence, None where there is none."""
    lower = line.casefold()
    if not any(map(lower.__contains__, _SIGNS)):
        return line, None
    bracketed = _IN_BRACKETS.search(line)
    if bracketed and is_correction(bracketed["note"]):
        return line[: bracketed.start()], bracketed["note"]
    found = next((found for found in _BEHIND.finditer(line) if is_correction(line[found.end() :])), None)
    return (line[: found.start()], line[found.end() :]) if found else (line, None)
