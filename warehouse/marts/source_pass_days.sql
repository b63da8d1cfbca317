-- mart.source_pass_days: one row per day, source and table of which rows were checked.
-- Rows are counted as their batch came: also those of articles that were quarantined then.
CREATE OR REPLACE VIEW mart.source_pass_days AS
SELECT
    started_at::DATE AS day,
    source,
    table_name,
    count(DISTINCT run_id) AS runs,
    sum(n)::BIGINT AS checked_rows,
    round(sum(value * n))::BIGINT AS passed,
    (checked_rows - passed)::BIGINT AS failed,
    round(100 * passed / checked_rows, 2) AS pass_percent
FROM quality.metrics
JOIN quality.runs USING (run_id)
WHERE state = 'completed' AND metric = 'pass_share'
GROUP BY ALL;

COMMENT ON VIEW mart.source_pass_days IS 'One row per day, source and table of which rows were checked.';
COMMENT ON COLUMN mart.source_pass_days.day IS 'Day of the run. [UTC]';
COMMENT ON COLUMN mart.source_pass_days.checked_rows IS 'Rows of new and changed articles, once for each run.';
COMMENT ON COLUMN mart.source_pass_days.passed IS 'Rows that break no expectation.';
COMMENT ON COLUMN mart.source_pass_days.failed IS 'Rows that break one, whether critical or a warning; see quality.checks.';
COMMENT ON COLUMN mart.source_pass_days.pass_percent IS 'Share of rows that passed. [percent]';
