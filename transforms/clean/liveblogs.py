"""Pages of several entries, such as live blogs: all of them are the article, each with the time it shows."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice, takewhile

from lxml.etree import XPath  # type: ignore[import-untyped]
from lxml.html import Element, HtmlElement  # type: ignore[import-untyped]

from transforms.clean.dates import parse_moment
from transforms.clean.shown import shown_text

_LIVE = re.compile(
    r"live-?(?:blog|update|entr|post|feed|report|event|coverage|ticker)|ticker-?(?:entr|item|post)"
)
_LIVE_TITLE = re.compile(
    r"(?:^|[-–—:|]\s*)live(?:[\s-]*(?:blog|ticker|updates?|coverage|news))?(?:$|\s*[-–—:|])"
    r"|\blive (?:updates|blog)\b|\bliveblog\b|\bliveticker\b|\bas it happened\b"
    r"|\ben direct\b|\ben vivo\b|\bao vivo\b|\bin diretta\b",
    re.I,
)
_MOST_HEADLINES = 3
_SIGNS = ("live", "ticker")  # one of which is in each of these names
_IS_STATED = XPath('boolean(.//*[@itemtype="https://schema.org/LiveBlogPosting"])')
# Blocks of one class beside each other that are no entries.
_OTHERS = re.compile(
    r"related|promo|teaser|card|comment|widget|recirc|sidebar|footer|menu|nav|\bads?\b", re.I
)
_ENTRIES = ("div", "section", "article", "li")
_FEWEST_LIVE = 2
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
# Elements that may hold the time of an entry, and how many of them are looked at
_MAY_HOLD_TIME = ("time", "span", "div", "p", "a", "b", "strong", "em", "small", *_HEADINGS)
_MOST_LOOKED_AT = 12
_LONGEST_TIME = 40  # characters
# "14:05", "2.05 p.m. GMT", "Tue 8 March 2022, 14.05 Uhr"
_CLOCK = re.compile(
    r"[^\w]*(?:(?:[^\W\d_]+\.?|\d{1,4}(?:st|nd|rd|th)?)[.,/ –-]+){0,6}(?<!\d)(?:[01]?\d|2[0-3])[:.h][0-5]\d"
    r"(?:\s*(?:[ap]\.?\s?m\.?|uhr|uur|hrs|h|[A-Z]{2,5})(?!\w))*[^\w]*",
    re.I,
)
_MACHINE_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?\s?(Z|[+-]00:?00)?")


def open_entries(tree: HtmlElement, is_live: bool) -> frozenset[str]:
    """Take from the entries of a page the names by which an extractor would take one for the article.

    Entries are blocks of one class beside each other that have paragraphs, in an `<article>`, or anywhere in
    a live blog. There the time that an entry shows becomes a paragraph of its own above it, and so does its
    heading, which the extractor loses. Changes `tree`; returns the times as they are written.
    """
    times: set[str] = set()
    parents = Counter(block.getparent() for block in tree.iter(*_ENTRIES) if block.get("class"))
    for parent, n_blocks in parents.items():
        if parent is None or n_blocks < _FEWEST_LIVE or not (is_live or _is_in_article(parent)):
            continue
        named: dict[str, list[HtmlElement]] = defaultdict(list)
        for block in parent.iterchildren(*_ENTRIES):
            name = block.get("class") or ""
            if not _OTHERS.search(name) and block.find(".//p") is not None:
                named[name].append(block)
        for blocks in named.values():
            if len(blocks) >= _FEWEST_LIVE:
                times |= set(_opened(blocks, is_live))
    return frozenset(times)


def is_live_blog(tree: HtmlElement) -> bool:
    """Whether a page names its blocks as those of a live blog, or its text or headline as one."""
    if any(_LIVE_TITLE.search(shown_text(heading)) for heading in islice(tree.iter("h1"), _MOST_HEADLINES)):
        return True
    blocks = tree.iter("div", "section", "article", "ol", "ul", "li")
    names = " ".join(name for block in blocks if (name := block.get("class"))).lower()
    if any(map(names.__contains__, _SIGNS)) and _LIVE.search(names):
        return True
    return bool(_IS_STATED(tree))


def earliest_entry(tree: HtmlElement) -> str | None:
    """The earliest of the times that the entries of a live blog state for machines, as written.

    They are those that stand where the first one stands: others date comments and other articles.
    """
    times = tree.findall(".//time[@datetime]")
    stated = [str(time.get("datetime")) for time in times if _place(time) == _place(times[0])]
    dated = [(moment.when, text) for text in stated if (moment := parse_moment(text))]
    return min(dated)[1] if dated else None


def _place(element: HtmlElement) -> list[tuple[str, str | None]]:
    """Names of an element and of the two around it."""
    around = (element, *islice(element.iterancestors(), 2))
    return [(part.tag, part.get("class")) for part in around]


def _is_in_article(element: HtmlElement) -> bool:
    return element.tag == "article" or next(element.iterancestors("article"), None) is not None


def _opened(blocks: list[HtmlElement], is_live: bool) -> Iterator[str]:
    """Open blocks; gives the times of those of a live blog."""
    for block in blocks:
        for name in ("class", "id", "itemprop", "role"):
            block.attrib.pop(name, None)
        if not is_live:
            continue
        block.tag = "div"
        time = _taken_time(block)
        for heading in list(takewhile(lambda part: part.tag != "p", block.iterdescendants("p", *_HEADINGS))):
            heading.tag = "p"
        if time:
            paragraph = Element("p")
            paragraph.text, paragraph.tail, block.text = time, block.text, None
            block.insert(0, paragraph)
            yield time


def _taken_time(block: HtmlElement) -> str | None:
    """The time that an entry shows, which is taken out of it, else the one that it states for machines."""
    head = list(islice(block.iterdescendants(*_MAY_HOLD_TIME), _MOST_LOOKED_AT))
    for element in head:
        text = shown_text(element)
        if len(text) <= _LONGEST_TIME and _CLOCK.fullmatch(text):
            element.drop_tree()
            return text
    for element in head:
        stated = _MACHINE_TIME.match(element.get("datetime") or "")
        if stated:
            return f"{stated[1]} UTC" if stated[2] else stated[1]
    return None
