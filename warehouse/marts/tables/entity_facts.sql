-- mart.entity_facts: one row per entity, fact and value, with the articles that say so.
-- Facts are name, kind, country, sector and role, as core.article_entities has them; near-duplicates left out. An
-- article that does not tell a fact is in none of its rows. core.entities holds the value of most articles.
-- All numbers are sums over articles: a load adds articles with weight 1 and takes off others with weight -1.
CREATE OR REPLACE TABLE mart.entity_facts AS
WITH told AS (
    SELECT entity_id, name, kind, country, sector, role, sum(weight) AS articles, sum(weight * mentions) AS mentions
    FROM core.article_entities
    JOIN counted USING (article_id)
    GROUP BY ALL
)
SELECT entity_id, fact, value, sum(articles)::INTEGER AS articles, sum(mentions)::INTEGER AS mentions
FROM told UNPIVOT (value FOR fact IN (name, kind, country, sector, role))
GROUP BY ALL
ORDER BY entity_id, fact, value;

COMMENT ON TABLE mart.entity_facts IS 'One row per entity, fact and value, with the articles that say so.';
COMMENT ON COLUMN mart.entity_facts.fact IS 'name, kind, country, sector or role.';
COMMENT ON COLUMN mart.entity_facts.value IS 'What articles say of it, as in core.article_entities.';
COMMENT ON COLUMN mart.entity_facts.articles IS 'Articles that say so, near-duplicates left out.';
COMMENT ON COLUMN mart.entity_facts.mentions IS 'Mentions of the entity in these articles.';
