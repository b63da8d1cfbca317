"""What the page "Data quality" asks."""

RUNS = """
    -- One row per run, newest first, with how its checks came out
    WITH outcomes AS (
        SELECT
            run_id,
            count(*) FILTER (success) AS checks_passed,
            count(*) FILTER (NOT success AND severity = 'warning') AS checks_warned,
            count(*) FILTER (NOT success AND severity = 'critical') AS checks_failed
        FROM quality.checks
        GROUP BY run_id
    )
    SELECT
        runs.run_id,
        started_at,
        state,
        epoch(finished_at - started_at) AS seconds,
        articles_new,
        articles_changed,
        articles_unchanged,
        articles_quarantined,
        list_sum(map_values(from_json(rows_loaded, '"MAP(VARCHAR, BIGINT)"')))::BIGINT AS rows_loaded,
        coalesce(checks_passed, 0) AS checks_passed,
        coalesce(checks_warned, 0) AS checks_warned,
        coalesce(checks_failed, 0) AS checks_failed,
        message
    FROM quality.runs
    LEFT JOIN outcomes USING (run_id)
    ORDER BY started_at DESC
    LIMIT $limit
"""

PASSED = """
    -- One row per day and suite, of the last days on which something was checked
    SELECT day, table_name, checks, passed, pass_percent, critical_failures, warnings
    FROM mart.check_days
    WHERE day IN (SELECT DISTINCT day FROM mart.check_days ORDER BY day DESC LIMIT $limit)
    ORDER BY day, table_name
"""

FAILED_CHECKS = """
    -- One row per expectation that did not hold in a run, its batches together
    SELECT
        table_name,
        column_name,
        severity,
        expectation,
        meaning,
        count(*) AS batches,
        sum(unexpected_count)::BIGINT AS unexpected_rows,
        max(unexpected_percent) AS worst_percent,
        any_value(observed) AS observed
    FROM quality.checks
    WHERE run_id = $run_id AND NOT success
    GROUP BY ALL
    ORDER BY severity, unexpected_rows DESC NULLS LAST, table_name
"""

QUARANTINE_REASONS = """
    -- One row per source, table and kind of reason: what stands before the first colon
    SELECT source, table_name, split_part(reason, ':', 1) AS kind, count(*) AS turned_away
    FROM quality.quarantine
    GROUP BY ALL
    ORDER BY turned_away DESC
"""

QUARANTINE = """
    -- What is turned away now, newest first
    SELECT quarantined_at, source, source_ref, table_name, reason, run_id
    FROM quality.quarantine
    WHERE {where}
    ORDER BY quarantined_at DESC, source, source_ref
    LIMIT $limit
"""
QUARANTINE_CONDITIONS = {
    "sources": "source IN (SELECT unnest($sources))",
    "kinds": "split_part(reason, ':', 1) IN (SELECT unnest($kinds))",
}

PAYLOAD = """
    SELECT payload FROM quality.quarantine
    WHERE source = $source AND source_ref = $source_ref AND table_name = $table_name AND run_id = $run_id
    LIMIT 1
"""

BY_SOURCE = {"sources": "source IN (SELECT unnest($sources))"}

SOURCES = "SELECT * FROM mart.source_health ORDER BY days_silent DESC NULLS LAST, source"

SOURCE_RUNS = """
    -- Articles that each of the last runs found new, by source; the busiest sources by name
    WITH last_runs AS (
        SELECT run_id, started_at FROM quality.runs ORDER BY started_at DESC LIMIT $limit
    )
    SELECT started_at, source, count(*) AS articles
    FROM core.articles
    JOIN last_runs USING (run_id)
    WHERE {where}
    GROUP BY ALL
    ORDER BY started_at, source
"""

DRIFT = """
    -- One row per run that loaded articles: shares and means over what it loaded
    WITH last_runs AS (
        SELECT run_id, started_at FROM quality.runs ORDER BY started_at DESC LIMIT $limit
    ),
    loaded AS (
        SELECT article_id, run_id, started_at, published_at, language
        FROM core.articles
        JOIN last_runs USING (run_id)
        WHERE {where}
    ),
    in_articles AS (
        SELECT
            run_id,
            started_at,
            count(*) AS articles,
            100 * avg((published_at IS NULL)::INTEGER) AS undated_percent
        FROM loaded
        GROUP BY ALL
    ),
    in_quotes AS (
        SELECT
            run_id,
            count(*) AS quotes,
            100 * avg((speaker_id IS NOT NULL)::INTEGER) AS speaker_percent
        FROM core.quotes
        JOIN loaded USING (article_id)
        GROUP BY run_id
    ),
    in_events AS (
        SELECT
            run_id,
            count(*) AS events,
            100 * avg((actor_id IS NULL)::INTEGER) AS no_actor_percent,
            100 * avg((recipient_id IS NULL)::INTEGER) AS no_recipient_percent,
            100 * avg((event_date IS NULL)::INTEGER) AS undated_event_percent
        FROM core.events
        JOIN loaded USING (article_id)
        GROUP BY run_id
    )
    SELECT
        run_id,
        started_at,
        articles,
        undated_percent,
        coalesce(quotes, 0) / articles AS quotes_per_article,
        speaker_percent,
        coalesce(events, 0) / articles AS events_per_article,
        no_actor_percent,
        no_recipient_percent,
        undated_event_percent
    FROM in_articles
    LEFT JOIN in_quotes USING (run_id)
    LEFT JOIN in_events USING (run_id)
    ORDER BY started_at
"""
