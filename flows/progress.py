"""Progress of a run on standard error: a spinner while it starts, then a bar of articles."""

import logging
import os
import sys
from typing import TYPE_CHECKING, ClassVar, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from flows.logs import format_line
from warehouse.shell.escape import markup

if TYPE_CHECKING:
    from flows.settings import Settings


class StartProgress:
    """Shows what is being started, which takes seconds.

    On a terminal a spinner, until the block ends or a run shows its own progress; otherwise one log line.
    """

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
        self.bar.add_task(markup(self.what), total=None)
        self.bar.start()
        if self.bar.disable:
            print(format_line(self.what, logging.INFO, self.settings), file=sys.stderr, flush=True)
        return self

    def __exit__(self, *_: object) -> None:
        StartProgress.current = None
        self.bar.stop()


def startup_description(settings: "Settings") -> str:
    """The components that a run starts, for `StartProgress`."""
    prefect = "Prefect" if os.environ.get("PREFECT_API_URL") else "Prefect's server"
    model = f"the model {settings.model}" + ("" if settings.executor == "local" else " on the cluster")
    return f"{prefect}, {model} and Great Expectations"


class RunProgress:
    """A bar of staged articles out of those read so far, on terminals only."""

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

    def set_total(self, articles: int) -> None:
        """Set the total to the number of articles read so far."""
        self.bar.update(self.task, total=articles)

    def set_completed(self, articles: int) -> None:
        """Update the bar to the number of articles staged so far."""
        self.bar.update(self.task, completed=articles)

    def show_publishing(self) -> None:
        """Show that all articles are staged and are being loaded."""
        self.bar.update(self.task, description="publishing")
