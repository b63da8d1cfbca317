"""The query of event lists. `{where}` comes from `filters.EVENT`."""

COLUMNS = """
    event_id, article_id, published_on, source, event_type, quad_class, goldstein, status,
    actor_name, actor_text, actor_country, recipient_name, recipient_text, recipient_country,
    attributed_to_name, quote_id, text
"""

NEWEST = f"""
    -- Newest first; those of one article in the order of the text
    SELECT {COLUMNS}
    FROM mart.events AS event
    WHERE {{where}}
    ORDER BY published_at DESC NULLS LAST, article_id, start_char
    LIMIT $limit
"""
