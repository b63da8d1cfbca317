-- Events say which incident they tell of. Those that are there get theirs with the next load that touches their story;
-- `readout backfill --reannotate` brings all of them in step.
ALTER TABLE core.events ADD COLUMN incident_id VARCHAR;

ALTER TABLE core.events_in_passing ADD COLUMN incident_id VARCHAR;
