-- Articles say in which zone their publisher stated when they were published, and on which day that was there.
-- What is loaded already was stated in UTC as far as anybody knows; it is read anew when its source changes.
ALTER TABLE core.articles ADD COLUMN published_zone VARCHAR;
ALTER TABLE core.articles ADD COLUMN published_on DATE;

UPDATE core.articles SET published_on = published_at::DATE;
