"""Uses of parts of Prefect that are not its public interface, each with its reason.

No other module uses such parts. `tests/flows/server/test_internals.py` fails if another version of Prefect
changes them. Each function imports what it needs: many processes need none of it.
"""

import logging
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.runner import Runner

# What a run asks Prefect's API, by the prefixes of its routers
ASKED = ("/admin", "/csrf-token", "/flows", "/flow_runs", "/task_runs", "/logs", "/artifacts", "/events")
INTERNAL_LOGGER = "prefect._internal"


def import_engines() -> None:
    """Import the flow and task engines while the server starts, instead of at the first call of a flow."""
    from prefect import flow_engine, task_engine  # noqa: F401


def put_what_is_asked_first() -> None:
    """Put the routers that a run uses first in the applications that Prefect creates from now on.

    At the first request FastAPI prepares the routers one after the other, up to the one that it needs: in
    Prefect's order that takes half a second. Prefect does not let us choose the order.
    """
    from prefect.server.api import server

    routers = sorted(server.API_ROUTERS, key=lambda router: router.prefix not in ASKED)
    server.API_ROUTERS = tuple(routers)  # type: ignore[assignment]  # declared with each of its members


def send_events(patience: float) -> None:
    """Send the queued events, within so many seconds.

    Prefect does so when the process ends, after a local server has ended. It has a public method for logs
    only (`APILogHandler.flush`).
    """
    from prefect.events.worker import EventsWorker

    EventsWorker.drain_all(timeout=patience)


def log_with_all_others() -> None:
    """Route Prefect's internal logs to the root logger.

    By default a handler of its own writes them to standard error, past the settings of a run.
    """
    internal = logging.getLogger(INTERNAL_LOGGER)
    internal.handlers, internal.propagate = [], True


def tell_runs_to_end(runner: "Runner") -> None:
    """Send SIGTERM to the processes of a runner's running flows, without waiting.

    The public API can only cancel runs, which kills them after half a minute.
    """
    processes: Any = runner._process_manager
    for run in processes.flow_run_ids():
        process = processes.get(run)
        if process:
            with suppress(ProcessLookupError):  # it has just ended
                process.graceful_kill()


def falls_due(cron: str) -> bool:
    """Whether a cron expression ever names a time, by the reader of such expressions that Prefect brings.

    Prefect asks it as well, but only when a deployment is made, and of days that no month has ("0 0 31 2 *")
    only when it plans runs.
    """
    from prefect._vendor.croniter.croniter import croniter

    reader: Any = croniter
    try:
        return bool(reader.is_valid(cron)) and reader(cron, datetime.now()).get_next() > 0
    except ValueError:
        return False
