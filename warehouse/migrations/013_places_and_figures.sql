-- Events and datelines have coordinates. Where those that are there lie nobody has looked up; `readout backfill
-- --reannotate` does. The table core.event_figures is made with the others that are missing.
ALTER TABLE core.articles ADD COLUMN place_country VARCHAR;
ALTER TABLE core.articles ADD COLUMN place_precision VARCHAR;
ALTER TABLE core.articles ADD COLUMN latitude DOUBLE;
ALTER TABLE core.articles ADD COLUMN longitude DOUBLE;
ALTER TABLE core.events ADD COLUMN place_country VARCHAR;
ALTER TABLE core.events ADD COLUMN place_precision VARCHAR;
ALTER TABLE core.events ADD COLUMN latitude DOUBLE;
ALTER TABLE core.events ADD COLUMN longitude DOUBLE;
ALTER TABLE core.events_in_passing ADD COLUMN place_country VARCHAR;
ALTER TABLE core.events_in_passing ADD COLUMN place_precision VARCHAR;
ALTER TABLE core.events_in_passing ADD COLUMN latitude DOUBLE;
ALTER TABLE core.events_in_passing ADD COLUMN longitude DOUBLE;
ALTER TABLE IF EXISTS ref.countries ADD COLUMN IF NOT EXISTS latitude DOUBLE;
ALTER TABLE IF EXISTS ref.countries ADD COLUMN IF NOT EXISTS longitude DOUBLE;
