"""How fresh each source is, and how much it delivers."""

import polars as pl
import streamlit as st

from warehouse.dashboard import charts, escape
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters
from warehouse.dashboard.queries import quality as ask
from warehouse.dashboard.views.quality.bands import EXPLAINED, band_chart

BUSIEST = 6
RUNS = 60
ACROSS = 2
STALE = 7  # days


def draw_sources(warehouse: Warehouse, filters: Filters) -> None:
    health = warehouse.rows(ask.SOURCES)
    volume = warehouse.rows(
        ask.VOLUME.format(where=filters.where(ask.BY_SOURCE)), {**filters.parameters, "limit": RUNS}
    )
    if filters.sources:
        health = health.filter(pl.col("source").is_in(filters.sources))
    if health.is_empty() and volume.is_empty():
        st.info("No source has been read yet.", icon=":material/info:")
        return
    st.subheader("Freshness")
    st.caption(
        "When each source last gave something new, counted to the latest run, and what it usually gives."
    )
    draw_health(health, volume)
    if not volume.is_empty():
        st.subheader("Volume")
        st.caption(f"Articles that each source gave to each run, known ones included. {EXPLAINED} "
                   "Dashed lines are the bounds that the source file expects.")  # fmt: skip
        draw_volume(volume)


def draw_health(health: pl.DataFrame, volume: pl.DataFrame) -> None:
    last = volume.group_by("source").agg(
        pl.col("value", "verdict").sort_by("started_at").last()
    ).rename({"value": "in_last_run"})  # fmt: skip
    rows = last.join(health, on="source", how="full", coalesce=True).sort(
        "days_silent", "source", descending=[True, False], nulls_last=True
    )
    st.dataframe(
        rows.select(
            pl.col("source").alias("Source"),
            pl.col("last_new_at").alias("Last new article"),
            pl.col("days_silent").alias("Days silent"),
            pl.col("in_last_run").cast(pl.Int64).alias("In its last run"),
            pl.when(pl.col("verdict").is_in(["as expected", "nothing to compare"]))
            .then("verdict")
            .otherwise("⚠ " + pl.col("verdict"))
            .alias("That is"),
            pl.col("new_in_7_days").alias("New in 7 days"),
            pl.col("usual_in_7_days").alias("Usual in 7 days"),
            pl.col("quarantined_percent").alias("Quarantined, %"),
            pl.col("quarantined").alias("Quarantined"),
            pl.col("rows_quarantined").alias("Rows quarantined"),
            pl.col("articles").alias("Articles"),
            pl.col("near_duplicates").alias("Near-duplicates"),
        ),
        hide_index=True,
        height=charts.table_height(len(rows)),
        column_config={
            "Last new article": st.column_config.DatetimeColumn(format=charts.TIME),
            "Days silent": st.column_config.NumberColumn(
                help="Days from its last new article to the latest run."
            ),
            "In its last run": st.column_config.NumberColumn(help="Articles, known ones included."),
            "That is": st.column_config.TextColumn(
                help="Beside what is usual of it and what its file expects."
            ),
            "Usual in 7 days": st.column_config.NumberColumn(help="An average week of the 28 days before."),
            "Near-duplicates": st.column_config.NumberColumn(
                help="Articles that repeat an earlier one, of whatever source."
            ),
            "Quarantined": st.column_config.NumberColumn(help="Articles. See the tab Quarantine."),
            "Rows quarantined": st.column_config.NumberColumn(
                help="Of articles that are loaded without them. See the tab Quarantine."
            ),
            "Quarantined, %": st.column_config.ProgressColumn(
                min_value=0, max_value=100, format="%.1f", help="Share of all that the source gave."
            ),
        },
    )


def draw_volume(volume: pl.DataFrame) -> None:
    """A chart per source: first those with unusual numbers in the last runs, then the busiest."""
    warned = ~pl.col("verdict").is_in(["as expected", "nothing to compare"])
    order = (
        volume.group_by("source")
        .agg(warned=warned.sort_by("started_at").last(), value=pl.col("value").sum())
        .sort("warned", "value", "source", descending=[True, True, False])["source"]
        .to_list()
    )
    if len(order) > BUSIEST:
        st.caption(f"{BUSIEST} of {len(order)} sources; choose others by the filter Sources.")
    shown = order[:BUSIEST]
    for start in range(0, len(shown), ACROSS):
        for column, source in zip(st.columns(ACROSS), shown[start : start + ACROSS], strict=False):
            with column:
                rows = volume.filter(source=source)
                if len(rows) == 1:  # one point is no line
                    st.text(
                        f"{escape.plain(source, 80)}: {rows['value'][0]:,.0f} articles in its only run so far"
                    )
                    continue
                st.text(escape.plain(source, 80))
                charts.show(
                    band_chart(rows, "articles"), f"Articles of {escape.plain(source, 80)}, by run", 190
                )
