-- mart.events: one row per event, each counted once.
-- Repeats within an article point to the event that they repeat, near-duplicate articles to the earliest of
-- them; neither is here. Claims are: attributed_to says whose. core.events has every row.
CREATE OR REPLACE VIEW mart.events AS
SELECT
    event.* EXCLUDE (duplicate_of),
    article.source,
    article.publisher,
    article.published_at,
    actor.name AS actor_name,
    recipient.name AS recipient_name,
    claimant.name AS attributed_to_name
FROM core.events AS event
JOIN core.articles AS article USING (article_id)
LEFT JOIN core.entities AS actor ON actor.entity_id = event.actor_id
LEFT JOIN core.entities AS recipient ON recipient.entity_id = event.recipient_id
LEFT JOIN core.entities AS claimant ON claimant.entity_id = event.attributed_to
WHERE event.duplicate_of IS NULL AND article.duplicate_of IS NULL;

COMMENT ON VIEW mart.events IS 'One row per event, repeats and near-duplicate articles counted once.';
