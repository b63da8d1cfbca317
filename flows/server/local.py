"""Prefect's own server for the length of a run, where the settings name no other.

Prefect would start one itself, but only once a flow is called, and by importing its whole server
into the calling process first: four seconds of computing on top of those that the server takes.
This module does not import Prefect by itself, so the server starts while its caller does.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from flows.server.internals import send_events


class PrefectUnreachable(RuntimeError):
    """No Prefect server answers at the configured or local address."""

    exit_code = 1


class LocalPrefect:
    """The Prefect API that a run reports to, as a context manager.

    Entering begins to start a server unless the environment names one; `wait` returns when it answers.
    With `services` the server also plans scheduled runs, which the API of a single run need not.
    """

    def __init__(self, services: bool = False) -> None:
        self.services = services
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        if not os.environ.get("PREFECT_API_URL"):
            port = free_port()
            self.url = f"http://127.0.0.1:{port}/api"
            # -P: a file in the user's folder must not pass for one of the server's modules
            command = [sys.executable, "-P", "-m", "flows.server.__main__", str(port)]
            command += ["--services"] if self.services else []
            # In a process group of its own: Ctrl-C is for the run, which reports to the server until it ends
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0)
        return self

    def wait(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Wait until the server answers. Raises PrefectUnreachable if it does not.

        `pause` sleeps between tries, and may raise to give up.
        """
        import httpx
        from prefect.settings import (
            PREFECT_API_URL,
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
            PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS,
            temporary_settings,
        )

        named = PREFECT_API_URL.value()
        if named:
            self.end()  # one that was started because only Prefect's profile names another
            self.url = named
        patience = PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS.value() if self.process else 5
        deadline = time.monotonic() + patience
        client = httpx.Client(timeout=10)  # one for all tries: making one costs more than asking
        while True:
            try:
                client.get(f"{self.url}/health").raise_for_status()
                break
            except httpx.HTTPError as error:
                ended = self.process and self.process.poll() is not None
                if ended or time.monotonic() > deadline:
                    advice = (
                        f"Start it, or unset PREFECT_API_URL ({named}) to use a local one."
                        if named
                        else "Prefect's local server did not start; its messages stand above."
                    )
                    raise PrefectUnreachable(f"no Prefect server at {self.url}: {error}. {advice}") from error
            pause(0.1)
        client.close()
        settings: dict[Any, Any] = {PREFECT_API_URL: self.url}
        if self.process and not self.services:
            # Nobody listens to them, and ending the thread that sends them takes up to a second
            settings[PREFECT_FLOWS_HEARTBEAT_FREQUENCY] = None
        self.settings = temporary_settings(settings)
        self.settings.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if hasattr(self, "settings"):
            from prefect.logging.handlers import APILogHandler

            # What is on its way to a server that ends now would otherwise be lost, with a complaint.
            APILogHandler().flush()
            send_events(patience=5)
            self.settings.__exit__(kind, error, trace)
        self.end()

    def end(self) -> None:
        """End the server if it was started here."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def free_port() -> int:
    """A free port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
