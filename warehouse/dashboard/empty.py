"""What the dashboards show if there is nothing to show: the reason, and what to do."""

import streamlit as st

from warehouse.address import NoWarehouse
from warehouse.address import Warehouse as Address
from warehouse.dashboard import escape
from warehouse.dashboard.database import Version, Warehouse, version_of
from warehouse.hints import SAMPLES, command_line, run_line

LAST_RUN = "SELECT run_id, started_at, state, message FROM quality.runs ORDER BY rowid DESC LIMIT 1"
FILLED = "SELECT count(*) > 0 AS filled FROM (FROM core.articles LIMIT 1)"
LOOK_AGAIN = "10s"


def no_warehouse(address: Address) -> None:
    st.title("No warehouse yet")
    st.text(f"There is none at {address}. The first run makes it:")
    st.code(run_line(address), language="sh")
    st.caption("This page fills itself as soon as the first run has been published.")
    wait_for(address, None)


def unreadable(address: Address, error: Exception) -> None:
    st.title("The warehouse cannot be read")
    st.text(f"What is at {address} could not be opened:")
    st.code(escape.plain(error, 2000), language=None, wrap_lines=True)
    st.caption(f"`{command_line('doctor', address)}` says more, and what to do.")
    wait_for(address, None)


def outdated(address: Address, error: Exception) -> None:
    st.warning(
        "This warehouse was made by another version of Readout: a table is not as this page expects. "
        "A run brings it up to date:",
        icon=":material/update:",
    )
    st.code(run_line(address), language="sh")
    st.code(escape.plain(error, 2000), language=None, wrap_lines=True)


def has_articles(warehouse: Warehouse) -> bool:
    """Whether the warehouse holds more than the run history."""
    return (
        "core.articles" in warehouse.tables
        and not warehouse.lacks_marts
        and bool(warehouse.row(FILLED)["filled"])
    )


def no_articles(warehouse: Warehouse) -> None:
    """An empty warehouse: nothing ran, runs failed, or the sources held nothing."""
    last = warehouse.row(LAST_RUN) if "quality.runs" in warehouse.tables else {}
    st.title("No articles yet")
    if not last:
        st.text("The warehouse is empty: nothing has been loaded.")
    elif last["state"] == "completed":
        st.text(f"The last run, {last['run_id']}, completed but loaded no article.")
        st.text("Its sources held none, or all that they held was quarantined: see the page Data quality.")
    else:
        st.text(f"The last run, {last['run_id']}, {last['state']}. Nothing was published.")
        if last["message"]:
            st.code(escape.plain(last["message"], 2000), language=None, wrap_lines=True)
        st.text("The page Data quality shows which checks did not pass.")
    st.text("Load the sample articles, or your own files, folders and feeds:")
    run = [command_line("run", warehouse.address, what) for what in (SAMPLES, "PATH_OR_ADDRESS")]
    st.code("\n".join(run), language="sh")


@st.fragment(run_every=LOOK_AGAIN)
def wait_for(address: Address, shown: Version | None) -> None:
    """Redraw the page once another version has been published."""
    if is_newer(address, shown):
        st.rerun()


@st.fragment(run_every=LOOK_AGAIN)
def offer_newer(address: Address, shown: Version) -> None:
    """Offer a button once another version has been published: the page does not change while it is read."""
    if is_newer(address, shown) and st.button(
        "Show newer data", icon=":material/refresh:", help="A run was published since this page was drawn."
    ):
        st.rerun()


def is_newer(address: Address, shown: Version | None) -> bool:
    try:
        return version_of(address) != shown
    except (NoWarehouse, OSError):
        return False
