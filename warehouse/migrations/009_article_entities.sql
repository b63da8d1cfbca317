-- What an article says of an entity is kept by article. Of the articles that are there nobody knows any more: they
-- say what `core.entities` has, and no role, until `readout backfill --reannotate` reads them again. Events have
-- the sectors of their parties. How sure a mention is nobody knows of older ones.
ALTER TABLE core.mentions ADD COLUMN confidence DOUBLE;
ALTER TABLE core.events ADD COLUMN actor_sector VARCHAR;
ALTER TABLE core.events ADD COLUMN recipient_sector VARCHAR;

UPDATE core.events SET actor_sector = sector FROM core.entities WHERE entity_id = actor_id;

UPDATE core.events SET recipient_sector = sector FROM core.entities WHERE entity_id = recipient_id;

CREATE TABLE core.article_entities (
    article_id VARCHAR NOT NULL,
    entity_id VARCHAR NOT NULL,
    "name" VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    country VARCHAR,
    sector VARCHAR,
    "role" VARCHAR,
    mentions INTEGER NOT NULL
);

INSERT INTO core.article_entities
WITH named AS (
    SELECT article_id, entity_id, count(*) AS mentions FROM core.mentions GROUP BY ALL
    UNION ALL
    SELECT DISTINCT article_id, speaker_id, 0 FROM core.quotes
    UNION ALL
    SELECT DISTINCT article_id, unnest([actor_id, recipient_id, place_id, attributed_to]), 0 FROM core.events
)
SELECT article_id, entity_id, any_value("name"), any_value(kind), any_value(country), any_value(sector), NULL, sum(mentions)
FROM named
JOIN core.entities USING (entity_id)
GROUP BY article_id, entity_id
ORDER BY article_id, entity_id;
