"""Queries of the page "Overview". `{article}`, `{event}` and `{quote}` are conditions of `filters`."""

ARTICLES = """
    SELECT
        count(*) AS articles,
        count(*) FILTER (duplicate_of IS NOT NULL) AS near_duplicates,
        count(DISTINCT source) AS sources,
        min(published_on) AS first_day,
        max(published_on) AS last_day
    FROM core.articles AS article
    WHERE {article}
"""

EVENTS = """
    SELECT
        count(*) AS events,
        count(*) FILTER (attributed_to IS NOT NULL OR quote_id IS NOT NULL) AS claims
    FROM mart.events AS event
    WHERE {event}
"""

QUOTES = """
    SELECT count(*) AS quotes, count(DISTINCT speaker_id) AS speakers
    FROM mart.quotes AS quote
    WHERE {quote}
"""

ARTICLES_OVER_TIME = """
    -- One row per period and source; all but the busiest sources together
    WITH busiest AS (
        SELECT source FROM core.articles AS article WHERE {article}
        GROUP BY source ORDER BY count(*) DESC, source LIMIT 5
    )
    SELECT
        date_trunc($unit, published_on)::DATE AS start,
        CASE WHEN source IN (FROM busiest) THEN source END AS source,
        count(*) AS articles
    FROM core.articles AS article
    WHERE published_on IS NOT NULL AND {article}
    GROUP BY ALL
    ORDER BY start, source
"""

ACTORS = """
    -- What those named who act most do: one row per entity and quad class, what occurred
    WITH counted AS (
        SELECT actor_id, any_value(actor_name) AS name, quad_class, count(*) AS events
        FROM mart.events AS event
        ANTI JOIN (SELECT entity_id FROM core.entities WHERE kind = 'UNNAMED') ON entity_id = actor_id
        WHERE actor_id IS NOT NULL AND status = 'occurred' AND {event}
        GROUP BY actor_id, quad_class
    )
    SELECT actor_id, name, quad_class, events, total
    FROM counted
    JOIN (
        SELECT actor_id, sum(events) AS total FROM counted
        GROUP BY actor_id ORDER BY total DESC, actor_id LIMIT $limit
    ) USING (actor_id)
    ORDER BY total DESC, name, quad_class
"""

EVENTS_OVER_TIME = """
    -- What occurred, by publication; claims count apart from the article's own voice
    SELECT
        date_trunc($unit, published_on)::DATE AS start,
        quad_class,
        count(*) AS events
    FROM mart.events AS event
    WHERE published_on IS NOT NULL AND status = 'occurred'
        AND attributed_to IS NULL AND quote_id IS NULL AND {event}
    GROUP BY ALL
    ORDER BY start, quad_class
"""
