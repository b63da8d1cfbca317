"""Pages of several entries, such as live blogs: all of them are the article, each with the time it shows."""

import re
from collections import Counter, defaultdict

from lxml.etree import XPath  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

_LIVE = re.compile(
    r"live-?(?:blog|update|entr|post|feed|report|event|coverage|ticker)|ticker-?(?:entr|item|post)"
)
_SIGNS = ("live", "ticker")  # one of which is in each of these names
_IS_STATED = XPath('boolean(.//*[@itemtype="https://schema.org/LiveBlogPosting"])')
# Blocks of one class beside each other that are no entries.
_OTHERS = re.compile(
    r"related|promo|teaser|card|comment|widget|recirc|sidebar|footer|menu|nav|\bads?\b", re.I
)
_ENTRIES = ("div", "section", "article", "li")
_FEWEST_LIVE = 2


def open_entries(tree: HtmlElement, is_live: bool) -> None:
    """Take from the entries of a page the names by which an extractor would take one for the article.

    Entries are blocks of one class beside each other that have paragraphs, in an `<article>`, or anywhere in
    a live blog. There the time that an entry shows becomes a heading of its own. Changes `tree`.
    """
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
                _open(blocks, is_live)


def is_live_blog(tree: HtmlElement) -> bool:
    """Whether a page names its blocks as those of a live blog, or its text as one."""
    blocks = tree.iter("div", "section", "article", "ol", "ul")
    names = " ".join(name for block in blocks if (name := block.get("class"))).lower()
    if any(map(names.__contains__, _SIGNS)) and _LIVE.search(names):
        return True
    return bool(_IS_STATED(tree))


def _is_in_article(element: HtmlElement) -> bool:
    return element.tag == "article" or next(element.iterancestors("article"), None) is not None


def _open(blocks: list[HtmlElement], is_live: bool) -> None:
    for block in blocks:
        for name in ("class", "id", "itemprop", "role"):
            block.attrib.pop(name, None)
        if not is_live:
            continue
        block.tag = "div"
        for time in block.iter("time"):
            if time.getparent() is not None and time.getparent().tag not in ("p", "li", "td"):
                time.tag = "h3"
