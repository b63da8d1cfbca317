-- mart.check_days: one row per day and table whose suite of expectations was checked.
CREATE OR REPLACE VIEW mart.check_days AS
SELECT
    checked_at::DATE AS day,
    table_name,
    count(DISTINCT run_id) AS runs,
    count(*) AS checks,
    count(*) FILTER (success) AS passed,
    round(100 * avg(success::INTEGER), 2) AS pass_percent,
    count(*) FILTER (NOT success AND severity = 'critical') AS critical_failures,
    count(*) FILTER (NOT success AND severity = 'warning') AS warnings,
    coalesce(sum(unexpected_count), 0)::BIGINT AS unexpected_rows
FROM quality.checks
GROUP BY ALL;

COMMENT ON VIEW mart.check_days IS 'One row per day and table whose suite of expectations was checked.';
COMMENT ON COLUMN mart.check_days.day IS 'Day of the check. [UTC]';
COMMENT ON COLUMN mart.check_days.checks IS 'Results of expectations, one a batch and expectation.';
COMMENT ON COLUMN mart.check_days.pass_percent IS 'Share of checks that passed. [percent]';
COMMENT ON COLUMN mart.check_days.critical_failures IS 'Checks that came to critical: articles or the whole batch were kept out.';
COMMENT ON COLUMN mart.check_days.warnings IS 'Checks that came to a warning: no article was kept out.';
COMMENT ON COLUMN mart.check_days.unexpected_rows IS 'Rows that broke an expectation, once for each that they broke.';
