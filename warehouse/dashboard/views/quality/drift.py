"""Drift: whether runs yield what earlier runs did."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from warehouse.dashboard import charts, escape
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.queries import quality as ask
from warehouse.dashboard.views.quality.bands import EXPLAINED, OUTSIDE, band_chart

RUNS = 60
# What is shown first: title, and what is measured how
SHOWN: dict[str, tuple[str, str]] = {
    "Quotations with a known speaker": ("core.quotes.speaker_id", "resolved_share"),
    "Quotations per article": ("core.quotes", "rows_per_article"),
    "Events per article": ("core.events", "rows_per_article"),
    "Mentions per article": ("core.mentions", "rows_per_article"),
    "Events without a known actor": ("core.events.actor_id", "null_share"),
    "Articles without a date": ("core.articles.published_at", "null_share"),
}
# What a value of a metric says, and the short form for an axis
UNITS = {
    "null_share": ("percent without a value", "percent"),
    "resolved_share": ("percent with a value", "percent"),
    "rows_per_article": ("rows per article", "per article"),
}
IN_PERCENT = ("null_share", "resolved_share")
BOUNDS = ("usual_low", "usual_high", "expected_low", "expected_high")


def draw_drift(warehouse: Warehouse) -> None:
    drift = readable(warehouse.rows(ask.DRIFT, {"limit": RUNS}))
    if drift.is_empty():
        st.info("No run that loaded articles has measured anything yet.", icon=":material/info:")
        return
    st.caption(
        f"What each of the last {RUNS} runs that loaded articles yielded. {EXPLAINED} "
        "A jump says that the news, a source or the rules have changed."
    )
    draw_last(drift)
    measures = [(title, *what) for title, what in SHOWN.items()]
    for pair in (measures[:2], measures[2:4], measures[4:]):
        for column, (title, measured, metric) in zip(st.columns(2), pair, strict=True):
            with column:
                draw_measure(title, drift.filter(measured=measured, metric=metric), metric)
    draw_another(drift)


def readable(drift: pl.DataFrame) -> pl.DataFrame:
    """Shares in percent."""
    is_share = pl.col("metric").is_in(IN_PERCENT)
    return drift.with_columns(
        pl.when(is_share).then(100 * pl.col(name)).otherwise(name).alias(name) for name in ("value", *BOUNDS)
    )


def draw_last(drift: pl.DataFrame) -> None:
    """The unusual metrics of the last run, in words."""
    last = drift.filter(
        pl.col("started_at") == pl.col("started_at").max(), pl.col("verdict").is_in(["below", "above"])
    )
    if last.is_empty():
        return
    titles = {what: title for title, what in SHOWN.items()}

    def name(row: Mapping[str, Any]) -> str:
        return titles.get((row["measured"], row["metric"]), str(row["measured"]))

    lines = [
        f"{name(row)}: {row['value']:.3g} {UNITS[row['metric']][0]}, "
        f"usual are {row['usual_low']:.3g} to {row['usual_high']:.3g}"
        for row in last.iter_rows(named=True)
    ]
    st.warning(
        f"{escape.counted(len(lines), 'measure')} of the last run {'lies' if len(lines) == 1 else 'lie'} "
        "outside of what is usual:\n\n" + "\n".join(f"- {escape.markdown(line)}" for line in lines),
        icon=":material/warning:",
    )


def draw_measure(title: str, rows: pl.DataFrame, metric: str) -> None:
    if len(rows) == 1:  # one point is no line
        unit = " %" if metric in IN_PERCENT else ""
        st.metric(title, f"{rows['value'][0]:.3g}{unit}", border=True)
        return
    st.subheader(title)
    if rows.is_empty():
        st.caption("Not measured yet.")
        return
    outside = rows.filter(pl.col("verdict").is_in(["below", "above"]))
    name = f"{title}, by run; {len(outside)} of {len(rows)} runs {OUTSIDE} of what is usual"
    charts.show(band_chart(rows, UNITS[metric][1]), name, height=200)


def draw_another(drift: pl.DataFrame) -> None:
    """The other metrics, those first that have left their range most often."""
    away = pl.col("verdict").is_in(["below", "above"])
    others = (
        drift.filter(~pl.struct("measured", "metric").is_in([
            {"measured": measured, "metric": metric} for measured, metric in SHOWN.values()
        ]))
        .group_by("measured", "metric")
        .agg(outside=away.sum())
        .sort("outside", "measured", descending=[True, False])
    )  # fmt: skip
    if others.is_empty():
        return
    names = {
        f"{row['measured']}: {UNITS[row['metric']][0]}"
        + (f" ({escape.counted(row['outside'], 'run')} outside)" if row["outside"] else ""): row
        for row in others.iter_rows(named=True)
    }
    picked = st.selectbox("Another measure", list(names), index=None, placeholder="Choose one", key="measure")
    if picked:
        row = names[picked]
        draw_measure(picked, drift.filter(measured=row["measured"], metric=row["metric"]), row["metric"])
