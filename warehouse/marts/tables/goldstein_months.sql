-- mart.goldstein_months: one row per pair of countries and month.
-- Only what occurred, in either direction between two different countries; what somebody quoted says counts
-- apart from the article's own voice. Repeats and near-duplicate articles count once; months are those of
-- mart.events. Incidents count once however many report them, in the months of mart.incidents.
CREATE OR REPLACE TABLE mart.goldstein_months AS
WITH told AS (
    SELECT
        least(actor_country, recipient_country) AS country_a,
        greatest(actor_country, recipient_country) AS country_b,
        actor_country,
        month,
        goldstein,
        attributed_to IS NOT NULL OR quote_id IS NOT NULL AS claimed
    FROM mart.events AS event
    SEMI JOIN touched_months ON touched_months.month IS NOT DISTINCT FROM event.month
    WHERE status = 'occurred' AND actor_country != recipient_country
),
reported AS (
    SELECT
        country_a,
        country_b,
        month,
        count(*) FILTER (NOT claimed)::INTEGER AS events,
        coalesce(sum(goldstein) FILTER (NOT claimed AND goldstein > 0), 0) AS cooperation,
        coalesce(sum(goldstein) FILTER (NOT claimed AND goldstein < 0), 0) AS conflict,
        coalesce(sum(goldstein) FILTER (NOT claimed), 0) AS balance,
        avg(goldstein) FILTER (NOT claimed) AS mean_goldstein,
        coalesce(sum(goldstein) FILTER (NOT claimed AND actor_country = country_a), 0) AS balance_a_to_b,
        coalesce(sum(goldstein) FILTER (NOT claimed AND actor_country = country_b), 0) AS balance_b_to_a,
        count(*) FILTER (claimed)::INTEGER AS claims,
        coalesce(sum(goldstein) FILTER (claimed), 0) AS claimed_balance
    FROM told
    GROUP BY ALL
),
deeds AS (
    SELECT
        least(actor_country, recipient_country) AS country_a,
        greatest(actor_country, recipient_country) AS country_b,
        month,
        count(*)::INTEGER AS incidents,
        sum(goldstein) AS incident_balance
    FROM mart.incidents AS incident
    SEMI JOIN touched_months ON touched_months.month IS NOT DISTINCT FROM incident.month
    WHERE status = 'occurred' AND actor_country != recipient_country AND in_own_voice
    GROUP BY ALL
)
SELECT
    coalesce(reported.country_a, deeds.country_a) AS country_a,
    coalesce(reported.country_b, deeds.country_b) AS country_b,
    coalesce(reported.month, deeds.month) AS month,
    coalesce(events, 0) AS events,
    coalesce(cooperation, 0) AS cooperation,
    coalesce(conflict, 0) AS conflict,
    coalesce(balance, 0) AS balance,
    mean_goldstein,
    coalesce(balance_a_to_b, 0) AS balance_a_to_b,
    coalesce(balance_b_to_a, 0) AS balance_b_to_a,
    coalesce(claims, 0) AS claims,
    coalesce(claimed_balance, 0) AS claimed_balance,
    coalesce(incidents, 0) AS incidents,
    coalesce(incident_balance, 0) AS incident_balance
FROM reported
FULL JOIN deeds
    ON deeds.country_a = reported.country_a AND deeds.country_b = reported.country_b
    AND deeds.month IS NOT DISTINCT FROM reported.month
ORDER BY ALL;

COMMENT ON TABLE mart.goldstein_months IS
    'One row per pair of countries and month: the balance of cooperation and conflict between them.';
COMMENT ON COLUMN mart.goldstein_months.country_a IS 'The country of the pair that comes first in the alphabet.';
COMMENT ON COLUMN mart.goldstein_months.month IS
    'First day of the month; null for events dated to a year only, or neither dated nor in a dated article.';
COMMENT ON COLUMN mart.goldstein_months.events IS 'Events that occurred, told in the article''s own voice: one for each report. [reports]';
COMMENT ON COLUMN mart.goldstein_months.cooperation IS 'Sum of the scores above 0. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.conflict IS 'Sum of the scores below 0. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.balance IS 'Cooperation and conflict together. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.mean_goldstein IS
    'Mean score of an event; null in a month of claims only. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.balance_a_to_b IS 'Balance of what a does to b. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.balance_b_to_a IS 'Balance of what b does to a. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.claims IS 'Events that somebody quoted says occurred, one for each report; in no other column but the next. [reports]';
COMMENT ON COLUMN mart.goldstein_months.claimed_balance IS 'Balance of the claims. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.incidents IS
    'Incidents that occurred, once each however many report them; at least one report tells it in its own voice. [incidents]';
COMMENT ON COLUMN mart.goldstein_months.incident_balance IS
    'Sum of the scores of these incidents, each counted once. [Goldstein]';
