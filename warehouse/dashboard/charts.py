"""Charts that several pages draw. Each function takes a small frame and returns an Altair chart.

Lists of channels hold objects: what a bare string in one means takes Altair milliseconds to find out.
Titles of axes name the unit. Colours come from `palette` by meaning, so one thing has one colour everywhere.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from warehouse.dashboard import palette

Drawing = Any  # Altair leaves untyped what `encode` and `layer` return

HEIGHT = 260  # pixels
LABEL = 150  # pixels of a name at an axis; the rest stands in the tooltip
MAX_NAME = 60  # characters of a name at an axis
FEW = 14  # up to so many bars stay slim instead of filling the width
SLIM = 26  # pixels
TIME = "D MMM YYYY, HH:mm"  # of columns in tables


def show(chart: Drawing, name: str, height: int = HEIGHT) -> None:
    """Draw a chart over the width that there is; `name` tells a screen reader what it shows."""
    st.altair_chart(dressed(chart, height), width="stretch", alt=name)


def dressed(chart: Drawing, height: int) -> Drawing:
    """The chart with its height and the configuration that all charts share."""
    return (
        chart.properties(height=height)
        .configure_view(stroke=None)
        .configure_axis(labelLimit=LABEL)
        .configure_axisX(labelOverlap="greedy")
        .configure_axisY(labelOverlap=False)
    )


def colours(meaning: Mapping[str, str], present: Collection[str] | None = None) -> alt.Scale:
    """The scale that gives each name its colour, of the names that are `present` if given."""
    shown = {name: colour for name, colour in meaning.items() if present is None or name in present}
    return alt.Scale(domain=list(shown), range=list(shown.values()))


def categories(names: Sequence[str], other: str | None = None) -> alt.Scale:
    """Colours for names without a meaning of their own, in their order; `other` is grey."""
    shades = [palette.CATEGORIES[i % len(palette.CATEGORIES)] for i in range(len(names))]
    return alt.Scale(
        domain=[*names, *([other] if other else [])], range=[*shades, *([palette.GREY] if other else [])]
    )


def legend(columns: int = 0) -> alt.Legend:
    """A legend above the chart, where it takes no width; in columns where it is long for a phone."""
    return alt.Legend(
        title=None, orient="top", columns=columns, labelLimit=220, symbolStrokeWidth=0, offset=6, padding=0
    )


def ranked(
    frame: pl.DataFrame,
    name: str,
    value: str,
    title: str,
    colour: str = palette.BLUE,
    more: Sequence[str] = (),
) -> Drawing:
    """Bars of names, longest first. `more` names further columns for the tooltip."""
    return (
        alt.Chart(frame)
        .mark_bar(color=colour, cornerRadiusEnd=2)
        .encode(
            x=alt.X(f"{value}:Q", title=title, axis=alt.Axis(tickMinStep=1, format="~s")),
            y=alt.Y(f"{name}:N", title=None, sort="-x"),
            tooltip=[alt.Tooltip(f"{column}:N") for column in (name, value, *more)],
        )
    )


def ink() -> str:
    """A colour for text in a chart, which Altair would draw in black on a dark page, too."""
    return str(palette.THEME["theme.dark.textColor" if is_dark() else "theme.light.textColor"])


def is_dark() -> bool:
    """Whether the reader's page is dark."""
    return bool(st.context.theme.type == "dark")


def height_of(rows: int) -> int:
    """The height of a chart with a row a name, in pixels."""
    return max(110, 24 * rows + 70)


def table_height(rows: int, most: int = 9) -> int:
    """The height of a table with its heading, in pixels, of which `most` rows are seen at a time."""
    return 35 * (min(rows, most) + 1) + 3


def named_apart(frame: pl.DataFrame, name: str, key: str) -> pl.DataFrame:
    """Names as an axis needs them: different things have different names, and none is very long."""
    short = pl.col(name).str.slice(0, MAX_NAME)
    same = pl.col(key).n_unique().over(short) > 1
    return frame.with_columns(
        pl.when(same).then(short + " (" + pl.col(key) + ")").otherwise(short).alias(name)
    )


def unit_of(first: date | None, last: date | None) -> str:
    """The unit of time that cuts a period into neither too few nor too many parts."""
    days = (last - first).days if first and last else 0
    return "day" if days <= 92 else "week" if days <= 2 * 366 else "month"


def time_axis(unit: str, title: str) -> alt.X:
    """An axis of time for the column `start`, the first day of each unit."""
    step: Any = {"day": "yearmonthdate", "week": "yearweek", "month": "yearmonth"}[unit]
    return alt.X(
        "start:T", timeUnit=step, title=f"{title}, by {unit} (UTC)", axis=alt.Axis(labelAngle=0, grid=False)
    )


def slim(frame: pl.DataFrame, column: str) -> Any:
    """The width of bars in pixels where there are few of them, else Altair's own."""
    return SLIM if frame[column].n_unique() <= FEW else alt.Undefined


def by_run(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of runs, oldest first, with `when`: a name for `run_axis` that is unique and sorts by time."""
    return frame.sort("started_at").with_columns(when=pl.col("started_at").dt.strftime("%Y-%m-%d %H:%M:%S"))


def run_axis() -> alt.X:
    """An axis of runs, not of time: runs are far apart and close together."""
    short = "slice(datum.label, 5, 16)"  # month, day, hour, minute
    axis = alt.Axis(labelAngle=0, labelExpr=short, labelSeparation=8)
    return alt.X("when:O", title="run, by its start (UTC)", axis=axis)
