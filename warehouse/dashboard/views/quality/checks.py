"""What the checks found: pass rates, and the expectations that did not hold."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from warehouse.dashboard import charts, palette, safe
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.queries import quality as ask

DAYS = 60
OUTCOMES = {
    "all held": palette.GREEN,
    "only warnings": palette.ORANGE,
    "critical failures": palette.VERMILION,
}


def draw_checks(warehouse: Warehouse, runs: pl.DataFrame) -> None:
    st.subheader("Pass rate by suite")
    st.caption(
        "A suite is the list of expectations for one table. A critical expectation that does not hold "
        "keeps rows out; a warning only reports. A number is the share of checks that held, in percent."
    )
    rates = warehouse.rows(ask.PASSED, {"limit": DAYS})
    if rates.is_empty():
        st.info("Nothing has been checked yet.", icon=":material/info:")
        return
    suites = rates["table_name"].n_unique()
    charts.show(
        pass_rate_chart(rates), "Share of checks that held, for each table and day", charts.height_of(suites)
    )
    st.subheader("What did not hold")
    names = {
        row["run_id"]: f"{row['started_at']:%d %b %Y %H:%M}, {row['state']}"
        for row in runs.iter_rows(named=True)
    }
    run_id = st.selectbox(
        "Run",
        list(names),
        format_func=lambda key: f"{names.get(key, '')} ({key})",
        key="checks_of",
        help="The newest run comes first.",
    )
    failed = warehouse.rows(ask.FAILED_CHECKS, {"run_id": run_id})
    for check in failed.iter_rows(named=True):
        draw_check(check)
    if failed.is_empty():
        passed = runs.row(by_predicate=pl.col("run_id") == run_id, named=True)["checks_passed"]
        if passed:
            st.success(f"All {passed:,} checks of this run held.", icon=":material/check_circle:")
        else:
            st.info("Nothing was checked in this run.", icon=":material/info:")


def draw_check(check: Mapping[str, Any]) -> None:
    critical = check["severity"] == "critical"
    count = check["unexpected_rows"]
    rows = "" if count is None else f", {safe.counted(count, 'row')}"
    with st.expander(
        f"{safe.markdown(check['table_name'])}: {safe.markdown(check['meaning'])} "
        f"({safe.markdown(check['severity'])}{rows})",
        icon=":material/block:" if critical else ":material/warning:",
    ):
        st.text("What broke it was kept out." if critical else "The rows were loaded, and are reported here.")
        column = check["column_name"] or "(the table)"
        st.text(safe.plain(f"Expectation: {check['expectation']} of {column}"))
        if check["worst_percent"] is not None:
            batches = "its batch" if check["batches"] == 1 else f"the worst of {check['batches']} batches"
            st.text(f"Rows that break it: {check['worst_percent']:.2f} % of {batches}")
        if check["observed"]:
            st.text(f"Observed: {safe.plain(check['observed'], 500)}")


def pass_rate_chart(rates: pl.DataFrame) -> charts.Drawing:
    """A cell a suite and day; numbers stand in it where there is room and not all checks held."""
    critical, warned = pl.col("critical_failures") > 0, pl.col("warnings") > 0
    held, warnings, failures = OUTCOMES
    frame = rates.with_columns(
        day=pl.col("day").dt.strftime("%Y-%m-%d"),
        outcome=pl.when(critical)
        .then(pl.lit(failures))
        .when(warned)
        .then(pl.lit(warnings))
        .otherwise(pl.lit(held)),
        shown=pl.when(pl.col("pass_percent") < 100).then(pl.col("pass_percent").round(1).cast(pl.String)),
    )
    base = alt.Chart(frame).encode(
        x=alt.X(
            "day:O",
            title="day of the check (UTC)",
            axis=alt.Axis(labelAngle=0, labelSeparation=10),
        ),
        y=alt.Y("table_name:N", title=None),
        tooltip=["day:N", "table_name:N", "pass_percent:Q", "checks:Q", "warnings:Q", "critical_failures:Q"],
    )
    cells = base.mark_rect(cornerRadius=2, stroke=palette.GREY, strokeOpacity=0.3).encode(
        color=alt.Color("outcome:N", scale=charts.colours(OUTCOMES), legend=charts.legend(columns=2))
    )
    numbers = (
        base.transform_filter(alt.datum.shown)
        .mark_text(color="black", fontWeight="bold")
        .encode(text="shown:N")
    )
    roomy = frame["day"].n_unique() <= charts.FEW
    return alt.layer(cells, *([numbers] if roomy else []))
