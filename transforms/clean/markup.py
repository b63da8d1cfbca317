"""What the markup of a page states about its article, in meta elements, JSON-LD and time elements."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

from lxml.etree import XPath  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura.metadata import examine_meta, extract_meta_json, extract_title

from transforms.clean.credits import byline, people

_LONGEST_JSON = 1_000_000  # characters
_ARTICLE_TYPE = re.compile(r"Article$|Posting$|Report$|WebPage$")
# Names of meta elements that hold the time of publication, the most specific first.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "publishdate", "publish-date", "publish_date", "pubdate", "publication_date", "parsely-pub-date",
    "sailthru.date", "article.published", "published_at", "publishedtime", "dc.date.issued",
    "dcterms.created", "dc.date", "dcterms.date", "dc.date.created", "cxenseparse:recs:publishtime",
    "originalpublicationdate", "date",
)  # fmt: skip
_TIME_PATHS = (
    ".//time[@pubdate]",
    './/*[@itemprop="datePublished"]',
    ".//article//time[@datetime]",
    ".//header//time[@datetime]",
)
_BYLINES = XPath(
    './/*[@rel="author" or @itemprop="author" or @data-testid="byline" or contains(@class, "byline")'
    ' or contains(@class, "author-name") or contains(@class, "article-author")'
    ' or contains(@class, "post-author")]'
)
_LONGEST_BYLINE = 120  # characters


class Markup(NamedTuple):
    """As stated, unchecked. `published` is the date or time as written."""

    title: str | None
    authors: tuple[str, ...]
    publisher: str | None
    url: str | None
    published: str | None
    language: str | None


def read_markup(tree: HtmlElement) -> Markup:
    """What a parsed page states. Title, authors and outlet through trafilatura; dates with their time of day.

    trafilatura's own search for dates is not used: it drops time and zone, and guesses from the text
    where the markup states none.
    """
    stated = examine_meta(tree)
    if stated.author and " " not in stated.author:
        stated.author = None
    with suppress(Exception):  # trafilatura's reader of JSON-LD fails on odd types
        stated = extract_meta_json(tree, stated)
    authors = tuple(name.strip() for name in (stated.author or "").split(";") if name.strip())
    return Markup(
        title=stated.title or extract_title(tree),
        authors=authors or _byline(tree),
        publisher=stated.sitename.lstrip("@") if stated.sitename else None,
        url=_canonical(tree) or stated.url,
        published=_published(tree),
        language=tree.get("lang") or tree.get("xml:lang"),
    )


def _canonical(tree: HtmlElement) -> str | None:
    links = tree.iterfind('.//link[@rel="canonical"]')
    return next((str(link.get("href")) for link in links if link.get("href")), None)


def _byline(tree: HtmlElement) -> tuple[str, ...]:
    """The names in the first elements that are marked as a byline.

    trafilatura's search for authors takes a quarter of the time that it takes to find the text.
    """
    for element in islice(_BYLINES(tree), 5):
        text = " ".join("".join(element.itertext()).split())
        names = byline(text) or (people(text) if len(text) <= _LONGEST_BYLINE else ())
        if names:
            return names
    return ()


def _published(tree: HtmlElement) -> str | None:
    """The time of publication as JSON-LD, a meta element or a time element states it.

    A time element counts where it is marked as such, stands in the article or its head, or is the only
    one of the page; others date comments and other articles.
    """
    for node in _linked_data(tree):
        kinds = node.get("@type")
        stated = node.get("datePublished") or node.get("dateCreated")
        if isinstance(stated, str) and any(
            isinstance(kind, str) and _ARTICLE_TYPE.search(kind)
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            return stated
    metas: dict[str, str] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if key:
            metas.setdefault(key.lower(), meta.get("content"))
    for key in _PUBLISHED:
        if metas.get(key):
            return metas[key]
    for path in _TIME_PATHS:
        for element in tree.iterfind(path):
            stated = element.get("datetime") or element.get("content")
            if stated:
                return str(stated)
    times = {str(element.get("datetime")) for element in tree.iterfind(".//time[@datetime]")}
    return times.pop() if len(times) == 1 else None


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The nodes of the page's JSON-LD, those of a graph too; what is no JSON is passed over."""
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        if not script.text or len(script.text) > _LONGEST_JSON:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in data if isinstance(data, list) else [data]:
            if isinstance(node, dict):
                yield node
                graph = node.get("@graph")
                if isinstance(graph, list):
                    yield from (item for item in graph if isinstance(item, dict))
