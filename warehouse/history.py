"""What earlier runs measured, for comparison."""

import json
from typing import TYPE_CHECKING

from warehouse.address import NoWarehouse, Warehouse
from warehouse.read import connect

if TYPE_CHECKING:
    import polars as pl

# Runs in the order in which they ended, which `rowid` keeps also where a clock was set back
RUNS = """
    SELECT run_id, date_trunc('second', started_at) AS started_at,
        round(epoch(finished_at - started_at), 1) AS seconds, state,
        articles_seen AS seen, articles_new AS new, articles_changed AS changed,
        articles_unchanged AS unchanged, articles_reannotated AS again, articles_quarantined AS quarantined,
        versions->>'readout' AS readout, left(versions->>'rules', 8) AS rules, message
    FROM quality.runs ORDER BY rowid DESC LIMIT ?
"""
RUNS_IN_FULL = """
    SELECT * FROM quality.runs ORDER BY rowid DESC LIMIT ?
"""
LAST_RUN = "SELECT run_id FROM quality.runs ORDER BY rowid DESC LIMIT 1"
OUTCOME = "CASE WHEN success THEN 'passed' ELSE severity END"  # as `expectations.results` has it
CHECKS_OF = f"SELECT {OUTCOME} AS outcome, count(*) FROM quality.checks WHERE run_id = ? GROUP BY ALL"
CHECKS = f"""
    -- The checks of a run, its batches together: those that did not pass, or all; the worst first
    WITH outcomes AS (
        SELECT table_name, column_name, {OUTCOME} AS outcome, meaning, sum(unexpected_count)::BIGINT AS rows
        FROM quality.checks
        WHERE run_id = ? AND (? OR NOT success)
        GROUP BY ALL
    )
    FROM outcomes
    ORDER BY list_position(['critical', 'warning', 'passed'], outcome), table_name, column_name
"""
METRICS = """
    -- The metrics of completed runs, newest first, as many of each as may be asked for
    SELECT table_name, column_name, source, metric, value, n
    FROM quality.metrics
    JOIN quality.runs USING (run_id)
    WHERE state = 'completed'
    QUALIFY row_number() OVER (
        PARTITION BY table_name, column_name, source, metric ORDER BY runs.rowid DESC
    ) <= $last
    ORDER BY runs.rowid DESC
"""

VERSIONS = """
    SELECT versions FROM quality.runs WHERE state = 'completed' ORDER BY rowid DESC LIMIT 1
"""


def last_versions(warehouse: Warehouse) -> dict[str, str] | None:
    """The versions of the last completed run (`quality.runs.versions`); None before the first."""
    try:
        with connect(warehouse) as connection:
            row = connection.execute(VERSIONS).fetchone()
    except NoWarehouse:
        return None
    return json.loads(row[0]) if row else None


def metric_history(warehouse: Warehouse, last: int) -> "pl.DataFrame | None":
    """The last values of each metric in completed runs, newest first; None if there is no warehouse."""
    try:
        with connect(warehouse) as connection:
            return connection.execute(METRICS, {"last": last}).pl()
    except NoWarehouse:
        return None
