"""The batches of a run, from what it reads to folders that are ready to publish."""

import itertools
import logging
import shutil
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture

from expectations import drift
from expectations.results import WHOLE_RUN, CheckResult
from flows.batch.changes import Sifted
from flows.batch.check import Verdict
from flows.batch.incoming import Incoming
from flows.batch.stages import CLEAN
from flows.batch.staging import METRICS, BatchInfo, Staging, all_rejected, of_rows
from flows.batch.stored import Stored
from flows.logs import EVENTS, about
from flows.process.signals import Stop, Stopped
from flows.progress import RunProgress
from flows.report import Blocked, RunReport, rows_lost
from flows.selection import Order, missing
from flows.settings import Settings
from flows.sources import Source
from flows.tasks import extract, work_on
from flows.workers.pool import crew
from transforms import schema
from warehouse.history import metric_history
from warehouse.load.quarantine import ANNOTATED_AGAIN

log = logging.getLogger(EVENTS)


Begun = PrefectFuture[tuple[Sifted, Verdict] | None]  # what `work_on` comes to


@dataclass(frozen=True)
class Staged:
    """What is ready to publish: the folders of batches that passed, and what the web answered.

    `was_read` says of a source and a reference whether the run took what is there. `whole`: no signal cut
    the run short.
    """

    batches: list[Path]
    answers: Mapping[str, Mapping[str, str]]
    was_read: Callable[[str, str], bool]
    whole: bool


def nothing_read(source: str, source_ref: str) -> bool:
    """What `Staged.was_read` is where no input counts as read."""
    return False


@dataclass
class Line:
    """The batches of a run that are being worked on, side by side, and those that have passed."""

    settings: Settings
    report: RunReport
    staging: Staging
    stop: Stop
    passed: list[Path]
    in_flight: deque[tuple[int, Path, Begun]] = field(default_factory=deque)
    dropped: bool = False

    @property
    def mark(self) -> str:
        return "/".join(self.report.versions.values())

    def put(self, number: int, folder: Path, reading: Incoming | Stored) -> None:
        """Begin with a batch."""
        begun = work_on.submit(number, folder, reading, self.settings, self.report.run_id, self.stop)
        self.in_flight.append((number, folder, begun))

    def finish(self, reading: Incoming | Stored) -> None:
        """Wait for the oldest batch, and count what became of it."""
        number, folder, begun = self.in_flight.popleft()
        done = begun.result()
        if done is None:
            self.dropped = True
        else:
            with about(batch=number):
                self.count(folder, *done, again=isinstance(reading, Stored))
        shutil.rmtree(folder, ignore_errors=True)  # still there where another folder holds what may enter

    def count(self, folder: Path, sifted: Sifted, verdict: Verdict, again: bool) -> None:
        report = self.report
        report.checks.append((len(report.checks), located(verdict.results, folder)))
        report.blocked += [Blocked(check, failing_rows(check, folder)) for check in verdict.blocking]
        if verdict.blocking:
            return
        articles = articles_of(verdict.folder)
        rejected = all_rejected(verdict.folder)
        if again:
            kept_as_it_was = pl.lit(ANNOTATED_AGAIN) + pl.col("reason")
            rejected = rejected.with_columns(pl.when(of_rows()).then("reason").otherwise(kept_as_it_was))
        tell(folder, articles, rejected, sifted)
        info = BatchInfo(self.mark, articles["raw_hash"].to_list())
        self.passed.append(self.staging.complete(verdict.folder, info))
        report.articles_unchanged += sifted.unchanged
        report.articles_outside += sifted.outside
        report.rejected.append(rejected)


def stage(
    order: Order,
    settings: Settings,
    report: RunReport,
    progress: RunProgress,
    staging: Staging,
    stop: Stop,
) -> Staged:
    """Bring every batch of what is to be read through its checks.

    Articles and rows that break a critical expectation leave their batch for the quarantine. Where no
    article can be blamed, the failure goes into `report.blocked`. Batches that a killed run completed come
    first. Once the run is told to stop, batches that are not being annotated yet are left to the next run.
    """
    line = Line(settings, report, staging, stop, passed=[])
    staged_hashes = take_leftovers(line)
    try:
        reading = stop.wait_for(lambda: order.begin(settings, report, staged_hashes, stop.check))
        workers = stop.wait_for(lambda: crew(settings))  # those of a cluster may not be there at once
    except Stopped:
        return Staged(line.passed, {}, nothing_read, whole=False)
    workers.start_checker()
    work_through(reading, line, 2 * workers.annotators.size, progress)
    workers.rest()
    if not report.blocked:
        report.warnings += rows_lost(report)
    count_reading(reading, report)
    look_back(order, reading, line)
    report.nothing_read = reading.nothing_read and not line.dropped
    if not report.nothing_read:  # else that is what the run fails for
        report.warnings += [f"{item.source} could not be read: {item.reason}" for item in reading.lost]
    if line.dropped:  # what was read may not be staged: all of it is asked for again
        return Staged(line.passed, {}, nothing_read, whole=False)
    return Staged(line.passed, reading.answers, reading.has_read_again, whole=True)


