"""The list of articles, from which one is chosen."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.escape import counted, element, folded, words
from warehouse.dashboard.filters import ARTICLE, Filters, address
from warehouse.dashboard.lists import day, show_list
from warehouse.dashboard.queries import articles as ask

LISTED = 50


def draw_articles(warehouse: Warehouse, filters: Filters) -> None:
    st.title("Articles")
    asked = st.text_input(
        "Search in titles", key="title", bind="query-params", placeholder="words of the title", max_chars=200
    )
    values = {**filters.parameters, "words": folded(asked or "").split(), "limit": LISTED}
    where = filters.where(ARTICLE) + (f" AND {ask.TITLE}" if values["words"] else "")
    total = warehouse.row(ask.TOTAL.format(article=where), values)["articles"]
    if not total:
        st.info("No article matches.", icon=":material/filter_alt_off:")
        return
    st.caption(counted(total, "article") if total <= LISTED else f"The newest {LISTED} of {total:,} articles")
    newest = warehouse.rows(ask.NEWEST.format(article=where), values)
    show_list(map(item, newest.iter_rows(named=True)))


def item(row: Mapping[str, Any]) -> str:
    """An article with a link to it, and what was found in it."""
    title = element(
        "a", words(row["title"] or "Untitled", 240), href=address("article", article=row["article_id"])
    )
    notes = [
        day(row),
        row["publisher"] or row["source"],
        counted(row["n_words"], "word"),
        counted(row["quotes"], "quotation"),
        counted(row["events"], "event"),
        "repeats an earlier article" if row["duplicate_of"] else "",
    ]
    return element("div", element("b", title)) + element(
        "div", words(" · ".join(filter(None, notes)), 400), class_="readout-small"
    )
