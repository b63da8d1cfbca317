"""Incidents for people: the newest first, of each day the most reported."""

from datetime import date
from typing import NamedTuple

import duckdb

_INCIDENTS = """
    WITH named AS (
        SELECT entity_id FROM core.entities
        WHERE $entity::VARCHAR IS NULL OR entity_id = $entity OR contains(lower(name), lower($entity))
    ),
    countries AS (
        SELECT country FROM ref.countries
        WHERE $country::VARCHAR IS NULL OR country = upper($country) OR name ILIKE $country
        UNION SELECT upper($country)
    )
    SELECT
        {columns}
    FROM mart.incidents
    WHERE ($since::DATE IS NULL OR last_report >= $since)
        AND ($type::VARCHAR IS NULL OR event_type = upper($type))
        AND (
            $country IS NULL
            OR actor_country IN (FROM countries)
            OR recipient_country IN (FROM countries)
        )
        AND (
            $entity IS NULL
            OR actor_id IN (FROM named)
            OR recipient_id IN (FROM named)
            OR place_id IN (FROM named)
        )
    ORDER BY last_report DESC NULLS LAST, reports DESC, publishers DESC, incident_id
    LIMIT $limit
"""
_SHOWN = """
    coalesce(day, first_report) AS day, reports, publishers AS papers, event_type AS type,
    coalesce(actor_name, actor_country_name) AS actor,
    coalesce(recipient_name, recipient_country_name) AS recipient,
    status, text
"""
_IN_FULL = """
    * EXCLUDE (claimants, disagreements),
    array_to_string(claimants, '; ') AS claimants,
    array_to_string(disagreements, '; ') AS disagreements
"""


class Chosen(NamedTuple):
    """Which incidents: last reported on `since` or later; with an actor or recipient of a country, by name or
    code; with an actor, recipient or place that is called so, by part of its name or its id; of a type."""

    since: date | None = None
    country: str | None = None
    entity: str | None = None
    type: str | None = None
    limit: int = 20


def incidents_of(
    connection: duckdb.DuckDBPyConnection, chosen: Chosen, in_full: bool
) -> duckdb.DuckDBPyConnection:
    """The rows of the incidents chosen: all that is known of them, or what fits a terminal."""
    sql = _INCIDENTS.format(columns=_IN_FULL if in_full else _SHOWN)
    return connection.execute(sql, chosen._asdict())
