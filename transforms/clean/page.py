"""HTML pages: the article's text through trafilatura, and what the page's markup states about it."""

import logging
import re
from typing import NamedTuple

from lxml.etree import XPath, strip_elements  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura import bare_extraction, load_html

from transforms.clean.article_body import fuller_text
from transforms.clean.blocks import mend_blocks
from transforms.clean.draft import Draft
from transforms.clean.embeds import quote_embedded
from transforms.clean.inline import keep_inline
from transforms.clean.lexicon import CleaningLexicon
from transforms.clean.liveblogs import open_entries
from transforms.clean.markup import read_markup
from transforms.clean.pruning import drop_links, drop_named
from transforms.clean.repair import repair_characters
from transforms.clean.text import clean_paragraphs
from transforms.clean.walls import wall

# libxml2 and trafilatura take seconds and hundreds of megabytes for more. Pictures and scripts that stand
# inside the page do not count: they are taken out first where a page is large.
MAX_PAGE_CHARS = 5_000_000
_LARGE = 150_000
# trafilatura needs time that grows with the square of the elements beside each other: 100,000 cells of a
# table take half a minute. The largest of 380 news pages has 4,500.
MAX_ELEMENTS = 20_000
_ELEMENTS = XPath("count(//*)")
# libxml2 leaves out, without a word, what is nested more than 255 deep. The deepest of those pages has 51.
MAX_DEPTH = 200
_IS_TOO_DEEP = XPath(f"boolean({'/*' * MAX_DEPTH})")
_SCRIPT = r"<(?P<script>script|style)\b(?![^>]*ld\+json)(?:[^<]++|<(?!/(?P=script)))*+"
_EMBEDDED = re.compile(rf"data:[\w/+.-]{{0,80}};base64,[A-Za-z0-9+/=\s]++|{_SCRIPT}", re.I)
# libxml2 needs time that grows with the square of the attributes of one element.
_MOST_ATTRIBUTES = 2000
_START_TAG = re.compile(
    rf"""{_SCRIPT}|<(?P<name>[a-z][\w:-]{{0,40}})(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+>?""", re.I
)
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_ATTRIBUTE_ENDS = re.compile(r"[\s=/\"']+")


# trafilatura takes these out too, but only after it has copied and searched the tree several times. Measured
# on 181 news pages: the text of one changes, the F1 does not, and extraction takes a quarter less time.
_INVISIBLE = ("script", "style")
_FURNITURE = (
    *_INVISIBLE, "head", "nav", "footer", "aside", "svg", "iframe", "noscript", "template", "select",
    "button", "input", "source", "track", "address",
)  # fmt: skip
# What trafilatura logs of a page that it cannot read stands in the rejection.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


class PageError(ValueError):
    """A page without an article that can be read; the message says why."""


def read_page(html: str, lexicon: CleaningLexicon, url: str | None = None) -> Draft:
    """The article of an HTML page. Parses once; raises PageError where there is none to read."""
    if len(html) > _LARGE:
        html = _bounded(html)
    try:
        tree = _parsed(html)
        stated = read_markup(tree, url)
        # A page whose navigation is never closed has its article in it: the second look keeps everything.
        is_live = stated.is_live
        found = _text(tree, url, _FURNITURE, is_live) or _text(_parsed(html), url, _INVISIBLE, is_live)
        text = fuller_text(found.text if found else None, stated.body)
    except (RecursionError, MemoryError) as error:
        raise PageError(f"HTML is too complex: {type(error).__name__}") from error
    reason = wall(stated.title, text)
    if reason or not text:
        raise PageError(reason or "no article text found in the page")
    repaired = repair_characters(text)
    body = clean_paragraphs(
        repaired.text.split("\n"),
        lexicon,
        stated.title,
        stated.only_heading,
        stated.authors,
        surely_kept=found.times if found else (),
    )
    return Draft(
        body.paragraphs,
        title=stated.title,
        authors=stated.authors or body.authors,
        contributors=body.contributors,
        publisher=stated.publisher or body.publisher,
        url=stated.url,
        published=stated.published,
        published_text=stated.shown_date or body.published_text,
        language=stated.language,
        offsets=stated.offsets,
        corrections=body.corrections,
        n_repairs=body.n_repairs + repaired.n_repairs + html.count("\x00"),
    )


def _parsed(html: str) -> HtmlElement:
    tree = load_html(html)
    if tree is None:
        raise PageError("is not HTML that can be parsed")
    if _IS_TOO_DEEP(tree):
        raise PageError(f"HTML is nested more than {MAX_DEPTH} elements deep")
    n_elements = int(_ELEMENTS(tree))
    if n_elements > MAX_ELEMENTS:
        raise PageError(f"HTML has {n_elements:,} elements: no article's page has more than {MAX_ELEMENTS:,}")
    return tree


class _Text(NamedTuple):
    """The article's text, one paragraph a line, and the times of its entries."""

    text: str
    times: frozenset[str]


def _text(tree: HtmlElement, url: str | None, without: tuple[str, ...], is_live: bool) -> _Text | None:
    """The article's text, None where there is none. Changes `tree`."""
    strip_elements(tree, *without, with_tail=False)
    quote_embedded(tree)
    times = open_entries(tree, is_live)
    keep_inline(tree)
    drop_named(tree)
    drop_links(tree)
    mend_blocks(tree)
    document = bare_extraction(tree, url=url, fast=True, include_comments=False)
    text = getattr(document, "text", None) or ""
    return _Text(text, times) if text.strip() else None


def _bounded(html: str) -> str:
    """A large page without what costs time and says nothing. Raises PageError where it is still too large."""
    if len(html) > MAX_PAGE_CHARS // 5:
        html = _EMBEDDED.sub("", html)
    if len(html) > MAX_PAGE_CHARS:
        raise PageError(f"HTML is larger than {MAX_PAGE_CHARS // 1_000_000} MB ({len(html):,} characters)")
    return _START_TAG.sub(_bounded_tag, html)


def _bounded_tag(found: re.Match[str]) -> str:
    tag = found.group()
    if (
        found["script"]
        or len(tag) <= 2 * _MOST_ATTRIBUTES
        or len(_ATTRIBUTE_ENDS.split(_QUOTED.sub("=", tag))) <= _MOST_ATTRIBUTES
    ):
        return tag
    return f"<{found['name']}>"
