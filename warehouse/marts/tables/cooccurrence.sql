-- mart.cooccurrence: one row per entity and other entity named in a sentence with it.
-- Each pair is here from both sides, so a filter on entity_id finds all. Several mentions in a sentence count
-- once; near-duplicate articles do not count. Names are in core.entities.
CREATE OR REPLACE TABLE mart.cooccurrence AS
WITH named AS (
    SELECT DISTINCT mention.article_id, mention.sentence_no, mention.entity_id
    FROM core.mentions AS mention
    JOIN core.articles AS article USING (article_id)
    WHERE mention.entity_id IS NOT NULL AND article.duplicate_of IS NULL
),
pairs AS (
    SELECT
        one.entity_id,
        other.entity_id AS other_id,
        count(*)::INTEGER AS sentences,
        count(DISTINCT article_id)::INTEGER AS articles
    FROM named AS one
    JOIN named AS other USING (article_id, sentence_no)
    WHERE one.entity_id < other.entity_id
    GROUP BY ALL
)
SELECT entity_id, other_id, sentences, articles FROM pairs
UNION ALL
SELECT other_id AS entity_id, entity_id AS other_id, sentences, articles FROM pairs
ORDER BY entity_id, other_id;

COMMENT ON TABLE mart.cooccurrence IS
    'One row per entity and other entity named in a sentence with it; each pair from both sides.';
COMMENT ON COLUMN mart.cooccurrence.sentences IS 'Sentences that name both.';
COMMENT ON COLUMN mart.cooccurrence.articles IS 'Articles with such a sentence.';
