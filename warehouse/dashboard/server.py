"""The server that `readout dashboard` runs: the dashboards, and the Data Docs of runs.

Called as `python -m warehouse.dashboard.server WAREHOUSE HOST PORT`. Ctrl-C ends it.
"""

import sys
from contextlib import suppress
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from warehouse.address import parse_warehouse
from warehouse.dashboard import LOCAL, data_docs
from warehouse.dashboard.headers import SecurityHeaders
from warehouse.dashboard.palette import THEME

APP = Path(__file__).with_name("app.py")
# Streamlit's settings. Given to it directly they win over what a config.toml or the environment says.
OPTIONS: dict[str, object] = {
    "server.headless": True,  # opens no browser, asks for no e-mail address
    "server.showEmailPrompt": False,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,  # streamlit's word for refusing other origins
    "server.enableStaticServing": False,
    "server.maxUploadSize": 1,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",  # details may hold paths; they go to the terminal
    "runner.magicEnabled": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
    **THEME,
}


def main(warehouse: str, host: str, port: int) -> None:
    # No other name may lead to this machine's own address: a page elsewhere could rebind one to it
    hosts = [*LOCAL] if host in LOCAL else []
    docs = data_docs.route(parse_warehouse(warehouse), hosts)
    app = st.App(APP, routes=[docs], middleware=[Middleware(SecurityHeaders)])
    options = {**OPTIONS, "server.address": host, "server.port": port, "browser.serverPort": port}
    with suppress(KeyboardInterrupt):
        app.run(config={**options, "server.allowedHosts": hosts})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
