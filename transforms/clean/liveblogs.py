"""Pages of several entries, such as live blogs: all of them are the article, each with the time it shows."""

import re
from collections import defaultdict

from lxml.etree import XPath  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

_LIVE = re.compile(
    r"live-?(?:blog|update|entr|post|feed|report|event|coverage|ticker)|ticker-?(?:entr|item|post)", re.I
)
_CLASSES = XPath("(.//div|.//section|.//article|.//ol|.//ul)/@class")
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
    for parent in {block.getparent() for block in tree.iter(*_ENTRIES) if block.get("class")}:
        if parent is None or not (is_live or _is_in_article(parent)):
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
    """Whether a page states that it is a live blog, or names its blocks as those of one."""
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        if script.text and "LiveBlogPosting" in script.text:
            return True
    if tree.find('.//*[@itemtype="https://schema.org/LiveBlogPosting"]') is not None:
        return True
    return _LIVE.search(" ".join(_CLASSES(tree))) is not None


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
