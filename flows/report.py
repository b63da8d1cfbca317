"""What a run did: counted, printed at its end, kept as a Prefect artifact."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from expectations.results import CheckResult
from flows.staging import of_rows, rejected_frame
from transforms import schema
from transforms.records import Rejection
from warehouse.address import Warehouse
from warehouse.quarantine import quarantine_id


def utc_now() -> datetime:
    """Now in UTC, without a zone, as the warehouse keeps times."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A critical expectation that failed, and the rows that broke it as `<source_ref>: <row>`."""

    check: CheckResult
    rows: list[str]


@dataclass
class RunReport:
    """The counts of a run. articles_seen = new + changed + unchanged + quarantined, always."""

    run_id: str
    warehouse: Warehouse
    versions: dict[str, str]
    flow_run_id: str | None = None
    locations: dict[str, str] = field(default_factory=dict)  # of sources: what the run was given to read them
    started_at: datetime = field(default_factory=utc_now)
    finished_at: datetime | None = None
    state: str = "running"
    articles_new: int = 0
    articles_changed: int = 0
    articles_unchanged: int = 0
    articles_reannotated: int = 0  # of those unchanged
    articles_outside: int = 0  # of a backfill's days; not counted as seen
    rejected: list[pl.DataFrame] = field(default_factory=list)
    rows_loaded: dict[str, int] = field(default_factory=dict)
    checks: list[tuple[int, list[CheckResult]]] = field(default_factory=list)
    metrics: pl.DataFrame = field(default_factory=lambda: schema.METRICS.frame([]))
    blocked: list[Blocked] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    message: str | None = None
    docs: Path | None = None  # the first page of its Data Docs
    stopped_by: int | None = None  # the signal that ended it early
    attempt: "RunReport | None" = None  # to publish it, as it would have been
    began: float = field(default_factory=time.monotonic)

    @property
    def articles_quarantined(self) -> int:
        return sum(int(frame["is_article"].sum()) for frame in self.rejected)

    @property
    def rows_quarantined(self) -> Counter[str]:
        """How many rows of articles that are not turned away are, by table."""
        found: Counter[str] = Counter()
        for frame in self.rejected:
            found.update(
                dict(frame.filter(of_rows()).group_by("table_name").agg(pl.col("rows").sum()).rows())
            )
        return found

    @property
    def articles_seen(self) -> int:
        return self.articles_new + self.articles_changed + self.articles_unchanged + self.articles_quarantined

    @property
    def seconds(self) -> float:
        if self.finished_at:
            return (self.finished_at - self.started_at).total_seconds()
        return time.monotonic() - self.began

    def check_counts(self) -> Counter[str]:
        """How many checks passed, warned and failed."""
        outcomes = (check for _, checks in self.checks for check in checks)
        return Counter("passed" if c.success else "failed" if c.blocks else "warned" for c in outcomes)

    def finish(self, state: str, message: str | None = None) -> None:
        """Say how the run ended. Its length is measured, whatever the clock was set to meanwhile."""
        self.state, self.message = state, message
        self.finished_at = self.started_at + timedelta(seconds=time.monotonic() - self.began)

    def count_loaded(self, outcomes: Mapping[str, int], passed_over: pl.DataFrame) -> None:
        """Count the articles that were loaded, by what they came as, and what was kept from loading.

        `passed_over` and the outcomes are as `warehouse.publish.load` says.
        """
        self.articles_new, self.articles_changed = outcomes.get("new", 0), outcomes.get("changed", 0)
        self.articles_reannotated = outcomes.get("again", 0)
        self.articles_unchanged += self.articles_reannotated
        same = passed_over.filter("same")
        self.articles_unchanged += len(same)
        conflicts = passed_over.filter(~pl.col("same"))
        inputs = conflicts.select("source", "source_ref", "reason").iter_rows()
        rejections = [Rejection(source, ref, reason, payload="") for source, ref, reason in inputs]
        self.rejected.append(rejected_frame(rejections))

    def counts(self) -> dict[str, float]:
        """The numbers of the run for its log."""
        kinds = ("seen", "new", "changed", "unchanged", "reannotated", "quarantined")
        counts: dict[str, float] = {kind: getattr(self, f"articles_{kind}") for kind in kinds}
        rows = self.rows_quarantined.total()
        return {**counts, "rows_quarantined": rows, "seconds": round(self.seconds, 1)}

    def runs_row(self) -> pl.DataFrame:
        """The run as a row of `quality.runs`."""
        row = {
            **{name: getattr(self, name) for name in schema.RUNS.polars if hasattr(self, name)},
            "rows_loaded": json.dumps(self.rows_loaded),
            "versions": json.dumps(self.versions),
        }
        return pl.DataFrame([row], schema=schema.RUNS.polars)

    def quarantine_rows(self) -> pl.DataFrame:
        """What was turned away as rows of `quality.quarantine`."""
        now = utc_now()
        columns = ("source", "source_ref", "table_name", "reason", "payload")
        return schema.QUARANTINE.frame(
            [
                (
                    quarantine_id(source, source_ref, table, reason),
                    self.run_id,
                    table,
                    source,
                    source_ref,
                    reason,
                    payload,
                    now,
                    self.locations.get(source),
                )
                for frame in self.rejected
                for source, source_ref, table, reason, payload in frame.select(columns).iter_rows()
            ]
        )


