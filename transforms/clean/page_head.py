"""The lines between a page's headline and its text: who wrote the article, and when it appeared."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from transforms.clean.credits import byline
from transforms.clean.date_labels import is_of_change, is_of_something_else, says_published, without_labels
from transforms.clean.dates import parse_moment, written_date
from transforms.clean.names import people
from transforms.clean.shown import breaks_line, following, pieces, shown_text
from transforms.clean.written_dates import is_day_first, is_either_order

_MOST_PIECES = 1_500
_MOST_LINES = 60
_PROSE = 15  # words of a line that is a sentence
_MOST_PROSE = 60  # words of such lines; after more the text has begun, the first may be a summary
_MOST_AUTHORS = 12
_LONGEST_BYLINE = 300  # characters
_MOST_WORDS = 18
_FIRST_LINES = 3
# Attributes of elements that hold the byline, and of those beside the names in it.
_BYLINE_MARK = re.compile(r"by-?line|author(?!i[tz])|contributor|vcard", re.I)
_NO_NAME_MARK = re.compile(
    r"bio\b|descri|avatar|image|photo|social|follow|twitter|role|job|position|date|time|related|about|share|credit",
    re.I,
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|staff|people|profiles?|contributors?|by|reporters?|writers?|columnists?|journalists?|correspondents?)/",
    re.I,
)
_ONLY_BY = re.compile(
    r"(?:(?:written|posted|story|words|reported|commentary|opinion|analysis)\s+)?by\s*[:—–-]?", re.I
)
# What ends the list of authors: the names after it are of others.
_OTHERS = re.compile(
    r"(?:(?:with\s+)?(?:additional\s+)?(?:contributions?|contributors?|reporting|research|help)\s*(?:from|by|:)"
    r"|(?:photo(?:s|graphs?|graphy)?|pictures?|images?|illustrations?|graphics?|video|edited|editing"
    r"|translated|(?:medically\s+)?reviewed|fact.checked|produced)\s*(?:by|:))",
    re.I,
)
_SAYS_BY = re.compile(r"\b(?:by|von|por|par)\b|:", re.I)
_OUTLET_BY = re.compile(r"by[\s:—–-]+(?P<name>[^|•·,;]{2,60})", re.I)
_MODIFIED = re.compile(r"updat|modif|revis", re.I)
_PUBLISHED = re.compile(r"publi[sc]|posted|entry-date|created|issued", re.I)
_PARTS = re.compile(r"\s*[|•·\n]\s*|\s+[–—/]\s+")
_YEAR = re.compile(r"\d{4}")
_DIGIT = re.compile(r"\d")
_OF_PICTURE = re.compile(
    r"\W*(?:photos?|pictures?|images?|illustration|graphic|fotos?|bild)\b(?!\s+(?:and|&|und|y|et)\b)", re.I
)
_ONLY_TIME = re.compile(r"\d{1,2}[.:h]\d\d\s*(?:[^\W\d_]{1,5}\.?\s*){0,3}")
_MOST_LABEL_WORDS = 3
_DATE_PART_WORDS = re.compile(r"[^\W\d_]{3,}")
_MOST_DATE_PART_WORDS = 4  # month, weekday, zone, and one more ("May 3, 2021 4 min read")


class HeadLine(NamedTuple):
    """One line that readers see; `marked` is what of it stands in elements for bylines, names parted by ";",
    `linked` what leads to pages about authors."""

    text: str
    marked: str = ""
    linked: str = ""
    times: tuple[
        str, ...
    ] = ()  # of time elements, as written for machines; none of changes, none in sentences
    parts: tuple[str, ...] = ()  # the texts of its elements


class PageHead(NamedTuple):
    """As shown, unchecked: names of the byline, times of time elements and the line part that holds a date.

    `others` are named beside the authors as contributors, photographers or editors, `outlet` is who wrote
    where the byline names no person.
    """

    authors: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    outlet: str | None = None
    times: tuple[str, ...] = ()
    date: str | None = None


def read_head(headline: HtmlElement) -> PageHead:
    """What the lines below the element with the headline say."""
    lines = list(head_lines(headline))
    authors, others = _authors(lines)
    return PageHead(
        authors=authors,
        others=others,
        outlet=next((name for line in lines if (name := _outlet(line.text))), None),
        times=tuple(time for line in lines for time in line.times),
        date=publication_date(lines),
    )


def head_lines(headline: HtmlElement) -> Iterator[HeadLine]:
    """The lines after an element, up to where the article's text has surely begun."""
    n_prose = 0
    for line in islice(_lines(following(headline)), _MOST_LINES):
        yield line
        n_words = len(line.text.split())
        n_prose += n_words if n_words >= _PROSE else 0
        if n_prose > _MOST_PROSE:
            return


