"""The closing summary of a run: on the console, and as an artifact in Prefect."""

import time
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from expectations.outcomes import CRITICAL, checks_in_words
from expectations.results import first_rows
from flows.batch.staging import is_annotation_row
from flows.report import RunReport
from warehouse.hints import command_line
from warehouse.shell.escape import line, markup

QUERY = "SELECT e.name, q.text FROM quotes q JOIN entities e ON e.entity_id = q.speaker_id LIMIT 5"
OUTCOMES = {"completed": "[bold green]Done[/]", "cancelled": "[bold yellow]Stopped[/]"}
UNDATED = (
    '"Friday" or "last month" in them cannot be dated. State `published_at` in a manifest.jsonl next to the '
    "files, or in the rows of a JSONL or CSV file"
)
MAX_QUARANTINED = 10  # inputs named per batch


def print_summary(report: RunReport, console: Console, entered: float) -> None:
    """Print the closing summary of a run. Text from articles is escaped.

    `entered` is the time on the monotonic clock at which the command was entered.
    """
    outcome = OUTCOMES.get(report.state, "[bold red]Failed[/]")
    seconds, start = time.monotonic() - entered, report.run.began - entered
    console.print(f"{outcome}: run {report.run_id} in {seconds:.1f} s, {start:.1f} s of them to start")
    facts = Table.grid(padding=(0, 2))
    facts.add_column()
    facts.add_column(overflow="fold")  # a truncated path is useless
    for name, value in (*_articles(report), *_loaded(report)):
        facts.add_row(name, value)
    console.print(facts)
    for each in (*_warnings(report), *_quarantined(report), *_broken(report)):
        console.print(each)
    if report.message and report.state != "completed":
        console.print(f"[red]{markup(report.message)}[/]")


def _articles(report: RunReport) -> Iterator[tuple[str, str]]:
    """How many articles there were of each kind."""
    yield (
        "Articles",
        f"{report.articles_new} new, {report.articles_changed} changed, "
        f"{report.articles_unchanged} unchanged, {report.articles_quarantined} quarantined",
    )
    if report.articles_reannotated:
        yield "", f"{report.articles_reannotated} of the unchanged reannotated"
    if report.articles_outside:
        yield "", f"{report.articles_outside} of other days skipped"
    if report.articles_undated:
        loaded = report.articles_new + report.articles_changed + report.articles_reannotated
        yield "", f"{report.articles_undated} of {loaded} without a date: {UNDATED}"
    for name in report.empty:
        yield "", markup(f"{name} contains no article")


def _loaded(report: RunReport) -> Iterator[tuple[str, str]]:
    """What was loaded, how it was checked, and where it is."""
    rows = ", ".join(f"{count} {name.split('.')[1]}" for name, count in report.rows_loaded.items() if count)
    yield "Rows loaded", rows or "none"
    yield "Checks", checks_in_words(report.check_counts())
    if report.published:
        yield "Published", checks_in_words(report.published_counts())
    yield "Warehouse", markup(str(report.warehouse))
    if report.docs:
        yield "Data Docs", markup(str(report.docs))
    if rows:
        yield "Try", markup(command_line("sql", report.warehouse, f'"{QUERY}"'))


def _warnings(report: RunReport) -> Iterator[str]:
    for warning in report.warnings:
        yield f"[yellow]warning[/] {markup(warning)}"


def _quarantined(report: RunReport) -> Iterator[str]:
    """The first inputs and rows of each batch that went to the quarantine."""
    for frame in report.rejected:
        for row in frame.with_columns(of_row=is_annotation_row()).head(MAX_QUARANTINED).iter_rows(named=True):
            what = f"row of {row['table_name'].split('.')[1]} " if row["of_row"] else ""
            yield f"[yellow]quarantined[/] {what}{markup(row['source_ref'])}: {markup(row['reason'])}"


def _broken(report: RunReport) -> Iterator[str]:
    """The checks that keep the run from being published, or that what is published fails, and where."""
    for blocked in report.blocked:
        check = blocked.check
        yield f"[red]critical[/] {check.table_name}: {check.meaning} {markup(check.observed or '')}"
        for place in blocked.rows:
            yield f"  {markup(place)}"
    for check in report.published:
        if check.outcome == CRITICAL:
            yield f"[red]critical[/] published {check.table_name}: {check.meaning}"
            yield from (f"  {markup(row)}" for row in first_rows(check))


def markdown(report: RunReport) -> str:
    """The report as Markdown for Prefect's artifact: counts only, no text from articles."""
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
        f"Checks: {checks_in_words(report.check_counts())}.",
        "",
        *([f"Published: {checks_in_words(report.published_counts())}.", ""] if report.published else []),
        *([f"Sources that could not be read: {len(report.unread)}.", ""] if report.unread else []),
        f"Took {report.seconds:.1f} s. Warehouse: {code(report.warehouse.name)}.",
        *([f"\n[Data Docs]({report.docs.as_uri()}): {code(report.docs)}"] if report.docs else []),
    ]
    return "\n".join(lines)


def code(value: object) -> str:
    """`value` as a code span of Markdown; a backtick in it would end the span."""
    return f"`{line(value).replace('`', '´')}`"
