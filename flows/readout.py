"""The flow: reads sources, and publishes the warehouse.

extract → clean → annotate → validate for each batch (`flows.tasks`, `flows.pipeline`), then one publish. A
batch stays in its own folder (see `flows.batch.staging`); tasks exchange only its path.
"""

import logging
import secrets
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any

import duckdb
import httpx
from prefect import flow, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.exceptions import PrefectHTTPStatusError
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task

from expectations.results import checks_frame
from flows import logs
from flows.batch.backfill import Backfill
from flows.batch.staging import acquire_staging
from flows.data_docs import builds_data_docs
from flows.pipeline import StagedRun, stage
from flows.process.signals import Stop, Stopped, handle_signals
from flows.progress import RunProgress
from flows.reference_check import checks_reference
from flows.report import RunReport
from flows.selection import select
from flows.server.quality_event import emit_quality_warning
from flows.settings import Settings
from flows.summary import markdown
from flows.versions import versions
from transforms import schema
from transforms.clock import utc_now
from transforms.lexicon.faults import check_reference
from warehouse.load.load import keep_fetch_state, load, record
from warehouse.load.quarantine import Choice, replace_quarantine, turn_away
from warehouse.load.reference import load_reference
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
        super().__init__(report.message)
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
def publish(staged: StagedRun, settings: Settings, report: RunReport, stop: Stop) -> None:
    """Load the staged batches and the record of the run in one transaction, and publish with one rename.

    Completes `report`. A run without new or changed articles leaves the core tables unchanged.
    """
    done = replace(
        report, rejected=[*report.rejected]
    )  # a load that is rolled back must not change the report
    size = sum(file.stat().st_size for batch in staged.batches for file in batch.glob("*.parquet"))
    with writing(settings.warehouse, settings.lock_timeout, size) as connection:
        if report.attempt and connection.execute(PUBLISHED, [report.run_id]).fetchall():
            vars(report).update(vars(report.attempt))  # the commit succeeded, only its response was lost
            return
        connection.execute("BEGIN")
        done.rows_loaded, passed_over = load(connection, staged.batches, done.run_id)
        outcomes = connection.execute("SELECT outcome, count(*) FROM incoming GROUP BY outcome").fetchall()
        done.count_loaded(dict(outcomes), passed_over)
        done.articles_undated = connection.execute(UNDATED).fetchall()[0][0]
        replace_quarantine(connection, done.quarantine_rows(), staged.was_read)
        load_reference(connection, settings.reference)
        keep_fetch_state(connection, staged.validators, utc_now())
        record(connection, schema.CHECKS, checks_frame(done.run_id, done.checks))
        record(connection, schema.METRICS, done.metrics)
        if staged.is_complete:
            done.finish("completed", done.unread_message())
        else:
            done.finish("cancelled", stop.message)
        record(connection, schema.RUNS, done.runs_row())
        report.attempt = done
        connection.execute("COMMIT")
    vars(report).update(vars(done))


def new_run_id() -> str:
    """A run id, used in Prefect and in the warehouse: start time in UTC and a random suffix."""
    return f"{utc_now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def record_failure(settings: Settings, report: RunReport) -> None:
    """Record a failed run, its checks and its unreadable sources in the warehouse.

    If even that fails (a full disk), appends the error to the message of the report.
    """
    try:
        with writing(settings.warehouse, min(settings.lock_timeout, PATIENCE)) as connection:
            record(connection, schema.CHECKS, checks_frame(report.run_id, report.checks))
            turn_away(connection, report.unread_rows())
            record(connection, schema.RUNS, report.runs_row())
    except (OSError, WarehouseBusy, duckdb.Error) as error:
        report.message = f"{report.message} (and the run could not be recorded: {error})"


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
    report = RunReport(runtime.flow_run.name, settings.warehouse, versions(settings), runtime.flow_run.id)
    notify = partial(logs.write_notice, settings, run_id=report.run_id)
    # The process of a deployment ends with its run; until then Prefect's own handler would raise into its
    # engine
    with logs.log_context(run_id=report.run_id), handle_signals(notify, for_good=service) as stop:
        update_warehouse(sources, settings, again, backfill, report, stop)
        published_reports.append(report)
        emit_quality_warning(report)
        try:
            create_markdown_artifact(markdown(report), key="readout-run", description=f"Run {report.run_id}")
        except (httpx.HTTPError, PrefectHTTPStatusError) as error:  # what is published stays published
            log.warning("could not report the run to Prefect: %s", error)
    return report


def update_warehouse(
    sources: list[str],
    settings: Settings,
    again: Choice | None,
    backfill: Backfill | None,
    report: RunReport,
    stop: Stop,
) -> None:
    """Run the stages and publish; the body of `readout`. Fills `report`."""
    check_reference(settings.reference)
    selection = select(sources, again, backfill, settings, report)
    report.locations = {source.name: source.spec for source in selection.sources if source.spec}
    with ExitStack() as stack:
        try:
            staging = stack.enter_context(acquire_staging(settings, report.run_id, stop.pause))
        except Stopped as stopped:
            report.finish("cancelled", str(stopped))
            report.stopped_by = stop.received
            return
        progress = stack.enter_context(RunProgress())
        prepare(settings.warehouse, settings.lock_timeout)
        log.info("run begins", extra={"sources": [source.name for source in selection.sources] or sources})
        try:
            with checks_reference(report, settings):
                staged = stage(selection, settings, report, progress, staging, stop)
            if report.blocked:
                raise ValueError("a critical check did not pass: nothing was published")
            if report.nothing_read:
                raise NothingRead(report.unread_message())
            progress.show_publishing()
            with builds_data_docs(report, settings):
                publish(staged, settings, report, stop)
        except (Exception, KeyboardInterrupt) as error:
            report.finish("cancelled" if isinstance(error, KeyboardInterrupt) else "failed", str(error))
            log.error("run failed: nothing was published", exc_info=error)
            with builds_data_docs(report, settings):
                record_failure(settings, report)
            raise RunFailed(report) from error
        staging.clear()
    report.stopped_by = None if staged.is_complete else stop.received
    log.info("run published", extra=report.counts())
