"""Prefect's API on a free port of this machine: the process that `flows.server.local` starts.

Called as `python -m flows.server.__main__ PORT [--services]`; with its services it also plans scheduled
runs, marks late ones, runs automations and shows Prefect's own pages. It ends when its standard input
does, so that no server outlives a run that was killed.
"""

import os
import sys
import threading
from socket import socket

from flows.process.imports import fast_imports, hide_modules
from flows.process.lifetime import exit_with
from flows.server.internals import put_what_is_asked_first


def main(port: int, services: bool) -> None:
    threading.Thread(target=exit_with, args=(sys.stdin.buffer,), daemon=True).start()
    lighten(services)
    with fast_imports():
        import uvicorn
        from prefect.server.api.server import create_app

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket] | None = None) -> None:
                """Start the application, which migrates its database, and listen."""
                with fast_imports():
                    await super().startup(sockets)

        put_what_is_asked_first()
        app = create_app(ephemeral=not services)
        server = Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    server.run()


def lighten(services: bool) -> None:
    """Skip startup work of the server's libraries that no run needs."""
    # The arguments of the key-value stores under Docket are checked by code that is made at their import
    os.environ.setdefault("PY_KEY_VALUE_DISABLE_BEARTYPE", "true")
    hide_modules("mako.ext.pygmentplugin")  # under Alembic: colours for the errors of its templates
    if not services:
        # Block types are for Prefect's pages: the next server that shows these registers them. It would not
        # if this one kept a note that they are
        os.environ.setdefault("PREFECT_API_BLOCKS_REGISTER_ON_START", "false")
        os.environ["PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION"] = "false"


if __name__ == "__main__":
    main(int(sys.argv[1]), services="--services" in sys.argv)
