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
from expectations.results import CheckResult
from flows.batch.changes import ChangedArticles
from flows.batch.check import Verdict
from flows.batch.incoming import Incoming
from flows.batch.stages import CLEAN
from flows.batch.staging import METRICS, BatchInfo, Staging, is_annotation_row, read_rejected
from flows.batch.stored import StoredArticles
from flows.logs import EVENTS, log_context
from flows.process.signals import Stop, Stopped
from flows.progress import RunProgress
from flows.results import (
    BatchResult,
    Blocked,
    Checked,
    Comparison,
    Leftovers,
    ReadingResult,
    Run,
    Staged,
)
from flows.selection import Selection, missing_inputs
from flows.sources import Source
from flows.tasks import extract, process_batch
from flows.workers.pool import Workers
from transforms import schema
from warehouse.history import metric_history
from warehouse.load.quarantine import ANNOTATED_AGAIN

log = logging.getLogger(EVENTS)


BatchFuture = PrefectFuture[tuple[ChangedArticles, Verdict] | None]  # the result of `process_batch`


class StagingFailed(RuntimeError):
    """A stage failed; `staged` is what the run had staged and checked by then."""

    def __init__(self, staged: Staged) -> None:
        super().__init__("a stage failed")
        self.staged = staged


@dataclass
class BatchQueue:
    """The batches of a run: those in flight, oldest first, and the results of those that are through."""

    run: Run
    staging: Staging
    workers: Workers
    stop: Stop
    results: list[BatchResult] = field(default_factory=list)
    in_flight: deque[tuple[int, Path, BatchFuture]] = field(default_factory=deque)
    is_interrupted: bool = False  # a batch was left unprocessed because the run was asked to stop

    def submit(self, number: int, folder: Path, reading: Incoming | StoredArticles) -> None:
        """Submit a batch to the worker pool."""
        future = process_batch.submit(number, folder, reading, self.workers, self.run.run_id, self.stop)
        self.in_flight.append((number, folder, future))

    def collect(self, reading: Incoming | StoredArticles) -> None:
        """Wait for the oldest batch in flight and keep its result."""
        number, folder, future = self.in_flight.popleft()
        outcome = future.result()
        if outcome is None:
            self.is_interrupted = True
        else:
            with log_context(batch=number):
                reannotated = isinstance(reading, StoredArticles)
                self.results.append(
                    stage_batch(folder, *outcome, self.staging, made_by(self.run), reannotated)
                )
        shutil.rmtree(folder, ignore_errors=True)  # still there if the kept rows are in another folder


def made_by(run: Run) -> str:
    """The versions that a run makes its batches with, as `BatchInfo.made_by` records them."""
    return "/".join(run.versions.values())


def stage_batch(
    folder: Path,
    changed: ChangedArticles,
    verdict: Verdict,
    staging: Staging,
    made_by: str,
    reannotated: bool,
) -> BatchResult:
    """Stage a batch, unless a check blocks it."""
    blocked = [Blocked(check, failing_rows(check, folder)) for check in verdict.blocking]
    checked = Checked(with_article_refs(verdict.results, folder), blocked)
    if blocked:
        return BatchResult(checked)
    articles = articles_of(verdict.folder)
    rejected = read_rejected(verdict.folder)
    if reannotated:
        prefixed = pl.lit(ANNOTATED_AGAIN) + pl.col("reason")
        rejected = rejected.with_columns(pl.when(is_annotation_row()).then("reason").otherwise(prefixed))
    log_batch(folder, articles, rejected, changed)
    staged = staging.complete(verdict.folder, BatchInfo(made_by, articles["raw_hash"].to_list()))
    return BatchResult(checked, staged, rejected, changed.unchanged, changed.outside)


