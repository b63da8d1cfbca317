"""`readout dashboard`: serves the dashboards of the published warehouse."""

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
    """The address cannot be bound; the message states the reason and the remedy."""


def check_address(host: str, port: int) -> None:
    """Raise CannotListen if the address cannot be bound, with a clearer message than streamlit's."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(f"port {port} of {host} is in use: choose another with --port") from error
        raise CannotListen(f"cannot listen on {host}, port {port}: {error.strerror or error}") from error


def serve(settings: Settings, host: str, port: int) -> NoReturn:
    """Replace this process with the server, which runs until Ctrl-C.

    Raises CannotListen if the address cannot be bound, NotAWarehouse for a file of another program.
    """
    refuse(settings.warehouse)
    check_address(host, port)
    shown = f"[{host}]" if ":" in host else host
    print(f"Dashboards: http://{shown}:{port}  (stop with Ctrl-C)", flush=True)
    if host not in LOCAL:
        print("Anybody who can reach this address can read the whole warehouse.", flush=True)
    warehouse = settings.warehouse
    address = warehouse.absolute() if isinstance(warehouse, Path) else warehouse
    command = [sys.executable, "-m", "warehouse.dashboard.server", str(address), host, str(port)]
    os.execv(command[0], command)  # noqa: S606  # our own command


def dashboard(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8501,
    warehouse: WarehouseOption = None,
) -> None:
    """Serve the dashboards to browsers on this machine. Ctrl-C stops it."""
    serve(settings_of(warehouse=warehouse), host, port)
