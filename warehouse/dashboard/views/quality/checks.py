"""What the checks found: pass rates, and the checks that did not pass."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from warehouse.dashboard import charts, data_docs, escape, palette
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters
from warehouse.dashboard.queries import quality as ask
from warehouse.dashboard.views.quality.examples import Example, Places, draw_examples, stated
from warehouse.docs import docs_page

DAYS = 60
LEGEND = 45  # pixels of its two lines
BY = ("By suite", "By source")
MOST_HOLD = 98  # percent of rows
OUTCOMES = {
    "passed": palette.GREEN,
    "warning": palette.ORANGE,
    "critical": palette.VERMILION,
}
ROWS_HELD = {
    "all rows passed": palette.GREEN,
    f"{MOST_HOLD} % or more": palette.ORANGE,
    "fewer": palette.VERMILION,
}


def draw_checks(warehouse: Warehouse, runs: pl.DataFrame, filters: Filters) -> None:
    rates = warehouse.rows(ask.PASSED, {"limit": DAYS})
    if rates.is_empty():
        st.info("Nothing has been checked yet.", icon=":material/info:")
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.subheader("Pass rate")
    by = right.segmented_control(
        "Pass rate by", BY, default=BY[0], key="rate_by", label_visibility="collapsed"
    )
    if by == BY[1]:
        draw_by_source(warehouse, filters)
    else:
        draw_by_suite(rates)
    st.subheader("What did not pass")
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
    examples = [stated(cells) for cells in failed["examples"].to_list()]
    places = Places(warehouse, [row for rows in examples for row in rows])
    for check, rows in zip(failed.iter_rows(named=True), examples, strict=True):
        draw_check(check, places, rows)
    if failed.is_empty():
        passed = runs.row(by_predicate=pl.col("run_id") == run_id, named=True)["checks_passed"]
        if passed:
            st.success(f"All {passed:,} checks of this run passed.", icon=":material/check_circle:")
        else:
            st.info("Nothing was checked in this run.", icon=":material/info:")
    draw_docs(warehouse, run_id)


def draw_by_suite(rates: pl.DataFrame) -> None:
    st.caption(
        "A suite is the list of expectations for one table. A check that does not pass is a warning, which "
        "only reports, or critical: then it keeps rows out. A number is the share that passed, in percent."
    )
    passed, warning, critical = OUTCOMES
    frame = rates.with_columns(
        outcome=pl.when(pl.col("critical_failures") > 0)
        .then(pl.lit(critical))
        .when(pl.col("warnings") > 0)
        .then(pl.lit(warning))
        .otherwise(pl.lit(passed))
    )
    tooltip = ["day:N", "table_name:N", "pass_percent:Q", "checks:Q", "warnings:Q", "critical_failures:Q"]
    charts.show(
        pass_rate_chart(frame, "table_name", OUTCOMES, tooltip),
        "Share of checks that passed, for each table and day",
        charts.height_of(rates["table_name"].n_unique()) + LEGEND,
    )


def draw_by_source(warehouse: Warehouse, filters: Filters) -> None:
    st.caption(
        "A number is the share of the rows of a source's new and changed articles that hold all that is "
        "expected of them, in percent. Rows that were quarantined count."
    )
    where = filters.where(ask.BY_SOURCE)
    rates = warehouse.rows(ask.PASSED_BY_SOURCE.format(where=where), {**filters.parameters, "limit": DAYS})
    if rates.is_empty():
        st.info("No run has counted rows by source yet.", icon=":material/info:")
        return
    held, few, many = ROWS_HELD
    percent = pl.col("pass_percent")
    frame = rates.with_columns(
        outcome=pl.when(percent == 100).then(pl.lit(held)).when(percent >= MOST_HOLD).then(pl.lit(few))
        .otherwise(pl.lit(many))
    )  # fmt: skip
    charts.show(
        pass_rate_chart(
            frame, "source", ROWS_HELD, ["day:N", "source:N", "pass_percent:Q", "checked:Q", "failed:Q"]
        ),
        "Share of rows that passed, for each source and day",
        charts.height_of(rates["source"].n_unique()) + LEGEND,
    )


def draw_check(check: Mapping[str, Any], places: Places, examples: list[Example]) -> None:
    critical = check["severity"] == "critical"
    count = check["unexpected_rows"]
    rows = "" if count is None else f", {escape.counted(count, 'row')}"
    with st.expander(
        f"{escape.markdown(check['table_name'])}: {escape.markdown(check['meaning'])} "
        f"({escape.markdown(check['severity'])}{rows})",
        icon=":material/block:" if critical else ":material/warning:",
    ):
        st.text(
            "What broke it was kept out."
            if critical
            else "The articles were loaded. Rows that may not enter are in the tab Quarantine."
        )
        column = check["column_name"] or "(the table)"
        st.text(escape.plain(f"Expectation: {check['expectation']} of {column}"))
        if check["worst_percent"] is not None:
            batches = "its batch" if check["batches"] == 1 else f"the worst of {check['batches']} batches"
            st.text(f"Rows that break it: {check['worst_percent']:.2f} % of {batches}")
        if check["observed"]:
            st.text(f"Observed: {escape.plain(check['observed'], 500)}")
        if examples:
            more = "" if count is None or count <= len(examples) else f", {len(examples)} of {count:,}"
            st.text(f"Rows that break it{more}:")
            draw_examples(places, examples)


def draw_docs(warehouse: Warehouse, run_id: str) -> None:
    """A link to the run's Data Docs, where this machine has them."""
    if docs_page(warehouse.address, run_id):
        page = escape.element("a", "Data Docs of this run", href=data_docs.address(run_id), target="_blank")
        st.html(escape.element("p", page, ": every expectation, as Great Expectations shows it."))


def pass_rate_chart(
    rates: pl.DataFrame, name: str, outcomes: Mapping[str, str], tooltip: list[str]
) -> charts.Drawing:
    """A cell a name and day; numbers stand in it where there is room and not all passed."""
    frame = rates.with_columns(
        day=pl.col("day").dt.strftime("%Y-%m-%d"),
        shown=pl.when(pl.col("pass_percent") < 100).then(pl.col("pass_percent").round(1).cast(pl.String)),
    )
    base = alt.Chart(frame).encode(
        x=alt.X(
            "day:O",
            title="day of the check (UTC)",
            axis=alt.Axis(labelAngle=0, labelSeparation=10),
        ),
        y=alt.Y(f"{name}:N", title=None),
        tooltip=tooltip,
    )
    cells = base.mark_rect(cornerRadius=2, stroke=palette.GREY, strokeOpacity=0.3).encode(
        color=alt.Color("outcome:N", scale=charts.colours(outcomes), legend=charts.legend(columns=2))
    )
    numbers = (
        base.transform_filter(alt.datum.shown)
        .mark_text(color="black", fontWeight="bold")
        .encode(text=alt.Text("shown:N"))
    )
    roomy = frame["day"].n_unique() <= charts.FEW
    return alt.layer(cells, *([numbers] if roomy else []))
