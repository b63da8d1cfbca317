"""What a page's JSON-LD states of its article: schema.org nodes, also damaged or wrapped ones."""

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from json_repair import repair_json
from lxml.html import HtmlElement  # type: ignore[import-untyped]

Node = dict[str, Any]

_LONGEST = 1_000_000  # characters of one script
# The repair of damaged JSON takes about 5 microseconds a character, and more where much is damaged.
_MOST_DAMAGED = 60_000  # characters of one page
_MOST_BRACKETS = 3_000  # the time grows with their square where they are not closed
_MOST_NODES = 200
_DEEPEST = 6
_OPENING = ("<!--", "//", "/*", "<![CDATA[", "*/")
_CLOSING = ("-->", "*/", "]]>", "/*", "//", ";")
_MOST_WRAPPINGS = 3
# Where the nodes of a page stand: in its graph, and as what the page is mainly about.
_MEMBERS = ("@graph", "mainEntity", "mainEntityOfPage")
_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")
_LIVE = "LiveBlogPosting"
_HEADLINES = ("headline", "alternativeHeadline", "name")
# Kinds that carry an article's title and date on pages that call their article something else.
_NEARLY = {"Review", "ClaimReview", "Recipe", "VideoObject", "ItemPage", "CreativeWork"}
_PAGE = "WebPage"
_SITE = re.compile(r"^WebSite$|Organization$")
_TAG = re.compile(r"<[^<>]{0,500}>")
_WORD = re.compile(r"\w+")


class StatedArticle(NamedTuple):
    """As stated, unchecked. `published` holds dates or times as written, the best first."""

    headline: str | None = None
    people: tuple[str, ...] = ()  # authors that are persons
    organisations: tuple[str, ...] = ()  # authors that are not
    publisher: str | None = None
    published: tuple[str, ...] = ()
    body: str | None = None
    is_live: bool = False


def stated_article(tree: HtmlElement, addresses: tuple[str, ...], titles: tuple[str, ...]) -> StatedArticle:
    """The article that a page's JSON-LD is about, empty where it states none.

    `addresses` and `titles` are those that the page has otherwise: of several articles the one that has
    one of them is this page's, the others are related stories.
    """
    nodes = list(islice(_nodes(tree), _MOST_NODES))
    main = _main(nodes, {_path(address) for address in addresses}, [_words(title) for title in titles])
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and "name" in node}
    if main is None:
        pages = [node for node in nodes if _PAGE in _kinds(node)]
        people, organisations = _authors([node.get("author") for node in pages], by_id)
        return StatedArticle(None, people, organisations, _site_name(nodes), _dates({}, nodes))
    people, organisations = _authors(main.get("author") or main.get("creator"), by_id)
    return StatedArticle(
        headline=_text(main.get("headline")) or _text(main.get("name")),
        people=people,
        organisations=organisations,
        publisher=_name(_resolved(_first(main.get("publisher")), by_id)) or _site_name(nodes),
        published=_dates(main, nodes),
        body=_string(main.get("articleBody")) if not _is_live(main) else None,
        is_live=_is_live(main),
    )


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    budget = _MOST_DAMAGED
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        text = script.text
        if len(text) <= _LONGEST:
            data, cost = _loaded(text, budget)
            budget -= cost
            yield from _members(data)


def _loaded(text: str, budget: int) -> tuple[Any, int]:
    """The data of one script, None where it is no JSON, and what its repair took of `budget`."""
    try:
        return json.loads(text, strict=False), 0
    except (ValueError, RecursionError):
        pass
    text = _unwrapped(text)
    if "&quot;" in text and text.count("&quot;") > text.count('"'):
        text = unescape(text)
    try:
        return json.loads(text, strict=False), 0
    except (ValueError, RecursionError):
        pass
    if len(text) > budget or not 0 < text.count("{") + text.count("[") < _MOST_BRACKETS:
        return None, 0
    try:
        return repair_json(text, return_objects=True, skip_json_loads=True), len(text)
    except Exception:  # whatever it meets in text that may be no JSON at all
        return None, len(text)


def _unwrapped(text: str) -> str:
    """A script without the comments and CDATA marks around its data, and without a semicolon at its end."""
    text = text.strip()
    for _ in range(_MOST_WRAPPINGS):
        for mark in _OPENING:
            text = text.removeprefix(mark).lstrip()
        for mark in _CLOSING:
            text = text.removesuffix(mark).rstrip()
    return text


