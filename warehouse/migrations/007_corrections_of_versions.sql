-- Versions keep their corrections, which may be all that differs between them. Of those before the current one
-- nothing is known: older versions of Readout kept only the text.
ALTER TABLE core.article_versions ADD COLUMN corrections VARCHAR;

UPDATE core.article_versions AS version SET corrections = article.corrections
FROM core.articles AS article
WHERE article.article_id = version.article_id AND article.version = version.version;
