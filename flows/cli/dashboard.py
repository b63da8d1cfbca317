"""`readout dashboard`: the server over the published warehouse."""

import errno
import os
import socket
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.cli.common import WarehouseOption, settings_of
from flows.settings import Settings
from warehouse.dashboard import LOCAL
from warehouse.store.writing import refuse


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


def serve(settings: Settings, host: str, port: int) -> NoReturn:
    """Become the server, which ends with Ctrl-C.

    Raises CannotListen when the address cannot be had, NotAWarehouse for a file that is none.
    """
    refuse(settings.warehouse)
    check_address(host, port)
    shown = f"[{host}]" if ":" in host else host
    print(f"Dashboards: http://{shown}:{port}  (Ctrl-C ends them)", flush=True)
    if host not in LOCAL:
        print("Whoever can reach this machine can read the warehouse there.", flush=True)
    warehouse = settings.warehouse
    address = warehouse.absolute() if isinstance(warehouse, Path) else warehouse
    command = [sys.executable, "-m", "warehouse.dashboard.server", str(address), host, str(port)]
    os.execv(command[0], command)  # noqa: S606  # our own command


def dashboard(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8501,
    warehouse: WarehouseOption = None,
) -> None:
    """Serve the dashboards, for browsers on this machine. Ctrl-C ends it."""
    serve(settings_of(warehouse=warehouse), host, port)
