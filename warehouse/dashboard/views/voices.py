"""Voices: who is quoted, for which country and sector, with what words; and a page for each speaker."""

import polars as pl
import streamlit as st

from warehouse.dashboard import charts, names, palette, safe
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import QUOTE, Filters, choices
from warehouse.dashboard.listing import show_quotes
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
    values = {**filters.parameters, "words": safe.folded(words or "").split(), "limit": RANKED}
    where = filters.where(QUOTE) + (f" AND {ask.WORDS}" if values["words"] else "")
    total = warehouse.row(ask.TOTAL.format(quote=where), values)["quotes"]
    if not total:
        st.info("No quotation matches.", icon=":material/filter_alt_off:")
        return
    st.caption(f"{total:,} quotations: in marks (direct), reported (indirect), or both (mixed).")
    draw_speakers(warehouse, where, values)
    left, right = st.columns(2)
    with left:
        st.subheader("By country")
        called = dict(choices(warehouse).countries)
        countries = warehouse.rows(ask.COUNTRIES.format(quote=where), values).with_columns(
            pl.col("country").replace(called)
        )
        bars = charts.ranked(countries, "country", "quotes", "quotations", palette.BLUE)
        charts.show(bars, "Quotations by country of the speaker", charts.height_of(len(countries)))
    with right:
        st.subheader("By sector")
        sectors = warehouse.rows(ask.SECTORS.format(quote=where), values).with_columns(
            pl.col("sector").replace(names.SECTORS)
        )
        bars = charts.ranked(sectors, "sector", "quotes", "quotations", palette.PURPLE)
        charts.show(bars, "Quotations by sector of the speaker", charts.height_of(len(sectors)))
    st.subheader("What was said")
    quotes = warehouse.rows(ask.NEWEST.format(quote=where), {**values, "limit": QUOTES})
    if total > len(quotes):
        st.caption(f"The newest {len(quotes)}.")
    show_quotes(quotes)


def draw_speakers(warehouse: Warehouse, where: str, values: dict[str, object]) -> None:
    st.subheader("Who is quoted")
    speakers = warehouse.rows(ask.SPEAKERS.format(quote=where), {**values, "limit": SPEAKERS})
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
            pl.col("country").alias("Country"),
            pl.col("sector").replace(names.SECTORS).alias("Sector"),
            pl.col("quotes").alias("Quotations"),
            pl.col("direct_percent").alias("Direct, %"),
            pl.col("articles").alias("Articles"),
        ),
        hide_index=True,
        height=320,
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
