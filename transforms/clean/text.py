"""Plain text scraped from a page: find the article in it, line by line."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise, zip_longest
from typing import NamedTuple

from transforms.clean.asides import speaks_to_reader
from transforms.clean.biographies import biographies
from transforms.clean.boilerplate import Furniture, cut_spam_tail, furniture, normalised
from transforms.clean.corrections import is_correction, is_heading, split_correction
from transforms.clean.credits import byline, contributors, is_byline
from transforms.clean.dates import written_date
from transforms.clean.draft import Draft
from transforms.clean.echoes import pull_quotes
from transforms.clean.lexicon import CleaningLexicon
from transforms.clean.metadata import looks_like_outlet
from transforms.clean.pictures import Agencies, is_caption, is_photo_credit
from transforms.clean.repair import repair_paragraph
from transforms.clean.written_dates import holds_date


class Role(Enum):
    """What a line of the page is."""

    PROSE = auto()  # sentences of the article
    SHORT = auto()  # may be a title, a subheading or furniture: its neighbours decide
    NOISE = auto()
    RELATED = auto()
    COMMENTS = auto()
    PICTURE = auto()  # photo credit or caption
    PEOPLE = auto()  # contributors
    CORRECTION = auto()  # what the publisher says of this article


@dataclass(slots=True)
class Line:
    text: str
    block: int  # lines of one block have no empty line between them
    role: Role = Role.SHORT


_ENDS_SENTENCE = re.compile(r"[.!?…。！？।؟][”\"’'»“)\]]*\s*$")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_FURNITURE_ROLES = {
    Furniture.LINE: Role.NOISE,
    Furniture.RELATED: Role.RELATED,
    Furniture.COMMENTS: Role.COMMENTS,
}
_SURELY_PROSE = 25  # words
_LONGEST_TITLE = 30  # words
_SHORTEST_TITLE = 3
_DATE_WORDS = re.compile(
    r"\b(?:published|updated|posted|modified|created|date|last|first|on|at|[ap]\.?m|[a-z]{2,4}t|gmt|utc"
    r"|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b\.?|[^\w]+|\d+",
    re.I,
)
_SOURCE_LINE = re.compile(
    r"(?:source of data and images|story source|news source|original source|source|via|quelle|fuente)\s*:"
    r"\s*(?P<name>(?:[^.!?]|\.(?=\w)){2,60})\.?",
    re.I,
)
_MARK = re.compile(r"\s*[|–—·•»:]|\s+-+\s")
_OPENING = tuple("“\"‘'«„")
_QUOTED_LINE = re.compile(r"[^:“\"‘'«„]{2,60}: ?[“\"‘'«„].{3,}[”\"’'»“]\.?")
_AGENCY_LINE = re.compile(r"[(\[][^()\[\]]{2,60}[)\]]")


class Head(NamedTuple):
    """What stands above the first sentences. `published` is the line that holds a date, as written."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None


def read_plain(text: str, lexicon: CleaningLexicon, known_title: str | None = None) -> Draft:
    """The article in a scraped page's text. `text` has line feeds only; see `repair_characters`."""
    lines = _lines(text)
    _give_roles(lines, lexicon)
    lines = _end_at_comments(lines)
    _mark_related(lines)
    _mark_pictures(lines, lexicon.agencies)
    above, rest = _split_head(lines)
    head = _read_head(above, known_title, bool(rest))
    _mark_tail(rest)
    _end_with_sentences(rest)
    draft = _draft(lines, head, lexicon.agencies)
    if not draft.paragraphs and head.title:  # a flash that says no more than its headline
        return replace(draft, paragraphs=(head.title,))
    return draft


def _repeats(line: str, title: str) -> bool:
    """Whether a line is the title once more, perhaps with an outlet behind a mark, or not cut short.

    A sentence is not, also where it begins with the title: "Norway", and "Norway elected a parliament."
    """
    if _ends_sentence(line) and not _ends_sentence(title):
        return False
    short, long = sorted((normalised(line), normalised(title)), key=len)
    rest = long.removeprefix(short)
    if not rest or not short:
        return bool(short)
    is_cut = title.rstrip().endswith(("…", "...")) and short == normalised(title)
    has_outlet = len(rest) <= 60 and len(short.split()) >= _SHORTEST_TITLE and _MARK.match(rest)
    return long.startswith(short) and bool(is_cut or has_outlet)


