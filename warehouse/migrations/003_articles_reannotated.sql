-- Runs count the articles that they annotated anew. The table is made anew, as a column that must not be null
-- cannot be added to rows that are there.
CREATE TEMP TABLE counted_runs AS SELECT *, 0 AS articles_reannotated FROM quality.runs;

DROP TABLE quality.runs;

CREATE TABLE quality.runs (
    run_id VARCHAR NOT NULL,
    flow_run_id VARCHAR,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    state VARCHAR NOT NULL,
    articles_seen INTEGER NOT NULL,
    articles_new INTEGER NOT NULL,
    articles_changed INTEGER NOT NULL,
    articles_unchanged INTEGER NOT NULL,
    articles_reannotated INTEGER NOT NULL,
    articles_quarantined INTEGER NOT NULL,
    rows_loaded VARCHAR NOT NULL,
    versions VARCHAR NOT NULL,
    message VARCHAR
);

INSERT INTO quality.runs BY NAME FROM counted_runs;

DROP TABLE counted_runs;
