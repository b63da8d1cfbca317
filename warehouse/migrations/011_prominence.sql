-- What was called the confidence of an event was its prominence: how likely its sentence tells it as news. Events
-- told in passing have a table of their own; of the articles that are there `readout backfill --reannotate` finds
-- them, and how sure each event is.
ALTER TABLE core.events ADD COLUMN prominence DOUBLE;

UPDATE core.events SET prominence = confidence;

CREATE TABLE core.events_in_passing AS FROM core.events LIMIT 0;
