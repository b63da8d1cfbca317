"""Stories for people: the newest first, of each day the most printed."""

from datetime import date
from typing import NamedTuple

import duckdb

_STORIES = """
    WITH asked AS (
        SELECT DISTINCT story_id
        FROM core.article_stories
        JOIN core.article_entities AS said USING (article_id)
        LEFT JOIN ref.countries ON countries.country = said.country
        WHERE ($country::VARCHAR IS NULL OR said.country = upper($country) OR countries.name ILIKE $country)
            AND (
                $entity::VARCHAR IS NULL
                OR said.entity_id = $entity
                OR contains(lower(said.name), lower($entity))
            )
    ),
    chosen AS (
        FROM core.stories
        WHERE ($since::DATE IS NULL OR last_day >= $since)
            AND ($country IS NULL AND $entity IS NULL OR story_id IN (FROM asked))
        ORDER BY last_day DESC, publishers DESC, articles DESC, story_id
        LIMIT $limit
    ),
    named AS (
        SELECT entity_id, any_value(name) AS name
        FROM core.entities
        WHERE entity_id IN (SELECT unnest(entities || places) FROM chosen)
        GROUP BY entity_id
    ),
    names AS MATERIALIZED (SELECT map(list(entity_id), list(name)) AS of FROM named)
    SELECT
        {columns}
    FROM chosen, names
    ORDER BY last_day DESC, publishers DESC, articles DESC, story_id
"""
_NAMES = "list_filter(list_transform({}, lambda e: of[e]), lambda name: name IS NOT NULL)"
_SHOWN = f"""
    last_day, articles, publishers, headline,
    array_to_string({_NAMES.format("entities")}[1:3], ', ') AS who,
    array_to_string({_NAMES.format("places")}[1:2], ', ') AS places
"""
_IN_FULL = f"""
    story_id, headline, first_day, last_day, articles, originals, publishers, central_article_id,
    array_to_string({_NAMES.format("entities")}, '; ') AS entities,
    array_to_string({_NAMES.format("places")}, '; ') AS places
"""


class Chosen(NamedTuple):
    """Which stories: last reported on `since` or later; told by an article with an entity of a country, by
    name or code, that is called so, by part of its name or its id."""

    since: date | None = None
    country: str | None = None
    entity: str | None = None
    limit: int = 20


def stories_of(
    connection: duckdb.DuckDBPyConnection, chosen: Chosen, in_full: bool
) -> duckdb.DuckDBPyConnection:
    """The rows of the stories chosen: all that is known of them, or what fits a terminal."""
    sql = _STORIES.format(columns=_IN_FULL if in_full else _SHOWN)
    return connection.execute(sql, chosen._asdict())
