-- mart.entity_seen: one row per entity, with when it was first and last in the news.
-- By publication of the articles that mention it, near-duplicates left out.
CREATE OR REPLACE TABLE mart.entity_seen AS
WITH by_article AS (
    -- Row numbers instead of ids until the end, as integers join and group in half the time
    SELECT
        entity.rowid AS entity,
        article.rowid AS article,
        any_value(article.published_at) AS published_at,
        count(*) AS mentions
    FROM core.mentions AS mention
    JOIN core.articles AS article USING (article_id)
    JOIN core.entities AS entity USING (entity_id)
    WHERE article.duplicate_of IS NULL
    GROUP BY ALL
),
seen AS (
    SELECT
        entity,
        min(published_at)::DATE AS first_day,
        arg_min(article, published_at) AS first_article,
        max(published_at)::DATE AS last_day,
        arg_max(article, published_at) AS last_article,
        count(*)::INTEGER AS articles,
        sum(mentions)::INTEGER AS mentions
    FROM by_article
    GROUP BY ALL
)
SELECT
    entity.entity_id,
    entity.name,
    entity.kind,
    entity.country,
    entity.sector,
    seen.first_day,
    first_article.article_id AS first_article_id,
    seen.last_day,
    last_article.article_id AS last_article_id,
    coalesce(seen.articles, 0) AS articles,
    coalesce(seen.mentions, 0) AS mentions
FROM core.entities AS entity
LEFT JOIN seen ON seen.entity = entity.rowid
LEFT JOIN core.articles AS first_article ON first_article.rowid = seen.first_article
LEFT JOIN core.articles AS last_article ON last_article.rowid = seen.last_article
ORDER BY entity.entity_id;

COMMENT ON TABLE mart.entity_seen IS 'One row per entity, with when it was first and last in the news.';
COMMENT ON COLUMN mart.entity_seen.first_day IS
    'Day of publication of the first article that mentions it; null when only near-duplicates or articles without a date do.';
COMMENT ON COLUMN mart.entity_seen.last_day IS 'Day of publication of the last article that mentions it.';
COMMENT ON COLUMN mart.entity_seen.articles IS 'Articles that mention it.';
