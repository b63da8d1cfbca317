"""The flow: reads sources, and publishes the warehouse.

extract → clean → annotate → validate for each batch (`flows.tasks`, `flows.pipeline`), then one publish. A
batch stays in its own folder (see `flows.batch.staging`); tasks exchange only its path.
"""

import logging
import secrets
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import httpx
import polars as pl
from prefect import flow, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.exceptions import PrefectHTTPStatusError
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task
from prefect.utilities.annotations import quote

from expectations.results import checks_frame
from flows import logs
from flows.batch.backfill import Backfill
from flows.batch.staging import acquire_staging, rejected_frame
from flows.data_docs import data_docs
from flows.pipeline import StagingFailed, stage
from flows.process.signals import Stop, Stopped, handle_signals
from flows.progress import RunProgress
from flows.published_check import published_checks
from flows.reference_check import reference_checks
from flows.report import RunReport
from flows.results import Loaded, Run, Staged
from flows.selection import Selection, select
from flows.server.quality_event import emit_quality_warning
from flows.settings import Settings
from flows.summary import markdown
from flows.versions import versions
from flows.workers.pool import cores, workers_for
from transforms import schema
from transforms.clock import utc_now
from transforms.lexicon.faults import check_reference
from transforms.records import Rejection
from warehouse.load.load import keep_fetch_state, keep_waiting, load, record
from warehouse.load.quarantine import Choice, insert_rows, replace_quarantine
from warehouse.load.reference import load_reference
from warehouse.shell.escape import line
from warehouse.store.lake import LakeError
from warehouse.store.lock import WarehouseBusy
from warehouse.store.writing import prepare, writing

PATIENCE = 30  # seconds that a failed run waits for the lock to record its failure
# Task threads only wait for worker processes.
TASK_RUNNER: TaskRunner[PrefectFuture[Any]] = ThreadPoolTaskRunner(max_workers=64)  # type: ignore[assignment]
PUBLISHED = "SELECT run_id FROM quality.runs WHERE run_id = ?"
UNDATED = "SELECT count(*) FROM core.articles JOIN incoming USING (article_id) WHERE published_at IS NULL"
log = logging.getLogger(logs.EVENTS)
# Reports of the runs that this process has published. Prefect raises instead of returning the report if its
# server dies during the run.
published_reports: list[RunReport] = []


class NothingRead(RuntimeError):
    """A run could read none of its sources; the message names them and the reasons."""


class RunFailed(RuntimeError):
    """A run that published nothing; `report` is its report up to the failure."""

    def __init__(self, report: RunReport) -> None:
        super().__init__(line(report.message))  # Prefect shows it and posts it
        self.report = report


