"""Queries of the page "Relations". `{event}` comes from `filters.EVENT`; months are those of
`mart.dyad_months`.
"""

MONTH = """
    CASE
        WHEN event.event_date IS NULL THEN date_trunc('month', event.published_on)::DATE
        WHEN event.date_precision IS DISTINCT FROM 'year' THEN date_trunc('month', event.event_date)::DATE
    END
"""
OWN_VOICE = "event.attributed_to IS NULL AND event.quote_id IS NULL"
BETWEEN = """
    ((event.actor_country = $a AND event.recipient_country = $b)
        OR (event.actor_country = $b AND event.recipient_country = $a))
"""

PAIRS = f"""
    -- The pairs of different countries between which most occurred
    SELECT
        least(actor_country, recipient_country) AS country_a,
        greatest(actor_country, recipient_country) AS country_b,
        count(*) AS events,
        count(*) FILTER (goldstein > 0) AS cooperation,
        count(*) FILTER (goldstein < 0) AS conflict,
        coalesce(avg(goldstein) FILTER ({OWN_VOICE}), avg(goldstein)) AS mean_goldstein
    FROM mart.events AS event
    WHERE actor_country != recipient_country AND status = 'occurred' AND {{event}}
    GROUP BY ALL
    ORDER BY events DESC, country_a, country_b
    LIMIT $limit
"""

MONTHS = f"""
    -- What happened between two countries, in either direction
    SELECT
        {MONTH} AS start,
        quad_class,
        status,
        NOT ({OWN_VOICE}) AS claimed,
        count(*) AS events,
        sum(goldstein) AS goldstein
    FROM mart.events AS event
    WHERE {BETWEEN} AND {{event}}
    GROUP BY ALL
    ORDER BY ALL
"""

OF_MONTH = f"{BETWEEN} AND {MONTH} = $month"
"""Conditions of the list of events: between the two, and of one month."""
