-- mart.events: one row per event, each counted once.
-- Repeats within an article point to the event that they repeat, near-duplicate articles to the earliest of
-- them; neither is here. Claims are: attributed_to says whose. core.events has every row.
-- An event belongs to the day and month that the article dates it to; where it does not say, to those when the
-- article was published, where its publisher is.
CREATE OR REPLACE TABLE mart.events AS
SELECT
    event.* EXCLUDE (duplicate_of),
    article.source,
    article.publisher,
    article.published_at,
    article.published_on,
    CASE
        WHEN event.event_date IS NULL THEN article.published_on
        WHEN coalesce(event.date_precision, 'day') = 'day' THEN event.event_date
    END AS day,
    CASE
        WHEN event.event_date IS NULL THEN date_trunc('month', article.published_on)::DATE
        WHEN event.date_precision IS DISTINCT FROM 'year' THEN date_trunc('month', event.event_date)::DATE
    END AS month,
    CASE
        WHEN event.event_date IS NOT NULL THEN 'stated'
        WHEN article.published_on IS NOT NULL THEN 'published'
    END AS day_basis,
    actor.name AS actor_name,
    recipient.name AS recipient_name,
    claimant.name AS attributed_to_name
FROM core.events AS event
JOIN core.articles AS article USING (article_id)
SEMI JOIN counted USING (article_id)
LEFT JOIN core.entities AS actor ON actor.entity_id = event.actor_id
LEFT JOIN core.entities AS recipient ON recipient.entity_id = event.recipient_id
LEFT JOIN core.entities AS claimant ON claimant.entity_id = event.attributed_to
WHERE event.duplicate_of IS NULL;

COMMENT ON TABLE mart.events IS 'One row per event, repeats and near-duplicate articles counted once.';
COMMENT ON COLUMN mart.events.attributed_to_name IS
    'Who claims it; null in the article''s own voice, and where the text does not decide who speaks (quote_id is not null then).';
COMMENT ON COLUMN mart.events.status IS 'Whether it is said to have occurred, to be planned, possible only, or denied.';
COMMENT ON COLUMN mart.events.day IS
    'Day that it is dated to, else that of publication; null when dated less exactly than a day.';
COMMENT ON COLUMN mart.events.day_basis IS
    'Whether day and month are those that the article states (stated) or those of publication (published); null without either.';
COMMENT ON COLUMN mart.events.month IS
    'First day of the month that it is dated to, else of publication; null when dated to a year only.';
