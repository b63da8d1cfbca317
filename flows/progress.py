"""What is shown while a run goes on: on standard error, and one thing at a time."""

import logging
import os
import sys
from typing import TYPE_CHECKING, ClassVar, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from flows.logs import line

if TYPE_CHECKING:
    from flows.settings import Settings


class StartProgress:
    """What is being started, which takes seconds: on a terminal until it is there or a run shows its own
    progress, else as a line of the log."""

    current: ClassVar["StartProgress | None"] = None

    def __init__(self, settings: "Settings", what: str) -> None:
        self.settings = settings
        self.what = f"Starting {what}"
        is_shown = sys.stderr.isatty() and settings.log_format == "text"
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self.bar = Progress(
            *columns, console=Console(stderr=True), transient=True, disable=not is_shown, refresh_per_second=5
        )

    def __enter__(self) -> Self:
        StartProgress.current = self
        self.bar.add_task(escape(self.what), total=None)
        self.bar.start()
        if self.bar.disable:
            print(line(self.what, logging.INFO, self.settings), file=sys.stderr, flush=True)
        return self

    def __exit__(self, *_: object) -> None:
        StartProgress.current = None
        self.bar.stop()


def what_starts(settings: "Settings") -> str:
    """What a run starts, in words."""
    prefect = "Prefect" if os.environ.get("PREFECT_API_URL") else "Prefect's server"
    model = f"the model {settings.model}" + ("" if settings.executor == "local" else " on the cluster")
    return f"{prefect}, {model} and Great Expectations"


class RunProgress:
    """Articles done of those read so far. Shown on a terminal only."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(stderr=True)
        self.bar = Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
        self.task = self.bar.add_task("articles", total=None)

    def __enter__(self) -> Self:
        if StartProgress.current:
            StartProgress.current.__exit__()
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def read(self, articles: int) -> None:
        """So many articles have been read altogether."""
        self.bar.update(self.task, total=articles)

    def done(self, articles: int) -> None:
        """So many articles are staged altogether."""
        self.bar.update(self.task, completed=articles)

    def publishing(self) -> None:
        """All of them are staged, and are being loaded."""
        self.bar.update(self.task, description="publishing")
