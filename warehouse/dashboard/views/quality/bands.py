"""Charts of metrics against their usual and expected ranges."""

import altair as alt
import polars as pl

from warehouse.dashboard import charts, palette

EXPLAINED = (
    "The band is what the runs before made usual; red triangles lie outside of it or of what is expected. "
    "Before five runs nothing is usual."
)
NUMBER = ".4~g"
OUTSIDE = "outside"
WITHIN = "within"


def band_chart(frame: pl.DataFrame, unit: str) -> charts.Drawing:
    """Values of runs as a line over the band of the usual; dashed lines are what a source file expects.

    The columns are `started_at`, `value`, `verdict` and the bounds, `usual_low` to `expected_high`.
    """
    rows = charts.by_run(frame).with_columns(
        place=pl.when(pl.col("verdict").is_in(["within", "as expected", "nothing to compare"]))
        .then(pl.lit(WITHIN))
        .otherwise(pl.lit(OUTSIDE))
    )
    base = alt.Chart(rows).encode(x=charts.run_axis())
    hue = palette.SKY if charts.is_dark() else palette.BLUE
    axis = alt.Axis(format=NUMBER)
    value = alt.Y("value:Q", title=unit, scale=alt.Scale(zero=False, nice=True), axis=axis)
    band = base.mark_area(color=hue, opacity=0.18).encode(
        y=alt.Y("usual_low:Q", title=unit, axis=axis), y2=alt.Y2("usual_high:Q")
    )
    bounds = [
        base.mark_line(color=palette.GREY, strokeDash=[5, 4], strokeWidth=1.5).encode(y=f"{bound}:Q")
        for bound in ("expected_low", "expected_high")
        if rows[bound].is_not_null().any()
    ]
    line = base.mark_line(color=hue, strokeWidth=1.5).encode(y=value)
    points = base.mark_point(filled=True, opacity=1).encode(
        y=value,
        color=alt.Color(
            "place:N", scale=charts.colours({WITHIN: hue, OUTSIDE: palette.VERMILION}), legend=None
        ),
        shape=alt.Shape(
            "place:N", scale=alt.Scale(domain=[WITHIN, OUTSIDE], range=["circle", "triangle-up"]), legend=None
        ),
        size=alt.condition(alt.datum.place == OUTSIDE, alt.value(110), alt.value(24)),
        tooltip=[
            alt.Tooltip("when:N", title="run"),
            alt.Tooltip("value:Q", title=unit, format=NUMBER),
            alt.Tooltip("usual_low:Q", title="usual from", format=NUMBER),
            alt.Tooltip("usual_high:Q", title="to", format=NUMBER),
            alt.Tooltip("expected_low:Q", title="expected from", format=NUMBER),
            alt.Tooltip("expected_high:Q", title="to", format=NUMBER),
            alt.Tooltip("verdict:N"),
        ],
    )
    has_band = rows["usual_low"].is_not_null().any()
    return alt.layer(*([band] if has_band else []), *bounds, line, points)
