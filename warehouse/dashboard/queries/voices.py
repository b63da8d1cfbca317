"""Queries of the page "Voices". `{quote}` and `{event}` are conditions of `filters`."""

WORDS = """
    list_bool_and(list_transform($words, lambda word: contains(lower(strip_accents(quote.text)), word)))
"""
"""Condition: the quotation contains all the words, in lower case and without accents."""
OF_SPEAKER = "quote.speaker_id = $speaker"

SPEAKERS = """
    -- Counting articles costs most: only those of the most quoted are
    WITH busiest AS (
        SELECT speaker_id, count(*) AS quotes FROM mart.quotes AS quote
        WHERE speaker_id IS NOT NULL AND {quote}
        GROUP BY speaker_id ORDER BY quotes DESC, speaker_id LIMIT $limit
    )
    SELECT
        speaker_id, any_value(speaker_name) AS name, any_value(country) AS country,
        any_value(sector) AS sector, count(*) AS quotes,
        100 * avg((form = 'direct')::INTEGER) AS direct_percent, count(DISTINCT article_id) AS articles
    FROM mart.quotes AS quote
    SEMI JOIN busiest USING (speaker_id)
    WHERE {quote}
    GROUP BY speaker_id
    ORDER BY quotes DESC, name, speaker_id
"""

COUNTRIES = """
    SELECT country, count(*) AS quotes
    FROM mart.quotes AS quote
    WHERE {quote} AND country IS NOT NULL
    GROUP BY ALL
    ORDER BY quotes DESC, country
    LIMIT $limit
"""

SECTORS = """
    SELECT sector, count(*) AS quotes
    FROM mart.quotes AS quote
    WHERE {quote} AND sector IS NOT NULL
    GROUP BY ALL
    ORDER BY quotes DESC, sector
    LIMIT $limit
"""

TOTAL = "SELECT count(*) AS quotes FROM mart.quotes AS quote WHERE {quote}"

NEWEST = """
    SELECT
        quote_id, article_id, published_on, source, form, speaker_id, speaker_text, speaker_name, country,
        sector, addressee_text, text
    FROM mart.quotes AS quote
    WHERE {quote}
    ORDER BY published_at DESC NULLS LAST, article_id, start_char
    LIMIT $limit
"""

SPEAKER = (
    "SELECT entity_id, name, kind, country, sector, wikidata_id FROM core.entities WHERE entity_id = $speaker"
)

FORMS = """
    SELECT form, count(*) AS quotes, count(DISTINCT article_id) AS articles
    FROM mart.quotes AS quote
    WHERE {quote}
    GROUP BY ALL
    ORDER BY quotes DESC
"""

OVER_TIME = """
    SELECT date_trunc($unit, published_on)::DATE AS start, form, count(*) AS quotes
    FROM mart.quotes AS quote
    WHERE {quote} AND published_on IS NOT NULL
    GROUP BY ALL
    ORDER BY ALL
"""

PERIOD = """
    SELECT count(*) AS quotes, min(published_on) AS first, max(published_on) AS last
    FROM mart.quotes AS quote
    WHERE {quote}
"""

ADDRESSEES = """
    SELECT addressee_text AS addressee, count(*) AS quotes
    FROM mart.quotes AS quote
    WHERE {quote} AND addressee_text IS NOT NULL
    GROUP BY ALL
    ORDER BY quotes DESC, addressee
    LIMIT $limit
"""

CLAIMS = """
    -- How many events a speaker claims, and how many of them no article tells in its own voice
    SELECT count(*) AS claims, count(*) FILTER (own_voice_events = 0) AS alone
    FROM mart.claims
    JOIN mart.events AS event USING (event_id)
    WHERE event.attributed_to = $speaker AND {event}
"""
CLAIMED_BY = "event.attributed_to = $speaker"
TAKES_PART = "(event.actor_id = $speaker OR event.recipient_id = $speaker)"

ARTICLES = """
    SELECT article_id, title, published_at, published_on, source, count(*) AS mentions
    FROM core.mentions
    JOIN core.articles AS article USING (article_id)
    WHERE entity_id = $speaker AND duplicate_of IS NULL AND {article}
    GROUP BY ALL
    ORDER BY published_at DESC NULLS LAST, article_id
    LIMIT $limit
"""
