-- Rows of the quarantine can be named and read again, and checks say which rows broke them. The table is made
-- anew: a column that must not be null cannot be added to rows that are there.
ALTER TABLE quality.checks ADD COLUMN examples VARCHAR;

CREATE TEMP TABLE turned_away AS
SELECT
    left(md5(concat_ws(chr(10), source, source_ref, table_name, reason)), 12) AS quarantine_id,
    *,
    NULL::VARCHAR AS location
FROM quality.quarantine
QUALIFY row_number() OVER (PARTITION BY quarantine_id ORDER BY quarantined_at DESC) = 1;

DROP TABLE quality.quarantine;

CREATE TABLE quality.quarantine (
    quarantine_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    source_ref VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    payload VARCHAR NOT NULL,
    quarantined_at TIMESTAMP NOT NULL,
    location VARCHAR
);

INSERT INTO quality.quarantine BY NAME FROM turned_away;

DROP TABLE turned_away;
