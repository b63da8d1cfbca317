"""The quarantine: its rows, the reasons, and the inputs."""

import json

import polars as pl
import streamlit as st

from warehouse.dashboard import charts, escape, palette
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters
from warehouse.dashboard.queries import quality as ask
from warehouse.hints import command_line

ROWS = 500
REASONS = 12
PAYLOAD = 20_000  # characters


def draw_quarantine(warehouse: Warehouse, filters: Filters) -> None:
    st.caption(
        "Articles and rows that could not enter, with the reason. "
        "An article leaves the quarantine when its input has been read without being quarantined again, "
        "a row of a loaded article when that has been annotated anew."
    )
    reasons = warehouse.rows(ask.QUARANTINE_REASONS)
    if filters.sources:
        reasons = reasons.filter(pl.col("source").is_in(filters.sources))
    if reasons.is_empty():
        st.success("Nothing is quarantined now.", icon=":material/check_circle:")
        return
    by_kind = (
        reasons.group_by("kind")
        .agg(pl.col("quarantined").sum())
        .sort("quarantined", "kind", descending=[True, False])
    )
    top = by_kind.head(REASONS)
    bars = charts.ranked(top, "kind", "quarantined", "quarantined", palette.VERMILION)
    charts.show(bars, "Why rows were quarantined, most frequent first", charts.height_of(len(top)))
    kind_of, table_of, words_in = st.columns([2, 1, 1])
    kinds = kind_of.multiselect(
        "Reasons", by_kind["kind"].to_list(), key="reasons", placeholder="All reasons"
    )
    tables = table_of.multiselect(
        "Tables", sorted(reasons["table_name"].unique()), key="tables_away", placeholder="All tables"
    )
    words = words_in.text_input("Find", key="words_away", placeholder="ID, place or words of the reason")
    asked = {
        "sources": list(filters.sources),
        "kinds": kinds,
        "tables": tables,
        "words": words.strip(),
        "limit": ROWS,
    }
    where = " AND ".join(text for name, text in ask.QUARANTINE_CONDITIONS.items() if asked[name]) or "true"
    rows = warehouse.rows(ask.QUARANTINE.format(where=where), asked)
    if rows.is_empty():
        st.info("Nothing that is quarantined is like that.", icon=":material/filter_alt:")
        return
    counts = warehouse.row(ask.QUARANTINE_COUNT.format(where=where), asked)
    total, of_loaded = counts["found"], counts["of_loaded"]
    loaded = f" {of_loaded:,} of them of articles that are loaded without them." if of_loaded else ""
    newest = f" The newest {len(rows):,} are listed." if total > len(rows) else ""
    st.caption(
        f"{escape.counted(total, 'row')}.{loaded}{newest} "
        "Select one, by its box at the left, to see what was quarantined."
    )
    selected = st.dataframe(
        rows.rename(
            {
                "quarantine_id": "ID",
                "quarantined_at": "When",
                "source": "Source",
                "source_ref": "Where",
                "what": "What",
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
            "What": st.column_config.TextColumn(
                help="Whether the article could not enter, or a row without which it is loaded."
            ),
            "Reason": st.column_config.TextColumn(width="large"),
        },
    )
    picked = [number for number in selected["selection"]["rows"] if number < len(rows)]
    if picked:
        draw_payload(warehouse, rows.row(picked[0], named=True))
    with st.expander("Read them again after a fix, or drop them", icon=":material/terminal:"):
        st.text("On the machine that runs Readout; an ID may be cut short:")
        name = rows["quarantine_id"][picked[0] if picked else 0]
        st.code(
            f"{command_line('quarantine --retry', warehouse.address)}  # all of them\n"
            f"{command_line('quarantine --retry', warehouse.address, '--id', escape.plain(name))}\n"
            f"{command_line('quarantine drop', warehouse.address, escape.plain(name))}",
            language="sh",
        )


def draw_payload(warehouse: Warehouse, row: dict[str, object]) -> None:
    st.text(escape.plain(f"{row['source']}: {row['source_ref']}"))
    st.text(escape.plain(row["reason"], 2000))
    found = warehouse.row(ask.PAYLOAD, row)
    if found.get("location"):
        st.text(f"Read from: {escape.plain(found['location'], 500)}")
    text = pretty(found.get("payload"))
    is_long = text.count("\n") > 10 or len(text) > 1000
    st.code(text, language=None, wrap_lines=True, height=320 if is_long else "content")


def pretty(payload: object) -> str:
    """A quarantined input laid out for reading; unchanged if it is not JSON."""
    try:
        stated = json.loads(str(payload))
    except ValueError:
        return escape.plain(payload, PAYLOAD)
    return escape.plain(json.dumps(stated, indent=2, ensure_ascii=False).replace("\\n", "\n"), PAYLOAD)
