"""The filters of every page. They are part of the address, so a view can be shared and reloaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st

from warehouse.dashboard.database import Warehouse

# Organisations of states, which ref.countries does not name
SUPRANATIONAL = {"EUR": "European Union", "IGO": "International organisations", "UNO": "United Nations"}

PERIOD = """
    SELECT min(published_on) AS first_day, max(published_on) AS last_day FROM core.articles
"""
SOURCES = "SELECT source FROM core.articles GROUP BY source ORDER BY count(*) DESC, source LIMIT 1000"
LANGUAGES = """
    SELECT language FROM core.articles WHERE language IS NOT NULL
    GROUP BY language ORDER BY count(*) DESC, language LIMIT 200
"""
EVENT_TYPES = """
    SELECT event_type, description FROM ref.plover_types
    WHERE event_type IN (SELECT event_type FROM mart.events) ORDER BY event_type
"""
COUNTRIES = """
    WITH named AS (
        SELECT country FROM core.entities WHERE country IS NOT NULL
        UNION SELECT actor_country FROM mart.events WHERE actor_country IS NOT NULL
        UNION SELECT recipient_country FROM mart.events WHERE recipient_country IS NOT NULL
    )
    SELECT country, name FROM named LEFT JOIN ref.countries USING (country)
    ORDER BY coalesce(name, country)
"""

# Conditions of each filter, by the kind of row that a query reads; $names are the parameters of `Filters`
ARTICLE = {
    "start": "article.published_on >= $start",
    "end": "article.published_on <= $end",
    "sources": "article.source IN (SELECT unnest($sources))",
    "language": "article.language = $language",
    "countries": """article.article_id IN (
        SELECT article_id FROM mart.events WHERE actor_country IN (SELECT unnest($countries))
            OR recipient_country IN (SELECT unnest($countries)))""",
    "event_types": """article.article_id IN (
        SELECT article_id FROM mart.events WHERE event_type IN (SELECT unnest($event_types)))""",
}
EVENT = {
    "start": "event.published_on >= $start",
    "end": "event.published_on <= $end",
    "sources": "event.source IN (SELECT unnest($sources))",
    "language": "event.article_id IN (SELECT article_id FROM core.articles WHERE language = $language)",
    "countries": """(event.actor_country IN (SELECT unnest($countries))
        OR event.recipient_country IN (SELECT unnest($countries)))""",
    "event_types": "event.event_type IN (SELECT unnest($event_types))",
}
# The country of a quotation is that of its speaker
QUOTE = {
    "start": "quote.published_on >= $start",
    "end": "quote.published_on <= $end",
    "sources": "quote.source IN (SELECT unnest($sources))",
    "language": "quote.language = $language",
    "countries": "quote.country IN (SELECT unnest($countries))",
    "event_types": """quote.article_id IN (
        SELECT article_id FROM mart.events WHERE event_type IN (SELECT unnest($event_types)))""",
}


@dataclass(frozen=True)
class Filters:
    """What the reader wants to see. An empty filter keeps everything."""

    start: date | None = None
    end: date | None = None
    countries: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    language: str | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """The values that conditions name."""
        return {
            "start": self.start,
            "end": self.end,
            "countries": list(self.countries),
            "sources": list(self.sources),
            "event_types": list(self.event_types),
            "language": self.language,
        }

    def where(self, conditions: Mapping[str, str], without: Sequence[str] = ()) -> str:
        """The conditions of the filters that are set, for a WHERE clause; `without` names filters to leave
        out.
        """
        kept = [text for name, text in conditions.items() if getattr(self, name) and name not in without]
        return " AND ".join(kept) or "true"


@dataclass(frozen=True)
class Choices:
    """What can be filtered by, as found in one version of the warehouse."""

    first_day: date | None = None
    last_day: date | None = None
    countries: Mapping[str, str] = field(default_factory=dict)  # code → name
    sources: Sequence[str] = ()
    event_types: Mapping[str, str] = field(default_factory=dict)  # type → description
    languages: Sequence[str] = ()


@lru_cache(maxsize=2)
def choices(warehouse: Warehouse) -> Choices:
    """What the articles of a version of the warehouse can be filtered by."""
    first_day, last_day = warehouse.rows(PERIOD).row(0)
    countries = warehouse.rows(COUNTRIES).iter_rows()
    return Choices(
        first_day,
        last_day,
        countries={code: name or SUPRANATIONAL.get(code, code) for code, name in countries},
        sources=warehouse.rows(SOURCES)["source"].to_list(),
        event_types=dict(warehouse.rows(EVENT_TYPES).iter_rows()),
        languages=warehouse.rows(LANGUAGES)["language"].to_list(),
    )


def sidebar(found: Choices) -> Filters:
    """Draw the filters and return what is set. Each is a part of the address under its key."""
    with st.sidebar:
        st.subheader("Filters", divider="gray")
        first, last = found.first_day, found.last_day
        start = st.date_input(
            "Published from", None, min_value=first, max_value=last, key="from", bind="query-params"
        )
        end = st.date_input(
            "Published until", None, min_value=first, max_value=last, key="to", bind="query-params"
        )
        if start and end and end < start:
            st.warning("The period ends before it begins.", icon=":material/event_busy:")
        countries = st.multiselect(
            "Countries",
            list(found.countries),
            format_func=lambda code: found.countries.get(code, code),
            key="country",
            bind="query-params",
            placeholder="All countries",
            help="What one of them does or has done to it, and what its people say.",
        )
        sources = st.multiselect(
            "Sources", found.sources, key="source", bind="query-params", placeholder="All sources"
        )
        event_types = st.multiselect(
            "Event types",
            list(found.event_types),
            format_func=lambda name: name.capitalize(),
            key="type",
            bind="query-params",
            placeholder="All event types",
            help="What one side does to the other, in the PLOVER vocabulary of political events.",
        )
        language = st.selectbox(
            "Language of the article",
            found.languages,
            index=None,
            key="language",
            bind="query-params",
            placeholder="All languages",
        )
    return Filters(start, end, tuple(countries), tuple(sources), tuple(event_types), language)


def address(page: str, **parameters: str) -> str:
    """The address of a page with the filters of this one, for links in HTML.

    `parameters` are the page's own.
    """
    kept = [
        (name, value)
        for name in ("from", "to", "country", "source", "type", "language")
        for value in st.query_params.get_all(name)
    ]
    query = urlencode([*kept, *parameters.items()])
    return f"{page}?{query}" if query else page
