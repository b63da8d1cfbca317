"""Whether runs yield what runs before them did."""

from collections.abc import Mapping

import altair as alt
import polars as pl
import streamlit as st

from warehouse.dashboard import charts
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters
from warehouse.dashboard.queries import quality as ask

RUNS = 100
# Title, unit, and lines of each chart by the column that they show
MEASURES: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("Quotations with a known speaker", "percent of quotations", {"speaker_percent": "with speaker"}),
    (
        "Quotations and events",
        "per article",
        {"quotes_per_article": "quotations", "events_per_article": "events"},
    ),
    (
        "Events without a side",
        "percent of events",
        {"no_actor_percent": "no known actor", "no_recipient_percent": "no known recipient"},
    ),
    (
        "Without a date",
        "percent",
        {"undated_percent": "of articles", "undated_event_percent": "of events"},
    ),
)


def draw_drift(warehouse: Warehouse, filters: Filters) -> None:
    where = filters.where(ask.BY_SOURCE)
    drift = warehouse.rows(ask.DRIFT.format(where=where), {**filters.parameters, "limit": RUNS})
    if drift.is_empty():
        st.info("No articles have been loaded yet.", icon=":material/info:")
        return
    st.caption(
        "What the articles of each run yielded, in their current versions. "
        "A jump says that the news, a source or the rules have changed."
    )
    for pair in (MEASURES[:2], MEASURES[2:]):
        for column, (title, unit, lines) in zip(st.columns(2), pair, strict=True):
            with column:
                st.subheader(title)
                charts.show(drift_chart(drift, unit, lines), f"{title}, by run", height=200)


def drift_chart(drift: pl.DataFrame, unit: str, lines: Mapping[str, str]) -> charts.Drawing:
    frame = (
        charts.by_run(drift.select("started_at", pl.col("articles").alias("n_articles"), *lines))
        .rename(dict(lines))
        .unpivot(
            on=list(lines.values()), index=["when", "n_articles"], variable_name="what", value_name="value"
        )
        .drop_nulls("value")
    )
    return (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=45), strokeWidth=2)
        .encode(
            x=charts.run_axis(),
            y=alt.Y("value:Q", title=unit, scale=alt.Scale(zero=False, nice=True)),
            color=alt.Color("what:N", scale=charts.categories([*lines.values()]), legend=charts.legend()),
            tooltip=["when:N", "what:N", alt.Tooltip("value:Q", format=".2f"), "n_articles:Q"],
        )
    )
