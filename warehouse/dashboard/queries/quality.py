"""Queries of the page "Data quality"."""

from warehouse.load.quarantine import OF_ROWS

RUNS = """
    -- One row per run, newest first, with how its checks came out
    WITH outcomes AS (
        SELECT
            run_id,
            count(*) FILTER (success) AS checks_passed,
            count(*) FILTER (NOT success AND severity = 'warning') AS warnings,
            count(*) FILTER (NOT success AND severity = 'critical') AS critical
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
        coalesce(warnings, 0) AS warnings,
        coalesce(critical, 0) AS critical,
        message
    FROM quality.runs
    LEFT JOIN outcomes USING (run_id)
    ORDER BY runs.rowid DESC  -- the order in which they ended, also where a clock was set back
    LIMIT $limit
"""

PASSED = """
    -- One row per day and suite, of the last days on which something was checked
    SELECT day, table_name, checks, passed, pass_percent, critical_failures, warnings
    FROM mart.check_days
    WHERE day IN (SELECT DISTINCT day FROM mart.check_days ORDER BY day DESC LIMIT $limit)
    ORDER BY day, table_name
"""

PASSED_BY_SOURCE = """
    -- One row per day and source, of the last days on which its rows were checked
    SELECT
        day, source, sum(checked_rows)::BIGINT AS checked, sum(failed)::BIGINT AS failed,
        100 * sum(passed) / sum(checked_rows) AS pass_percent
    FROM mart.source_pass_days
    WHERE day IN (SELECT DISTINCT day FROM mart.source_pass_days ORDER BY day DESC LIMIT $limit) AND {where}
    GROUP BY ALL
    ORDER BY day, source
"""

FAILED_CHECKS = """
    -- One row per check that did not pass in a run, its batches together
    SELECT
        table_name,
        column_name,
        severity,
        expectation,
        meaning,
        count(*) AS batches,
        sum(unexpected_count)::BIGINT AS unexpected_rows,
        max(unexpected_percent) AS worst_percent,
        any_value(observed) AS observed,
        list(examples) FILTER (examples IS NOT NULL) AS examples
    FROM quality.checks
    WHERE run_id = $run_id AND NOT success
    GROUP BY ALL
    ORDER BY severity, unexpected_rows DESC NULLS LAST, table_name
"""

# The kind of a reason: what stands before the first colon or semicolon, whatever line or row it names
KIND = r"regexp_replace(regexp_extract(reason, '^[^:;]*'), '\d+', 'N', 'g')"

QUARANTINE_REASONS = f"""
    -- One row per source, table and kind of reason
    SELECT source, table_name, {KIND} AS kind, count(*) AS quarantined
    FROM quality.quarantine
    GROUP BY ALL
    ORDER BY quarantined DESC
"""

QUARANTINE = f"""
    -- What is quarantined now, newest first
    SELECT
        quarantine_id, quarantined_at, source, source_ref,
        CASE WHEN {OF_ROWS} THEN 'row' ELSE 'article' END AS what,
        table_name, reason, run_id
    FROM quality.quarantine
    WHERE {{where}}
    ORDER BY quarantined_at DESC, source, source_ref, quarantine_id
    LIMIT $limit
"""
QUARANTINE_CONDITIONS = {
    "sources": "source IN (SELECT unnest($sources))",
    "kinds": f"{KIND} IN (SELECT unnest($kinds))",
    "tables": "table_name IN (SELECT unnest($tables))",
    "words": "contains(lower(concat_ws(' ', quarantine_id, source, source_ref, reason)), lower($words))",
}
QUARANTINE_COUNT = f"""
    SELECT count(*) AS found, count(*) FILTER ({OF_ROWS}) AS of_loaded
    FROM quality.quarantine
    WHERE {{where}}
"""

PAYLOAD = "SELECT payload, location FROM quality.quarantine WHERE quarantine_id = $quarantine_id"

EXAMPLE_ARTICLES = """
    -- Which of the articles of examples are in the warehouse
    SELECT article_id, title FROM core.articles WHERE article_id IN (SELECT unnest($articles))
"""
EXAMPLES_QUARANTINED = """
    -- Which of the inputs of examples are quarantined now
    SELECT source, source_ref, min(quarantine_id) AS quarantine_id
    FROM quality.quarantine
    WHERE source_ref IN (SELECT unnest($refs))
    GROUP BY ALL
"""

BY_SOURCE = {"sources": "source IN (SELECT unnest($sources))"}

SOURCES = "SELECT * FROM mart.source_health ORDER BY days_silent DESC NULLS LAST, source"

VOLUME = """
    -- What each source gave to the last runs that read it, beside what is usual and expected
    SELECT
        started_at, source, articles::DOUBLE AS value, usual_low, usual_high,
        expected_low::DOUBLE AS expected_low, expected_high::DOUBLE AS expected_high, verdict
    FROM mart.source_volume
    WHERE {where}
    QUALIFY row_number() OVER (PARTITION BY source ORDER BY started_at DESC) <= $limit
    ORDER BY started_at, source
"""

DRIFT = """
    -- What the last runs that loaded something measured of columns and tables, beside what is usual
    WITH last_runs AS (
        SELECT DISTINCT run_id, started_at FROM mart.drift WHERE metric = 'rows_per_article'
        ORDER BY started_at DESC LIMIT $limit
    )
    SELECT
        started_at, concat_ws('.', table_name, column_name) AS measured, metric, value, n,
        usual_low, usual_high, expected_low, expected_high, verdict
    FROM mart.drift
    SEMI JOIN last_runs USING (run_id)
    WHERE source IS NULL
    ORDER BY started_at
"""
