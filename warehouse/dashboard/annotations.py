"""The annotations of an article as list items, with links to the text, entities, speakers and dyads."""

from collections.abc import Mapping

from warehouse.article.article import Article, Event, Quote, entities, quotations, score
from warehouse.article.why import reasons
from warehouse.dashboard import names
from warehouse.dashboard.article_body import anchor_of
from warehouse.dashboard.escape import counted, element, words
from warehouse.dashboard.filters import address
from warehouse.dashboard.lists import type_tag

MAX_WORDS = 300


def event_items(
    article: Article, country_names: Mapping[str, str], quad_classes: Mapping[str, str]
) -> list[str]:
    """The events, given the names of countries by code and the quad classes of event types."""
    return [
        event_item(event, country_names, quad_classes.get(event.event_type, "")) + why(event, article)
        for event in article.events
    ]


def event_item(event: Event, country_names: Mapping[str, str], quad_class: str) -> str:
    """An event with all that is coded of it; its countries lead to the page of the pair."""
    head = [
        back(event),
        element("b", words(event.actor or event.actor_text or "unnamed", 100)),
        type_tag(event.event_type, quad_class),
    ]
    if event.recipient or event.recipient_text:
        head += ["→ ", element("b", words(event.recipient or event.recipient_text, 100))]
    if event.status != "occurred":
        head.append(element("span", words(event.status), class_="readout-tag"))
    notes = [f"Goldstein weight {score(event.goldstein)}"]
    if event.mode:
        notes.append(event.mode.lower())
    if event.event_date:
        notes.append(f"{event.event_date} ({event.date_precision})")
    if event.place_text:
        notes.append(f"in {event.place_text}")
    if event.attributed_to or event.quote_id:
        notes.append(f"claimed by {event.attributed_to or 'somebody unnamed'}")
    if event.repeats:
        notes.append(f"repeats E{event.repeats}")
    a, b = event.actor_country, event.recipient_country
    pair = ""
    if a and b and a != b:
        target = address("relations", a=country_names.get(a, a), b=country_names.get(b, b))
        pair = " · " + element("a", words(f"{a}–{b} over time"), href=target)
    return element("div", *head, class_="readout-head", id=anchor_of(event, "list")) + element(
        "div", words(" · ".join(notes), 500), pair, class_="readout-small"
    )


def quotation_items(article: Article) -> list[str]:
    return [quotation_item(pieces) + why(pieces[0], article) for pieces in quotations(article)]


def quotation_item(pieces: list[Quote]) -> str:
    """A quotation with its speaker, who has a page where the text decides who it is."""
    first = pieces[0]
    name = words(first.speaker or first.speaker_text or "speaker not named", 100)
    if first.speaker_id:
        name = element("a", name, href=address("voices", speaker=first.speaker_id))
    of = ", ".join(part for part in (first.country, names.sector(first.sector)) if part)
    said = words(" … ".join(piece.text for piece in pieces), MAX_WORDS)
    notes = [first.form, f"cue: {first.cue}" if first.cue else ""]
    return (
        element(
            "div",
            back(first),
            element("b", name),
            element("span", words(of), class_="readout-small"),
            class_="readout-head",
            id=anchor_of(first, "list"),
        )
        + element("div", said, class_="readout-words readout-quote")
        + element("div", words(" · ".join(filter(None, notes)), 200), class_="readout-small")
    )


def entity_items(article: Article) -> list[str]:
    """The entities that the article names, most often named first."""
    items = []
    for mention, count in entities(article):
        page = address("voices", speaker=str(mention.entity_id))
        facts = [names.kind(mention.label), mention.country, names.sector(mention.sector)]
        facts.append(counted(count, "mention"))
        items.append(
            element("b", element("a", words(mention.name, 120), href=page))
            + element("div", words(" · ".join(fact for fact in facts if fact)), class_="readout-small")
        )
    return items


def why(item: Quote | Event, article: Article) -> str:
    """The rules that made a row, folded up, and the command that explains more."""
    row_id = item.quote_id if isinstance(item, Quote) else item.event_id
    lines = [
        element("b", words(f"{reason.what}: "))
        + words(reason.found, 300)
        + element("div", words(" – ".join(filter(None, (reason.rule, reason.said))), 500))
        for reason in reasons(item, article)
    ]
    told = [element("div", line) for line in lines]
    command = element("code", words(f"readout explain {row_id}"))
    return element("details", element("summary", "Why"), *told, command, class_="readout-small readout-why")


def back(item: Quote | Event) -> str:
    """The number of an item, with a link to its words in the text."""
    shown = f"{'Q' if isinstance(item, Quote) else 'E'}{item.number}"
    return element(
        "a", shown, class_="readout-number", href=f"#{anchor_of(item, 'text')}", title="in the text"
    )
