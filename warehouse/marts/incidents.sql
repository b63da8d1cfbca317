-- mart.incidents: one row per incident, with the names that analysts ask for.
-- An incident is what events of one story tell of the same deed; mart.events has the events. Its day and month
-- are those of most reports that date it, else of the first report.
CREATE OR REPLACE VIEW mart.incidents AS
SELECT
    incident.*,
    CASE
        WHEN incident.event_date IS NULL THEN incident.first_report
        WHEN incident.date_precision = 'day' THEN incident.event_date
    END AS day,
    CASE
        WHEN incident.event_date IS NULL THEN date_trunc('month', incident.first_report)::DATE
        WHEN incident.date_precision <> 'year' THEN date_trunc('month', incident.event_date)::DATE
    END AS month,
    type.description AS event_type_meaning,
    actor.name AS actor_name,
    actor_country.name AS actor_country_name,
    recipient.name AS recipient_name,
    recipient_country.name AS recipient_country_name,
    place.name AS place_name,
    told.text,
    story.headline,
    article.url AS first_url,
    article.publisher AS first_publisher
FROM core.incidents AS incident
JOIN core.events AS told ON told.event_id = incident.incident_id
JOIN core.articles AS article ON article.article_id = incident.first_article_id
LEFT JOIN core.stories AS story ON story.story_id = incident.story_id
LEFT JOIN core.entities AS actor ON actor.entity_id = incident.actor_id
LEFT JOIN core.entities AS recipient ON recipient.entity_id = incident.recipient_id
LEFT JOIN core.entities AS place ON place.entity_id = incident.place_id
LEFT JOIN ref.countries AS actor_country ON actor_country.country = incident.actor_country
LEFT JOIN ref.countries AS recipient_country ON recipient_country.country = incident.recipient_country
LEFT JOIN ref.plover_types AS type ON type.event_type = incident.event_type;

COMMENT ON VIEW mart.incidents IS 'One row per incident: a deed, however many report it, with what most of them say.';
COMMENT ON COLUMN mart.incidents.reports IS
    'Reports of it: a near-duplicate is one with the article that it repeats. [reports]';
COMMENT ON COLUMN mart.incidents.day IS
    'Day of most reports that date it, else that of the first report; null when dated less exactly than a day.';
COMMENT ON COLUMN mart.incidents.month IS
    'First day of the month that it is dated to, else of the first report; null when dated to a year only.';
COMMENT ON COLUMN mart.incidents.text IS 'The clause of the first event that tells of it.';
COMMENT ON COLUMN mart.incidents.headline IS 'Headline of its story.';
COMMENT ON COLUMN mart.incidents.first_url IS 'Address of the first report; null where it has none.';
