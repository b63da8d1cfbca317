"""Data quality: the state of runs, checks, the quarantine, and how fresh each source is."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from warehouse.dashboard import escape
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters
from warehouse.dashboard.queries import quality as ask
from warehouse.dashboard.view import View
from warehouse.dashboard.views.quality.checks import draw_checks
from warehouse.dashboard.views.quality.drift import draw_drift
from warehouse.dashboard.views.quality.quarantine import draw_quarantine
from warehouse.dashboard.views.quality.runs import RUNS_SHOWN, STATE_MARKS, draw_runs
from warehouse.dashboard.views.quality.sources import draw_sources
from warehouse.hints import run_line


def draw(warehouse: Warehouse, filters: Filters) -> None:
    st.title("Data quality")
    runs = warehouse.rows(ask.RUNS, {"limit": RUNS_SHOWN[-1]})
    if runs.is_empty():
        st.info("No run yet. This page tells how runs went, once there was one:", icon=":material/info:")
        st.code(run_line(warehouse.address), language="sh")
        return
    st.caption(
        "How the runs went, what the checks found, and what was quarantined. Times are UTC. "
        "Of the filters, Sources applies here."
    )
    headline(runs)
    tabs: dict[str, Callable[[], None]] = {
        "Runs": lambda: draw_runs(runs),
        "Checks": lambda: draw_checks(warehouse, runs, filters),
        "Quarantine": lambda: draw_quarantine(warehouse, filters),
        "Sources": lambda: draw_sources(warehouse, filters),
        "Drift": lambda: draw_drift(warehouse),
    }
    for tab, draw_tab in zip(st.tabs(list(tabs), key="tab", bind="query-params"), tabs.values(), strict=True):
        if tab.open:
            with tab:
                draw_tab()


def headline(runs: pl.DataFrame) -> None:
    """The last run in a line, and why it failed if it did."""
    last = runs.row(0, named=True)
    if last["state"] == "failed":
        st.error(
            "The last run failed and published nothing; what earlier runs published is still served.",
            icon=":material/error:",
        )
        if last["message"]:
            st.code(escape.plain(last["message"], 2000), language=None, wrap_lines=True)
    checks = last["checks_passed"] + last["warnings"] + last["critical"]
    share = f"{100 * last['checks_passed'] / checks:.1f} %" if checks else "–"
    with st.container(horizontal=True):
        st.metric("Last run", f"{last['started_at']:%d %b %Y, %H:%M}")
        st.metric("State", f"{STATE_MARKS.get(last['state'], '')} {last['state']}")
        st.metric(
            "Articles loaded",
            f"{last['articles_new'] + last['articles_changed']:,}",
            help="New or changed articles in that run.",
        )
        st.metric(
            "Checks passed",
            share,
            help="The others are warnings or critical.",
        )


VIEW = View("Data quality", "quality", ":material/fact_check:", draw, needs_articles=False)
