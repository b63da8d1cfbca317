"""What is turned away now, why, and what it was."""

import json

import polars as pl
import streamlit as st

from warehouse.dashboard import charts, palette, safe
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters
from warehouse.dashboard.queries import quality as ask

ROWS = 500
REASONS = 12
PAYLOAD = 20_000  # characters


def draw_quarantine(warehouse: Warehouse, filters: Filters) -> None:
    st.caption(
        "Articles and rows that could not enter, with the reason. "
        "A row leaves the quarantine when its input has been loaded."
    )
    reasons = warehouse.rows(ask.QUARANTINE_REASONS)
    if filters.sources:
        reasons = reasons.filter(pl.col("source").is_in(filters.sources))
    if reasons.is_empty():
        st.success("Nothing is turned away now.", icon=":material/check_circle:")
        return
    by_kind = (
        reasons.group_by("kind")
        .agg(pl.col("turned_away").sum())
        .sort("turned_away", "kind", descending=[True, False])
    )
    top = by_kind.head(REASONS)
    bars = charts.ranked(top, "kind", "turned_away", "turned away", palette.VERMILION)
    charts.show(bars, "Why rows were turned away, most frequent first", charts.height_of(len(top)))
    kinds = st.multiselect("Reasons", by_kind["kind"].to_list(), key="reasons", placeholder="All reasons")
    asked = {"sources": list(filters.sources), "kinds": kinds, "limit": ROWS}
    conditions = [text for name, text in ask.QUARANTINE_CONDITIONS.items() if asked[name]]
    rows = warehouse.rows(ask.QUARANTINE.format(where=" AND ".join(conditions) or "true"), asked)
    chosen = reasons.filter(pl.col("kind").is_in(kinds)) if kinds else reasons
    if (total := chosen["turned_away"].sum()) > len(rows):
        st.caption(f"The newest {len(rows):,} of {total:,}.")
    selected = st.dataframe(
        rows.rename(
            {
                "quarantined_at": "When",
                "source": "Source",
                "source_ref": "Where",
                "reason": "Reason",
                "table_name": "Table",
                "run_id": "Run",
            }
        ),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="quarantined",
        column_config={
            "When": st.column_config.DatetimeColumn(format=charts.TIME),
            "Where": st.column_config.TextColumn(help="Path in the folder of the source, or file#id."),
            "Reason": st.column_config.TextColumn(width="large"),
        },
    )
    picked = [number for number in selected["selection"]["rows"] if number < len(rows)]
    if picked:
        draw_payload(warehouse, rows.row(picked[0], named=True))
    else:
        st.caption("Select a row, by its box at the left, to see what was turned away.")


def draw_payload(warehouse: Warehouse, row: dict[str, object]) -> None:
    st.text(safe.plain(f"{row['source']}: {row['source_ref']}"))
    st.text(safe.plain(row["reason"], 2000))
    payload = warehouse.row(ask.PAYLOAD, row).get("payload")
    st.code(pretty(payload), language=None, wrap_lines=True, height=320)


def pretty(payload: object) -> str:
    """What was turned away, laid out to be read; as it stands where it is no JSON."""
    try:
        stated = json.loads(str(payload))
    except ValueError:
        return safe.plain(payload, PAYLOAD)
    return safe.plain(json.dumps(stated, indent=2, ensure_ascii=False).replace("\\n", "\n"), PAYLOAD)
