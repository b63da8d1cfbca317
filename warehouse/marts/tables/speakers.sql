-- mart.speakers: one row per entity that is quoted.
-- A quotation that its cue interrupts counts once, in the form of its first piece; near-duplicate articles do
-- not count. Quotations whose speaker the text does not decide are not here.
CREATE OR REPLACE TABLE mart.speakers AS
WITH by_article AS (
    SELECT
        speaker_id,
        article_id,
        any_value(published_on) AS published_on,
        count(*) AS quotes,
        count(*) FILTER (form = 'direct') AS direct,
        count(*) FILTER (form = 'indirect') AS indirect,
        count(*) FILTER (form = 'mixed') AS mixed
    FROM mart.quotes
    SEMI JOIN touched_entities ON touched_entities.entity_id = speaker_id
    GROUP BY ALL
),
spoken AS (
    SELECT
        speaker_id,
        sum(quotes)::INTEGER AS quotes,
        sum(direct)::INTEGER AS direct,
        sum(indirect)::INTEGER AS indirect,
        sum(mixed)::INTEGER AS mixed,
        count(*)::INTEGER AS articles,
        min(published_on) AS first_day,
        max(published_on) AS last_day
    FROM by_article
    GROUP BY speaker_id
)
SELECT speaker_id, name, kind, country, sector, spoken.* EXCLUDE (speaker_id)
FROM spoken
JOIN core.entities ON entities.entity_id = speaker_id
ORDER BY country, sector, quotes DESC, speaker_id;

COMMENT ON TABLE mart.speakers IS 'One row per entity that is quoted: who speaks, and for whom.';
COMMENT ON COLUMN mart.speakers.country IS 'Country that the speaker is of or speaks for in most articles, as in core.entities.';
COMMENT ON COLUMN mart.speakers.sector IS 'PLOVER sector that the speaker speaks for in most articles, as in core.entities.';
COMMENT ON COLUMN mart.speakers.quotes IS 'Quotations: direct, indirect and mixed together.';
COMMENT ON COLUMN mart.speakers.direct IS 'Quotations in marks.';
COMMENT ON COLUMN mart.speakers.indirect IS 'Reported speech.';
COMMENT ON COLUMN mart.speakers.mixed IS 'Reported speech with some words in marks.';
COMMENT ON COLUMN mart.speakers.first_day IS 'Day of publication of the first article that quotes it.';
COMMENT ON COLUMN mart.speakers.last_day IS 'Day of publication of the last article that quotes it.';
