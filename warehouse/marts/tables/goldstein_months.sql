-- mart.goldstein_months: one row per pair of countries and month.
-- Only what occurred, in either direction between two different countries; what somebody quoted says counts
-- apart from the article's own voice. Repeats and near-duplicate articles count once; months are those of
-- mart.events.
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
)
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
ORDER BY ALL;

COMMENT ON TABLE mart.goldstein_months IS
    'One row per pair of countries and month: the balance of cooperation and conflict between them.';
COMMENT ON COLUMN mart.goldstein_months.country_a IS 'The country of the pair that comes first in the alphabet.';
COMMENT ON COLUMN mart.goldstein_months.month IS
    'First day of the month; null for events dated to a year only, or neither dated nor in a dated article.';
COMMENT ON COLUMN mart.goldstein_months.events IS 'Events that occurred, told in the article''s own voice.';
COMMENT ON COLUMN mart.goldstein_months.cooperation IS 'Sum of the scores above 0. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.conflict IS 'Sum of the scores below 0. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.balance IS 'Cooperation and conflict together. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.mean_goldstein IS
    'Mean score of an event; null in a month of claims only. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.balance_a_to_b IS 'Balance of what a does to b. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.balance_b_to_a IS 'Balance of what b does to a. [Goldstein]';
COMMENT ON COLUMN mart.goldstein_months.claims IS 'Events that somebody quoted says occurred; in no other column but the next.';
COMMENT ON COLUMN mart.goldstein_months.claimed_balance IS 'Balance of the claims. [Goldstein]';
