-- mart.source_health: one row per source that gave an article or had one quarantined.
-- Ages are counted to the start of the latest run, not to now: a source is stale when runs find nothing new
-- in it, not when nobody runs.
CREATE OR REPLACE VIEW mart.source_health AS
WITH latest AS (
    SELECT max(started_at) AS latest_run FROM quality.runs
),
loaded AS (
    SELECT
        source,
        count(*) AS articles,
        count(*) FILTER (duplicate_of IS NOT NULL) AS near_duplicates,
        max(first_seen_at) AS last_new_at,
        max(published_at) AS last_published_at,
        count(*) FILTER (first_seen_at > latest_run - INTERVAL 7 DAY) AS new_in_7_days,
        count(*) FILTER (first_seen_at <= latest_run - INTERVAL 7 DAY AND first_seen_at > latest_run - INTERVAL 35 DAY)
            AS new_in_28_days_before
    FROM core.articles, latest
    GROUP BY source
),
away AS (
    -- What is of these tables is a row that our rules made, of an article that is loaded without it
    SELECT
        source,
        source_ref,
        quarantined_at,
        table_name IN (
            'core.article_signatures', 'core.article_terms', 'core.sentences', 'core.entities', 'core.article_entities',
            'core.entity_merges', 'core.mentions', 'core.quotes', 'core.events',
            'core.events_in_passing', 'core.event_figures'
        ) AS is_row
    FROM quality.quarantine
),
quarantined_inputs AS (
    SELECT
        source,
        count(DISTINCT source_ref) FILTER (NOT is_row) AS quarantined,
        count(*) FILTER (is_row) AS rows_quarantined,
        max(quarantined_at) AS last_quarantined_at
    FROM away
    GROUP BY source
)
SELECT
    source,
    coalesce(articles, 0) AS articles,
    coalesce(near_duplicates, 0) AS near_duplicates,
    last_new_at,
    last_published_at,
    date_diff('day', last_new_at, greatest(latest_run, last_new_at)) AS days_silent,
    coalesce(new_in_7_days, 0) AS new_in_7_days,
    round(coalesce(new_in_28_days_before, 0) / 4, 1) AS usual_in_7_days,
    coalesce(quarantined, 0) AS quarantined,
    last_quarantined_at,
    round(100 * coalesce(quarantined, 0) / greatest(coalesce(articles, 0) + coalesce(quarantined, 0), 1), 2)
        AS quarantined_percent,
    coalesce(rows_quarantined, 0) AS rows_quarantined
FROM loaded
FULL JOIN quarantined_inputs USING (source)
CROSS JOIN latest;

COMMENT ON VIEW mart.source_health IS
    'One row per source that gave an article or had one quarantined: how fresh it is, and how much it gives.';
COMMENT ON COLUMN mart.source_health.last_new_at IS 'When a run last found an article that was new. [UTC]';
COMMENT ON COLUMN mart.source_health.days_silent IS
    'From then to the start of the latest run; null when no article was ever loaded. [days]';
COMMENT ON COLUMN mart.source_health.new_in_7_days IS 'Articles first seen in the 7 days before the latest run.';
COMMENT ON COLUMN mart.source_health.usual_in_7_days IS 'The same for an average week of the 28 days before those.';
COMMENT ON COLUMN mart.source_health.quarantined IS 'Articles, or inputs that could not be read as such, that are quarantined now.';
COMMENT ON COLUMN mart.source_health.last_quarantined_at IS 'When a run last quarantined one of them, or a row. [UTC]';
COMMENT ON COLUMN mart.source_health.quarantined_percent IS 'Their share of all that the source gave. [percent]';
COMMENT ON COLUMN mart.source_health.rows_quarantined IS
    'Rows in the quarantine of articles that are loaded without them.';
