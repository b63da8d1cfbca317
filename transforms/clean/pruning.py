"""Blocks of a page that are surely none of its article, known by their links and by where they stand."""

import re

from lxml.html import HtmlElement  # type: ignore[import-untyped]

_TEXT_BLOCKS = ("p", "h2", "h3", "h4", "h5", "h6")
_FEWEST_WORDS = 4  # of a link that is a headline; fewer may be a name
# What stands before the link to another story: "Related:", "READ MORE |", "Also:"
_LABEL_END = re.compile(r"[:|»>›→]\s*$")
_AFTER = re.compile(r"[\W\d_]*")
_COMMENTS = re.compile(
    r"(?<![^\s_-])comments?[-_](?:list|widget|thread|section|area|container|wrapper|feed|box|item"
    r"|block)(?![^\s_-])"
    r"|\bcommentlist\b|disqus|spot-?im\b|livefyre|\bfb-comments\b|\breader-?comments\b",
    re.I,
)
_ADS = re.compile(
    r"(?<!\S)(?:ads?|advert(?:isement|ising)?s?|sponsored|ad-(?:slot|container|wrapper|unit|block))(?!\S)",
    re.I,
)
_LONGEST_AD = 500  # characters; what is longer is an article in a block named after the ads around it
_ENDS_SENTENCE = re.compile(r"[.!?…][”\"’'»)\]]*\s*$")


def drop_named(tree: HtmlElement) -> None:
    """Take out what readers wrote and what advertisers paid for, by its names. Changes `tree`."""
    for element in list(tree.iter("div", "section", "ul", "ol")):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.getparent() is not None and (_is_comments(element, names) or _is_ad(element, names)):
            element.drop_tree()


def _is_comments(element: HtmlElement, names: str) -> bool:
    return _COMMENTS.search(names) is not None and element.find(".//article") is None


def _is_ad(element: HtmlElement, names: str) -> bool:
    return _ADS.search(names) is not None and len("".join(element.itertext())) <= _LONGEST_AD


def drop_links(tree: HtmlElement) -> None:
    """Take out lines that only lead to other stories: "Related: <a>...</a>", a link that is a headline.

    A link that is a sentence, or a name of few words, stays; so does an item of a list, which may be one of
    what the article is about. Changes `tree`.
    """
    for element in list(tree.iter(*_TEXT_BLOCKS)):
        if element.getparent() is not None and _only_leads_on(element):
            element.drop_tree()


def _only_leads_on(element: HtmlElement) -> bool:
    links = list(element.iter("a"))
    if not links or len(links) > 3:
        return False
    linked = " ".join(word for link in links for word in "".join(link.itertext()).split())
    if len(linked.split()) < _FEWEST_WORDS:
        return False
    text = " ".join("".join(element.itertext()).split())
    before, found, after = text.partition(linked)
    if not found or not _AFTER.fullmatch(after):
        return False
    if before.strip():
        return bool(len(before.split()) <= 4 and _LABEL_END.search(before))
    return not _ENDS_SENTENCE.search(linked)
