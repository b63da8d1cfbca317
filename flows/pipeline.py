"""Takes the selection of a run batch by batch through the stages, to folders that are ready to publish."""

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
from flows.batch.changes import ChangedArticles
from flows.batch.check import Verdict
from flows.batch.incoming import Incoming
from flows.batch.stages import CLEAN
from flows.batch.staging import METRICS, BatchInfo, Staging, is_annotation_row, read_rejected
from flows.batch.stored import StoredArticles
from flows.logs import EVENTS, log_context
from flows.process.signals import Stop, Stopped
from flows.progress import RunProgress
from flows.report import Blocked, RunReport, rows_lost_warning
from flows.selection import Selection, missing_inputs
from flows.settings import Settings
from flows.sources import Source
from flows.tasks import extract, process_batch
from flows.workers.pool import workers_for
from transforms import schema
from warehouse.history import metric_history
from warehouse.load.quarantine import ANNOTATED_AGAIN

log = logging.getLogger(EVENTS)


BatchFuture = PrefectFuture[tuple[ChangedArticles, Verdict] | None]  # the result of `process_batch`


@dataclass(frozen=True)
class StagedRun:
    """What a run is ready to publish.

    `batches` are the folders of the staged batches, `validators` the ETags and dates to store by URL.
    `was_read` tells by source and reference whether the run read an input. `is_complete`: no signal cut the
    run short.
    """

    batches: list[Path]
    validators: Mapping[str, Mapping[str, str]]
    was_read: Callable[[str, str], bool]
    is_complete: bool


def never_read(source: str, source_ref: str) -> bool:
    """`StagedRun.was_read` of a run in which no input counts as read."""
    return False


@dataclass
class BatchQueue:
    """The batches of a run: those in flight, oldest first, and the folders of those staged."""

    settings: Settings
    report: RunReport
    staging: Staging
    stop: Stop
    staged: list[Path]
    in_flight: deque[tuple[int, Path, BatchFuture]] = field(default_factory=deque)
    is_interrupted: bool = False  # a batch was left unprocessed because the run was asked to stop

    @property
    def made_by(self) -> str:
        """The versions that the run makes its batches with, as `BatchInfo.made_by` records them."""
        return "/".join(self.report.versions.values())

    def submit(self, number: int, folder: Path, reading: Incoming | StoredArticles) -> None:
        """Submit a batch to the worker pool."""
        future = process_batch.submit(number, folder, reading, self.settings, self.report.run_id, self.stop)
        self.in_flight.append((number, folder, future))

    def collect(self, reading: Incoming | StoredArticles) -> None:
        """Wait for the oldest batch in flight and record its outcome."""
        number, folder, future = self.in_flight.popleft()
        outcome = future.result()
        if outcome is None:
            self.is_interrupted = True
        else:
            with log_context(batch=number):
                self.record(folder, *outcome, reannotated=isinstance(reading, StoredArticles))
        shutil.rmtree(folder, ignore_errors=True)  # still there if the kept rows are in another folder

    def record(self, folder: Path, changed: ChangedArticles, verdict: Verdict, reannotated: bool) -> None:
        """Add the outcome of a batch to the report, and stage the batch unless a check blocks it."""
        report = self.report
        report.checks.append((len(report.checks), with_article_refs(verdict.results, folder)))
        report.blocked += [Blocked(check, failing_rows(check, folder)) for check in verdict.blocking]
        if verdict.blocking:
            return
        articles = articles_of(verdict.folder)
        rejected = read_rejected(verdict.folder)
        if reannotated:
            prefixed = pl.lit(ANNOTATED_AGAIN) + pl.col("reason")
            rejected = rejected.with_columns(pl.when(is_annotation_row()).then("reason").otherwise(prefixed))
        log_batch(folder, articles, rejected, changed)
        info = BatchInfo(self.made_by, articles["raw_hash"].to_list())
        self.staged.append(self.staging.complete(verdict.folder, info))
        report.articles_unchanged += changed.unchanged
        report.articles_outside += changed.outside
        report.rejected.append(rejected)


def stage(
    selection: Selection,
    settings: Settings,
    report: RunReport,
    progress: RunProgress,
    staging: Staging,
    stop: Stop,
) -> StagedRun:
    """Process and check every batch of the selection, and stage those that pass.

    Articles and rows that fail a critical check are moved to the quarantine. A failure that cannot be
    attributed to an article goes into `report.blocked`. Batches that a killed run completed come first. Once
    the run is asked to stop, batches that are not being annotated yet are left to the next run.
    """
    queue = BatchQueue(settings, report, staging, stop, staged=[])
    staged_hashes = take_leftovers(queue)
    try:
        reading = stop.wait_for(lambda: selection.open(settings, report, staged_hashes, stop.check))
        workers = stop.wait_for(lambda: workers_for(settings))  # may wait for those of a cluster
    except Stopped:
        return StagedRun(queue.staged, {}, never_read, is_complete=False)
    workers.start_checker()
    work_through(reading, queue, 2 * workers.annotators.size, progress)
    workers.rest()
    if not report.blocked:
        report.warnings += rows_lost_warning(report)
    count_reading(reading, report)
    look_back(selection, reading, queue)
    report.nothing_read = reading.nothing_read and not queue.is_interrupted
    if not report.nothing_read:  # else that is what the run fails for
        report.warnings += [f"{item.source} could not be read: {item.reason}" for item in reading.unread]
    if queue.is_interrupted:  # what was read may not be staged: all of it is asked for again
        return StagedRun(queue.staged, {}, never_read, is_complete=False)
    return StagedRun(queue.staged, reading.validators, reading.has_reread, is_complete=True)


