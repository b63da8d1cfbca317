"""The log of a run on standard error: text for people, or JSON lines for machines.

`log.info("batch staged", extra={"articles": 200})` within `log_context(run_id=..., batch=...)` becomes

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

from flows.process.signals import write_stderr
from flows.server.internals import log_with_all_others
from warehouse.shell.escape import indented, line

if TYPE_CHECKING:
    from flows.settings import Settings

PACKAGES = ("expectations", "flows", "transforms", "warehouse")
EVENTS = "flows.events"  # progress of a run; the summary repeats it at the end
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "send_to_api", "taskName"}

context: ContextVar[Mapping[str, object]] = ContextVar("context", default={})  # noqa: B039  # never changed


@contextmanager
def log_context(**fields: object) -> Iterator[None]:
    """Add these fields to every log record of the block."""
    token = context.set({**context.get(), **fields})
    try:
        yield
    finally:
        context.reset(token)


def record_fields(record: logging.LogRecord) -> dict[str, object]:
    """The fields of a record besides its message: its own `extra` and those of the context."""
    extra = {name: value for name, value in vars(record).items() if name not in STANDARD}
    return {**extra, **context.get()}


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time, level, message, fields, logger, and for errors the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **record_fields(record),
            "logger": record.name,
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class HarmlessFormatter(logging.Formatter):
    """The message, and for errors the traceback, escaped: Prefect prints what its server keeps."""

    def format(self, record: logging.LogRecord) -> str:
        return indented(super().format(record))


class TextFormatter(logging.Formatter):
    """Text lines, escaped: article text in them can neither control the terminal nor pass for a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(
            f" {name}={value}" for name, value in record_fields(record).items() if name in TEXT_FIELDS
        )
        time = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        whole = line(f"{time} {record.levelname.lower()}: {record.getMessage()}{fields}")
        if record.exc_info:  # indented, so that no line of it begins as a record does
            whole += indented("\n" + self.formatException(record.exc_info))
        return whole


# The fields that text lines show; Prefect adds ids of its own
TEXT_FIELDS = (
    "stage", "batch", "articles", "unchanged", "source", "source_ref", "article_id", "version", "reason",
    "new", "changed", "quarantined", "seconds",
)  # fmt: skip


class PrefectFilter(logging.Filter):
    """Drops Prefect's records below a level: it logs every state change of every task."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self.level = level

    def filter(self, record: logging.LogRecord) -> bool:
        return record.name.partition(".")[0] != "prefect" or record.levelno >= self.level


class StderrHandler(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to the current `sys.stderr`, even if that has been replaced."""

    def __init__(self, settings: "Settings", level_of_prefect: int) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter())
        if not settings.verbose:
            self.addFilter(PrefectFilter(level_of_prefect))

    @property
    def stream(self):  # type: ignore[no-untyped-def]
        return sys.stderr


@cache
def to_prefect() -> logging.Handler:
    """What sends the records of a run to Prefect's server; one, so that none is sent twice."""
    from prefect.logging.handlers import APILogHandler

    handler = APILogHandler()
    handler.setFormatter(HarmlessFormatter())
    return handler


def configure_logging(settings: "Settings", service: bool = False) -> None:
    """Send the logs of this process to standard error according to the settings, and ours also to Prefect.

    A service prints no summaries, so its events and Prefect's warnings are always logged. Call this after
    importing Prefect, which configures logging itself. May be called repeatedly.
    """
    from prefect.logging.handlers import PrefectConsoleHandler

    # Otherwise Prefect prints to stderr directly when its server is gone
    logging.raiseExceptions = settings.verbose
    log_with_all_others()
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, PrefectConsoleHandler | StderrHandler):
            root.removeHandler(handler)
    root.addHandler(StderrHandler(settings, logging.WARNING if service else logging.CRITICAL))
    much = settings.verbose or service or settings.log_format == "json"
    for name in PACKAGES:
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO if much else logging.WARNING)
        logger.addHandler(to_prefect())
    detailed = logging.DEBUG if settings.verbose else logging.INFO
    # In text mode the summary has the events: do not print them twice
    logging.getLogger(EVENTS).setLevel(detailed if much else logging.CRITICAL)


def write_notice(settings: "Settings", message: str, **fields: object) -> None:
    """Report the effect of a signal on standard error. Safe in a signal handler."""
    write_stderr(format_line(message, logging.WARNING, settings, **fields))


def format_line(message: str, level: int, settings: "Settings", **fields: object) -> str:
    """Format a line for where logging is not configured yet, or must not be used because of its locks."""
    if settings.log_format != "json":
        return f"readout: {line(message)}"
    record = logging.makeLogRecord(
        {
            "name": "flows",
            "msg": message,
            "levelno": level,
            "levelname": logging.getLevelName(level),
            **fields,
        }
    )
    return JsonFormatter().format(record)
