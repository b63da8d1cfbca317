"""What earlier runs measured, for the runs that compare themselves with them."""

import polars as pl

from warehouse.address import NoWarehouse, Warehouse
from warehouse.read import connect

METRICS = """
    -- The metrics of completed runs, newest first, as many of each as may be asked for
    SELECT table_name, column_name, source, metric, value, n
    FROM quality.metrics
    JOIN quality.runs USING (run_id)
    WHERE state = 'completed'
    QUALIFY row_number() OVER (
        PARTITION BY table_name, column_name, source, metric ORDER BY started_at DESC, run_id
    ) <= $last
    ORDER BY started_at DESC, run_id
"""


def metric_history(warehouse: Warehouse, last: int) -> pl.DataFrame | None:
    """The last values of each metric in completed runs, newest first; None without a warehouse."""
    try:
        with connect(warehouse) as connection:
            return connection.execute(METRICS, {"last": last}).pl()
    except NoWarehouse:
        return None
