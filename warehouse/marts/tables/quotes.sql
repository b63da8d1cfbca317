-- mart.quotes: one row per quotation, with its speaker and its article.
-- The pieces of a quotation that its cue interrupts are one row; near-duplicate articles do not count.
-- core.quotes has every piece with its offsets.
CREATE OR REPLACE TABLE mart.quotes AS
WITH pieces AS (
    FROM core.quotes SEMI JOIN counted USING (article_id)
),
interrupted AS (
    SELECT quote_group, string_agg(text, ' … ' ORDER BY start_char) AS text
    FROM pieces
    SEMI JOIN (
        SELECT quote_group FROM pieces WHERE quote_id <> quote_group
    ) AS several USING (quote_group)
    GROUP BY quote_group
)
SELECT
    quote.quote_id,
    quote.article_id,
    quote.sentence_no,
    quote.start_char,
    coalesce(interrupted.text, quote.text) AS text,
    quote.form,
    quote.cue_lemma,
    quote.speaker_id,
    quote.speaker_text,
    speaker.name AS speaker_name,
    told.country,
    told.sector,
    quote.addressee_text,
    article.source,
    article.publisher,
    article.language,
    article.published_at,
    article.published_on
FROM pieces AS quote
JOIN core.articles AS article USING (article_id)
LEFT JOIN interrupted ON interrupted.quote_group = quote.quote_id
LEFT JOIN core.entities AS speaker ON speaker.entity_id = quote.speaker_id
LEFT JOIN (FROM core.article_entities SEMI JOIN counted USING (article_id)) AS told
    ON told.article_id = quote.article_id AND told.entity_id = quote.speaker_id
WHERE quote.quote_id = quote.quote_group;

COMMENT ON TABLE mart.quotes IS 'One row per quotation, interrupted ones joined, near-duplicate articles counted once.';
COMMENT ON COLUMN mart.quotes.start_char IS 'Where its first piece begins in the body, in characters.';
COMMENT ON COLUMN mart.quotes.text IS 'The quoted words; where the cue interrupts them, the pieces with … between.';
COMMENT ON COLUMN mart.quotes.form IS 'In marks (direct), reported (indirect), or reported with some words in marks (mixed).';
COMMENT ON COLUMN mart.quotes.speaker_id IS 'Who speaks; null where the text does not decide.';
COMMENT ON COLUMN mart.quotes.speaker_name IS 'What that entity is called.';
COMMENT ON COLUMN mart.quotes.country IS 'Country that the speaker is of or speaks for, by the article or on its day.';
COMMENT ON COLUMN mart.quotes.sector IS 'PLOVER sector that the speaker speaks for, by the article or on its day.';
