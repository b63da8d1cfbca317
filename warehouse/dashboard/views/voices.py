"""Voices: who is quoted, for which country and sector, with what words; and a page for each speaker."""

import polars as pl
import streamlit as st

from warehouse.dashboard import charts, escape, names, palette
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import QUOTE, Filters, choices
from warehouse.dashboard.lists import show_quotes
from warehouse.dashboard.queries import voices as ask
from warehouse.dashboard.view import View
from warehouse.dashboard.views.speaker import draw_speaker

RANKED = 12
SPEAKERS = 200
QUOTES = 40


def draw(warehouse: Warehouse, filters: Filters) -> None:
    speaker_id = st.query_params.get("speaker")
    speaker = warehouse.row(ask.SPEAKER, {"speaker": speaker_id}) if speaker_id else {}
    if speaker:
        draw_speaker(warehouse, filters, speaker)
        return
    st.title("Voices")
    if speaker_id:
        st.warning("The warehouse has nobody of that id now.", icon=":material/person_off:")
    words = st.text_input(
        "Search in quotations",
        key="words",
        bind="query-params",
        placeholder="words that were said",
        help="Finds quotations that contain every word or part of a word, whatever its accents and capitals.",
        max_chars=200,
    )
    values = {**filters.parameters, "words": escape.folded(words or "").split(), "limit": RANKED}
    where = filters.where(QUOTE) + (f" AND {ask.WORDS}" if values["words"] else "")
    total = warehouse.row(ask.TOTAL.format(quote=where), values)["quotes"]
    if not total:
        st.info("No quotation matches.", icon=":material/filter_alt_off:")
        return
    # All is asked before anything is drawn, as in the overview
    called = dict(choices(warehouse).countries)
    speakers = warehouse.rows(ask.SPEAKERS.format(quote=where), {**values, "limit": SPEAKERS})
    countries = warehouse.rows(ask.COUNTRIES.format(quote=where), values)
    sectors = warehouse.rows(ask.SECTORS.format(quote=where), values)
    quotes = warehouse.rows(ask.NEWEST.format(quote=where), {**values, "limit": QUOTES})
    st.caption(
        f"{escape.counted(total, 'quotation')}: in marks (direct), reported (indirect), or both (mixed)."
    )
    draw_speakers(speakers)
    left, right = st.columns(2)
    with left:
        draw_ranking(countries.with_columns(pl.col("country").replace(called)), "country", palette.BLUE)
    with right:
        draw_ranking(sectors.with_columns(pl.col("sector").replace(names.SECTORS)), "sector", palette.PURPLE)
    st.subheader("What was said")
    if total > len(quotes):
        st.caption(f"The newest {len(quotes)}.")
    show_quotes(quotes)


def draw_ranking(rows: pl.DataFrame, name: str, colour: str) -> None:
    st.subheader(f"By {name}")
    if rows.is_empty():
        st.caption(f"No speaker's {name} is known.")
        return
    bars = charts.ranked(rows, name, "quotes", "quotations", colour)
    charts.show(bars, f"Quotations by {name} of the speaker", charts.height_of(len(rows)))


def draw_speakers(speakers: pl.DataFrame) -> None:
    st.subheader("Who is quoted")
    if speakers.is_empty():
        st.caption("The text names nobody as the speaker of these.")
        return
    st.caption("Select a row, by its box at the left, for the page of a speaker.")

    def choose() -> None:
        picked = st.session_state["speakers"]["selection"]["rows"]
        if picked and picked[0] < len(speakers):
            st.query_params["speaker"] = speakers["speaker_id"][picked[0]]

    st.dataframe(
        speakers.select(
            pl.col("name").alias("Speaker"),
            pl.col("country").fill_null("–").alias("Country"),
            pl.col("sector").replace(names.SECTORS).fill_null("–").alias("Sector"),
            pl.col("quotes").alias("Quotations"),
            pl.col("direct_percent").alias("Direct, %"),
            pl.col("articles").alias("Articles"),
        ),
        hide_index=True,
        height=charts.table_height(len(speakers)),
        on_select=choose,
        selection_mode="single-row",
        key="speakers",
        column_config={
            "Speaker": st.column_config.TextColumn(width="medium"),
            "Country": st.column_config.TextColumn(
                help="ISO 3166 code of the country that they are of or speak for."
            ),
            "Direct, %": st.column_config.NumberColumn(format="%.0f", help="Share of quotations in marks."),
        },
    )


VIEW = View("Voices", "voices", ":material/record_voice_over:", draw)
