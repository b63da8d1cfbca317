-- mart.entity_seen: one row per entity, with when it was first and last in the news.
-- By publication of the articles that mention it, near-duplicates left out.
CREATE OR REPLACE TABLE mart.entity_seen AS
WITH seen AS (
    SELECT
        mention.entity_id,
        min(article.published_at)::DATE AS first_day,
        arg_min(article_id, article.published_at) AS first_article_id,
        max(article.published_at)::DATE AS last_day,
        arg_max(article_id, article.published_at) AS last_article_id,
        count(DISTINCT article_id)::INTEGER AS articles,
        count(*)::INTEGER AS mentions
    FROM core.mentions AS mention
    JOIN core.articles AS article USING (article_id)
    WHERE mention.entity_id IS NOT NULL AND article.duplicate_of IS NULL
    GROUP BY ALL
)
SELECT
    entity_id,
    entity.name,
    entity.kind,
    entity.country,
    entity.sector,
    seen.* EXCLUDE (entity_id, articles, mentions),
    coalesce(seen.articles, 0) AS articles,
    coalesce(seen.mentions, 0) AS mentions
FROM core.entities AS entity
LEFT JOIN seen USING (entity_id)
ORDER BY entity_id;

COMMENT ON TABLE mart.entity_seen IS 'One row per entity, with when it was first and last in the news.';
COMMENT ON COLUMN mart.entity_seen.first_day IS
    'Day of publication of the first article that mentions it; null when only near-duplicates or articles without a date do.';
COMMENT ON COLUMN mart.entity_seen.last_day IS 'Day of publication of the last article that mentions it.';
COMMENT ON COLUMN mart.entity_seen.articles IS 'Articles that mention it.';