def clean_paragraphs(
    paragraphs: list[str],
    lexicon: CleaningLexicon,
    title: str | None = None,
    headline: str | None = None,
    known_authors: Sequence[str] = (),
    surely_kept: Collection[str] = (),
) -> Draft:
    """Article text that an extractor has already found: without captions, credits and leftover furniture.

    What only repeats the title that the markup states or the headline that the page shows, pull quotes, and
    what the end says of `known_authors` go as well. Lines `surely_kept` stay, such as the times of entries.
    """
    lines = _parted(
        [Line(cut_spam_tail(text.strip()), number) for number, text in enumerate(paragraphs) if text.strip()]
    )
    _give_roles(lines, lexicon)
    above, _ = _split_head(lines)
    authors: tuple[str, ...] = ()
    published: str | None = None
    for line in lines:
        line.role = Role.SHORT if line.text in surely_kept else line.role
    for line in above:
        if line.text in surely_kept:
            continue
        if is_byline(line.text) or is_date_line(line.text):
            authors = authors or byline(line.text)
            published = published or (line.text if written_date(line.text) else None)
            line.role = Role.NOISE
    for shown in filter(None, (title, headline)):
        _mark_title(lines, shown)
    _mark_related(lines)
    _mark_tail(lines)
    _mark_repeated(lines, known_authors or authors)
    return _draft(lines, Head(authors=authors, published=published), lexicon.agencies)


def _mark_title(lines: list[Line], title: str) -> None:
    """The title goes where it stands above the text, and as a line that is no sentence anywhere."""
    key = normalised(title)
    for number, line in enumerate(lines):
        if not _is_title(line.text):
            continue
        if normalised(line.text) == key or (number == 0 and _repeats(line.text, title)):
            line.role = Role.NOISE


def _mark_repeated(lines: list[Line], authors: Sequence[str]) -> None:
    """Pull quotes, and notes on the authors below the text."""
    kept = [line for line in lines if line.role in {Role.PROSE, Role.SHORT}]
    texts = [line.text for line in kept]
    for number in pull_quotes(texts) | biographies(texts, authors):
        kept[number].role = Role.NOISE


def _parted(lines: list[Line]) -> list[Line]:
    """The lines, a correction that stands behind a paragraph's last sentence as a line of its own."""
    parted: list[Line] = []
    for line in lines:
        text, correction = split_correction(line.text)
        parted.append(Line(text, line.block))
        if correction:
            parted.append(Line(correction, line.block))
    return parted


def _give_roles(lines: list[Line], lexicon: CleaningLexicon) -> None:
    for line in lines:
        line.role = Role.CORRECTION if is_correction(line.text) else _role(line.text, lexicon)
    for line, below in pairwise(lines):
        if is_heading(line.text) and (line is not lines[0] or below.role is Role.CORRECTION):
            line.role = below.role = Role.CORRECTION
    if not any(_tells(line) for line in lines):  # a column of corrections: they are its text
        for line in lines:
            line.role = Role.PROSE if line.role is Role.CORRECTION and _is_prose(line.text) else line.role


def _tells(line: Line) -> bool:
    """Whether a line is a sentence of the article."""
    return line.role is Role.PROSE or (line.role is Role.SHORT and _ends_sentence(line.text))


def _lines(text: str) -> list[Line]:
    """The non-empty lines, those that were wrapped at a fixed width joined again."""
    lines: list[Line] = []
    block = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if not stripped:
            block += 1
            continue
        last = lines[-1] if lines else None
        if last and last.block == block and _is_wrapped(last.text, stripped):
            last.text = f"{last.text} {stripped}"
        else:
            lines.append(Line(stripped, block))
    for line in lines:
        line.text = cut_spam_tail(line.text)
    return _parted(lines)


def _is_wrapped(before: str, after: str) -> bool:
    """Whether `after` goes on with the sentence of `before`: that one has no end, and this no beginning."""
    return not _ends_sentence(before) and after[0].islower() and len(before) > 40


def _role(text: str, lexicon: CleaningLexicon) -> Role:
    found = furniture(text, lexicon.phrases)
    if found:
        return _FURNITURE_ROLES[found]
    if speaks_to_reader(text):
        return Role.NOISE
    if contributors(text) is not None:
        return Role.PEOPLE
    if is_photo_credit(text, lexicon.agencies) or is_caption(text, lexicon.agencies):
        return Role.PICTURE
    return Role.PROSE if _is_prose(text) else Role.SHORT


