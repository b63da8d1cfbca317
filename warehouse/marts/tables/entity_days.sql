-- mart.entity_days: one row per entity and day of publication, the entity's timeline.
-- What articles of that day say of it; near-duplicates, and entities that are only described, are left out. A
-- quotation that its cue interrupts counts once, an event once however often its article repeats it; claims
-- count as events.
-- All numbers are sums over articles: a load adds articles with weight 1 and takes off others with weight -1.
CREATE OR REPLACE TABLE mart.entity_days AS
WITH numbered AS (
    -- Numbers in the order of the ids, that join, group and sort in half the time
    SELECT entity_id, row_number() OVER (ORDER BY entity_id) AS entity
    FROM core.entities
    WHERE kind <> 'UNNAMED'
),
article AS (
    SELECT article_id, row_number() OVER () AS article, published_on AS day, weight
    FROM counted JOIN core.articles USING (article_id)
),
said AS (
    SELECT article_id, entity_id, 1 AS mentions, 0 AS quotes, 0 AS as_actor, 0 AS as_recipient
    FROM core.mentions
    UNION ALL
    SELECT article_id, speaker_id, 0, 1, 0, 0 FROM core.quotes WHERE quote_id = quote_group
    UNION ALL
    SELECT article_id, actor_id, 0, 0, 1, 0 FROM core.events WHERE duplicate_of IS NULL
    UNION ALL
    SELECT article_id, recipient_id, 0, 0, 0, 1 FROM core.events WHERE duplicate_of IS NULL
),
by_article AS (
    SELECT
        entity,
        article,
        any_value(day) AS day,
        any_value(weight) AS weight,
        sum(mentions) AS mentions,
        sum(quotes) AS quotes,
        sum(as_actor) AS as_actor,
        sum(as_recipient) AS as_recipient
    FROM said
    JOIN article USING (article_id)
    JOIN numbered USING (entity_id)
    GROUP BY ALL
),
by_day AS (
    SELECT
        entity,
        day,
        sum(weight)::INTEGER AS articles,
        sum(weight * mentions)::INTEGER AS mentions,
        sum(weight * quotes)::INTEGER AS quotes,
        sum(weight * as_actor)::INTEGER AS events_as_actor,
        sum(weight * as_recipient)::INTEGER AS events_as_recipient
    FROM by_article
    GROUP BY ALL
)
SELECT entity_id, by_day.* EXCLUDE (entity)
FROM by_day
JOIN numbered USING (entity)
ORDER BY entity, day;

COMMENT ON TABLE mart.entity_days IS 'One row per entity and day of publication: the entity''s timeline.';
COMMENT ON COLUMN mart.entity_days.day IS 'Day of publication; null for articles without a date.';
COMMENT ON COLUMN mart.entity_days.articles IS 'Articles that name it.';
COMMENT ON COLUMN mart.entity_days.quotes IS 'Quotations of which it is the speaker.';
COMMENT ON COLUMN mart.entity_days.events_as_actor IS 'Events, claimed ones too, of which it is the actor.';
COMMENT ON COLUMN mart.entity_days.events_as_recipient IS 'Events, claimed ones too, of which it is the recipient.';
