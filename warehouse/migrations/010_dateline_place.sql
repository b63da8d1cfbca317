-- Articles say which place their dateline names. Of those that are there nobody has noted it; `readout backfill` reads
-- them again.
ALTER TABLE core.articles ADD COLUMN dateline_place VARCHAR;
