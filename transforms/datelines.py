"""Datelines: place, day and agency before the first sentence of a report: "ANKARA, May 9 (Reuters) - ".

They are no part of the sentence behind them. Found in the characters alone, so that the parser can be told
before it reads; at most the first 120 characters of a paragraph are looked at.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from transforms.labels import IN_PERSON
from transforms.marks import paragraphs

DATELINES = "datelines"  # the spans of a parsed document that hold them

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|[A-Z][a-z]{2,6}(?:ary|ch|il|st|ber))\b\.?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_DAY = rf"(?:{_MONTH}\s?\d\d?|\d\d?(?:st|nd|rd|th|\.)?\s{_MONTH})(?:,?\s(?:19|20)\d\d)?(?!\w)"
# The parts of a dateline, one after the other; blanks may stand before each.
_PART = re.compile(
    rf"\s*(?:(?P<day>(?:{_WEEKDAY},?\s)?{_DAY}|{_WEEKDAY})"
    r"|(?P<agency>[(\[/](?=[A-Za-z])[^()\[\]/\n]{2,38}[)\]/])"
    r"|(?P<dash>—|–|--+|(?<=\s)[-_](?=\s)|-(?=\s))"
    r"|(?P<colon>:(?=\s))"
    r"|(?P<joint>[,./;&])"
    r"|(?P<word>[^\W\d_](?:[\w.'’]|-(?=\w))*))"
)
_LABEL = re.compile(r"\n\s*[A-Z][\w.'’ -]{0,40}:(?=\s)")
# The agencies that papers name in brackets behind a place in small letters
_WIRE = re.compile(
    r"\b(?:Reuters|Associated Press|AP|AFP|Agence France|Bloomberg|UPI|dpa|DPA|ANSA|Ansa|EFE|Efe|Interfax"
    r"|ITAR|TASS|Tass|RIA|Sputnik|Ukrinform|Xinhua|Kyodo|Jiji|Yonhap|KCNA|PTI|ANI|IANS|APP|BSS|Bernama|Antara|VNA|CNA"
    r"|KUNA|SPA|WAM|QNA|Petra|MENA|IRNA|ISNA|Anadolu|AA|Azertag|Armenpress|PAP|PA|CP|AAP|Belga|APA|SDA|Lusa|LUSA"
    r"|ANP|NTB|TT|STT|Ritzau|PA Media|News Agency|Press|Newswire|Wire|Thomson|Notimex|Télam|Prensa Latina"
    r"|NAN|GNA|APS|SABC|ZIANA|AllAfrica|Staff|Xinhuanet|CNN|BBC|NPR|CBC|VOA|RFE|RFA|DW|Al Jazeera|Axios)\b"
)
_MARKED = re.compile(r"[\"“„«‘][^\"“”„«»‘’\n]*[\"”»’]")
# A report says when something was, or who says so. What else follows a name may be the words of its bearer.
_TOLD = re.compile(rf"\b(?:{_WEEKDAY}|yesterday|today|said|says|told|according to)\b")
_LONGEST = 120  # characters
_MOST = 200  # datelines of an article
_MOST_PARTS = 24
_OPENING = 3  # paragraphs in which a text begins
_MOST_WORDS = 4  # of a place without day and agency in small letters: "Frankfurt am Main"
_SENTENCE = 8  # words at least of what follows a dateline without day and agency
_STOPS = frozenset(".!?”\"’'")
_PARTICLES = frozenset(
    {"and", "of", "the", "de", "del", "la", "el", "do", "da", "am", "an", "der", "sur", "upon", "near", "in"}
)


def dateline_place(body: str) -> str | None:
    """The place of the dateline that a text begins with, as written: "ADEN, Yemen" of "ADEN, Yemen —"."""
    first = next(datelines(body, paragraphs(body)[:_OPENING]), None)
    if first is None:
        return None
    at = end = first[0]
    while at < first[1] and (found := _PART.match(body, at, first[1])):
        if found.lastgroup not in ("word", "joint"):
            break
        at = found.end()
        end = at if found.lastgroup == "word" else end
    return " ".join(body[first[0] : end].split()) or None


@dataclass(slots=True)
class _Parts:
    """What a paragraph begins with, read part by part. `end`: behind the last of them."""

    words: list[str] = field(default_factory=list)
    has_day: bool = False
    has_agency: bool = False
    is_wire: bool = False  # its name is an agency's, not that of a share or a party: "(Reuters)", not "(BAC)"
    joined: bool = False  # the last part was a comma or the like
    mark: str = ""  # what ends it: "dash", "colon" or, where there is neither, ""
    end: int = 0

    @property
    def is_capital(self) -> bool:
        return bool(self.words) and self.words[0].isupper() and len(self.words[0]) > 1

    @property
    def is_sure(self) -> bool:
        """Whether a day or an agency tells that a place before a dash is one."""
        return self.has_day or self.has_agency


def datelines(body: str, paragraphs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Start and end of each dateline, in characters; blanks behind it are part of it.

    A place in small letters, or one that a colon ends, could be anybody's name: without day and agency it
    counts only where the article's text begins.
    """
    left = _MOST
    begun = False  # a paragraph that is a sentence stands above
    for start, end in paragraphs:
        parts = _read(body[start : min(end, start + _LONGEST)]) if left else None
        if parts is not None and _is_dateline(parts, body, start, end, begun):
            left -= 1
            yield start, start + parts.end
        begun = begun or body[end - 1] in _STOPS


