"""The page of an entity: what they said, to whom, where, what they do, and what they claim about others."""

from collections.abc import Callable, Mapping
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from warehouse.dashboard import charts, escape, names, palette
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import ARTICLE, EVENT, QUOTE, Filters, address, choices
from warehouse.dashboard.lists import day, show_events, show_list, show_quotes
from warehouse.dashboard.queries import events as ask_events
from warehouse.dashboard.queries import voices as ask
from warehouse.dashboard.view import link

LISTED = 40
ADDRESSEES = 10
FORMS = {"direct": palette.GREEN, "mixed": palette.SKY, "indirect": palette.GREY}


def draw_speaker(warehouse: Warehouse, filters: Filters, speaker: Mapping[str, Any]) -> None:
    link("voices", "All voices", ":material/arrow_back:")
    st.title(escape.markdown(speaker["name"]), anchor=False)
    country = choices(warehouse).countries.get(speaker["country"] or "", speaker["country"])
    facts = [names.kind(speaker["kind"]), country, names.sector(speaker["sector"]), speaker["wikidata_id"]]
    st.text(escape.plain(" · ".join(fact for fact in facts if fact)))
    # Of a speaker all quotations are theirs, whatever country is asked for
    where = f"{filters.where(QUOTE, without=['countries'])} AND {ask.OF_SPEAKER}"
    events = filters.where(EVENT, without=["countries"])
    articles = filters.where(ARTICLE, without=["countries"])
    values = {**filters.parameters, "speaker": speaker["entity_id"], "limit": LISTED}
    forms = warehouse.rows(ask.FORMS.format(quote=where), values)
    draw_totals(forms, warehouse.row(ask.CLAIMS.format(event=events), values))
    tabs: dict[str, Callable[[], None]] = {
        "What they said": lambda: draw_said(warehouse, where, values),
        "What they do": lambda: draw_events(
            warehouse, f"{events} AND {ask.TAKES_PART}", values, "Events with them on either side."
        ),
        "What they claim": lambda: draw_events(
            warehouse,
            f"{events} AND {ask.CLAIMED_BY}",
            values,
            "Events that they are quoted as saying occurred, are planned, or did not happen.",
        ),
        "Articles": lambda: draw_articles(warehouse, articles, values),
    }
    said, done, *_ = tabs
    first = done if forms.is_empty() else said
    drawn = st.tabs(list(tabs), default=first, key="about", bind="query-params")
    for tab, draw in zip(drawn, tabs.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def draw_totals(forms: pl.DataFrame, claims: Mapping[str, Any]) -> None:
    with st.container(horizontal=True):
        st.metric("Quotations", f"{forms['quotes'].sum():,}")
        direct = forms.filter(pl.col("form") == "direct")["quotes"].sum()
        st.metric("of them direct", f"{direct:,}", help="In quotation marks.")
        st.metric("Claims", f"{claims['claims']:,}", help="Events that they are quoted as telling of.")
        st.metric(
            "told by nobody else",
            f"{claims['alone']:,}",
            help="Claims of events that no article tells in its own voice.",
        )


def draw_events(warehouse: Warehouse, where: str, values: Mapping[str, Any], what: str) -> None:
    events = warehouse.rows(ask_events.NEWEST.format(where=where), values)
    if events.is_empty():
        st.info("No event like that matches the filters.", icon=":material/info:")
        return
    st.caption(what + (f" The newest {LISTED}." if len(events) == LISTED else ""))
    show_events(events)


def draw_articles(warehouse: Warehouse, where: str, values: Mapping[str, Any]) -> None:
    articles = warehouse.rows(ask.ARTICLES.format(article=where), values)
    if articles.is_empty():
        st.info("No article that names them matches the filters.", icon=":material/info:")
    show_list(map(article, articles.iter_rows(named=True)))


def draw_said(warehouse: Warehouse, where: str, values: Mapping[str, Any]) -> None:
    period = warehouse.row(ask.PERIOD.format(quote=where), values)
    if not period["quotes"]:
        st.info("No quotation of theirs matches the filters.", icon=":material/filter_alt_off:")
        return
    unit = charts.unit_of(period["first"], period["last"])
    over_time = warehouse.rows(ask.OVER_TIME.format(quote=where), {**values, "unit": unit})
    addressees = warehouse.rows(ask.ADDRESSEES.format(quote=where), {**values, "limit": ADDRESSEES})
    if over_time["start"].n_unique() > 1:
        charts.show(quotes_chart(over_time, unit), f"Their quotations in each {unit}, by form", 200)
    if len(addressees):
        st.subheader("To whom")
        bars = charts.ranked(addressees, "addressee", "quotes", "quotations", palette.PURPLE)
        charts.show(bars, "Whom they address", charts.height_of(len(addressees)))
    quotes = warehouse.rows(ask.NEWEST.format(quote=where), values)
    if len(quotes) == LISTED:
        st.caption(f"The newest {LISTED}.")
    show_quotes(quotes, with_speaker=False)


def quotes_chart(over_time: pl.DataFrame, unit: str) -> charts.Drawing:
    return (
        alt.Chart(over_time)
        .mark_bar()
        .encode(
            x=charts.time_axis(unit, "published"),
            y=alt.Y("quotes:Q", title="quotations", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("form:N", scale=charts.colours(FORMS), legend=charts.legend()),
            tooltip=[
                alt.Tooltip("start:T", title=f"{unit} of"),
                alt.Tooltip("form:N"),
                alt.Tooltip("quotes:Q"),
            ],
        )
    )


def article(row: Mapping[str, Any]) -> str:
    """An article with a link to it, and how often it names the entity."""
    title = escape.element(
        "a", escape.words(row["title"] or "Untitled", 200), href=address("article", article=row["article_id"])
    )
    count = escape.counted(row["mentions"], "mention")
    notes = escape.words(f"{day(row)} · {row['source']} · {count}", 300)
    return escape.element("div", title) + escape.element("div", notes, class_="readout-small")
