-- mart.source_volume: one row per completed run and source that it read, beside what was usual and expected.
CREATE OR REPLACE VIEW mart.source_volume AS
SELECT
    run_id,
    started_at,
    started_at::DATE AS day,
    source,
    value::BIGINT AS articles,
    usual_low,
    usual_high,
    expected_low::BIGINT AS expected_low,
    expected_high::BIGINT AS expected_high,
    CASE
        WHEN value < expected_low THEN 'fewer than expected'
        WHEN value > expected_high THEN 'more than expected'
        WHEN value < usual_low THEN 'fewer than usual'
        WHEN value > usual_high THEN 'more than usual'
        WHEN coalesce(usual_low, usual_high, expected_low, expected_high) IS NULL THEN 'nothing to compare'
        ELSE 'as expected'
    END AS verdict
FROM quality.metrics
JOIN quality.runs USING (run_id)
WHERE state = 'completed' AND metric = 'articles';

COMMENT ON VIEW mart.source_volume IS
    'One row per completed run and source that it read, beside what was usual and expected.';
COMMENT ON COLUMN mart.source_volume.started_at IS 'Start of the run. [UTC]';
COMMENT ON COLUMN mart.source_volume.articles IS 'Articles that the source gave, known ones included.';
COMMENT ON COLUMN mart.source_volume.usual_low IS
    'Least number that the runs before made usual; null where nothing was usual.';
COMMENT ON COLUMN mart.source_volume.expected_low IS 'Least number that the source file expects.';
COMMENT ON COLUMN mart.source_volume.verdict IS
    'As expected, fewer or more than expected, fewer or more than usual, or nothing to compare.';
