-- mart.cooccurrence: one row per entity and other entity named in a sentence with it.
-- Each pair is here from both sides, so a filter on entity_id finds all. Several mentions in a sentence count
-- once; near-duplicate articles and entities that are only described do not count. Names are in core.entities.
-- All numbers are sums over articles: a load adds articles with weight 1 and takes off others with weight -1.
CREATE OR REPLACE TABLE mart.cooccurrence AS
WITH numbered AS (
    -- Numbers in the order of the ids, that join, group and sort in half the time
    SELECT entity_id, row_number() OVER (ORDER BY entity_id) AS entity
    FROM core.entities
    WHERE kind <> 'UNNAMED'
),
article AS (
    SELECT article_id, row_number() OVER () AS article, weight FROM counted
),
named AS (
    SELECT DISTINCT article, weight, sentence_no, entity
    FROM core.mentions
    JOIN article USING (article_id)
    JOIN numbered USING (entity_id)
),
by_article AS (
    SELECT one.entity AS one, other.entity AS other, article, any_value(one.weight) AS weight, count(*) AS sentences
    FROM named AS one
    JOIN named AS other USING (article, sentence_no)
    WHERE one.entity < other.entity
    GROUP BY ALL
),
pairs AS (
    SELECT one, other, sum(weight * sentences)::INTEGER AS sentences, sum(weight)::INTEGER AS articles
    FROM by_article
    GROUP BY ALL
),
both_sides AS (
    FROM pairs
    UNION ALL
    SELECT other AS one, one AS other, sentences, articles FROM pairs
)
SELECT entity.entity_id, other_entity.entity_id AS other_id, sentences, articles
FROM both_sides
JOIN numbered AS entity ON entity.entity = one
JOIN numbered AS other_entity ON other_entity.entity = other
ORDER BY one, other;

COMMENT ON TABLE mart.cooccurrence IS
    'One row per entity and other entity named in a sentence with it; each pair from both sides.';
COMMENT ON COLUMN mart.cooccurrence.sentences IS 'Sentences that name both.';
COMMENT ON COLUMN mart.cooccurrence.articles IS 'Articles with such a sentence.';
