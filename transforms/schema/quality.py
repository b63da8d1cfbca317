"""The tables of `quality`: runs with their checks, metrics and quarantine."""

import polars as pl

from transforms.schema.table import FLAG, INT, REAL, STR, TIME, Column, Table
from transforms.schema.vocabularies import METRIC_NAMES, RUN_STATES, SEVERITIES

RUNS = Table("quality", "runs", "flow run", ("run_id",), (
    Column("run_id", STR, "Name of the run."),
    Column("flow_run_id", STR, "Prefect's id of the flow run.", nullable=True),
    Column("started_at", TIME, "Start.", unit="UTC"),
    Column("finished_at", TIME, "End.", nullable=True, unit="UTC"),
    Column("state", STR, "How it ended.", values=RUN_STATES),
    Column("articles_seen", INT, "Articles that the sources held."),
    Column("articles_new", INT, "Loaded for the first time."),
    Column("articles_changed", INT, "Loaded as a further version."),
    Column("articles_unchanged", INT, "The warehouse has this version."),
    Column("articles_reannotated", INT, "Of those unchanged, annotated anew with other rules, reference data or model."),
    Column("articles_quarantined", INT, "Quarantined; see quality.quarantine."),
    Column("rows_loaded", STR, "JSON object: table to rows loaded."),
    Column("versions", STR, "JSON object: versions of code, model and reference data."),
    Column("message", STR, "Why it failed or ended early, or which sources could not be read.", nullable=True, foreign=True),
))  # fmt: skip

CHECKS = Table("quality", "checks", "result of an expectation in a run", (), (
    Column("run_id", STR, "The run."),
    Column("batch", INT, "Number of the batch in the run, from 0; -1: the run as a whole."),
    Column("table_name", STR, "Table that was checked."),
    Column("expectation", STR, "Great Expectations' name of the expectation."),
    Column("column_name", STR, "Column or columns that it looks at.", nullable=True),
    Column("severity", STR, "What the check comes to where it does not pass: critical keeps articles or the batch out; warning reports, or keeps rows out of a loaded article.", values=SEVERITIES),
    Column("meaning", STR, "What it demands, in a sentence."),
    Column("success", FLAG, "Whether it passed."),
    Column("observed", STR, "What was observed, in short.", nullable=True),
    Column("unexpected_count", pl.Int64, "Rows that break it.", nullable=True),
    Column("unexpected_percent", REAL, "Share of such rows.", nullable=True, unit="percent"),
    Column("checked_at", TIME, "When.", unit="UTC"),
    Column("examples", STR, "JSON array: the keys of some rows that break it, and where their article stands; null where none does.", nullable=True, foreign=True),
))  # fmt: skip

METRICS = Table("quality", "metrics", "metric of a run, against what the runs before it measured", (), (
    Column("run_id", STR, "The run."),
    Column("table_name", STR, "Table that was measured."),
    Column("column_name", STR, "Column that was measured; null for the table as a whole.", nullable=True),
    Column("source", STR, "Source that was measured; null for all.", nullable=True, foreign=True),
    Column("metric", STR, "What was measured.", values=METRIC_NAMES),
    Column("value", REAL, "A share from 0 to 1, a mean, or a count."),
    Column("n", pl.Int64, "Rows or articles that it is taken over."),
    Column("usual_low", REAL, "Least value that the last runs make usual; null where nothing is usual yet.", nullable=True),
    Column("usual_high", REAL, "Greatest such value.", nullable=True),
    Column("expected_low", REAL, "Least value that the source file expects.", nullable=True),
    Column("expected_high", REAL, "Greatest value that the source file expects.", nullable=True),
))  # fmt: skip

FETCHES = Table("quality", "fetches", "address that a source fetched, as it last answered", ("url",), (
    Column("url", STR, "The address.", foreign=True),
    Column("etag", STR, "What to ask about next time (ETag).", nullable=True, foreign=True),
    Column("last_modified", STR, "What to ask about next time (Last-Modified).", nullable=True, foreign=True),
    Column("fetched_at", TIME, "When a run published what it said.", unit="UTC"),
))  # fmt: skip

WAITING = Table("quality", "waiting", "article that a feed named and that is asked for again", ("source", "source_ref"), (
    Column("source", STR, "Name of its source.", foreign=True),
    Column("source_ref", STR, "Where in the source it stands.", foreign=True),
    Column("url", STR, "Its address.", foreign=True),
    Column("hints", STR, "JSON object: what its feed stated of it.", foreign=True),
    Column("reason", STR, "Why it could not be fetched the last time.", foreign=True),
    Column("tries", INT, "Runs in which it could not be fetched."),
    Column("since", TIME, "When the first of them was.", unit="UTC"),
    Column("tried_at", TIME, "When the last of them was.", unit="UTC"),
))  # fmt: skip

QUARANTINE = Table("quality", "quarantine", "article or row that was quarantined", ("quarantine_id",), (
    Column("quarantine_id", STR, "Hash of source, place, table and reason: the same as long as these are."),
    Column("run_id", STR, "The run that turned it away."),
    Column("table_name", STR, "Table that it would have entered."),
    Column("source", STR, "Name of its source.", foreign=True),
    Column("source_ref", STR, "Where in the source it stands.", foreign=True),
    Column("reason", STR, "What is wrong, where and why.", foreign=True),
    Column("payload", STR, "What was quarantined, as JSON, cut where it is very long.", foreign=True),
    Column("quarantined_at", TIME, "When.", unit="UTC"),
    Column("location", STR, "What `readout run` was given to read the source: its name, a path or an address; null where it is not known.", nullable=True, foreign=True),
))  # fmt: skip

SCHEMA_VERSION = Table("quality", "schema_version", "warehouse: the version that its tables are of", (), (
    Column("version", INT, "Number of the last migration that was applied, 0 before there were any."),
    Column("declaration", STR, "Hash of the statements that made the tables, comments and marts."),
))  # fmt: skip

QUALITY = (RUNS, CHECKS, METRICS, QUARANTINE, FETCHES, WAITING, SCHEMA_VERSION)
