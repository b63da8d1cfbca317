"""Overview: articles, actors, speakers, and the balance of cooperation and conflict."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from warehouse.dashboard import charts, palette
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import ARTICLE, EVENT, QUOTE, Filters
from warehouse.dashboard.lists import quad_name, show_events
from warehouse.dashboard.queries import events as ask_events
from warehouse.dashboard.queries import overview as ask
from warehouse.dashboard.queries import voices as ask_voices
from warehouse.dashboard.view import View

Row = Mapping[str, Any]

RANKED = 12  # names in a ranking
NEWEST = 12  # events in the list
OTHERS = "other sources"


def draw(warehouse: Warehouse, filters: Filters) -> None:
    st.title("Overview")
    where = {
        "article": filters.where(ARTICLE),
        "event": filters.where(EVENT),
        "quote": filters.where(QUOTE),
    }
    values = filters.parameters
    articles = warehouse.row(ask.ARTICLES.format(**where), values)
    if not articles["articles"]:
        st.info("No article matches the filters.", icon=":material/filter_alt_off:")
        return
    unit = charts.unit_of(articles["first_day"], articles["last_day"])
    values = {**values, "unit": unit, "limit": RANKED}
    # All is asked before anything is drawn: else the page would jump as it comes, and where the browser is on
    # the same machine, drawing one chart would slow down counting for the next
    events = warehouse.row(ask.EVENTS.format(**where), values)
    quotes = warehouse.row(ask.QUOTES.format(**where), values)
    incoming = warehouse.rows(ask.ARTICLES_OVER_TIME.format(**where), values)
    balance = warehouse.rows(ask.EVENTS_OVER_TIME.format(**where), values)
    actors = warehouse.rows(ask.ACTORS.format(**where), values)
    speakers = warehouse.rows(ask_voices.SPEAKERS.format(**where), values)
    newest = warehouse.rows(ask_events.NEWEST.format(where=where["event"]), {**values, "limit": NEWEST})

    draw_totals(articles, events, quotes)
    st.subheader("What came in")
    if incoming.is_empty():
        st.caption("None of the articles has a date of publication.")
    else:
        charts.show(incoming_chart(incoming, unit), f"Articles published in each {unit}, by source", 220)

    st.subheader("Cooperation and conflict")
    st.caption(
        "What occurred, as articles tell it in their own voice, without what they only quote. "
        "Material is what is done, verbal what is said or signed."
    )
    if balance.is_empty():
        st.caption("No such event matches the filters.")
    else:
        charts.show(balance_chart(balance, unit), f"Events of cooperation and conflict in each {unit}")

    left, right = st.columns(2)
    with left:
        st.subheader("Who acts")
        st.caption("Events that occurred, in the colours of the chart above.")
        if actors.is_empty():
            st.caption("No event with a known actor matches the filters.")
        else:
            height = charts.height_of(actors["actor_id"].n_unique())
            charts.show(actors_chart(actors), "Those who act most, by kind of event", height)
    with right:
        st.subheader("Who speaks")
        st.caption("Quotations in marks, reported, or both.")
        if speakers.is_empty():
            st.caption("No quotation with a known speaker matches the filters.")
        else:
            bars = charts.ranked(
                charts.named_apart(speakers, "name", "speaker_id"),
                "name",
                "quotes",
                "quotations",
                palette.GREEN,
                ["country", "sector", "articles"],
            )
            charts.show(bars, "Those who are quoted most", charts.height_of(len(speakers)))

    st.subheader("Newest events")
    if newest.is_empty():
        st.caption("No event matches the filters.")
    else:
        show_events(newest)


def draw_totals(articles: dict[str, object], events: dict[str, object], quotes: dict[str, object]) -> None:
    with st.container(horizontal=True):
        st.metric(
            "Articles",
            f"{articles['articles']:,}",
            help=f"Of these {articles['near_duplicates']:,} repeat an earlier one; "
            "what they tell counts once.",
        )
        st.metric("Sources", f"{articles['sources']:,}")
        st.metric(
            "Events",
            f"{events['events']:,}",
            help="Who did what to whom, repeats counted once.",
        )
        st.metric(
            "of them claims",
            f"{events['claims']:,}",
            help="Told by somebody quoted, not by the article itself.",
        )
        st.metric("Quotations", f"{quotes['quotes']:,}", help="In marks, reported, or both.")
        st.metric("Speakers", f"{quotes['speakers']:,}", help="People and bodies whom the text names.")


def incoming_chart(incoming: pl.DataFrame, unit: str) -> charts.Drawing:
    by_size = incoming.group_by("source").agg(pl.col("articles").sum()).sort("articles", descending=True)
    busiest = by_size["source"].drop_nulls().to_list()
    others = OTHERS if incoming["source"].has_nulls() else None
    frame = incoming.with_columns(pl.col("source").fill_null(OTHERS))
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=charts.time_axis(unit, "published"),
            y=alt.Y("articles:Q", title="articles", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "source:N", scale=charts.categories(busiest, others), legend=charts.legend(columns=3)
            ),
            tooltip=[
                alt.Tooltip("start:T", title=f"{unit} of"),
                alt.Tooltip("source:N"),
                alt.Tooltip("articles:Q"),
            ],
        )
    )


def balance_chart(balance: pl.DataFrame, unit: str) -> charts.Drawing:
    """Cooperation above the line, conflict below it."""
    conflict = pl.col("quad_class").str.ends_with("conflict")
    frame = balance.with_columns(
        signed=pl.when(conflict).then(-pl.col("events")).otherwise("events"),
        kind=pl.col("quad_class").str.replace_all("_", " ", literal=True),
    )
    hues = {quad_name(name): hue for name, hue in palette.QUAD_CLASSES.items()}
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=charts.time_axis(unit, "published"),
            y=alt.Y(
                "signed:Q",
                title=["events", "conflict ↓  cooperation ↑"],
                axis=alt.Axis(labelExpr="format(abs(datum.value), ',')", tickMinStep=1),
            ),
            color=alt.Color("kind:N", scale=charts.colours(hues), legend=charts.legend(columns=2)),
            tooltip=[
                alt.Tooltip("start:T", title=f"{unit} of"),
                alt.Tooltip("kind:N"),
                alt.Tooltip("events:Q"),
            ],
        )
    )


def actors_chart(actors: pl.DataFrame) -> charts.Drawing:
    frame = charts.named_apart(actors, "name", "actor_id").with_columns(
        kind=pl.col("quad_class").str.replace_all("_", " ", literal=True)
    )
    hues = {quad_name(name): hue for name, hue in palette.QUAD_CLASSES.items()}
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("events:Q", title="events that occurred", axis=alt.Axis(tickMinStep=1, format="~s")),
            # A name has a row a quad class, each with the total
            y=alt.Y("name:N", title=None, sort=alt.EncodingSortField("total", op="max", order="descending")),
            color=alt.Color("kind:N", scale=charts.colours(hues), legend=None),
            tooltip=[
                alt.Tooltip("name:N"),
                alt.Tooltip("kind:N"),
                alt.Tooltip("events:Q"),
                alt.Tooltip("total:Q", title="in all"),
            ],
        )
    )


VIEW = View("Overview", "overview", ":material/newsstand:", draw)
