-- mart.drift: one row per completed run and metric that it measured, beside what was usual and what was expected.
CREATE OR REPLACE VIEW mart.drift AS
SELECT
    run_id,
    started_at,
    started_at::DATE AS day,
    table_name,
    column_name,
    source,
    metric,
    value,
    n,
    usual_low,
    usual_high,
    expected_low,
    expected_high,
    CASE
        WHEN value < usual_low OR value < expected_low THEN 'below'
        WHEN value > usual_high OR value > expected_high THEN 'above'
        WHEN coalesce(usual_low, usual_high, expected_low, expected_high) IS NULL THEN 'nothing to compare'
        ELSE 'within'
    END AS verdict
FROM quality.metrics
JOIN quality.runs USING (run_id)
WHERE state = 'completed';

COMMENT ON VIEW mart.drift IS
    'One row per completed run and metric that it measured, beside what was usual and what was expected.';
COMMENT ON COLUMN mart.drift.started_at IS 'Start of the run. [UTC]';
COMMENT ON COLUMN mart.drift.column_name IS 'Column that was measured; null for a table as a whole.';
COMMENT ON COLUMN mart.drift.source IS 'Source that was measured; null for all.';
COMMENT ON COLUMN mart.drift.value IS 'A share from 0 to 1, a mean, or a count.';
COMMENT ON COLUMN mart.drift.n IS 'Rows or articles that it is taken over.';
COMMENT ON COLUMN mart.drift.usual_low IS 'Least value that the runs before made usual; null where nothing was usual.';
COMMENT ON COLUMN mart.drift.expected_low IS 'Least value that the source file expects.';
COMMENT ON COLUMN mart.drift.verdict IS 'below, above, within, or nothing to compare: of the usual and the expected.';
