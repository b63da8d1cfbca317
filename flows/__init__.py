"""What enters the warehouse and when: sources, the flow, settings, the `readout` command."""

import os
import time

ENTERED = time.monotonic()  # when a command was entered, but for the start of Python itself
# Read by the libraries when they are imported, so they stand before every import of them. An operator's
# own value wins, except for telemetry: Readout sends nothing anywhere.
os.environ.update(
    DO_NOT_TRACK="1",
    GX_ANALYTICS_ENABLED="false",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY="false",
    STREAMLIT_BROWSER_GATHER_USAGE_STATS="false",
)
# Our own loggers report to Prefect within a run, and to nobody outside of one.
os.environ.setdefault("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")
# Pydantic would look for plugins in every installed package, in each process
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")
# The first start of Prefect's local server creates its database, which takes longer than Prefect allows.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