def take_leftovers(queue: BatchQueue) -> set[str]:
    """Let the batches that a killed run completed pass; the raw hashes of their articles."""
    leftovers = queue.staging.leftovers(queue.made_by)
    queue.staged += [folder for folder, _ in leftovers]
    # Their articles are loaded and not read again; what that run turned away whole is
    queue.report.rejected += [read_rejected(folder).filter(is_annotation_row()) for folder, _ in leftovers]
    if leftovers:
        log.info(
            "batches of a run that did not end are published with this one", extra={"batches": len(leftovers)}
        )
    return {value for _, info in leftovers for value in info.raw_hashes}


def work_through(
    reading: Incoming | StoredArticles, queue: BatchQueue, side_by_side: int, progress: RunProgress
) -> None:
    """Bring every batch through its checks, `side_by_side` of them and one more at a time."""
    batches = reading.batches()
    for number in itertools.count():
        extracted = extract(batches, queue.staging, queue.report.run_id, number, queue.stop)
        if extracted is None:
            break
        progress.set_total(reading.read)
        queue.submit(number, extracted, reading)
        if len(queue.in_flight) > side_by_side:
            queue.collect(reading)
            progress.set_completed(reading.read)
    queue.is_interrupted |= not reading.exhausted
    while queue.in_flight:
        queue.collect(reading)
        progress.set_completed(reading.read)


def count_reading(reading: Incoming | StoredArticles, report: RunReport) -> None:
    """Add to the report what was passed over and which sources could not be read."""
    report.articles_unchanged += reading.unchanged
    report.articles_outside += reading.outside
    report.unread += reading.unread
    for item in reading.unread:
        log.warning("source not read", extra={"source": item.source, "reason": item.reason})


def look_back(selection: Selection, reading: Incoming | StoredArticles, queue: BatchQueue) -> None:
    """Warn of inputs that were to be read again and are gone, or of what is unusual in all that is new."""
    report = queue.report
    if selection.inputs is not None and not queue.is_interrupted:
        unread = {item.source for item in reading.unread}
        expected = [where for where in selection.inputs if where[0] not in unread]
        report.warnings += missing_inputs(expected, reading.has_reread)
    elif not report.blocked and selection.inputs is None:
        # Parts of sources say nothing of how many articles are usual
        per_source = reading.per_source if selection.is_complete and not queue.is_interrupted else {}
        report.empty += [name for name, count in per_source.items() if not count]
        compare(selection.sources, per_source, queue.staged, queue.settings, report)


@task(name="compare", cache_policy=NO_CACHE, persist_result=False)
def compare(
    sources: list[Source],
    per_source: Mapping[str, int],
    staged: list[Path],
    settings: Settings,
    report: RunReport,
) -> None:
    """Compare the metrics of the run with the usual and expected ranges; adds metrics and checks to `report`.

    `per_source` holds the number of articles read by source, `staged` the folders of the staged batches.
    """
    measured = [pl.read_parquet(folder / METRICS) for folder in staged]
    expected = {source.name: (source.expected.minimum, source.expected.maximum) for source in sources}
    earlier = metric_history(settings.warehouse, drift.LAST_RUNS)
    report.metrics = drift.metrics(report.run_id, measured, per_source, expected, earlier)
    results = drift.compared(report.metrics)
    report.checks.append((WHOLE_RUN, results))
    report.warnings += drift.drift(report.metrics, results)


def articles_of(batch: Path) -> pl.DataFrame:
    """The rows of `core.articles` of a batch."""
    return pl.read_parquet(batch / schema.ARTICLES.file_name)


def log_batch(folder: Path, articles: pl.DataFrame, rejected: pl.DataFrame, changed: ChangedArticles) -> None:
    """Log a batch: a line for it, one per quarantined input or row, and at DEBUG one per article."""
    inputs, rows = rejected.filter("is_article"), rejected.filter(is_annotation_row())
    counts = {"articles": len(articles), "unchanged": changed.unchanged, "quarantined": len(inputs)}
    log.info("batch staged", extra=counts)
    for row in rows.iter_rows(named=True):
        fields = {name: row[name] for name in ("source", "source_ref", "table_name", "reason")}
        log.info("row turned away", extra=fields)
    if len(inputs) and (folder / CLEAN).exists():
        ids = pl.read_parquet(folder / CLEAN, columns=["source", "source_ref", "article_id"])
        inputs = inputs.join(ids.unique(), on=("source", "source_ref"), how="left")
    for row in inputs.iter_rows(named=True):
        fields = {name: row.get(name) for name in ("source", "source_ref", "article_id", "reason")}
        log.info("article turned away", extra={name: value for name, value in fields.items() if value})
    if log.isEnabledFor(logging.DEBUG):
        for row in articles.select("article_id", "source", "source_ref", "version").iter_rows(named=True):
            log.debug("article staged", extra=row)


def with_article_refs(results: list[CheckResult], folder: Path) -> list[CheckResult]:
    """The results with source and reference of its article added to each failing row."""
    if all(not check.failing for check in results):
        return results
    articles = articles_of(folder).select("article_id", "source", "source_ref")
    refs = {row["article_id"]: row for row in articles.iter_rows(named=True)}
    return [
        replace(check, failing=[{**row, **refs.get(str(row.get("article_id")), {})} for row in check.failing])
        for check in results
    ]


def failing_rows(check: CheckResult, folder: Path) -> list[str]:
    """The failing rows of a check, each as `<source_ref>: <key columns>`."""
    refs = dict(articles_of(folder).select("article_id", "source_ref").iter_rows())
    return [
        f"{refs.get(row.get('article_id'), '(no article)')}: "
        + ", ".join(f"{name} {value}" for name, value in row.items())
        for row in check.failing
    ]
