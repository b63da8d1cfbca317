"""Paragraphs that a page's markup does not mark as such: bare text between blocks, sentences in a `<div>`."""

import re
from dataclasses import dataclass, field

from lxml.html import Element, HtmlElement  # type: ignore[import-untyped]

# Text of fewer words that stands bare is a label, a date, a credit or a button.
_FEWEST_WORDS = 8
_CONTAINERS = ("div", "article", "section", "main", "body")
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
))  # fmt: skip
# Elements in which a sentence belongs to something else than the article's text.
_OTHERS = frozenset((
    "figure", "figcaption", "blockquote", "p", "li", "nav", "footer", "aside", "form", "button",
    "table", "label", "header",
))  # fmt: skip
# Names of classes and ids that designers give to what is no paragraph.
_NO_PARAGRAPH = re.compile(
    r"caption|credit|byline|author|meta\b|date|time\b|share|social|promo|related|newsletter|subscri|sign-?up"
    r"|comment|cookie|consent|disclos|disclaim|copyright|advert|\bads?\b|sponsor|tags?\b|breadcrumb|banner"
    r"|modal|popup|tooltip|hidden|menu|sidebar|widget|teaser|footer|footnote|photo|image|gallery|video"
    r"|embed|player|bio\b|profile|toast|alert",
    re.I,
)
# How publishers name the first paragraph where it stands by itself.
_LEAD = re.compile(
    r"(?<![a-z])(?:lead|lede|intro|ingress|vorspann|anriss|chapeau)(?:[-_]?(?:text|paragraph))?(?![a-z])"
)
_BETWEEN = ("figure", "picture", "img", "hr", "br")  # what may stand between a lead and the text
_FEWEST_PARAGRAPHS = 2
_ENDS_SENTENCE = re.compile(r"[.!?…:][”\"’'»“)\]]*\s*$")


@dataclass(slots=True)
class _Run:
    """Text and inline elements between two blocks of a container. `before` is the block above, if any."""

    before: HtmlElement | None
    lead: str
    inline: list[HtmlElement] = field(default_factory=list)

    def text(self) -> str:
        return self.lead + "".join("".join(item.itertext()) + (item.tail or "") for item in self.inline)

    def n_linked(self) -> int:
        return sum(map(_linked, self.inline))


def mend_blocks(tree: HtmlElement) -> None:
    """Make paragraphs of what stands in a container as sentences of its own. Changes `tree`.

    A `<div>` that holds nothing but sentences becomes a paragraph where others stand beside it, and so do
    the shorter ones that the page gives the same class. Text between the blocks of a container is wrapped.
    What is mostly links, short, no sentence, or named as a caption, credit or the like stays as it is.
    """
    for element in list(tree.iter("div", "section", "p")):
        names = " ".join(filter(None, (element.get("class"), element.get("id"))))
        if names and _LEAD.search(names):
            _join_lead(element)
    leaves = [element for element in tree.iter("div") if _is_leaf(element)]
    sentences = {element for element in leaves if _is_paragraph(element)}
    paragraphs = [element for element in leaves if element in sentences and _has_company(element, sentences)]
    classes = {element.get("class") for element in paragraphs} - {None, ""}
    for container in list(tree.iter(*_CONTAINERS)):
        _wrap_bare_text(container)
    for element in paragraphs + [element for element in leaves if element.get("class") in classes]:
        element.tag = "p"


def _join_lead(element: HtmlElement) -> None:
    """Move a lead that stands above the block of paragraphs into it, so that they are read together."""
    body = element.getnext()
    while body is not None and (body.tag in _BETWEEN or not "".join(body.itertext()).strip()):
        body = body.getnext()
    text = " ".join("".join(element.itertext()).split())
    if body is None or body.tag not in _CONTAINERS or len(body.findall(".//p")) < _FEWEST_PARAGRAPHS:
        return
    if _is_sentence(text, _linked(element)) and next(element.iter("h1", "ul", "ol", "figure"), None) is None:
        lead = Element("p")
        lead.text, lead.tail, body.text = text, body.text, None
        body.insert(0, lead)
        element.drop_tree()


def _has_company(element: HtmlElement, sentences: set[HtmlElement]) -> bool:
    """Whether paragraphs, or other such elements, stand beside `element` or in a block beside it."""
    return any(
        block is not element and (block.tag == "p" or block in sentences or block.find("p") is not None)
        for block in element.getparent()
    )


def _is_leaf(element: HtmlElement) -> bool:
    """Whether an element holds text and nothing but inline elements."""
    return all(child.tag in _INLINE for child in element.iterdescendants())


def _is_paragraph(element: HtmlElement) -> bool:
    return _is_sentence("".join(element.itertext()), _linked(element)) and _may_hold_paragraphs(element)


def _wrap_bare_text(container: HtmlElement) -> None:
    """Wrap the runs of text between the blocks of a container, if one of them is a sentence."""
    if not any(_has_text(part) for part in (container.text, *(child.tail for child in container))) and all(
        child.tag not in _INLINE for child in container
    ):
        return
    runs = [_Run(None, container.text or "")]
    for child in container:
        if child.tag in _INLINE:
            runs[-1].inline.append(child)
        else:
            runs.append(_Run(child, child.tail or ""))
    if len(runs) == 1:  # no blocks: the container itself may be a paragraph
        return
    texts = [(run, run.text(), run.n_linked()) for run in runs]
    if any(_is_sentence(text, linked) for _, text, linked in texts) and _may_hold_paragraphs(container):
        for run, text, linked in texts:
            if linked * 2 < len(text.strip()):
                _wrap(container, run)


def _has_text(part: str | None) -> bool:
    return part is not None and not part.isspace()


def _wrap(container: HtmlElement, run: _Run) -> None:
    paragraph = Element("p")
    paragraph.text = run.lead
    if run.before is None:
        container.text = None
        container.insert(0, paragraph)
    else:
        run.before.tail = None
        container.insert(container.index(run.before) + 1, paragraph)
    paragraph.extend(run.inline)


def _is_sentence(text: str, n_linked: int) -> bool:
    """Whether `text`, `n_linked` characters of which are links, may be a sentence of the article."""
    if n_linked * 2 >= len(text) or len(text.split(None, _FEWEST_WORDS)) < _FEWEST_WORDS:
        return False
    return _ENDS_SENTENCE.search(text.rstrip()[-12:]) is not None


def _linked(element: HtmlElement) -> int:
    """How many characters of `element` are links."""
    links = [element] if element.tag == "a" else element.iterdescendants("a")
    return sum(len("".join(link.itertext())) for link in links)


def _may_hold_paragraphs(element: HtmlElement) -> bool:
    """Whether neither the name of an element nor where it stands says that its text is something else."""
    if _NO_PARAGRAPH.search(f"{element.get('class', '')} {element.get('id', '')}"):
        return False
    return not any(parent.tag in _OTHERS for parent in element.iterancestors())