def _lines(elements: Iterable[HtmlElement]) -> Iterator[HeadLine]:
    line = _Line()
    for piece in islice(pieces(elements, with_tails=True), _MOST_PIECES):
        if piece.text is None and breaks_line(piece.element):
            yield from line.taken()
        if piece.text is not None:
            line.add(piece.text)
        elif piece.is_end:
            line.leave(piece.element)
        else:
            line.enter(piece.element)
    yield from line.taken()


class _Line:
    """The line that is being read, and what the elements that are open say of it."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.marked: list[str] = []
        self.linked: list[str] = []
        self.times: list[str] = []
        self.open: list[tuple[bool, bool]] = []  # of each element: whether it is marked, whether linked

    def enter(self, element: HtmlElement) -> None:
        marked, linked = self.open[-1] if self.open else (False, False)
        href = element.get("href") if element.tag == "a" else None
        self.open.append((_is_marked(element, marked), linked or bool(href and _AUTHOR_PAGE.search(href))))
        own = _DIGIT.split(shown_text(element))[0] if element.tag == "time" else ""
        before = f"{_joined(self.text)} {own}"
        if not (is_of_change(before) or is_of_something_else(before)):
            self.times += _time(element)

    def leave(self, element: HtmlElement) -> None:
        if not self.open:
            return
        marked, linked = self.open.pop()
        if element.tag in {"a", "li"}:
            self.marked += [";"] if marked else []
            self.linked += [";"] if linked else []

    def add(self, text: str) -> None:
        marked, linked = self.open[-1] if self.open else (False, False)
        self.text.append(text)
        self.marked += [text] if marked else []
        self.linked += [text] if linked else []

    def taken(self) -> Iterator[HeadLine]:
        """The line, if it says anything; the next one begins."""
        text = _joined(self.text)
        if text or self.times:
            seen = ((), ()) if _is_prose(text) else (tuple(self.times), tuple(self.text))
            yield HeadLine(text, _joined(self.marked), _joined(self.linked), *seen)
        self.text, self.marked, self.linked, self.times = [], [], [], []


def _is_prose(text: str) -> bool:
    """Whether a line tells something: the times in it are of that."""
    is_sentence = len(text.split()) >= _PROSE and text.endswith((".", "!", "?", "”", '"'))
    return is_sentence or len(text) > _LONGEST_BYLINE


def _joined(parts: list[str]) -> str:
    return " ".join(" ".join(parts).split())


def _with_times(parts: list[str]) -> list[str]:
    """The parts of a line, a time of day with the date before it: "October 4, 2023 — 7.20pm"."""
    joined = parts[:1]
    for part in parts[1:]:
        if _YEAR.search(joined[-1]) and _ONLY_TIME.fullmatch(part):
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined


def _is_marked(element: HtmlElement, within: bool) -> bool:
    if element.get("rel") == "author" or element.get("itemprop") == "author":
        return True
    name = f"{element.get('class') or ''} {element.get('data-testid') or ''} {element.get('id') or ''}"
    if _NO_NAME_MARK.search(name):
        return False
    return within or bool(_BYLINE_MARK.search(name))


def _time(element: HtmlElement) -> list[str]:
    """The time that an element states for machines, unless it is that of a change."""
    stated = element.get("datetime") if element.tag == "time" else None
    if element.get("itemprop") == "datePublished":
        stated = element.get("content") or stated
    name = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    if not stated or (_MODIFIED.search(name) and not _PUBLISHED.search(name)):
        return []
    return [stated]


def _authors(lines: list[HeadLine]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the first line that has some and of those that go on with it, and the names of others."""
    names: list[str] = []
    others: list[str] = []
    is_announced = is_others = is_done = False
    for number, line in enumerate(lines):
        beside = _OTHERS.match(line.text)
        is_others = bool(beside) or (is_others and bool(line.marked or line.linked))
        if is_others:
            others += people(line.text[beside.end() :] if beside else line.linked or line.marked)
            continue
        goes_on = line.linked or line.text.lower().startswith(("and ", "by "))
        is_done = is_done or bool(names and not goes_on)
        if not is_done:
            names += _named(line, is_announced, number < _FIRST_LINES)
        is_announced = bool(_ONLY_BY.fullmatch(line.text))
    authors = [name for name in dict.fromkeys(names) if name not in others]
    return tuple(authors[:_MOST_AUTHORS]), tuple(dict.fromkeys(others))