def _is_prose(text: str) -> bool:
    n_words = len(text.split())
    if n_words < _SURELY_PROSE and _WIDE.search(text):
        n_words = max(n_words, len(text) // 3)
    return n_words >= _SURELY_PROSE or (n_words >= 8 and _ends_sentence(text))


def _ends_sentence(text: str) -> bool:
    return bool(_ENDS_SENTENCE.search(text, max(0, len(text) - 12)))


def _end_at_comments(lines: list[Line]) -> list[Line]:
    """The lines before the comment section. A comment link above the article ends nothing."""
    weights = [len(line.text) if line.role is Role.PROSE else 0 for line in lines]
    total, before = sum(weights), 0
    for number, (line, weight) in enumerate(zip(lines, weights, strict=True)):
        if line.role is Role.COMMENTS and before and before * 2 >= total:
            return lines[:number]
        before += weight
    return lines


def _mark_related(lines: list[Line]) -> None:
    """Headlines of other articles go with the heading above them, up to the next sentences.

    Not above the first sentences: there the article's own headline follows.
    """
    inside = has_begun = False
    for line in lines:
        if line.role is Role.RELATED:
            inside = has_begun
        elif line.role is Role.PROSE:
            inside, has_begun = False, True
        elif inside and line.role is Role.SHORT:
            line.role = Role.NOISE


def _mark_pictures(lines: list[Line], agencies: Agencies) -> None:
    """A line directly above a credit, without an empty line between them, is its caption."""
    for above, line in pairwise(lines):
        if (
            line.role is Role.PICTURE
            and above.block == line.block
            and above.role in {Role.PROSE, Role.SHORT}
            and is_photo_credit(line.text, agencies)
            and len(above.text) < 500
        ):
            above.role = Role.PICTURE


def _split_head(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """What stands above the first sentences, and the rest."""
    for number, line in enumerate(lines):
        if line.role is Role.PROSE and not (number == 0 and _is_title(line.text)):
            return lines[:number], lines[number:]
    return lines, []


def _is_title(text: str) -> bool:
    return not text.endswith((".", ",", ";", ":", "…", ".”", '."')) and len(text.split()) <= _LONGEST_TITLE


def _read_head(head: list[Line], known_title: str | None, has_body: bool) -> Head:
    """What a head states. What is read from it is marked as no part of the body."""
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    for line in head:
        if line.role not in {Role.SHORT, Role.PROSE}:
            continue
        n_words = len(line.text.split())
        if is_byline(line.text) or is_date_line(line.text):
            authors = authors or byline(line.text)
            published = published or (line.text if written_date(line.text) else None)
        elif known_title and _repeats(line.text, known_title):
            title = line.text
        elif has_body and not title and not known_title and _is_title(line.text):
            if n_words >= _SHORTEST_TITLE or _WIDE.search(line.text):
                title = line.text  # a shorter one names a section or an outlet
        elif title and (n_words <= 6 or normalised(line.text) == normalised(title)):
            publisher = publisher or (line.text if looks_like_outlet(line.text) else None)
        else:
            continue
        line.role = Role.NOISE
    return Head(title, authors, publisher, published)


def is_date_line(text: str) -> bool:
    """Whether a line says when the article was published or the like, and little else than that.

    A city may stand with it.
    """
    if not holds_date(text) or len(text) > 140 or (_ends_sentence(text) and not text.rstrip().endswith("m.")):
        return False
    words = [word for word in _DATE_WORDS.sub(" ", text).split() if len(word) > 2]
    return len(words) <= 5


def _mark_tail(lines: list[Line]) -> None:
    """Below the last sentences, short lines are furniture once other furniture stands there."""
    seen = False
    for line in _tail(lines):
        if line.role is not Role.SHORT:
            seen = seen or line.role is not Role.PICTURE
        elif seen or _AGENCY_LINE.fullmatch(line.text) or _SOURCE_LINE.fullmatch(line.text):
            line.role = Role.NOISE


def _end_with_sentences(lines: list[Line]) -> None:
    """Short lines without the end of a sentence cannot end a scraped article: a heading heads something."""
    tail = _tail(lines)
    for line, below in zip_longest(tail, tail[1:]):
        if line.role is not Role.SHORT or _is_quoted(line.text, "" if below is None else below.text):
            continue
        if not _ends_sentence(line.text) or is_byline(line.text):
            line.role = Role.NOISE


def _is_quoted(text: str, below: str) -> bool:
    """Whether a short line says whose words it holds, or the line below: "Berg: ‘We stay’"."""
    return _QUOTED_LINE.fullmatch(text) is not None or (text.endswith(":") and below[:1] in _OPENING)


def _tail(lines: list[Line]) -> list[Line]:
    """The lines below the last sentences, none where there are no sentences."""
    last = max((number for number, line in enumerate(lines) if line.role is Role.PROSE), default=len(lines))
    return lines[last + 1 :]


def _publisher_line(lines: list[Line]) -> str | None:
    for line in reversed(lines):
        found = _SOURCE_LINE.fullmatch(line.text.strip(" ."))
        if found and line.role is Role.NOISE:
            return found.group("name").strip()
    return None


def _draft(lines: list[Line], head: Head, agencies: Agencies) -> Draft:
    kept = [line.text for line in lines if line.role in {Role.PROSE, Role.SHORT}]
    if not kept:  # a lone caption is better than nothing
        captions = (line.text for line in lines if line.role is Role.PICTURE)
        kept = [text for text in captions if not is_photo_credit(text, agencies)]
    repaired = [repair_paragraph(text) for text in kept]
    corrections = [line.text for line in lines if line.role is Role.CORRECTION]
    names = [name for line in lines if line.role is Role.PEOPLE for name in contributors(line.text) or ()]
    return Draft(
        tuple(text for text, _ in repaired),
        title=head.title,
        authors=head.authors,
        contributors=tuple(dict.fromkeys(names)),
        publisher=_publisher_line(lines) or head.publisher,
        published_text=head.published,
        corrections="\n\n".join(repair_paragraph(text).text for text in corrections) or None,
        n_repairs=sum(n for _, n in repaired),
    )
