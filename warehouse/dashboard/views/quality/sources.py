"""How fresh each source is, and how much it gives."""

import altair as alt
import polars as pl
import streamlit as st

from warehouse.dashboard import charts
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters
from warehouse.dashboard.queries import quality as ask

BUSIEST = 5
OTHERS = "other sources"
RUNS = 50


def draw_sources(warehouse: Warehouse, filters: Filters) -> None:
    health = warehouse.rows(ask.SOURCES)
    if filters.sources:
        health = health.filter(pl.col("source").is_in(filters.sources))
    if health.is_empty():
        st.info("No source has given an article yet.", icon=":material/info:")
        return
    st.caption(
        "How fresh each source is, counted to the latest run, and what it gives beside what it usually gives."
    )
    st.dataframe(
        health.select(
            pl.col("source").alias("Source"),
            pl.col("last_new_at").alias("Last new article"),
            pl.col("days_silent").alias("Days silent"),
            pl.col("new_in_7_days").alias("New in 7 days"),
            pl.col("usual_in_7_days").alias("Usual in 7 days"),
            pl.col("articles").alias("Articles"),
            pl.col("near_duplicates").alias("Near-duplicates"),
            pl.col("quarantined").alias("Turned away"),
            pl.col("quarantined_percent").alias("Turned away, %"),
        ),
        hide_index=True,
        column_config={
            "Last new article": st.column_config.DatetimeColumn(format=charts.TIME),
            "Days silent": st.column_config.NumberColumn(help="Days from then to the latest run."),
            "Usual in 7 days": st.column_config.NumberColumn(help="An average week of the 28 days before."),
            "Near-duplicates": st.column_config.NumberColumn(
                help="Articles that repeat an earlier one, of whatever source."
            ),
            "Turned away, %": st.column_config.ProgressColumn(
                min_value=0, max_value=100, format="%.1f", help="Share of all that the source gave."
            ),
        },
    )
    where = filters.where(ask.BY_SOURCE)
    volume = warehouse.rows(ask.SOURCE_RUNS.format(where=where), {**filters.parameters, "limit": RUNS})
    if not volume.is_empty():
        st.subheader("New articles by run and source")
        busiest = health.sort("articles", descending=True)["source"].head(BUSIEST).to_list()
        charts.show(volume_chart(volume, busiest), "New articles of each run, by source")


def volume_chart(volume: pl.DataFrame, busiest: list[str]) -> charts.Drawing:
    named = pl.when(pl.col("source").is_in(busiest)).then("source").otherwise(pl.lit(OTHERS))
    frame = charts.by_run(volume.group_by("started_at", named.alias("source")).agg(pl.col("articles").sum()))
    others = OTHERS if (frame["source"] == OTHERS).any() else None
    return (
        alt.Chart(frame)
        .mark_bar(size=charts.slim(frame, "when"))
        .encode(
            x=charts.run_axis(),
            y=alt.Y("articles:Q", title="new articles", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "source:N", scale=charts.categories(busiest, others), legend=charts.legend(columns=3)
            ),
            tooltip=["when:N", "source:N", "articles:Q"],
        )
    )
