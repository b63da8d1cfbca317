"""The network of countries: a node a country, a line a pair, its colour the mean of what occurred."""

import math
from collections import Counter
from collections.abc import Mapping

import altair as alt
import polars as pl

from warehouse.dashboard import charts, palette
from warehouse.dashboard.layout import spring

MAX_NAME = 22  # characters


def chart(pairs: pl.DataFrame, names: Mapping[str, str]) -> charts.Drawing:
    """Pairs of countries as of `queries.relations.PAIRS`, drawn as a network."""
    codes = sorted({*pairs["country_a"], *pairs["country_b"]})
    most = max(pairs["events"].max(), 1)  # type: ignore[type-var]
    number = {code: place for place, code in enumerate(codes)}
    edges = [
        (number[row["country_a"]], number[row["country_b"]], math.sqrt(row["events"] / most))
        for row in pairs.iter_rows(named=True)
    ]
    places = spring(len(codes), edges)
    degree: Counter[str] = Counter()
    for row in pairs.iter_rows(named=True):
        degree.update({row["country_a"]: row["events"], row["country_b"]: row["events"]})
    nodes = pl.DataFrame(
        [
            {
                "x": x,
                "y": y,
                "country": names.get(code, code),
                "label": shortened(names.get(code, code)),
                "events": degree[code],
            }
            for code, (x, y) in zip(codes, places, strict=True)
        ]
    )
    lines = pl.DataFrame(
        [
            {
                "x": places[one][0],
                "y": places[one][1],
                "x2": places[other][0],
                "y2": places[other][1],
                "pair": " – ".join(names.get(row[side], row[side]) for side in ("country_a", "country_b")),
                "events": row["events"],
                "mean Goldstein": row["mean_goldstein"],
                "cooperation": row["cooperation"],
                "conflict": row["conflict"],
            }
            for (one, other, _), row in zip(edges, pairs.iter_rows(named=True), strict=True)
        ]
    )
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.12, 1.12]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.08, 1.08]))
    drawn = (
        alt.Chart(lines)
        .mark_rule(strokeCap="round", opacity=0.75)
        .encode(
            x=x,
            y=y,
            x2=alt.X2("x2:Q"),
            y2=alt.Y2("y2:Q"),
            strokeWidth=alt.StrokeWidth("events:Q", scale=alt.Scale(type="sqrt", range=[1, 9]), legend=None),
            color=alt.Color(
                "mean Goldstein:Q",
                scale=alt.Scale(
                    domain=[-5, 0, 5],
                    range=[palette.VERMILION, palette.GREY, palette.BLUE],
                    interpolate="rgb",
                    clamp=True,
                ),
                legend=alt.Legend(
                    title="mean Goldstein weight", orient="bottom", gradientLength=180, titleLimit=240
                ),
            ),
            tooltip=[
                alt.Tooltip("pair:N"),
                alt.Tooltip("events:Q"),
                alt.Tooltip("cooperation:Q"),
                alt.Tooltip("conflict:Q"),
                alt.Tooltip("mean Goldstein:Q", format=".1f"),
            ],
        )
    )
    dots = (
        alt.Chart(nodes)
        .mark_circle(color=palette.GREY, opacity=1)
        .encode(
            x=x,
            y=y,
            size=alt.Size("events:Q", scale=alt.Scale(range=[60, 420]), legend=None),
            tooltip=[alt.Tooltip("country:N"), alt.Tooltip("events:Q")],
        )
    )
    labels = (
        alt.Chart(nodes)
        .mark_text(dy=-13, fontWeight=600, color=charts.ink())
        .encode(x=x, y=y, text=alt.Text("label:N"))
    )
    return alt.layer(drawn, dots, labels)


def shortened(name: str) -> str:
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…"
