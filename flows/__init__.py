"""Orchestration: sources, the flow, settings, the `readout` command."""

import os
import time

ENTERED = time.monotonic()  # when the command was entered, excluding the start of Python itself
# Libraries read these when they are imported, so they are set before. An operator's own value takes
# precedence, except for telemetry: Readout sends none.
os.environ.update(
    DO_NOT_TRACK="1",
    GX_ANALYTICS_ENABLED="false",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY="false",
    STREAMLIT_BROWSER_GATHER_USAGE_STATS="false",
)
# Our loggers report to Prefect within a run; outside of one Prefect must not complain.
os.environ.setdefault("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")
# Pydantic would search every installed package for plugins, in each process
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")
# The first start of Prefect's local server creates its database, which takes longer than Prefect allows.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
