-- mart.dyad_months: one row per actor country, recipient country, month and quad class.
-- Each event counts once, in exactly one of events, claims, planned, hypothetical and denied; repeats within
-- an article and near-duplicate articles do not count. Events that name only one side are not here.
-- Events count once a report, and belong to the months of mart.events; incidents count once however many report
-- them, and belong to the months of mart.incidents.
CREATE OR REPLACE TABLE mart.dyad_months AS
WITH reported AS (
    SELECT
        actor_country,
        recipient_country,
        month,
        quad_class,
        count(*) FILTER (status = 'occurred' AND attributed_to IS NULL AND quote_id IS NULL)::INTEGER AS events,
        count(*) FILTER (status = 'occurred' AND (attributed_to IS NOT NULL OR quote_id IS NOT NULL))::INTEGER
            AS claims,
        count(*) FILTER (status = 'planned')::INTEGER AS planned,
        count(*) FILTER (status = 'hypothetical')::INTEGER AS hypothetical,
        count(*) FILTER (status = 'denied')::INTEGER AS denied,
        count(DISTINCT article_id)::INTEGER AS articles
    FROM mart.events AS event
    SEMI JOIN touched_months ON touched_months.month IS NOT DISTINCT FROM event.month
    WHERE actor_country IS NOT NULL AND recipient_country IS NOT NULL
    GROUP BY ALL
),
deeds AS (
    SELECT
        actor_country,
        recipient_country,
        month,
        quad_class,
        count(*) FILTER (in_own_voice) AS incidents,
        count(*) FILTER (NOT in_own_voice) AS claimed_incidents
    FROM mart.incidents AS incident
    SEMI JOIN touched_months ON touched_months.month IS NOT DISTINCT FROM incident.month
    WHERE status = 'occurred' AND actor_country IS NOT NULL AND recipient_country IS NOT NULL
    GROUP BY ALL
)
SELECT
    actor_country,
    recipient_country,
    month,
    quad_class,
    coalesce(sum(COLUMNS(* EXCLUDE (actor_country, recipient_country, month, quad_class))), 0)::INTEGER
FROM (FROM reported UNION ALL BY NAME FROM deeds)
GROUP BY ALL
ORDER BY ALL;

COMMENT ON TABLE mart.dyad_months IS
    'One row per actor country, recipient country, month and quad class; equal countries are events within one.';
COMMENT ON COLUMN mart.dyad_months.month IS
    'First day of the month; null for events dated to a year only, or neither dated nor in a dated article.';
COMMENT ON COLUMN mart.dyad_months.events IS 'Events that occurred, told in the article''s own voice: one for each report. [reports]';
COMMENT ON COLUMN mart.dyad_months.claims IS 'Events that somebody quoted says occurred: one for each report. [reports]';
COMMENT ON COLUMN mart.dyad_months.planned IS 'Events said to be planned, whoever says so.';
COMMENT ON COLUMN mart.dyad_months.hypothetical IS 'Events said to be possible only, whoever says so.';
COMMENT ON COLUMN mart.dyad_months.denied IS 'Events said not to have occurred, whoever says so.';
COMMENT ON COLUMN mart.dyad_months.articles IS 'Articles that tell of any of these.';
COMMENT ON COLUMN mart.dyad_months.incidents IS
    'Incidents that occurred, once each however many report them; at least one report tells it in its own voice. [incidents]';
COMMENT ON COLUMN mart.dyad_months.claimed_incidents IS
    'Incidents of which all reports quote somebody, once each. [incidents]';