def _read(text: str) -> _Parts | None:
    """The parts up to a dash, a colon or the first word of a sentence; None where other words stand there."""
    parts = _Parts()
    for _ in range(_MOST_PARTS):
        found = _PART.match(text, parts.end)
        kind = "" if found is None else found.lastgroup or ""
        if found is None or (kind == "word" and parts.has_agency and not parts.joined):
            break
        if kind == "word":
            word = found["word"]
            if not word[0].isupper() and (word not in _PARTICLES or not parts.words):
                return None
            parts.words.append(word)
        parts.end = found.end()
        parts.has_day |= kind == "day"
        parts.has_agency |= kind == "agency"
        parts.is_wire |= kind == "agency" and _WIRE.search(found.group()) is not None
        parts.joined = kind == "joint" and found.group().strip() != "."
        if kind in {"dash", "colon"}:
            parts.mark = kind
            if _PART.match(text, parts.end) is None or not _goes_on(text, parts.end):
                break
    parts.end += len(text[parts.end :]) - len(text[parts.end :].lstrip())
    return parts if parts.words or parts.is_sure else None


def _goes_on(text: str, at: int) -> bool:
    """Whether a day or an agency follows a dash: "GENEVA – 9 May 2023 – The ..."."""
    found = _PART.match(text, at)
    return found is not None and found.lastgroup in {"day", "agency"}


def _is_dateline(parts: _Parts, body: str, start: int, end: int, begun: bool) -> bool:
    at = start + parts.end
    if at >= end or not (body[at].isupper() or body[at].isdigit() or body[at] in "\"“‘'«„"):
        return False
    if parts.mark == "dash":
        return _before_dash(parts, body, at, end, begun)
    if parts.mark == "colon":
        return _before_colon(parts, body, at, end, begun)
    # "NEW DELHI, May 9 (PTI) The", "MOSCOW, May 9. /TASS/. The"
    return parts.has_agency and bool(parts.words) and (parts.has_day or parts.is_capital)


def _before_dash(parts: _Parts, body: str, at: int, end: int, begun: bool) -> bool:
    if parts.is_sure:
        return parts.is_capital or parts.has_day or parts.is_wire
    if parts.is_capital:
        return not _closes_dash(body, at, end)
    few = len(parts.words) <= _MOST_WORDS
    return few and not begun and _is_sentence(body, at, end) and not _closes_dash(body, at, end)


def _before_colon(parts: _Parts, body: str, at: int, end: int, begun: bool) -> bool:
    """A colon also stands behind whoever speaks: "BERG: We are ready"."""
    if parts.has_day and parts.words:
        return True
    if begun or body[at] in "\"“‘'«„" or not _is_sentence(body, at, end):
        return False
    told = _MARKED.sub("", body[at:end])
    if IN_PERSON.search(told) or (len(parts.words) > 1 and not parts.is_capital and not _TOLD.search(told)):
        return False
    return (
        0 < len(parts.words) <= _MOST_WORDS
        and len(parts.words[0]) > 1
        and _LABEL.search(body, end, end + 2000) is None
    )


def _is_sentence(body: str, at: int, end: int) -> bool:
    return body[end - 1] in _STOPS and len(body[at : at + 400].split()) >= _SENTENCE


def _closes_dash(body: str, at: int, end: int) -> bool:
    """Whether one more dash follows in the sentence: "Paris – the city of light – is"."""
    sentence = re.split(r"[.!?](?:\s|$)", body[at : min(end, at + 400)], maxsplit=1)[0]
    return len(re.findall(r"—|–|--|\s-\s", sentence)) % 2 == 1
