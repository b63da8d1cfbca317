-- mart.claims: one row per event that somebody quoted says, beside what articles tell in their own voice.
-- Own-voice events are those of the same countries, event type and day, in any article, that occurred.
-- Repeats within an article and near-duplicate articles are neither here nor counted.
CREATE OR REPLACE TABLE mart.claims AS
WITH told AS (
    SELECT *, attributed_to IS NOT NULL OR quote_id IS NOT NULL AS claimed
    FROM mart.events AS event
    SEMI JOIN touched_days ON touched_days.day IS NOT DISTINCT FROM event.day
),
known AS (
    SELECT
        actor_country,
        recipient_country,
        event_type,
        day,
        count(*) FILTER (NOT claimed AND status = 'occurred') AS own_voice_events,
        count(DISTINCT article_id) FILTER (NOT claimed AND status = 'occurred') AS own_voice_articles,
        count(DISTINCT attributed_to) FILTER (status = 'occurred') AS claimants
    FROM told
    WHERE actor_country IS NOT NULL AND day IS NOT NULL
    GROUP BY ALL
)
SELECT
    told.event_id,
    told.article_id,
    told.published_at,
    told.day,
    told.attributed_to,
    told.attributed_to_name,
    claimant.country AS attributed_to_country,
    claimant.sector AS attributed_to_sector,
    told.actor_country,
    told.recipient_country,
    told.event_type,
    told.quad_class,
    told.goldstein,
    told.status,
    told.quote_id,
    told.text,
    known.own_voice_events::INTEGER AS own_voice_events,
    known.own_voice_articles::INTEGER AS own_voice_articles,
    known.claimants::INTEGER AS claimants
FROM told
-- A recipient that is not named is compared as such, an actor that is not named with nothing
LEFT JOIN known
    ON known.actor_country = told.actor_country
    AND known.recipient_country IS NOT DISTINCT FROM told.recipient_country
    AND known.event_type = told.event_type
    AND known.day = told.day
LEFT JOIN (FROM core.article_entities SEMI JOIN told USING (article_id)) AS claimant
    ON claimant.article_id = told.article_id AND claimant.entity_id = told.attributed_to
WHERE told.claimed
ORDER BY told.day, told.event_id;

COMMENT ON TABLE mart.claims IS
    'One row per event that somebody quoted says, beside what articles tell in their own voice.';
COMMENT ON COLUMN mart.claims.day IS
    'Day that the claim is about: as dated, else that of publication; null when dated less exactly than a day.';
COMMENT ON COLUMN mart.claims.attributed_to IS 'Who claims it; null where the text does not decide who speaks.';
COMMENT ON COLUMN mart.claims.attributed_to_country IS 'Country of who claims it, by the article or on its day.';
COMMENT ON COLUMN mart.claims.attributed_to_sector IS 'PLOVER sector of who claims it, by the article or on its day.';
COMMENT ON COLUMN mart.claims.status IS 'What the claim says of the event: that it occurred, is planned, was denied.';
COMMENT ON COLUMN mart.claims.own_voice_events IS
    'Events of the same countries, type and day that articles tell in their own voice; 0 where only quoted people say so, null where actor country or day is not known.';
COMMENT ON COLUMN mart.claims.own_voice_articles IS 'Articles that tell the own-voice events.';
COMMENT ON COLUMN mart.claims.claimants IS
    'Different entities that say such an event occurred between these countries on this day.';
