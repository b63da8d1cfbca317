-- mart.source_days: one row per source and day of publication.
CREATE OR REPLACE VIEW mart.source_days AS
SELECT
    source,
    published_on AS day,
    count(*) AS articles,
    count(*) FILTER (duplicate_of IS NOT NULL) AS near_duplicates,
    count(*) FILTER (version > 1) AS changed,
    sum(n_words)::BIGINT AS words
FROM core.articles
GROUP BY ALL;

COMMENT ON VIEW mart.source_days IS 'One row per source and day of publication.';
COMMENT ON COLUMN mart.source_days.day IS 'Day of publication; null for articles without a date.';
COMMENT ON COLUMN mart.source_days.articles IS 'Articles, near-duplicates included.';
COMMENT ON COLUMN mart.source_days.near_duplicates IS 'Articles that repeat an earlier one, of whatever source.';
COMMENT ON COLUMN mart.source_days.changed IS 'Articles that have changed since they were first seen.';
COMMENT ON COLUMN mart.source_days.words IS 'Words in the bodies. [words]';
