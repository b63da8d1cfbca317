-- What was called the confidence of an event was its prominence: how likely its sentence tells it as news. Events
-- told in passing have a table of their own; of the articles that are there `readout backfill --reannotate` finds
-- them, and how sure each event is.
ALTER TABLE core.events ADD COLUMN prominence DOUBLE;

UPDATE core.events SET prominence = confidence;

CREATE TABLE core.events_in_passing (
    "event_id" VARCHAR NOT NULL,
    "article_id" VARCHAR NOT NULL,
    "sentence_no" INTEGER NOT NULL,
    "start_char" INTEGER NOT NULL,
    "end_char" INTEGER NOT NULL,
    "text" VARCHAR NOT NULL,
    "trigger" VARCHAR NOT NULL,
    "event_type" VARCHAR NOT NULL,
    "mode" VARCHAR,
    "contexts" VARCHAR[] NOT NULL,
    "quad_class" VARCHAR NOT NULL,
    "goldstein" DOUBLE NOT NULL,
    "actor_text" VARCHAR,
    "actor_id" VARCHAR,
    "actor_country" VARCHAR,
    "actor_sector" VARCHAR,
    "recipient_text" VARCHAR,
    "recipient_id" VARCHAR,
    "recipient_country" VARCHAR,
    "recipient_sector" VARCHAR,
    "date_text" VARCHAR,
    "event_date" DATE,
    "date_precision" VARCHAR,
    "place_text" VARCHAR,
    "place_id" VARCHAR,
    "status" VARCHAR NOT NULL,
    "attributed_to" VARCHAR,
    "quote_id" VARCHAR,
    "duplicate_of" VARCHAR,
    "confidence" DOUBLE NOT NULL,
    "prominence" DOUBLE,
    "rule" VARCHAR,
    "trigger_row" VARCHAR,
    "actor_rule" VARCHAR,
    "recipient_rule" VARCHAR,
    "weights" STRUCT(certainty DOUBLE, place DOUBLE, status DOUBLE, named DOUBLE, sport DOUBLE, parties DOUBLE)
);
