"""SQL: the reader's own queries, next to the data dictionary."""

from functools import partial
from time import perf_counter
from typing import Any

import altair as alt
import duckdb
import polars as pl
import streamlit as st

from warehouse.dashboard import charts, escape, palette, sql_console
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters
from warehouse.dashboard.queries import sql as queries
from warehouse.dashboard.sql_console import Answer
from warehouse.dashboard.view import View
from warehouse.sealed import Refused

SHOWN = 1000  # rows of the table; a download has all
DRAWN = 5000  # rows of a chart
MARKS = ("bars", "line", "points")


def draw(warehouse: Warehouse, filters: Filters) -> None:
    st.title("SQL")
    st.caption(
        f"One SELECT at a time, in DuckDB's SQL, read-only: up to {sql_console.ROWS:,} rows, "
        f"{sql_console.BYTES // 1_000_000} MB and {sql_console.SECONDS:g} seconds. The filters at the left "
        "do not apply here."
    )
    left, right = st.columns([3, 2], gap="large")
    with right:
        draw_dictionary(warehouse)
    with left:
        draw_editor(warehouse)
        answer = st.session_state.get("answer")
        if answer:
            draw_answer(*answer)


def draw_editor(warehouse: Warehouse) -> None:
    """The editor; a result stays in the session until the next query."""
    example = st.selectbox("Begin with", list(queries.EXAMPLES), key="example", on_change=begin)
    with st.form("question", border=False):
        sql = st.text_area(
            "Query",
            queries.EXAMPLES[example],
            height=200,
            key="sql",
            max_chars=20_000,
            help="Ctrl-Enter runs it.",
        )
        asked = st.form_submit_button("Run", icon=":material/play_arrow:", type="primary")
    if not asked:
        return
    st.session_state.pop("answer", None)
    started = perf_counter()
    try:
        with st.spinner("Asking …"):
            answer = sql_console.ask(warehouse.address, sql or "")
    except Refused as refusal:
        st.warning(escape.markdown(refusal), icon=":material/block:")
    except (duckdb.Error, pl.exceptions.PolarsError) as error:
        st.error("The query could not be run:", icon=":material/error:")
        st.code(escape.plain(error, 3000), language=None, wrap_lines=True)
    else:
        st.session_state["answer"] = (answer, perf_counter() - started)


def begin() -> None:
    """Put the chosen example into the editor."""
    st.session_state["sql"] = queries.EXAMPLES[st.session_state["example"]]


def draw_answer(answer: Answer, seconds: float) -> None:
    frame, more = answer
    count = f"The first {len(frame):,} rows" if more else escape.counted(len(frame), "row")
    st.caption(f"{count}, in {seconds:.2f} seconds.")
    table, chart, download = st.tabs(["Table", "Chart", "Download"])
    with table:
        if len(frame) > SHOWN:
            st.caption(f"The first {SHOWN:,} are shown; a download has them all.")
        st.dataframe(frame.head(SHOWN), hide_index=True)
    with chart:
        draw_chart(frame)
    with download:
        st.caption("What is here. `readout sql` writes results of any size.")
        raw = st.checkbox(
            "Keep formulas",
            help="Otherwise text in CSV that a spreadsheet would run as a formula begins with an apostrophe.",
        )
        for name, (mime, written) in sql_console.FORMATS.items():
            st.download_button(
                name.upper() if name != "parquet" else "Parquet",
                partial(written, frame, raw) if name == "csv" else partial(written, frame),
                file_name=f"readout.{name}",
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
            )


def draw_chart(frame: pl.DataFrame) -> None:
    numbers = [name for name, kind in frame.schema.items() if kind.is_numeric()]
    others = [name for name in frame.columns if name not in numbers]
    if frame.is_empty() or not numbers:
        st.info("A chart needs rows and a column of numbers.", icon=":material/bar_chart:")
        return
    cells = st.columns(4)
    x = cells[0].selectbox("Along", [*others, *numbers])
    y = cells[1].selectbox("Height", [name for name in numbers if name != x] or numbers)
    colour = cells[2].selectbox("Colour", [name for name in others if name != x], index=None)
    mark = cells[3].selectbox("As", MARKS)
    if len(frame) > DRAWN:
        st.caption(f"The first {DRAWN:,} rows are drawn.")
    charts.show(answer_chart(frame.head(DRAWN), x, y, colour, mark), f"{y} along {x}", 340)


def answer_chart(frame: pl.DataFrame, x: str, y: str, colour: str | None, mark: str) -> charts.Drawing:
    # Columns get names of our own: Vega reads dots and brackets in a name as a path
    drawn = frame.select(
        pl.col(x).alias("x"), pl.col(y).alias("y"), *([pl.col(colour).alias("colour")] if colour else [])
    )
    kind = drawn.schema["x"]
    along = "T" if kind.is_temporal() else "Q" if kind.is_numeric() and mark != "bars" else "N"
    base = alt.Chart(drawn)
    marked: Any = {"bars": base.mark_bar, "line": base.mark_line, "points": base.mark_point}[mark]()
    hue = (
        alt.Color("colour:N", title=colour, legend=charts.legend(columns=3))
        if colour
        else alt.value(palette.BLUE)
    )
    return marked.encode(
        x=alt.X(f"x:{along}", title=x, sort=None),
        y=alt.Y("y:Q", title=y),
        color=hue,
        tooltip=[
            alt.Tooltip(f"x:{along}", title=x),
            alt.Tooltip("y:Q", title=y),
            *([alt.Tooltip("colour:N", title=colour)] if colour else []),
        ],
    )


def draw_dictionary(warehouse: Warehouse) -> None:
    st.subheader("Tables", anchor=False)
    tables = dict(warehouse.rows(queries.TABLES).iter_rows())
    name = st.selectbox("Table", list(tables), key="table", bind="query-params", label_visibility="collapsed")
    st.text(escape.plain(tables.get(name) or ""))
    st.dataframe(
        warehouse.rows(queries.COLUMNS, {"name": name}),
        hide_index=True,
        height=420,
        column_config={"Meaning": st.column_config.TextColumn(width="large")},
    )
    st.caption(
        "mart: the tables to ask first. core: the facts. ref: reference data. quality: runs and checks."
    )


VIEW = View("SQL", "sql", ":material/database_search:", draw, needs_articles=False)
