"""When an article was published: on its publisher's clock, where it is known, for people and for queries."""

from datetime import datetime, time
from typing import Protocol

import duckdb

from transforms.clock import local_time

# Columns of `core.articles` that warehouses of older versions lack
_NEWER = ("published_on", "published_zone")
_COLUMNS = """
    SELECT column_name FROM duckdb_columns() WHERE database_name = current_database()
        AND schema_name = 'core' AND table_name = 'articles'
"""


class Published(Protocol):
    """What is stored of the time of publication: in UTC, and the offset in which it was stated."""

    @property
    def published_at(self) -> datetime | None: ...

    @property
    def published_zone(self) -> str | None: ...


def day(moment: datetime | None, zone: str | None = None) -> str:
    """A moment, which is in UTC, for people, by the clocks of a zone such as "-05:00" where one is given.

    Midnight by those clocks means that only the day is known.
    """
    if moment is None:
        return "no date"
    shown = local_time(moment, zone)
    name = "UTC" if zone in (None, "+00:00") else zone.replace("-", "−")
    clock = f", {shown:%H:%M} {name}" if shown.time() != time.min else ""
    return f"{shown.day} {shown:%B %Y}{clock}"


def published(article: Published) -> str:
    """When an article was published, for people: on its publisher's clock where the zone is known."""
    return day(article.published_at, article.published_zone)


def zone_of(connection: duckdb.DuckDBPyConnection, articles: str = "articles") -> str:
    """The column with the offset, for a query of `core.articles` under a name; NULL where there is none."""
    return f"{articles}.published_zone" if _has_newer(connection) else "NULL::VARCHAR"


def day_of(connection: duckdb.DuckDBPyConnection, articles: str = "articles") -> str:
    """The publisher's day, for a query of `core.articles` under a name; that in UTC where it is not kept."""
    in_utc = f"{articles}.published_at::DATE"
    return f"coalesce({articles}.published_on, {in_utc})" if _has_newer(connection) else in_utc


def _has_newer(connection: duckdb.DuckDBPyConnection) -> bool:
    return {(name,) for name in _NEWER} <= set(connection.execute(_COLUMNS).fetchall())