def take_leftovers(line: Line) -> set[str]:
    """Let the batches that a killed run completed pass; the raw hashes of their articles."""
    left = line.staging.leftovers(line.mark)
    line.passed += [folder for folder, _ in left]
    # Their articles are loaded and not read again; what that run turned away whole is
    line.report.rejected += [all_rejected(folder).filter(of_rows()) for folder, _ in left]
    if left:
        log.info(
            "batches of a run that did not end are published with this one", extra={"batches": len(left)}
        )
    return {value for _, info in left for value in info.raw_hashes}


def work_through(reading: Incoming | Stored, line: Line, side_by_side: int, progress: RunProgress) -> None:
    """Bring every batch through its checks, `side_by_side` of them and one more at a time."""
    batches = reading.batches()
    for number in itertools.count():
        extracted = extract(batches, line.staging, line.report.run_id, number, line.stop)
        if extracted is None:
            break
        progress.read(reading.read)
        line.put(number, extracted, reading)
        if len(line.in_flight) > side_by_side:
            line.finish(reading)
            progress.done(reading.read)
    line.dropped |= not reading.ended
    while line.in_flight:
        line.finish(reading)
        progress.done(reading.read)


def count_reading(reading: Incoming | Stored, report: RunReport) -> None:
    """Add to the report what was passed over and which sources could not be read."""
    report.articles_unchanged += reading.unchanged
    report.articles_outside += reading.outside
    report.unread += reading.lost
    for item in reading.lost:
        log.warning("source not read", extra={"source": item.source, "reason": item.reason})


def look_back(order: Order, reading: Incoming | Stored, line: Line) -> None:
    """Warn of inputs that were to be read again and are gone, or of what is unusual in all that is new."""
    report = line.report
    if order.again is not None and not line.dropped:
        lost = {item.source for item in reading.lost}
        looked_for = [where for where in order.again if where[0] not in lost]
        report.warnings += missing(looked_for, reading.has_read_again)
    elif not report.blocked and order.again is None:
        # Parts of sources say nothing of how many articles are usual
        per_source = reading.per_source if order.is_whole and not line.dropped else {}
        report.empty += [name for name, count in per_source.items() if not count]
        compare(order.opened, per_source, line.passed, line.settings, report)


@task(name="compare", cache_policy=NO_CACHE, persist_result=False)
def compare(
    opened: list[Source],
    per_source: Mapping[str, int],
    passed: list[Path],
    settings: Settings,
    report: RunReport,
) -> None:
    """Compare what the run brings with what is usual and what its sources expect, into `report`."""
    measured = [pl.read_parquet(folder / METRICS) for folder in passed]
    expected = {source.name: (source.expected.minimum, source.expected.maximum) for source in opened}
    earlier = metric_history(settings.warehouse, drift.LAST_RUNS)
    report.metrics = drift.metrics(report.run_id, measured, per_source, expected, earlier)
    results = drift.compared(report.metrics)
    report.checks.append((WHOLE_RUN, results))
    report.warnings += drift.drift(report.metrics, results)


def articles_of(batch: Path) -> pl.DataFrame:
    return pl.read_parquet(batch / schema.ARTICLES.file_name)


def tell(folder: Path, articles: pl.DataFrame, rejected: pl.DataFrame, sifted: Sifted) -> None:
    """Log what became of a batch: a line for it, one for each input that was turned away, in detail more."""
    turned_away, rows = rejected.filter("is_article"), rejected.filter(of_rows())
    counts = {"articles": len(articles), "unchanged": sifted.unchanged, "quarantined": len(turned_away)}
    log.info("batch staged", extra=counts)
    for row in rows.iter_rows(named=True):
        facts = {name: row[name] for name in ("source", "source_ref", "table_name", "reason")}
        log.info("row turned away", extra=facts)
    if len(turned_away) and (folder / CLEAN).exists():
        ids = pl.read_parquet(folder / CLEAN, columns=["source", "source_ref", "article_id"])
        turned_away = turned_away.join(ids.unique(), on=("source", "source_ref"), how="left")
    for row in turned_away.iter_rows(named=True):
        facts = {name: row.get(name) for name in ("source", "source_ref", "article_id", "reason")}
        log.info("article turned away", extra={name: value for name, value in facts.items() if value})
    if log.isEnabledFor(logging.DEBUG):
        for row in articles.select("article_id", "source", "source_ref", "version").iter_rows(named=True):
            log.debug("article staged", extra=row)


def located(results: list[CheckResult], folder: Path) -> list[CheckResult]:
    """The results with the source and reference of the article of each failing row."""
    if all(not check.failing for check in results):
        return results
    articles = articles_of(folder).select("article_id", "source", "source_ref")
    where = {row["article_id"]: row for row in articles.iter_rows(named=True)}
    return [
        replace(
            check, failing=[{**row, **where.get(str(row.get("article_id")), {})} for row in check.failing]
        )
        for check in results
    ]


def failing_rows(check: CheckResult, folder: Path) -> list[str]:
    """Where the rows stand that break a check: source reference, then the row's key."""
    refs = dict(articles_of(folder).select("article_id", "source_ref").iter_rows())
    return [
        f"{refs.get(row.get('article_id'), '(no article)')}: "
        + ", ".join(f"{name} {value}" for name, value in row.items())
        for row in check.failing
    ]
