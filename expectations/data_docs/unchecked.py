"""The page of a run that checked no table: it had nothing new, or failed before. Great Expectations, whose
import takes seconds, is not needed for it."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from expectations.outcomes import CRITICAL, PASSED, WARNING
from expectations.results import CheckResult

HERE = Path(__file__).parent
STYLE = HERE / "data_docs.css"
ICONS = {PASSED: "text-success", WARNING: "text-warning", CRITICAL: "text-danger"}  # classes of the style


@dataclass(frozen=True, slots=True)
class About:
    """The first page's facts about the run. `started_at` is UTC; `message` says why it ended badly."""

    run_id: str
    started_at: datetime
    batches: int
    message: str | None
    warnings: list[str]

    def lines(self) -> dict[str, list[str]]:
        """The lines of the first page: `facts` and `warnings`."""
        started = f"Run {self.run_id}, started {self.started_at:%Y-%m-%d %H:%M:%S} UTC"
        batches = f", {self.batches} {'batch' if self.batches == 1 else 'batches'}" if self.batches else ""
        ending = [self.message] if self.message else []
        return {"facts": [f"{started}{batches}.", *ending], "warnings": self.warnings}


def write(folder: Path, about: About, results: Iterable[CheckResult]) -> None:
    """Write the page into `folder`, with the results of the run as a whole."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)
    page = environment.get_template("nothing_checked.j2").render(
        checks=results, icons=ICONS, root="", **about.lines()
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
    shutil.copyfile(STYLE, folder / STYLE.name)
