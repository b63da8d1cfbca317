"""The one progress bar of a run."""

import sys
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class RunProgress:
    """Articles done of those read so far. Shown on a terminal only, on standard error."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(stderr=True)
        self.bar = Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
        self.task = self.bar.add_task("articles", total=None)

    def __enter__(self) -> Self:
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
