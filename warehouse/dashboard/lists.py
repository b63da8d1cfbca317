"""Lists of events and quotations as HTML, with links to where they stand. Every word is escaped."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from warehouse.dashboard import names, palette
from warehouse.dashboard.escape import element, words
from warehouse.dashboard.filters import address

MAX_WORDS = 600  # characters of a clause or quotation in a list
UNKNOWN = "unnamed"


def show_events(events: pl.DataFrame) -> None:
    """Events with who, what, whom, the clause and a link to it; the columns are those of `EVENT_COLUMNS`."""
    show_list(map(event, events.iter_rows(named=True)))


def show_quotes(quotes: pl.DataFrame, with_speaker: bool = True) -> None:
    """Quotations with speaker, words, and a link to them."""
    show_list(quotation(row, with_speaker) for row in quotes.iter_rows(named=True))


def show_list(items: Iterable[str]) -> None:
    st.html(element("ul", *(element("li", item) for item in items), class_="readout-list"))


def event(row: Mapping[str, Any]) -> str:
    """An event: actor, type, recipient, then the clause, then date, source and whose claim it is."""
    actor = row["actor_name"] or row["actor_text"] or row["actor_country"] or UNKNOWN
    recipient = row["recipient_name"] or row["recipient_text"] or row["recipient_country"]
    head = [element("b", words(actor, 120)), type_tag(row["event_type"], row["quad_class"])]
    if recipient:
        head += ["→ ", element("b", words(recipient, 120))]
    if row["status"] != "occurred":
        head.append(element("span", words(row["status"]), class_="readout-tag"))
    notes = [day(row), row["source"]]
    if row["attributed_to_name"]:
        notes.append(f"says {row['attributed_to_name']}")
    elif row["quote_id"]:
        notes.append("a claim of somebody unnamed")
    return (
        element("div", *head, class_="readout-head")
        + element("div", words(row["text"], MAX_WORDS), class_="readout-words")
        + small(notes, row["article_id"], row["event_id"])
    )


def quotation(row: Mapping[str, Any], with_speaker: bool = True) -> str:
    """A quotation: speaker with country and sector, the words, then date, source and form."""
    head = ""
    if with_speaker:
        name = words(row["speaker_name"] or row["speaker_text"] or UNKNOWN, 120)
        if row["speaker_id"]:
            name = element("a", name, href=address("voices", speaker=row["speaker_id"]))
        of = ", ".join(part for part in (row["country"], names.sector(row["sector"])) if part)
        head = element("div", element("b", name), small_text(of), class_="readout-head")
    notes = [day(row), row["source"], row["form"]]
    if row["addressee_text"]:
        notes.append(f"to {row['addressee_text']}")
    said = element("div", words(row["text"], MAX_WORDS), class_="readout-words readout-quote")
    return head + said + small(notes, row["article_id"], row["quote_id"])


def type_tag(event_type: str, quad_class: str) -> str:
    """The event type in words, with a dot in the colour of its quad class."""
    hue = palette.QUAD_CLASSES.get(quad_class, palette.GREY)
    shown = words(event_type.capitalize())
    return element(
        "span", shown, class_="readout-tag readout-dot", style=f"--hue: {hue}", title=quad_name(quad_class)
    )


def quad_name(quad_class: str) -> str:
    return quad_class.replace("_", " ")


def day(row: Mapping[str, Any]) -> str:
    """The day of publication on the publisher's clock."""
    return f"{row['published_on']:%d %b %Y}" if row["published_on"] else "no date"


def small_text(text: str) -> str:
    return element("span", words(text, 300), class_="readout-small")


def small(notes: Iterable[str | None], article_id: str, mark: str) -> str:
    """The last line of an item, with a link to the marked words in their article."""
    text = words(" · ".join(note for note in notes if note) + " · ", 400)
    target = address("article", article=article_id, mark=mark)
    return element("div", text, element("a", "in the article", href=target), class_="readout-small")
