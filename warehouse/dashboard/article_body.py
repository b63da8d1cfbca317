"""The body of an article as HTML, with its entities, quotations and events marked in place.

An entity links to its page; the number behind a quotation or event links to its item in the list, whose
number links back.
"""

from collections.abc import Callable, Collection, Iterator

from warehouse.article.article import Article, Event, Mention, Quote, spans
from warehouse.article.spans import Close, Open, Span, Text, nested, paragraphs
from warehouse.dashboard import names
from warehouse.dashboard.escape import element, words

KINDS = ("entities", "quotations", "events")
KIND_OF = {"mention": "entities", "quote": "quotations", "event": "events"}
Link = Callable[[str], str]  # the address of an entity's page


def body(article: Article, shown: Collection[str], entity_page: Link, here: str | None = None) -> str:
    """The body with the marks whose kind (of `KINDS`) is in `shown`; its words are unchanged.

    `here` is the id of the quotation or event that the reader came for.
    """
    wanted = [span for span in spans(article) if KIND_OF[span.kind] in shown]
    parts = [
        element("p", *paragraph(article, wanted, start, end, entity_page, here), dir="auto")
        for start, end in paragraphs(article.body)
    ]
    return element("div", *parts, class_="readout-body")


def corrections(text: str) -> str:
    """The corrections and editor's notes of an article, paragraph by paragraph."""
    parts = [element("p", words(text[start:end]), dir="auto") for start, end in paragraphs(text)]
    return element("div", *parts, class_="readout-corrections")


def paragraph(
    article: Article, wanted: list[Span], start: int, end: int, entity_page: Link, here: str | None
) -> Iterator[str]:
    """The HTML of a paragraph: elements that nest, and a number where a quotation or event ends."""
    inside = [span for span in wanted if span.start < end and span.end > start]
    for token in nested(article.body, inside, start, end):
        if isinstance(token, Text):
            yield words(token.text)
        elif isinstance(token, Open):
            yield opening(article, token, entity_page, here)
        else:
            yield closing(article, token)


def opening(article: Article, token: Open, entity_page: Link, here: str | None) -> str:
    span = token.span
    if span.kind == "mention":
        return mention(article.mentions[span.place], entity_page)
    item = article.quotes[span.place] if span.kind == "quote" else article.events[span.place]
    key = item.quote_id if isinstance(item, Quote) else item.event_id
    classes = (
        ["readout-said"]
        if isinstance(item, Quote)
        else ["readout-event", tone(item), f"readout-{item.status}"]
    )
    if here in (key, str(item.number)):
        classes.append("readout-here")
    anchor = {"id": anchor_of(item, "text")} if token.first else {}
    return start_tag("span", class_=" ".join(classes), **anchor)


def closing(article: Article, token: Close) -> str:
    span = token.span
    if span.kind == "mention":
        return "</a>" if article.mentions[span.place].entity_id else "</span>"
    item = article.quotes[span.place] if span.kind == "quote" else article.events[span.place]
    if not token.last or (isinstance(item, Quote) and not is_last_piece(article, item)):
        return "</span>"
    shown = f"{'Q' if isinstance(item, Quote) else 'E'}{item.number}"
    number = element("a", shown, class_="readout-number", href=f"#{anchor_of(item, 'list')}")
    return f"</span>{number}"


def mention(item: Mention, entity_page: Link) -> str:
    """The start of a mention: a link to its entity where the text decides which."""
    if not item.entity_id:
        return start_tag("span", class_=f"readout-mention readout-{item.form}", title=names.kind(item.label))
    facts = (item.name, names.kind(item.label), item.country, names.sector(item.sector))
    title = " · ".join(fact for fact in facts if fact)
    return start_tag(
        "a", class_=f"readout-mention readout-{item.form}", title=title, href=entity_page(item.entity_id)
    )


def start_tag(name: str, **attributes: str) -> str:
    return element(name, **attributes).removesuffix(f"</{name}>")


def is_last_piece(article: Article, quote: Quote) -> bool:
    """Whether no further piece of the quotation follows."""
    return quote == [piece for piece in article.quotes if piece.number == quote.number][-1]


def anchor_of(item: Quote | Event, place: str) -> str:
    """The anchor of a quotation or event, in the text or in the list."""
    kind = "quotation" if isinstance(item, Quote) else "event"
    return f"{kind}-{item.number}-{place}"


def tone(event: Event) -> str:
    return "readout-conflict" if event.goldstein < 0 else "readout-cooperation"


def key() -> str:
    """What the marks mean, in a line."""
    meanings = {
        "readout-mention readout-name": "entity",
        "readout-said": "quotation",
        "readout-event readout-cooperation": "cooperation",
        "readout-event readout-conflict": "conflict",
        "readout-event readout-planned": "planned or possible",
        "readout-event readout-denied": "denied",
    }
    return element(
        "div",
        *(element("span", name, class_=classes) for classes, name in meanings.items()),
        class_="readout-key",
    )
