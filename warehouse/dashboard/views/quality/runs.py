"""The history of runs."""

import altair as alt
import polars as pl
import streamlit as st

from warehouse.dashboard import charts, palette

RUNS_SHOWN = (20, 50, 200)
STATE_MARKS = {"completed": "✓", "failed": "✕", "cancelled": "◼", "running": "…"}
# What became of the articles of a run: column, name, colour; the smallest numbers lie at the bottom
VOLUME = {
    "articles_new": ("new", palette.BLUE),
    "articles_changed": ("changed", palette.SKY),
    "articles_quarantined": ("quarantined", palette.VERMILION),
    "articles_unchanged": ("unchanged", palette.GREY),
}


def draw_runs(runs: pl.DataFrame) -> None:
    few = RUNS_SHOWN[0]
    if len(runs) > few:
        few = st.segmented_control("Runs shown", RUNS_SHOWN, default=few, key="runs_shown") or few
    shown = runs.head(few)
    left, right = st.columns(2)
    with left:
        st.subheader("Duration")
        charts.show(duration_chart(shown), "How long each run took, coloured by how it ended")
    with right:
        st.subheader("Volume")
        charts.show(volume_chart(shown), "Articles of each run: new, changed, quarantined, unchanged")
    st.dataframe(
        shown.select(
            pl.col("started_at").alias("Started"),
            (pl.col("state").replace_strict(STATE_MARKS, default="") + " " + pl.col("state")).alias("State"),
            pl.col("seconds").round(1).alias("Seconds"),
            pl.col("articles_new").alias("New"),
            pl.col("articles_changed").alias("Changed"),
            pl.col("articles_unchanged").alias("Unchanged"),
            pl.col("articles_quarantined").alias("Quarantined"),
            pl.col("rows_loaded").alias("Rows loaded"),
            pl.col("warnings").alias("Warnings"),
            pl.col("critical").alias("Critical"),
            pl.col("run_id").alias("Run"),
            pl.col("message").fill_null("").alias("Message"),
        ),
        hide_index=True,
        column_config={
            "Started": st.column_config.DatetimeColumn(format=charts.TIME),
            "Unchanged": st.column_config.NumberColumn(help="Passed over: the warehouse had them already."),
            "Quarantined": st.column_config.NumberColumn(help="See the tab Quarantine."),
            "Warnings": st.column_config.NumberColumn(help="Checks that did not pass and only report."),
            "Critical": st.column_config.NumberColumn(help="Checks that did not pass and kept rows out."),
        },
    )


def duration_chart(runs: pl.DataFrame) -> charts.Drawing:
    frame = charts.by_run(runs.select("run_id", "started_at", "seconds", "state"))
    return (
        alt.Chart(frame)
        .mark_bar(size=charts.slim(frame, "when"))
        .encode(
            x=charts.run_axis(),
            y=alt.Y("seconds:Q", title="seconds"),
            color=alt.Color(
                "state:N",
                scale=charts.colours(palette.RUN_STATES, frame["state"].unique().to_list()),
                legend=charts.legend(),
            ),
            tooltip=[
                alt.Tooltip("run_id:N"),
                alt.Tooltip("when:N"),
                alt.Tooltip("state:N"),
                alt.Tooltip("seconds:Q", format=".1f"),
            ],
        )
    )


def volume_chart(runs: pl.DataFrame) -> charts.Drawing:
    names = {column: name for column, (name, _) in VOLUME.items()}
    order = {name: number for number, name in enumerate(names.values())}
    frame = (
        charts.by_run(runs.select("run_id", "started_at", *names))
        .rename(names)
        .unpivot(on=list(order), index=["run_id", "when"], variable_name="what", value_name="articles")
        .with_columns(order=pl.col("what").replace_strict(order, return_dtype=pl.Int8))
    )
    return (
        alt.Chart(frame)
        .mark_bar(size=charts.slim(frame, "when"))
        .encode(
            x=charts.run_axis(),
            y=alt.Y("articles:Q", title="articles", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "what:N", scale=charts.colours(dict(VOLUME.values())), legend=charts.legend(columns=2)
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("run_id:N"),
                alt.Tooltip("when:N"),
                alt.Tooltip("what:N"),
                alt.Tooltip("articles:Q"),
            ],
        )
    )
