-- mart.entity_seen: one row per entity, with when it was first and last in the news.
-- By publication of the articles that mention it, near-duplicates left out; none of those that are only described.
CREATE OR REPLACE TABLE mart.entity_seen AS
WITH counts AS (
    SELECT entity_id, sum(articles)::INTEGER AS articles, sum(mentions)::INTEGER AS mentions
    FROM mart.entity_days
    SEMI JOIN touched_entities USING (entity_id)
    GROUP BY entity_id
),
numbered AS (
    -- Numbers in the order of publication: the smallest of an entity is its first article, in every load
    SELECT article_id, published_on, row_number() OVER (ORDER BY published_at, article_id) AS article
    FROM core.articles
    SEMI JOIN naming USING (article_id)
    WHERE duplicate_of IS NULL AND published_at IS NOT NULL
),
seen AS (
    SELECT entity_id, min(article) AS first_article, max(article) AS last_article
    FROM naming
    JOIN numbered USING (article_id)
    GROUP BY entity_id
)
SELECT
    entity.entity_id,
    entity.name,
    entity.kind,
    entity.country,
    entity.sector,
    first_seen.published_on AS first_day,
    first_seen.article_id AS first_article_id,
    last_seen.published_on AS last_day,
    last_seen.article_id AS last_article_id,
    coalesce(counts.articles, 0) AS articles,
    coalesce(counts.mentions, 0) AS mentions
FROM core.entities AS entity
SEMI JOIN touched_entities USING (entity_id)
LEFT JOIN counts USING (entity_id)
LEFT JOIN seen USING (entity_id)
LEFT JOIN numbered AS first_seen ON first_seen.article = seen.first_article
LEFT JOIN numbered AS last_seen ON last_seen.article = seen.last_article
WHERE entity.kind <> 'UNNAMED'
ORDER BY entity.entity_id;

COMMENT ON TABLE mart.entity_seen IS 'One row per entity, with when it was first and last in the news.';
COMMENT ON COLUMN mart.entity_seen.first_day IS
    'Day of publication of the first article that mentions it; null when only near-duplicates or articles without a date do.';
COMMENT ON COLUMN mart.entity_seen.last_day IS 'Day of publication of the last article that mentions it.';
COMMENT ON COLUMN mart.entity_seen.articles IS 'Articles that name it, as in mart.entity_days.';
