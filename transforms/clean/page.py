"""HTML pages: the article's text through trafilatura, and what the page's markup states about it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura import bare_extraction, load_html
from trafilatura.metadata import examine_meta, extract_author, extract_meta_json, extract_title

from transforms.clean.draft import Draft
from transforms.clean.plain import clean_paragraphs

# An article's markup is nested a few dozen deep. trafilatura and lxml recurse, so deeper trees are refused.
_DEEPEST = 400
_LONGEST_JSON = 1_000_000
_ARTICLE_TYPES = re.compile(
    r"(?:News|Analysis|Opinion|Reportage|Review|Background|Satirical|Scholarly|Social)?\w*Article$|BlogPosting|LiveBlogPosting|Report$|WebPage$"
)
_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "publishdate",
    "publish-date", "publish_date", "pubdate", "publication_date", "parsely-pub-date", "sailthru.date",
    "article.published", "published_at", "publishedtime", "dc.date.issued", "dcterms.created", "dc.date",
    "dcterms.date", "dc.date.created", "cxenseparse:recs:publishtime", "originalpublicationdate", "date",
)  # fmt: skip


class PageError(ValueError):
    """A page without an article that can be read; the message says why."""


def read_page(html: str, url: str | None = None) -> Draft:
    """The article of an HTML page. Parses once; raises PageError where there is none to read."""
    try:
        tree = load_html(html)
        if tree is None:
            raise PageError("is not HTML that can be parsed")
        if _too_deep(tree):
            raise PageError(f"HTML is nested more than {_DEEPEST} deep")
        stated = _stated(tree)
        document = bare_extraction(tree, url=url, favor_precision=True, include_comments=False)
    except (RecursionError, MemoryError) as error:
        raise PageError(f"HTML is too complex: {type(error).__name__}") from error
    text = getattr(document, "text", None) or ""
    if not text.strip():
        raise PageError("no article text found in the page")
    body = clean_paragraphs(text.split("\n"))
    return Draft(
        body.paragraphs,
        title=stated["title"],
        authors=stated["authors"],
        contributors=body.contributors,
        publisher=stated["publisher"] or body.publisher,
        url=stated["url"],
        published=stated["published"],
        language=stated["language"],
        n_repairs=body.n_repairs,
    )


def _too_deep(tree: HtmlElement) -> bool:
    depth, element = 0, None
    for element in tree.iter():  # the last element in document order is deep in a hostile page
        pass
    deepest: _Element | None = element
    while deepest is not None:
        deepest = deepest.getparent()
        depth += 1
    return depth > _DEEPEST


def _stated(tree: HtmlElement) -> dict[str, Any]:
    metadata = examine_meta(tree)
    if metadata.author and " " not in metadata.author:
        metadata.author = None
    try:
        metadata = extract_meta_json(tree, metadata)
    except Exception:  # noqa: S110  trafilatura's reader of JSON-LD fails on odd types
        pass
    title = metadata.title or extract_title(tree)
    author = metadata.author or extract_author(tree)
    nodes = list(_linked_data(tree))
    return {
        "title": title,
        "authors": tuple(name.strip() for name in (author or "").split(";") if name.strip()),
        "publisher": metadata.sitename.lstrip("@") if metadata.sitename else None,
        "url": _canonical(tree) or metadata.url,
        "published": _published(tree, nodes),
        "language": tree.get("lang") or tree.get("xml:lang"),
    }


def _canonical(tree: HtmlElement) -> str | None:
    for link in tree.iterfind('.//link[@rel="canonical"]'):
        if link.get("href"):
            return str(link.get("href"))
    return None


def _published(tree: HtmlElement, nodes: list[dict[str, Any]]) -> str | None:
    """The time of publication as JSON-LD, a meta element or a time element states it."""
    for node in nodes:
        kinds = node.get("@type")
        named = kinds if isinstance(kinds, list) else [kinds]
        stated = node.get("datePublished") or node.get("dateCreated")
        if isinstance(stated, str) and any(
            isinstance(kind, str) and _ARTICLE_TYPES.search(kind) for kind in named
        ):
            return stated
    metas: dict[str, str] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            key = meta.get(attribute)
            if key:
                metas.setdefault(key.lower(), meta.get("content"))
    for key in _PUBLISHED_META:
        if metas.get(key):
            return metas[key]
    for path in (
        ".//time[@pubdate]",
        './/*[@itemprop="datePublished"]',
        ".//article//time[@datetime]",
        ".//header//time[@datetime]",
    ):
        for element in tree.iterfind(path):
            stated = element.get("datetime") or element.get("content")
            if stated:
                return str(stated)
    times = {element.get("datetime") for element in tree.iterfind(".//time[@datetime]")}
    return times.pop() if len(times) == 1 else None


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Every node of the page's JSON-LD, two levels down; what is no JSON is passed over."""
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
                yield from (
                    (item for item in graph if isinstance(item, dict)) if isinstance(graph, list) else ()
                )