def stage(
    selection: Selection,
    run: Run,
    start_workers: Callable[[], Workers],
    batch_size: int,
    batch_bytes: int,
    parts: int,
    staging: Staging,
    progress: RunProgress,
    stop: Stop,
) -> Staged:
    """Process and check every batch of the selection, and stage those that pass.

    Articles and rows that fail a critical check are moved to the quarantine; a failure that cannot be
    attributed to an article blocks its batch. Batches that a killed run completed come first. Once the run is
    asked to stop, batches that are not being annotated yet are left to the next run. Raises StagingFailed.
    """
    left = leftovers(staging, run)
    staged = Staged(left)
    try:
        reading = stop.wait_for(
            lambda: selection.open(
                run.warehouse, run.versions, left.raw_hashes, batch_size, parts, stop.check, batch_bytes
            )
        )
        workers = stop.wait_for(start_workers)  # may wait for those of a cluster
    except Stopped:
        return staged
    workers.start_checker()
    queue = BatchQueue(run, staging, workers, stop)
    try:
        process_batches(reading, queue, 2 * workers.annotators.size, progress)
        workers.rest()
        staged = replace(staged, batches=queue.results, reading=reading_result(reading, queue.is_interrupted))
        comparison = compare_with_usual(selection, reading, staged, run, queue.is_interrupted)
    except (Exception, KeyboardInterrupt) as error:
        raise StagingFailed(replace(staged, batches=queue.results)) from error
    staged = replace(staged, comparison=comparison)
    if queue.is_interrupted:  # what was read may not be staged: all of it is asked for again
        return staged
    return replace(
        staged,
        validators=reading.validators,
        waiting=reading.waiting,
        was_read=reading.has_reread,
        is_complete=True,
    )


def leftovers(staging: Staging, run: Run) -> Leftovers:
    """The batches that a killed run completed, which are published with this one.

    Their articles are not read again; what that run quarantined whole is.
    """
    left = staging.leftovers(made_by(run))
    if left:
        log.info(
            "batches of a run that did not end are published with this one", extra={"batches": len(left)}
        )
    folders = [folder for folder, _ in left]
    rejected = [read_rejected(folder).filter(is_annotation_row()) for folder in folders]
    return Leftovers(folders, rejected, {value for _, info in left for value in info.raw_hashes})


def process_batches(
    reading: Incoming | StoredArticles, queue: BatchQueue, side_by_side: int, progress: RunProgress
) -> None:
    """Bring every batch through its checks, `side_by_side` of them and one more at a time."""
    batches = reading.batches()
    for number in itertools.count():
        extracted = extract(batches, queue.staging, queue.run.run_id, number, queue.stop)
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


def reading_result(reading: Incoming | StoredArticles, is_interrupted: bool) -> ReadingResult:
    """What was passed over and which sources could not be read."""
    for item in reading.unread:
        log.warning("source not read", extra={"source": item.source, "reason": item.reason})
    nothing_read = reading.nothing_read and not is_interrupted
    return ReadingResult(
        reading.unchanged, reading.outside, tuple(reading.unread), nothing_read, tuple(reading.given_up)
    )


def compare_with_usual(
    selection: Selection, reading: Incoming | StoredArticles, staged: Staged, run: Run, is_interrupted: bool
) -> Comparison:
    """What is missing of the inputs that were to be read again, or unusual in all that is new."""
    if selection.inputs is not None:
        unread = {item.source for item in reading.unread}
        expected = [
            where
            for where in selection.inputs
            if where[0] not in unread and reading.waiting.get(where) is None
        ]
        missing = [] if is_interrupted else missing_inputs(expected, reading.has_reread)
        return Comparison(warnings=missing)
    if any(batch.folder is None for batch in staged.batches):  # blocked: nothing is published
        return Comparison()
    # Parts of sources say nothing of how many articles are usual
    per_source = reading.per_source if selection.is_complete and not is_interrupted else {}
    return compare(selection.sources, per_source, staged.folders, run)


@task(name="compare", cache_policy=NO_CACHE, persist_result=False)
def compare(
    sources: list[Source], per_source: Mapping[str, int], folders: list[Path], run: Run
) -> Comparison:
    """Compare the metrics of the run with the usual and expected ranges.

    `per_source` holds the number of articles read by source, `folders` are those of the staged batches.
    """
    measured = [pl.read_parquet(folder / METRICS) for folder in folders]
    expected = {source.name: (source.expected.minimum, source.expected.maximum) for source in sources}
    earlier = metric_history(run.warehouse, drift.LAST_RUNS)
    metrics = drift.metrics(run.run_id, measured, per_source, expected, earlier)
    checks = drift.compared(metrics)
    empty = [name for name, count in per_source.items() if not count]
    return Comparison(metrics, checks, drift.drift(metrics, checks), empty)


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
        log.info("row quarantined", extra=fields)
    if len(inputs) and (folder / CLEAN).exists():
        ids = pl.read_parquet(folder / CLEAN, columns=["source", "source_ref", "article_id"])
        inputs = inputs.join(ids.unique(), on=("source", "source_ref"), how="left")
    for row in inputs.iter_rows(named=True):
        fields = {name: row.get(name) for name in ("source", "source_ref", "article_id", "reason")}
        log.info("article quarantined", extra={name: value for name, value in fields.items() if value})
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
