"""What a run says on standard error while it goes on: lines for people, or JSON for machines.

`log.info("batch staged", extra={"articles": 200})` within `about(run_id=..., batch=...)` becomes

    {"time": "2024-05-31T06:00:04.123Z", "level": "info", "message": "batch staged", "articles": 200,
     "run_id": "20240531T060000-1f2e", "batch": 3, "logger": "flows.events"}
"""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from flows.process.signals import say
from flows.server.internals import log_with_all_others
from warehouse.shell.escape import plain

if TYPE_CHECKING:
    from flows.settings import Settings

OURS = ("expectations", "flows", "transforms", "warehouse")
EVENTS = "flows.events"  # what happens in a run; its summary says the same at its end
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "send_to_api", "taskName"}

context: ContextVar[Mapping[str, object]] = ContextVar("context", default={})  # noqa: B039  # never changed


@contextmanager
def about(**facts: object) -> Iterator[None]:
    """Have every record of the block say these facts."""
    token = context.set({**context.get(), **facts})
    try:
        yield
    finally:
        context.reset(token)


def facts_of(record: logging.LogRecord) -> dict[str, object]:
    """What a record says besides its message: its own `extra` and what it was said about."""
    extra = {name: value for name, value in vars(record).items() if name not in STANDARD}
    return {**extra, **context.get()}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, message, facts, logger, and the traceback of an error."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **facts_of(record),
            "logger": record.name,
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class Lines(logging.Formatter):
    """Lines for people. Nothing in them moves the cursor: words of articles may be among them."""

    def format(self, record: logging.LogRecord) -> str:
        facts = "".join(f" {name}={value}" for name, value in facts_of(record).items() if name in SHOWN)
        time = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        line = plain(f"{time} {record.levelname.lower()}: {record.getMessage()}{facts}")
        if record.exc_info:
            line += "\n" + plain(self.formatException(record.exc_info))
        return line


# Of the facts those that people want to see in each line; Prefect adds ids of its own
SHOWN = (
    "stage", "batch", "articles", "unchanged", "source", "source_ref", "article_id", "version", "reason",
    "new", "changed", "quarantined", "seconds",
)  # fmt: skip


class LessOfPrefect(logging.Filter):
    """Lets pass what is not Prefect's, which reports each state of each task, or of that level."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self.level = level

    def filter(self, record: logging.LogRecord) -> bool:
        return record.name.partition(".")[0] != "prefect" or record.levelno >= self.level


class Console(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to what standard error is when it writes."""

    def __init__(self, settings: "Settings", level_of_prefect: int) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(JsonLines() if settings.log_format == "json" else Lines())
        if not settings.verbose:
            self.addFilter(LessOfPrefect(level_of_prefect))

    @property
    def stream(self):  # type: ignore[no-untyped-def]
        return sys.stderr


@cache
def to_prefect() -> logging.Handler:
    """What sends the records of a run to Prefect's server; one, so that none is sent twice."""
    from prefect.logging.handlers import APILogHandler

    return APILogHandler()


def set_up(settings: "Settings", service: bool = False) -> None:
    """Send the logs of this process to standard error as the settings say, and ours to Prefect as well.

    A run of a service prints no summary: its events are logged in any case, and what Prefect warns of. Call
    it once Prefect is imported, which sets up its own. May be called again.
    """
    from prefect.logging.handlers import PrefectConsoleHandler

    logging.raiseExceptions = settings.verbose  # else Prefect writes past the log when its server is gone
    log_with_all_others()
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, PrefectConsoleHandler | Console):
            root.removeHandler(handler)
    root.addHandler(Console(settings, logging.WARNING if service else logging.CRITICAL))
    much = settings.verbose or service or settings.log_format == "json"
    for name in OURS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO if much else logging.WARNING)
        logger.addHandler(to_prefect())
    detailed = logging.DEBUG if settings.verbose else logging.INFO
    # People read the summary: nothing is said twice
    logging.getLogger(EVENTS).setLevel(detailed if much else logging.CRITICAL)


def tell(settings: "Settings", message: str, **facts: object) -> None:
    """Tell whoever sent a signal what it does."""
    say(line(message, logging.WARNING, settings, **facts))


def line(message: str, level: int, settings: "Settings", **facts: object) -> str:
    """A line on standard error from where logging is not set up, or must not be used: without its locks."""
    if settings.log_format != "json":
        return f"readout: {plain(message)}"
    record = logging.makeLogRecord(
        {"name": "flows", "msg": message, "levelno": level, "levelname": logging.getLevelName(level), **facts}
    )
    return JsonLines().format(record)
