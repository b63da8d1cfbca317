"""`readout dashboard`: the streamlit server over the published warehouse."""

import errno
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from flows.settings import Settings
from warehouse.dashboard.palette import THEME

APP = Path(__file__).resolve().parent.parent / "warehouse" / "dashboard" / "app.py"
LOCAL = ("127.0.0.1", "localhost", "::1")

# Streamlit's settings. Given as flags they win over what a config.toml or the environment says.
OPTIONS = {
    "server.headless": "true",  # opens no browser, asks for no e-mail address
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "server.enableXsrfProtection": "true",
    "server.enableCORS": "true",  # streamlit's word for refusing other origins
    "server.enableStaticServing": "false",
    "server.maxUploadSize": "1",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",  # details may hold paths; they go to the terminal
    "runner.magicEnabled": "false",
    "logger.hideWelcomeMessage": "true",
    "logger.level": "warning",
    **THEME,
}


class CannotListen(OSError):
    """The address cannot be listened on; the message says why and what to do."""


def check_address(host: str, port: int) -> None:
    """Raise CannotListen when nothing can listen on the address: streamlit would say it less plainly."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(f"port {port} of {host} is taken: name another with --port") from error
        raise CannotListen(f"cannot listen on {host}, port {port}: {error.strerror or error}") from error


def command(settings: Settings, host: str, port: int) -> list[str]:
    """The command line of the server."""
    options = {**OPTIONS, "server.address": host, "server.port": str(port), "browser.serverPort": str(port)}
    flags = [f"--{name}={value}" for name, value in options.items()]
    if host in LOCAL:  # no other name may lead to it: a page elsewhere could rebind one to this address
        flags += [f"--server.allowedHosts={name}" for name in LOCAL]
    warehouse = settings.warehouse
    address = warehouse.absolute() if isinstance(warehouse, Path) else warehouse
    return [sys.executable, "-m", "streamlit", "run", str(APP), *flags, "--", str(address)]


def serve(settings: Settings, host: str, port: int) -> NoReturn:
    """Become the server, which ends with Ctrl-C. Raises CannotListen when the address cannot be had."""
    check_address(host, port)
    shown = f"[{host}]" if ":" in host else host
    print(f"Dashboards: http://{shown}:{port}  (Ctrl-C ends them)", flush=True)
    if host not in LOCAL:
        print("Whoever can reach this machine can read the warehouse there.", flush=True)
    arguments = command(settings, host, port)
    os.execv(arguments[0], arguments)  # noqa: S606  # our own command