def is_retryable(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether a load into a lake was rolled back and may be retried.

    True if the lake was changed concurrently, or its catalogue is temporarily unreachable.
    """
    return isinstance(state.result(raise_on_failure=False), duckdb.TransactionException | LakeError)


@task(
    name="publish",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=5,
    retry_delay_seconds=[1, 2, 4, 8, 16],
    retry_jitter_factor=0.5,
    retry_condition_fn=is_retryable,
)
def publish(
    report: RunReport, reference: Path, timeout: float, stop: Stop, attempts: list[RunReport]
) -> RunReport:
    """Load the staged batches and the record of the run in one transaction, and publish with one rename.

    Returns the report of the run that has ended. A run without new or changed articles leaves the core tables
    unchanged. `attempts` keeps the reports of attempts that came as far as their commit.
    """
    staged = report.staged
    assert staged is not None
    size = sum(file.stat().st_size for batch in staged.folders for file in batch.glob("*.parquet"))
    with writing(report.warehouse, timeout, size) as connection:
        if attempts and connection.execute(PUBLISHED, [report.run_id]).fetchall():
            return attempts[-1]  # the commit succeeded, only its response was lost
        connection.execute("BEGIN")
        done = replace(report, loaded=load_batches(connection, staged, report.run_id))
        ending = ("completed", done.unread_message()) if staged.is_complete else ("cancelled", stop.message)
        replace_quarantine(connection, done.quarantine_rows(), staged.was_read)
        load_reference(connection, reference)
        keep_fetch_state(connection, staged.validators, utc_now())
        keep_waiting(connection, staged.waiting)
        record(connection, schema.CHECKS, checks_frame(done.run_id, done.checks))
        record(connection, schema.METRICS, done.metrics)
        ended = done.run.ends(*ending)
        done = replace(done, ending=ended if staged.is_complete else replace(ended, stopped_by=stop.received))
        record(connection, schema.RUNS, done.runs_row())
        attempts.append(done)
        connection.execute("COMMIT")
    return done


def load_batches(connection: duckdb.DuckDBPyConnection, staged: Staged, run_id: str) -> Loaded:
    """Load the staged batches in the open transaction."""
    rows, passed_over = load(connection, staged.folders, run_id)
    outcomes = connection.execute("SELECT outcome, count(*) FROM incoming GROUP BY outcome").fetchall()
    undated = connection.execute(UNDATED).fetchall()[0][0]
    conflicts = passed_over.filter(~pl.col("same")).select("source", "source_ref", "reason")
    rejections = [Rejection(source, ref, reason, payload="") for source, ref, reason in conflicts.iter_rows()]
    unchanged = len(passed_over.filter("same"))
    return Loaded(rows, dict(outcomes), unchanged, undated, rejected_frame(rejections))


def new_run_id() -> str:
    """A run id, used in Prefect and in the warehouse: start time in UTC and a random suffix."""
    return f"{utc_now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def record_failure(report: RunReport, timeout: float) -> RunReport:
    """Record a failed run, its checks and its unreadable sources in the warehouse.

    If even that fails (a full disk), the message of the report says so.
    """
    try:
        with writing(report.warehouse, min(timeout, PATIENCE)) as connection:
            record(connection, schema.CHECKS, checks_frame(report.run_id, report.checks))
            insert_rows(connection, report.unread_rows())
            record(connection, schema.RUNS, report.runs_row())
    except (OSError, WarehouseBusy, duckdb.Error) as error:
        message = f"{report.message} (and the run could not be recorded: {error})"
        return replace(report, ending=report.ending and replace(report.ending, message=message))
    return report


@flow(
    name="readout",
    flow_run_name=new_run_id,
    task_runner=TASK_RUNNER,
    persist_result=False,
)
def readout(
    sources: list[str], settings: Settings, again: Choice | None = None, backfill: Backfill | None = None
) -> RunReport:
    """Bring the warehouse up to date with its sources.

    `sources` are as for `readout run`: files, folders, globs, addresses, names of source files. With `again`,
    reads only the inputs of the quarantined rows that match it; with `backfill`, also known articles, from
    the sources or from the warehouse.

    Raises RunFailed if nothing was published, WarehouseBusy if another run holds the lock, WrongVersion if a
    newer Readout wrote the warehouse, NotAWarehouse if the file belongs to another program, BadReference for
    an invalid value in a reference table.
    """
    service = runtime.deployment.id is not None
    logs.configure_logging(settings, service)
    run = Run(runtime.flow_run.name, settings.warehouse, versions(settings), runtime.flow_run.id)
    notify = partial(logs.write_notice, settings, run_id=run.run_id)
    # The process of a deployment ends with its run; until then Prefect's own handler would raise into its
    # engine
    with logs.log_context(run_id=run.run_id), handle_signals(notify, for_good=service) as stop:
        check_reference(settings.reference)
        selection = select(
            sources, again, backfill, settings.sources, settings.warehouse, settings.max_unpacked_mb
        )
        report = update_warehouse(run, selection, settings, stop)
        published_reports.append(report)
        emit_quality_warning(report)
        try:
            create_markdown_artifact(markdown(report), key="readout-run", description=f"Run {run.run_id}")
        except (httpx.HTTPError, PrefectHTTPStatusError) as error:  # what is published stays published
            log.warning("could not report the run to Prefect: %s", error)
    return report


def update_warehouse(run: Run, selection: Selection, settings: Settings, stop: Stop) -> RunReport:
    """Stage the selection, check it, and publish it; the body of `readout`. Raises RunFailed."""
    report = RunReport(run, selection)
    start_workers = partial(workers_for, settings)
    with ExitStack() as stack:
        try:
            staging = stack.enter_context(
                acquire_staging(
                    run.warehouse, settings.staging, run.run_id, settings.lock_timeout, stop.pause
                )
            )
        except Stopped as stopped:
            ending = run.ends("cancelled", str(stopped))
            return replace(report, ending=replace(ending, stopped_by=stop.received))
        progress = stack.enter_context(RunProgress())
        prepare(run.warehouse, settings.lock_timeout)
        log.info("run begins", extra={"sources": report.source_names})
        try:
            with reference_checks(run, settings.reference, start_workers) as reference:
                size, n_bytes = settings.batch_size, settings.batch_mb * 1_000_000
                parts = settings.workers or cores()
                staged = stage(selection, run, start_workers, size, n_bytes, parts, staging, progress, stop)
                report = replace(report, staged=staged)
                report = replace(report, reference=reference())
            refuse_to_publish(report)
            progress.show_publishing()
            with data_docs(report, settings.docs_kept, settings.reference, start_workers) as docs:
                # quote: Prefect would look for futures in all that the report holds, for a tenth of a second
                whole: RunReport = quote(report)  # type: ignore[assignment]
                report = publish(whole, settings.reference, settings.lock_timeout, stop, attempts=[])
                report = replace(report, data_docs=docs())
        except StagingFailed as failed:
            error = failed.__cause__ or failed
            raise failure(replace(report, staged=failed.staged), error, settings) from error
        except (Exception, KeyboardInterrupt) as error:
            raise failure(report, error, settings) from error
        staging.clear()
        log.info("run published", extra=report.counts())
        if settings.check_published and not report.stopped_by:  # before another run may publish
            checks = published_checks(run, settings.reference, settings.lock_timeout, start_workers)
            report = replace(report, published_checks=checks)
    return report


def refuse_to_publish(report: RunReport) -> None:
    """Raise if the run has nothing to publish: a check blocks it, or no source could be read."""
    if report.blocked:
        raise ValueError("a critical check did not pass: nothing was published")
    if report.reading.nothing_read:
        raise NothingRead(report.unread_message())


def failure(report: RunReport, error: BaseException, settings: Settings) -> RunFailed:
    """Record that the run failed, and why."""
    state = "cancelled" if isinstance(error, KeyboardInterrupt) else "failed"
    report = replace(report, ending=report.run.ends(state, str(error)))
    log.error("run failed: nothing was published", exc_info=error)
    with data_docs(report, settings.docs_kept, settings.reference, partial(workers_for, settings)) as docs:
        report = record_failure(report, settings.lock_timeout)
        return RunFailed(replace(report, data_docs=docs()))
