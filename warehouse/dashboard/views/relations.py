"""Relations: which countries interact, and how two of them stand to each other."""

from collections.abc import Mapping
from datetime import date

import polars as pl
import streamlit as st

from warehouse.dashboard import charts, escape, network, timeline
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import EVENT, Filters, address, choices
from warehouse.dashboard.lists import show_events
from warehouse.dashboard.queries import events as ask_events
from warehouse.dashboard.queries import relations as ask
from warehouse.dashboard.view import View

PAIRS = 30
EVENTS = 20
ALL_MONTHS = "all months"
TWO = "two-countries"  # where they stand on the page


def draw(warehouse: Warehouse, filters: Filters) -> None:
    st.title("Relations")
    names = choices(warehouse).countries
    pairs = warehouse.rows(
        ask.PAIRS.format(event=filters.where(EVENT)), {**filters.parameters, "limit": PAIRS}
    )
    above = st.container()
    a, b = choose_two(names, pairs)
    where = filters.where(EVENT, without=["countries"])
    values = {**filters.parameters, "a": a, "b": b}
    # All is asked before anything is drawn, as in the overview
    months = warehouse.rows(ask.MONTHS.format(event=where), values)
    with above:
        if pairs.is_empty():
            st.info("No event between two countries matches the filters.", icon=":material/filter_alt_off:")
        else:
            draw_pairs(pairs, names)
    if not a or not b:
        st.info("Choose two countries.", icon=":material/compare_arrows:")
    elif months.is_empty():
        st.info("Nothing is told of these two with the filters as they are.", icon=":material/info:")
    else:
        draw_pair(warehouse, where, values, months)


def draw_pairs(pairs: pl.DataFrame, names: Mapping[str, str]) -> None:
    st.caption(
        "Events that occurred between two countries. Each kind of event has a weight on the Goldstein scale, "
        "from −10 (armed attack) to +10 (aid); the mean says whether two countries rather cooperate or fight."
    )
    left, right = st.columns([3, 2])
    with left:
        st.subheader("Who deals with whom")
        charts.show(
            network.chart(pairs, names), "Countries, joined by a line where events occurred between them", 460
        )
    with right:
        st.subheader("Busiest pairs")
        st.html(pairs_table(pairs, names))


def pairs_table(pairs: pl.DataFrame, names: Mapping[str, str]) -> str:
    """The pairs as HTML, each with a link to what happened between the two."""
    lines = [
        escape.element("tr", *(escape.element("th", name) for name in ("Pair", "Events", "Mean weight")))
    ]
    for row in pairs.iter_rows(named=True):
        a, b = (names.get(row[side], row[side]) for side in ("country_a", "country_b"))
        target = f"{address('relations', a=a, b=b)}#{TWO}"
        pair = escape.element("a", escape.words(f"{a} – {b}", 120), href=target)
        cells = (pair, f"{row['events']:,}", f"{row['mean_goldstein']:.1f}".replace("-", "−"))
        lines.append(escape.element("tr", *(escape.element("td", cell) for cell in cells)))
    table = escape.element("table", *lines, class_="readout-pairs")
    return escape.element("div", table, class_="readout-scroll")


def choose_two(names: Mapping[str, str], pairs: pl.DataFrame) -> list[str | None]:
    """The two selected countries; at first those of the busiest pair."""
    st.header("Two countries", anchor=TWO)
    first = pairs.row(0, named=True) if len(pairs) else {"country_a": None, "country_b": None}
    codes = list(names)
    return [
        column.selectbox(
            label,
            codes,
            index=codes.index(usual) if (usual := first[f"country_{key}"]) in codes else None,
            format_func=lambda code: names.get(code, code),
            key=key,
            bind="query-params",
        )
        for column, key, label in zip(st.columns(2), ("a", "b"), ("One country", "The other"), strict=True)
    ]


def draw_pair(warehouse: Warehouse, where: str, values: Mapping[str, object], months: pl.DataFrame) -> None:
    """What happened between two countries, `months` of it, and the events behind it."""
    month = draw_months(months)
    condition = ask.OF_MONTH if month else ask.BETWEEN
    events = warehouse.rows(
        ask_events.NEWEST.format(where=f"{condition} AND {where}"),
        {**values, "month": month, "limit": EVENTS},
    )
    total = int((months.filter(pl.col("start") == month) if month else months)["events"].sum())
    st.caption(
        escape.counted(total, "event")
        if total == len(events)
        else f"The newest {len(events)} of {total:,} events"
    )
    show_events(events)


def draw_months(months: pl.DataFrame) -> date | None:
    """The charts of a pair; returns the month whose events are wanted, None for all."""
    dated = months.drop_nulls("start")
    starts = dated["start"].unique().sort(descending=True).to_list()
    if dated["events"].sum() < months["events"].sum():
        st.caption("Events dated to a year only are not in the charts, but in the list below.")
    if starts:
        left, right = st.columns(2)
        with left:
            st.subheader("Balance")
            st.caption(
                "Sum of the weights on the Goldstein scale of what occurred, in the articles' own voice."
            )
            pick_month(timeline.balance(dated), "chart_balance", "Goldstein balance by month")
            st.subheader("Planned against occurred")
            st.caption("Whoever says so. Hypothetical is what is only said to be possible.")
            pick_month(timeline.statuses(dated), "chart_status", "Events by status and month")
        with right:
            st.subheader("Deeds and words")
            st.caption(
                "What occurred, in the articles' own voice. Material is done, verbal is said or signed."
            )
            pick_month(timeline.quad_classes(dated), "chart_quad", "Events by quad class and month")
            st.subheader("Told and claimed")
            st.caption("What occurred: told by the articles themselves, or by somebody whom they quote.")
            pick_month(timeline.claims(dated), "chart_claims", "Events told and claimed by month")
    st.subheader("The events")
    options = [ALL_MONTHS, *(f"{start:%Y-%m}" for start in starts)]
    chosen = st.selectbox(
        "Month",
        options,
        key="month",
        bind="query-params",
        help="A click on a bar in the charts chooses its month.",
    )
    return next((start for start in starts if f"{start:%Y-%m}" == chosen), None)


def pick_month(chart: charts.Drawing, key: str, name: str) -> None:
    """Draw a chart a click on whose bars chooses the month of the list."""

    def choose() -> None:
        picked = st.session_state[key]["selection"].get(timeline.PICK)
        label = timeline.picked_month(picked)
        if label:
            st.session_state["month"] = label

    st.altair_chart(
        charts.dressed(chart, 240),
        width="stretch",
        key=key,
        on_select=choose,
        selection_mode=timeline.PICK,
        alt=name,
    )


VIEW = View("Relations", "relations", ":material/compare_arrows:", draw)
