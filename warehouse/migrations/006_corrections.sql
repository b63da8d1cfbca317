-- Corrections and editor's notes stand apart from the body. Older articles have theirs in the body, or none;
-- `readout backfill` reads them again.
ALTER TABLE core.articles ADD COLUMN corrections VARCHAR;
