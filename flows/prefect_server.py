"""Prefect's API on a free port of this machine: the process that `flows.local_prefect` starts.

Called as `python -m flows.prefect_server PORT [--services]`; with its services it also plans scheduled
runs, marks late ones, runs automations and shows Prefect's own pages. It ends when its standard input
does, so that no server outlives a run that was killed.
"""

import sys
import threading

from flows.processes import exit_with
from flows.startup import starting


def main(port: int, services: bool) -> None:
    threading.Thread(target=exit_with, args=(sys.stdin.buffer,), daemon=True).start()
    with starting():
        import uvicorn
        from prefect.server.api.server import create_app

        server = uvicorn.Server(
            uvicorn.Config(
                create_app(ephemeral=not services, final=True), host="127.0.0.1", port=port, log_level="error"
            )
        )
    server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]), services="--services" in sys.argv)