def _members(data: Any, depth: int = 0) -> Iterator[Node]:
    """The nodes of a value, those that it wraps too. What a node mentions (updates, videos) is left out."""
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for item in data:
            yield from _members(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in _MEMBERS:
            if isinstance(data.get(key), list | dict):
                yield from _members(data[key], depth + 1)


def _main(nodes: list[Node], paths: set[str], titles: list[set[str]]) -> Node | None:
    """The article of the page: the node that is surely an article, and as surely this one."""
    rated = [
        (fit, rank, node)
        for node in nodes
        if (rank := _rank(node)) and (fit := _fit(node, paths, titles)) >= (0 if rank == 2 else 1)
    ]
    if not rated:
        return None
    best = max(rated, key=lambda entry: entry[:2])
    rivals = [entry for entry in rated if entry[:2] == best[:2]]
    return best[2] if best[0] > 0 or len(rivals) == 1 or not titles else None


def _rank(node: Node) -> int:
    """2 for an article, 1 for what may stand for one, 0 for other things."""
    kinds = _kinds(node)
    if any(_ARTICLE.search(kind) for kind in kinds):
        return 2
    return int(any(kind in _NEARLY for kind in kinds))


def _fit(node: Node, paths: set[str], titles: list[set[str]]) -> int:
    """How well address and title agree: 1 or more where one does, 0 where nothing is known, else less."""
    about = node.get("mainEntityOfPage")
    stated = [node.get("url"), node.get("@id"), about]
    if isinstance(about, dict):
        stated += [about.get("@id"), about.get("url")]
    own = {_path(value) for value in stated if isinstance(value, str)} - {""}
    headlines = [_words(_text(node.get(key)) or "") for key in _HEADLINES]
    same_address = bool(own & paths)
    same_title = any(_alike(words, title) for words in headlines for title in titles)
    if same_address or same_title:
        return same_address + same_title
    return -1 if own and any(headlines) and paths - {""} else 0


def _alike(one: set[str], other: set[str]) -> bool:
    """Whether two headlines share most words of the shorter one."""
    return 2 * len(one & other) > min(len(one), len(other)) > 0


def _dates(main: Node, nodes: list[Node]) -> tuple[str, ...]:
    values = [main.get(key) for key in ("datePublished", "dateCreated", "uploadDate")]
    if len([node for node in nodes if _rank(node) == 2]) <= 1:
        values += [node.get("datePublished") for node in nodes if _PAGE in _kinds(node)]
    return tuple(value for value in values if isinstance(value, str))


def _authors(stated: Any, by_id: dict[str, Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of persons and of others. `stated` is a text, a node, a reference to one, or a list."""
    people: list[str] = []
    others: list[str] = []
    for item in islice(stated if isinstance(stated, list) else [stated], _MOST_NODES):
        node = _resolved(item, by_id)
        is_person = not isinstance(node, dict) or not any("Organization" in kind for kind in _kinds(node))
        name = node.get("name") if isinstance(node, dict) else node
        names = name if isinstance(name, list) else [_name(node)]
        (people if is_person else others).extend(name for name in map(_text, names) if name)
    return tuple(dict.fromkeys(people)), tuple(dict.fromkeys(others))


def _resolved(item: Any, by_id: dict[str, Node]) -> Any:
    if isinstance(item, dict) and "name" not in item:
        return by_id.get(str(item.get("@id")), item)
    return item


def _name(node: Any) -> str | None:
    """The name of a node, or the node itself where it is a text."""
    if not isinstance(node, dict):
        return _text(node)
    name = node.get("name")
    if isinstance(name, dict):
        name = name.get("name") or name.get("@value")
    parts = [node.get(key) for key in ("givenName", "additionalName", "familyName")]
    return _text(name) or _text(" ".join(part for part in parts if isinstance(part, str)))


def _site_name(nodes: list[Node]) -> str | None:
    sites = (node for node in nodes if any(_SITE.search(kind) for kind in _kinds(node)))
    return next((name for node in sites if (name := _name(node))), None)


def _kinds(node: Node) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _is_live(node: Node) -> bool:
    return _LIVE in _kinds(node)


def _first(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _text(value: Any) -> str | None:
    """A stated value as a line of text, without entities and tags."""
    if not isinstance(value, str):
        return None
    return " ".join(_TAG.sub(" ", unescape(value[:5000])).split()) or None


def _path(address: str) -> str:
    """The path by which two addresses are compared: hosts and endings vary between editions of a page."""
    try:
        return urlsplit(address.strip()).path.rstrip("/").lower()
    except ValueError:
        return ""


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
