"""What readers see of a part of a page, line by line."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml.etree import iterwalk  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

UNSEEN = frozenset(
    ("script", "style", "noscript", "svg", "template", "button", "select", "iframe", "form", "head")
)
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "em", "font", "i", "img", "label", "mark", "q", "s", "small", "span",
     "strong", "sub", "sup", "time", "u", "wbr")
)  # fmt: skip


class Piece(NamedTuple):
    """A stretch of text, or the beginning (`text` is None) or end (`is_end`) of an element."""

    element: HtmlElement
    text: str | None = None
    is_end: bool = False


def pieces(elements: Iterable[HtmlElement], with_tails: bool = False) -> Iterator[Piece]:
    """Texts and the elements around them in the order of the page; `with_tails` also what follows them."""
    for element in elements:
        walker = iterwalk(element, events=("start", "end", "comment"))
        for event, node in walker:
            if event == "start":
                if node.tag in UNSEEN:
                    walker.skip_subtree()
                    continue
                yield Piece(node)
                if node.text:
                    yield Piece(node, node.text)
            else:
                if event == "end" and node.tag not in UNSEEN:
                    yield Piece(node, is_end=True)
                if node.tail and (with_tails or node is not element):
                    yield Piece(node, node.tail)


def shown_text(element: HtmlElement) -> str:
    """The text of an element as one line."""
    if not len(element):
        return " ".join((element.text or "").split())
    return " ".join("".join(piece.text for piece in pieces((element,)) if piece.text).split())


def following(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that begin after the end of `element`, without those inside of them."""
    at = element
    while at is not None and at.tag != "body":
        yield from at.itersiblings("*")
        at = at.getparent()


def breaks_line(element: HtmlElement) -> bool:
    return element.tag not in _INLINE
