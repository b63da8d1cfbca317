"""The query of the page "SQL" for the data dictionary: the comments in the warehouse."""

TABLES = """
    SELECT schema_name || '.' || table_name AS name, comment
    FROM (
        SELECT database_name, schema_name, table_name, comment FROM duckdb_tables()
        UNION ALL
        SELECT database_name, schema_name, view_name, comment FROM duckdb_views()
    )
    WHERE database_name = 'readout' AND schema_name IN ('core', 'mart', 'quality', 'ref')
    ORDER BY list_position(['mart', 'core', 'quality', 'ref'], schema_name), table_name
"""

COLUMNS = """
    SELECT column_name AS "Column", data_type AS "Type", comment AS "Meaning"
    FROM duckdb_columns()
    WHERE database_name = 'readout' AND schema_name || '.' || table_name = $name
    ORDER BY column_index
"""

EXAMPLES = {
    "Who speaks most": """SELECT name, country, sector, quotes
FROM mart.speakers
ORDER BY quotes DESC
LIMIT 20""",
    "Who does what to whom": """SELECT actor_country, recipient_country, quad_class, count(*) AS events
FROM mart.events
WHERE status = 'occurred' AND attributed_to IS NULL
GROUP BY ALL
ORDER BY events DESC""",
    "What only one side says": """SELECT day, attributed_to_name, actor_country, event_type,
    recipient_country, text
FROM mart.claims
WHERE status = 'occurred' AND own_voice_events = 0
ORDER BY day DESC""",
    "Articles by month": """SELECT date_trunc('month', day) AS month, sum(articles) AS articles
FROM mart.source_days
GROUP BY month
ORDER BY month""",
}