def _named(line: HeadLine, is_announced: bool, is_first: bool) -> tuple[str, ...]:
    """The persons that a line names as authors.

    "A B, The Agency" without a mark may be the credit of a photograph, unless it is one of the first lines.
    """
    if len(line.text) > _LONGEST_BYLINE or (
        len(line.text.split()) > _MOST_WORDS and not line.text.lower().startswith("by ")
    ):
        return ()  # a caption that ends in its photographer
    linked = people(line.linked)
    says_by = is_first or _SAYS_BY.search(line.text)
    for text in (line.text if says_by else "", line.marked, f"by {line.text}" if is_announced else ""):
        names = byline(text)
        if names and set(linked) <= set(names):
            return names
    return linked or people(line.marked)


def _outlet(line: str) -> str | None:
    """The outlet, agency or desk that a byline names: "By The Marsh Gazette"."""
    found = _OUTLET_BY.match(line)
    name = found["name"].strip() if found else ""
    words = name.split()
    return name if 0 < len(words) <= 5 and words[0][0].isupper() and words[-1][0].isupper() else None


def publication_date(lines: Iterable[HeadLine]) -> str | None:
    """The part of the lines that says when the article appeared, None where they do not say it.

    A part counts as such where it holds a full date and little else: dates in sentences are of other things.
    A date of a change stands for it where there is no other; one that countries read differently is told by
    the other dates there.
    """
    lines = list(lines)
    day_first = is_day_first(line.text for line in lines)
    changed, is_open = None, False
    for line in lines:
        if len(line.text) > _LONGEST_BYLINE or not _YEAR.search(line.text) or _OF_PICTURE.match(line.text):
            continue
        is_open = is_open or (is_either_order(line.text) and day_first is None)
        for label, part in _dated_parts(line, day_first):
            date = without_labels(part)
            date = (date if written_date(date) == written_date(part) else part).strip(" :,;()")
            if says_published(f"{label} {part}") or not is_of_change(f"{label} {_DIGIT.split(part)[0]}"):
                return date
            changed = changed or date
    return None if is_open else changed


def _dated_parts(line: HeadLine, day_first: bool | None) -> Iterator[tuple[str, str]]:
    """The parts of a line that hold a date of the article and little else, each behind its label if that is
    a part of its own.
    """
    for parts in (_with_times(_PARTS.split(line.text)), line.parts):
        for before, part in pairwise(("", *parts)):
            n_words = len(_DATE_PART_WORDS.findall(without_labels(part)))
            if not _YEAR.search(part) or n_words > _MOST_DATE_PART_WORDS:
                continue
            is_label = not _DIGIT.search(before) and len(before.split()) <= _MOST_LABEL_WORDS
            label = before if is_label else ""
            if day_first is not None and is_either_order(part):
                part = f"{_DIGIT.split(part)[0].strip()} {parse_moment(part, day_first=day_first)}"
            if written_date(f"{label} {part}") is not None:
                yield label, part
