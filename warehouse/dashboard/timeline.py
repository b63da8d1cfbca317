"""Charts of two countries over time. Their rows are those of `queries.relations.MONTHS`, dated."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import altair as alt
import polars as pl

from warehouse.dashboard import charts, palette

PICK = "month_picked"  # the selection that a click on a bar makes
QUAD_NAMES = {name: name.replace("_", " ") for name in palette.QUAD_CLASSES}
VOICES = {"told": palette.BLUE, "claimed": palette.PURPLE}


def balance(months: pl.DataFrame) -> charts.Drawing:
    """The sum of Goldstein scores above the line, below it where conflict outweighs."""
    frame = (
        own_voice(months)
        .group_by("start")
        .agg(pl.col("goldstein").sum(), pl.col("events").sum())
        .with_columns(
            side=pl.when(pl.col("goldstein") < 0).then(pl.lit("conflict")).otherwise(pl.lit("cooperation"))
        )
        .sort("start")
    )
    colours = charts.colours({"cooperation": palette.BLUE, "conflict": palette.VERMILION})
    return bars(frame, "goldstein", "Goldstein balance", "side", colours, ["events"])


def quad_classes(months: pl.DataFrame) -> charts.Drawing:
    """Events by quad class, conflict below the line."""
    conflict = pl.col("quad_class").str.ends_with("conflict")
    frame = (
        own_voice(months)
        .group_by("start", "quad_class")
        .agg(pl.col("events").sum())
        .with_columns(
            signed=pl.when(conflict).then(-pl.col("events")).otherwise("events"),
            kind=pl.col("quad_class").replace(QUAD_NAMES),
        )
        .sort("start", "kind")
    )
    colours = charts.colours({QUAD_NAMES[name]: hue for name, hue in palette.QUAD_CLASSES.items()})
    return bars(frame, "signed", ["events", "conflict ↓  cooperation ↑"], "kind", colours, ["events"])


def statuses(months: pl.DataFrame) -> charts.Drawing:
    """Events by status: whether they occurred, are planned, possible only, or denied."""
    frame = months.group_by("start", "status").agg(pl.col("events").sum()).sort("start", "status")
    return bars(frame, "events", "events", "status", charts.colours(palette.STATUSES), [])


def claims(months: pl.DataFrame) -> charts.Drawing:
    """What occurred as articles tell it, and as those tell it whom they quote."""
    voice = pl.when("claimed").then(pl.lit("claimed")).otherwise(pl.lit("told"))
    frame = (
        months.filter(pl.col("status") == "occurred")
        .group_by("start", voice.alias("voice"))
        .agg(pl.col("events").sum())
        .sort("start", "voice")
    )
    return bars(frame, "events", "events", "voice", charts.colours(VOICES), [])


def own_voice(months: pl.DataFrame) -> pl.DataFrame:
    return months.filter((pl.col("status") == "occurred") & ~pl.col("claimed"))


def bars(
    frame: pl.DataFrame,
    value: str,
    title: str | list[str],
    colour: str,
    colours: alt.Scale,
    more: Sequence[str],
) -> charts.Drawing:
    """Stacked bars a month, which can be clicked."""
    pick = alt.selection_point(name=PICK, fields=["start"], on="click", empty=True)
    shown = "format(abs(datum.value), ',')" if value == "signed" else "format(datum.value, ',')"
    first, last = frame["start"].min(), frame["start"].max()
    return (
        alt.Chart(frame)
        .mark_bar(cursor="pointer", size=charts.SLIM if first == last else alt.Undefined)
        .encode(
            x=charts.time_axis("month", "happened"),
            y=alt.Y(f"{value}:Q", title=title, axis=alt.Axis(labelExpr=shown, tickMinStep=1)),
            color=alt.Color(f"{colour}:N", scale=colours, legend=charts.legend(columns=2)),
            opacity=alt.condition(pick, alt.value(1), alt.value(0.35)),
            tooltip=[
                alt.Tooltip("start:T", title="month", format="%B %Y"),
                alt.Tooltip(f"{colour}:N"),
                *([alt.Tooltip(f"{value}:Q")] if value != "signed" else []),
                *(alt.Tooltip(f"{column}:Q") for column in more),
            ],
        )
        .add_params(pick)
    )


def picked_month(picked: Sequence[Mapping[str, Any]] | None) -> str | None:
    """The month of a selection, as year and month; None if nothing is selected."""
    if not picked or "start" not in picked[0]:
        return None
    start = picked[0]["start"]  # milliseconds
    return f"{datetime.fromtimestamp(float(start) / 1000, UTC):%Y-%m}"