def rows_lost(report: RunReport) -> list[str]:
    """A warning of the rows without which articles are loaded, if there are any."""
    counts = ", ".join(f"{count:,} of {table}" for table, count in sorted(report.rows_quarantined.items()))
    return [f"rows turned away, their articles are loaded without them: {counts}"] if counts else []


QUERY = (
    'readout sql "SELECT e.name, q.text FROM quotes q JOIN entities e ON e.entity_id = q.speaker_id LIMIT 5"'
)


OUTCOMES = {"completed": "[bold green]Done[/]", "cancelled": "[bold yellow]Stopped[/]"}


def print_summary(report: RunReport, console: Console) -> None:
    """The closing summary of a run. Words from articles are escaped."""
    good = report.state == "completed"
    outcome = OUTCOMES.get(report.state, "[bold red]Failed[/]")
    console.print(f"{outcome}: run {report.run_id} in {report.seconds:.1f} s")
    facts = Table.grid(padding=(0, 2))
    facts.add_row(
        "Articles",
        f"{report.articles_new} new, {report.articles_changed} changed, "
        f"{report.articles_unchanged} unchanged, {report.articles_quarantined} quarantined",
    )
    if report.articles_reannotated:
        facts.add_row("", f"{report.articles_reannotated} of those unchanged annotated anew")
    if report.articles_outside:
        facts.add_row("", f"{report.articles_outside} of other days passed over")
    loaded = ", ".join(f"{count} {name.split('.')[1]}" for name, count in report.rows_loaded.items() if count)
    facts.add_row("Rows loaded", loaded or "none")
    counts = report.check_counts()
    facts.add_row(
        "Checks", f"{counts['passed']} passed, {counts['warned']} warned, {counts['failed']} failed"
    )
    facts.add_row("Warehouse", escape(str(report.warehouse)))
    if report.docs:
        facts.add_row("Data Docs", escape(str(report.docs)))
    if good:
        facts.add_row("Try", escape(QUERY))
    console.print(facts)
    for warning in report.warnings:
        console.print(f"[yellow]warning[/] {escape(warning)}")
    for frame in report.rejected:
        for row in frame.with_columns(of_row=of_rows()).head(10).iter_rows(named=True):
            what = f"row of {row['table_name'].split('.')[1]} " if row["of_row"] else ""
            console.print(
                f"[yellow]quarantined[/] {what}{escape(row['source_ref'])}: {escape(row['reason'])}"
            )
    for blocked in report.blocked:
        check = blocked.check
        console.print(f"[red]critical[/] {check.table_name}: {check.meaning} {escape(check.observed or '')}")
        for place in blocked.rows:
            console.print(f"  {escape(place)}")
    if report.message:
        console.print(f"[red]{escape(report.message)}[/]")


def markdown(report: RunReport) -> str:
    """The report for Prefect's page of the run: counts only, no words from articles."""
    counts = report.check_counts()
    lines = [
        f"# Run {report.run_id}: {report.state}",
        "",
        "| articles | |",
        "|---|---|",
        *(
            f"| {name} | {getattr(report, f'articles_{name}')} |"
            for name in ("seen", "new", "changed", "unchanged", "quarantined")
        ),
        "",
        "| table | rows loaded |",
        "|---|---|",
        *(f"| {name} | {count} |" for name, count in report.rows_loaded.items()),
        "",
        f"Checks: {counts['passed']} passed, {counts['warned']} warned, {counts['failed']} failed.",
        "",
        f"Took {report.seconds:.1f} s. Warehouse: `{report.warehouse.name}`.",
        *([f"\n[Data Docs]({report.docs.as_uri()}): `{report.docs}`"] if report.docs else []),
    ]
    return "\n".join(lines)
