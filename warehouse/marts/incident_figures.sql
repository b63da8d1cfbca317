-- mart.incident_figures: one row per incident and figure, over the reports that state one.
-- Of a report that states several of a kind, such as parts and their sum, the largest counts; a near-duplicate
-- is one with the article that it repeats. "At least 12" and "up to 12" both state 12.
CREATE OR REPLACE VIEW mart.incident_figures AS
WITH stated AS (
    SELECT
        event.incident_id,
        figure.what,
        figure.unit,
        coalesce(article.duplicate_of, article_id) AS report,
        arg_max(figure.text, coalesce(figure.high, figure.low)) AS text,
        arg_max(coalesce(figure.low, figure.high), coalesce(figure.high, figure.low)) AS low,
        max(coalesce(figure.high, figure.low)) AS high
    FROM core.event_figures AS figure
    JOIN core.events AS event USING (event_id, article_id)
    JOIN core.articles AS article USING (article_id)
    WHERE event.incident_id IS NOT NULL AND coalesce(figure.low, figure.high) IS NOT NULL
    GROUP BY ALL
)
SELECT
    incident_id,
    what,
    unit,
    min(low) AS low,
    max(high) AS high,
    count(*)::INTEGER AS reports,
    list(DISTINCT text ORDER BY text) AS texts
FROM stated
GROUP BY incident_id, what, unit;

COMMENT ON VIEW mart.incident_figures IS
    'One row per incident and figure: the range over the reports that state one.';
COMMENT ON COLUMN mart.incident_figures.low IS 'The lowest number that a report states.';
COMMENT ON COLUMN mart.incident_figures.high IS 'The highest number that a report states.';
COMMENT ON COLUMN mart.incident_figures.reports IS 'Reports that state a number, none twice. [reports]';
COMMENT ON COLUMN mart.incident_figures.texts IS 'The words that state them, as written.';
