"""What a page states about its article: in meta elements, JSON-LD, time elements, and below its headline."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain, islice
from typing import NamedTuple

from lxml.etree import XPath  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from transforms.clean.authors import settled_persons, stated_outlet
from transforms.clean.credits import byline
from transforms.clean.date_labels import is_of_change, is_of_something_else
from transforms.clean.dates import Moment, parse_moment, parse_timestamp
from transforms.clean.headline import Heading, headline, shown_elsewhere, shown_headings
from transforms.clean.linked_data import StatedArticle, stated_article
from transforms.clean.liveblogs import earliest_entry, is_live_blog
from transforms.clean.names import people
from transforms.clean.page_head import PageHead, read_head
from transforms.clean.shown import shown_text

Metas = dict[str, list[str]]  # contents of meta elements by property or name, in lower case

# Names of meta elements, the most specific first.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "publishdate", "publish-date", "publish_date", "pubdate", "publication_date", "parsely-pub-date",
    "sailthru.date", "article.published", "published_at", "publishedtime", "dc.date.issued",
    "dcterms.created", "dc.date", "dcterms.date", "dc.date.created", "cxenseparse:recs:publishtime",
    "originalpublicationdate", "date",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "headline", "dc.title", "parsely-title", "sailthru.title", "title")
_AUTHORS = (
    "article:author", "parsely-author", "author", "article:author_name", "article_author", "byl", "byline",
    "dc.creator", "dcterms.creator", "sailthru.author", "citation_author", "og:article:author",
    "cxenseparse:author", "rbauthors",
)  # fmt: skip
_SITES = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "citation_journal_title",
)
_SITE_ACCOUNTS = ("twitter:site",)
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
_WRITTEN_BY = re.compile(r"written by|scritto da|geschrieben von|verfasst von|écrit par|escrito por", re.I)
_UTC = "+00:00"
_WITH_OFFSET = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[+-]\d\d:?\d\d")
_OFFSET = re.compile(r"T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?([+-]\d\d:?\d\d)(?!\d)")
_MOST_OFFSETS = 100
_DIGIT = re.compile(r"\d")
_MOST_WORDS_BESIDE = 15  # a time; where there are more, it stands in a sentence
_LONGEST_BYLINE = 120  # characters
_MOST_MARKED = 5
_LONGEST_CONTENT = 2_000  # characters of a meta element
_MOST_CONTENTS = 20  # of meta elements that say the same
_WORD = re.compile(r"\w+")
_TITLE_END = re.compile(r"\s+(?:[|–—·•»:]|-{1,2})\s+")


class Markup(NamedTuple):
    """As stated, unchecked. `published` is the date or time for machines, `shown_date` that for readers."""

    title: str | None
    only_heading: str | None  # that the page shows, where it shows no other of the first order
    authors: tuple[str, ...]
    publisher: str | None
    url: str | None
    published: str | None
    language: str | None
    shown_date: str | None = None
    offsets: tuple[str, ...] = ()  # of all times that it states
    body: str | None = None  # the article's text, where JSON-LD has it
    is_live: bool = False  # whether it is a live blog


def read_markup(tree: HtmlElement, address: str | None = None) -> Markup:
    """What a parsed page states. `address` is where it was found, if that is known."""
    metas = _metas(tree)
    canonical = _canonical(tree) or _first(metas, ("og:url",))
    page_title = next((shown_text(title) for title in tree.iter("title")), None)
    titles = [*_all(metas, _TITLES), *filter(None, [page_title])]
    shown = shown_headings(tree)
    article = stated_article(
        tree,
        tuple(filter(None, (canonical, address))),
        tuple(chain(titles, (heading.text for heading in shown if heading.text))),
    )
    site = _site(metas, article, canonical or address or "")
    heading = _heading(tree, shown, article, titles, site)
    head = read_head(heading.element) if heading.element is not None else PageHead()
    names = _meta_authors(metas)
    is_live = article.is_live or is_live_blog(tree)
    site = site or _site_of_title(page_title, heading.text)
    return Markup(
        title=heading.text,
        only_heading=shown[0].text if len(shown) == 1 else None,
        authors=settled_persons(article, names, head, site)
        or _marked_authors(tree)
        or stated_outlet(article, names, head),
        publisher=site or _first(metas, _SITE_ACCOUNTS),
        url=canonical,
        published=_published(tree, article, metas, head, is_live),
        language=tree.get("lang") or tree.get("xml:lang"),
        shown_date=head.date,
        offsets=_offsets(tree, metas),
        body=article.body,
        is_live=is_live,
    )


def _metas(tree: HtmlElement) -> Metas:
    metas: Metas = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = (meta.get("content") or "")[:_LONGEST_CONTENT].strip()
        if key and content:
            metas.setdefault(key.lower(), []).append(content)
    return metas


def _all(metas: Metas, keys: Iterable[str]) -> list[str]:
    return list(islice((content for key in keys for content in metas.get(key, ())), _MOST_CONTENTS))


def _first(metas: Metas, keys: Iterable[str]) -> str | None:
    return next((content.lstrip("@") for content in _all(metas, keys)), None)


def _canonical(tree: HtmlElement) -> str | None:
    links = tree.iterfind('.//link[@rel="canonical"]')
    return next((str(link.get("href")) for link in links if link.get("href")), None)


def _heading(
    tree: HtmlElement, shown: list[Heading], article: StatedArticle, titles: list[str], site: str | None
) -> Heading:
    """The headline. On a live blog the heading may be that of its latest entry: there JSON-LD comes first."""
    found = headline(shown, [*titles[:1], article.headline, *titles[1:]], site)
    if found.element is None and found.text:
        found = Heading(found.text, shown_elsewhere(tree, found.text))
    if article.is_live and article.headline:
        return Heading(article.headline, found.element)
    return found


def _site(metas: Metas, article: StatedArticle, address: str) -> str | None:
    """The outlet. JSON-LD has its full name, or that of an agency; meta elements may name a section."""
    names = [name for name in (*_all(metas, _SITES), article.publisher or "") if name and "://" not in name]
    if article.publisher in names and _is_of_host(article.publisher or "", address):
        return article.publisher
    return next((name.lstrip("@") for name in names), None)


def _is_of_host(name: str, address: str) -> bool:
    """Whether a host is called by a longer word of a name, or by its initials."""
    host = address.partition("://")[2].partition("/")[0].lower()
    words = _WORD.findall(name.lower())
    initials = "".join(word[0] for word in words)
    return any(len(word) > 4 and word in host for word in words) or (
        len(words) > 1 and initials in host.split(".")
    )


def _site_of_title(page_title: str | None, title: str | None) -> str | None:
    """The outlet that the title of the window names after the headline."""
    if page_title and title and page_title.startswith(title):
        rest = page_title[len(title) :]
        parts = _TITLE_END.split(rest)
        return parts[-1].strip() if len(parts) > 1 and parts[-1].strip() else None
    return None


def _meta_authors(metas: Metas) -> list[str]:
    """Authors of meta elements; a plug-in of many blogs states them as the value of a label."""
    names = _all(metas, _AUTHORS)
    for number in ("1", "2"):
        label = _first(metas, (f"twitter:label{number}",))
        if label and _WRITTEN_BY.fullmatch(label):
            names += metas.get(f"twitter:data{number}", ())
    return names


def _marked_authors(tree: HtmlElement) -> tuple[str, ...]:
    """The names in elements that are marked as a byline, none where these belong to several articles."""
    found: list[tuple[str, ...]] = []
    for element in islice(_BYLINES(tree), _MOST_MARKED):
        text = shown_text(element)
        names = byline(text) or (people(text) if len(text) <= _LONGEST_BYLINE else ())
        if names:
            found.append(names)
    first = next(iter(found), ())
    return first if all(set(names) & set(first) for names in found) else ()


def _published(
    tree: HtmlElement, article: StatedArticle, metas: Metas, head: PageHead, is_live: bool
) -> str | None:
    """The first date of publication that can be read, the local time where the page has it too.

    A live blog that states none began with the first of its entries, which are shown in either order.
    """
    stated = (*article.published, *_all(metas, _PUBLISHED), *(() if is_live else head.times))
    if is_live and not any(map(parse_timestamp, stated)):
        return earliest_entry(tree)
    shown = chain(_times(tree), () if head.date else _times(tree, of_changes=True))
    found = next((date for date in chain(stated, shown) if parse_timestamp(date)), None)
    return _confirmed(found, (*stated, *head.times, head.date)) if found else None


def _confirmed(found: str, stated: Iterable[str | None]) -> str:
    """The time that was found, or a better statement of it that the page has too.

    That is the same minute with the outlet's own offset instead of in UTC. And a plug-in of many blogs gives
    the hour in UTC the local offset: another statement that is right by the former shows it.
    """
    moment = parse_moment(found)
    if moment is None or moment.zone is None:
        return found
    as_utc = _WITH_OFFSET.fullmatch(found)
    mistaken = parse_moment(f"{as_utc[1]}Z") if as_utc and moment.zone != _UTC else None
    for date in dict.fromkeys(stated):
        other = parse_moment(date) if date != found else None
        if other is None or other.zone is None:
            continue
        if (moment.zone == _UTC != other.zone and _same_minute(other, moment)) or (
            mistaken and _same_minute(other, mistaken)
        ):
            return date or found
    return found


def _same_minute(one: Moment, other: Moment) -> bool:
    return abs(one.when - other.when) < timedelta(minutes=1)


def _offsets(tree: HtmlElement, metas: Metas) -> tuple[str, ...]:
    """The offsets of the times that a page states for machines, whatever they are of."""
    texts = chain(
        chain.from_iterable(metas.values()),
        (element.get("datetime") for element in tree.iterfind(".//time[@datetime]")),
        (script.text for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower()),
    )
    found = (offset for text in texts if text for offset in _OFFSET.findall(text))
    return tuple(dict.fromkeys(islice(found, _MOST_OFFSETS)))


def _times(tree: HtmlElement, of_changes: bool = False) -> Iterator[str]:
    """Times of time elements that are marked as that of publication, stand in the article or its head, or are
    the only ones of the page; others date comments and other articles.

    Those within a sentence are of what it tells. Those that are labelled as times of changes come only where
    `of_changes`, and then alone.
    """
    elements = chain.from_iterable(tree.iterfind(path) for path in _TIME_PATHS)
    times = {str(element.get("datetime")): element for element in tree.iterfind(".//time[@datetime]")}
    for element in chain(elements, times.values() if len(times) == 1 else ()):
        stated = element.get("datetime") or element.get("content")
        label = _label(element)
        if stated and is_of_change(label) == of_changes and not _is_of_happening(element, label):
            yield str(stated)


def _label(element: HtmlElement) -> str:
    """What stands before an element in its parent, or before the date in itself."""
    own = _DIGIT.split(shown_text(element))[0]
    if is_of_change(own) or is_of_something_else(own):
        return own
    before = element.getprevious()
    parent = element.getparent()
    if before is not None:
        return f"{shown_text(before)} {before.tail or ''}"
    return (parent.text or "") if parent is not None else ""


def _is_of_happening(element: HtmlElement, label: str) -> bool:
    """Whether a time is that of something else than the article, as it is in a sentence."""
    if is_of_something_else(label):
        return True
    paragraph = next(element.iterancestors("p", "li", "figcaption", "td"), None)
    return paragraph is not None and len(shown_text(paragraph).split()) > _MOST_WORDS_BESIDE
