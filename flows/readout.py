"""The flow: sources in, a published warehouse out.

extract → clean → annotate → validate for each batch (`flows.tasks`, `flows.pipeline`), then one publish. A
batch stays in its own folder (see `flows.batch.staging`), whose path is all that the tasks pass on.
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
from flows.batch.staging import held_staging
from flows.data_docs import documented
from flows.pipeline import Staged, stage
from flows.process.signals import Stop, Stopped, stoppable
from flows.progress import RunProgress
from flows.reference_check import reference_checked
from flows.report import RunReport
from flows.selection import order
from flows.server.quality_event import emit_quality
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

PATIENCE = 30  # seconds that a run that failed waits for others to publish, to record its failure
# The threads of tasks wait for processes; they do no work themselves.
WAITING: TaskRunner[PrefectFuture[Any]] = ThreadPoolTaskRunner(max_workers=64)  # type: ignore[assignment]
PUBLISHED = "SELECT run_id FROM quality.runs WHERE run_id = ?"
UNDATED = "SELECT count(*) FROM core.articles JOIN incoming USING (article_id) WHERE published_at IS NULL"
log = logging.getLogger(logs.EVENTS)
# The reports of this process's runs that published: Prefect raises instead of returning one when its server
# is gone by then.
ended: list[RunReport] = []


class NothingRead(RuntimeError):
    """None of the sources of a run could be read; the message says why."""


class RunFailed(RuntimeError):
    """A run that published nothing; `report` says what it did until then."""

    def __init__(self, report: RunReport) -> None:
        super().__init__(report.message)
        self.report = report


def overtaken(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether a load into a lake was undone and can be tried again.

    Somebody changed the lake meanwhile, or its catalogue is not there for now.
    """
    return isinstance(state.result(raise_on_failure=False), duckdb.TransactionException | LakeError)


@task(
    name="publish",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=5,
    retry_delay_seconds=[1, 2, 4, 8, 16],
    retry_jitter_factor=0.5,
    retry_condition_fn=overtaken,
)
def publish(staged: Staged, settings: Settings, report: RunReport, stop: Stop) -> None:
    """Load the staged batches and what is to know of the run, in one transaction and one rename.

    Completes `report`. A run without news leaves the core tables as they are.
    """
    done = replace(report, rejected=[*report.rejected])  # a load that is undone leaves the report as it was
    size = sum(file.stat().st_size for batch in staged.batches for file in batch.glob("*.parquet"))
    with writing(settings.warehouse, settings.lock_timeout, size) as connection:
        if report.attempt and connection.execute(PUBLISHED, [report.run_id]).fetchall():
            vars(report).update(vars(report.attempt))  # its answer was lost, the load was not
            return
        connection.execute("BEGIN")
        done.rows_loaded, passed_over = load(connection, staged.batches, done.run_id)
        outcomes = connection.execute("SELECT outcome, count(*) FROM incoming GROUP BY outcome").fetchall()
        done.count_loaded(dict(outcomes), passed_over)
        done.articles_undated = connection.execute(UNDATED).fetchall()[0][0]
        replace_quarantine(connection, done.quarantine_rows(), staged.was_read)
        load_reference(connection, settings.reference)
        keep_fetch_state(connection, staged.answers, utc_now())
        record(connection, schema.CHECKS, checks_frame(done.run_id, done.checks))
        record(connection, schema.METRICS, done.metrics)
        if staged.whole:
            done.finish("completed", done.name_unread())
        else:
            done.finish("cancelled", stop.message)
        record(connection, schema.RUNS, done.runs_row())
        report.attempt = done
        connection.execute("COMMIT")
    vars(report).update(vars(done))


def new_run_id() -> str:
    """The name of a run, in Prefect and in the warehouse: when it started, and what sets it apart."""
    return f"{utc_now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def record_failure(settings: Settings, report: RunReport) -> None:
    """Keep the run and its checks in the history although it published nothing, and what it could not read.

    Where not even that can be written (a full disk), the report says so beside what went wrong first.
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
    task_runner=WAITING,
    persist_result=False,
)
def readout(
    sources: list[str], settings: Settings, again: Choice | None = None, backfill: Backfill | None = None
) -> RunReport:
    """Bring the warehouse up to date with its sources.

    `sources` are what `readout run` takes: files, folders, globs, addresses, names of source files. Where
    there is `again`, only the inputs of these rows of the quarantine are read; with a `backfill` known
    articles are read again as well, from the sources or, if it says so, from the warehouse.
    Raises RunFailed when nothing was published, WarehouseBusy when another run holds the warehouse,
    WrongVersion when a newer Readout wrote it, NotAWarehouse when it is somebody else's file, BadReference
    for a value that a reference table must not have.
    """
    service = runtime.deployment.id is not None
    logs.set_up(settings, service)
    report = RunReport(runtime.flow_run.name, settings.warehouse, versions(settings), runtime.flow_run.id)
    tell = partial(logs.tell, settings, run_id=report.run_id)
    # The process of a deployment ends with its run. Until then Prefect's handler would raise into its engine
    with logs.about(run_id=report.run_id), stoppable(tell, for_good=service) as stop:
        bring_up_to_date(sources, settings, again, backfill, report, stop)
        ended.append(report)
        emit_quality(report)
        try:
            create_markdown_artifact(markdown(report), key="readout-run", description=f"Run {report.run_id}")
        except (httpx.HTTPError, PrefectHTTPStatusError) as error:  # what is published stays published
            log.warning("Prefect cannot be told of the run: %s", error)
    return report


def bring_up_to_date(
    sources: list[str],
    settings: Settings,
    again: Choice | None,
    backfill: Backfill | None,
    report: RunReport,
    stop: Stop,
) -> None:
    """What `readout` does, into `report`."""
    check_reference(settings.reference)
    what = order(sources, again, backfill, settings, report)
    report.locations = {source.name: source.given for source in what.opened if source.given}
    with ExitStack() as held:
        try:
            staging = held.enter_context(held_staging(settings, report.run_id, stop.pause))
        except Stopped as stopped:
            report.finish("cancelled", str(stopped))
            report.stopped_by = stop.asked
            return
        progress = held.enter_context(RunProgress())
        prepare(settings.warehouse, settings.lock_timeout)
        log.info("run begins", extra={"sources": [source.name for source in what.opened] or sources})
        try:
            with reference_checked(report, settings):
                staged = stage(what, settings, report, progress, staging, stop)
            if report.blocked:
                raise ValueError("a critical check did not pass: nothing was published")
            if report.nothing_read:
                raise NothingRead(report.name_unread())
            progress.publishing()
            with documented(report, settings):
                publish(staged, settings, report, stop)
        except (Exception, KeyboardInterrupt) as error:
            report.finish("cancelled" if isinstance(error, KeyboardInterrupt) else "failed", str(error))
            log.error("run failed: nothing was published", exc_info=error)
            with documented(report, settings):
                record_failure(settings, report)
            raise RunFailed(report) from error
        staging.clear()
    report.stopped_by = None if staged.whole else stop.asked
    log.info("run published", extra=report.counts())
