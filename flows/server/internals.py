"""What Readout does with parts of Prefect that are not its public interface, and why.

Nothing else here touches such parts. `tests/flows/server/test_internals.py` fails where another version of
Prefect has them otherwise. Each function imports what it needs: many processes need none of it.
"""

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.runner import Runner

# What a run asks Prefect's API, by the prefixes of its routers
ASKED = ("/admin", "/csrf-token", "/flows", "/flow_runs", "/task_runs", "/logs", "/artifacts", "/events")
INTERNAL_LOGGER = "prefect._internal"


def import_engines() -> None:
    """Import what runs flows and tasks, which the first call of a flow would do, while the server starts."""
    from prefect import flow_engine, task_engine  # noqa: F401


def put_what_is_asked_first() -> None:
    """Have the applications that Prefect makes from now on look first in the routers that a run asks.

    The first request makes FastAPI prepare the routers one after the other, up to the one that it is for: in
    Prefect's order that takes half a second. Prefect has no say in the order.
    """
    from prefect.server.api import server

    routers = sorted(server.API_ROUTERS, key=lambda router: router.prefix not in ASKED)
    server.API_ROUTERS = tuple(routers)  # type: ignore[assignment]  # declared with each of its members


def send_events(patience: float) -> None:
    """Send the events that wait to be sent, in so many seconds at most.

    Prefect does so when the process ends; a server of ours is gone by then. It has a public method for logs
    only (`APILogHandler.flush`).
    """
    from prefect.events.worker import EventsWorker

    EventsWorker.drain_all(timeout=patience)


def log_with_all_others() -> None:
    """Have what Prefect says of its own machinery go where all logs go.

    It has a handler of its own, which writes to standard error past the settings of a run.
    """
    internal = logging.getLogger(INTERNAL_LOGGER)
    internal.handlers, internal.propagate = [], True


def tell_runs_to_end(runner: "Runner") -> None:
    """Send SIGTERM to the processes of the runs that a runner has under way, and wait for none.

    Publicly a runner can only cancel its runs, which kills them after half a minute.
    """
    processes: Any = runner._process_manager
    for run in processes.flow_run_ids():
        process = processes.get(run)
        if process:
            with suppress(ProcessLookupError):  # it has just ended
                process.graceful_kill()
