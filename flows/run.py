"""The flow: sources in, a published warehouse out.

extract → clean → annotate → validate for each batch, then one publish. A batch stays in its own
folder (see `flows.staging`), whose path is all that the tasks pass on.
"""

import itertools
import secrets
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from prefect import flow, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task

from expectations import history
from expectations.results import WHOLE_RUN, CheckResult, checks_frame
from flows import stages
from flows.again import missing, open_again
from flows.checking import Verdict, validate_batch
from flows.extract import Incoming
from flows.processes import Crew, cores, crew
from flows.progress import RunProgress
from flows.report import Blocked, RunReport, markdown, utc_now
from flows.settings import Settings
from flows.sources import Source, SourceError, all_sources, resolve
from flows.staging import (
    METRICS,
    BatchInfo,
    Staging,
    all_rejected,
    fingerprint,
    held_staging,
    rejected_file,
    rejected_frame,
    write_raw,
)
from transforms import schema
from transforms.model import model_version
from transforms.records import RawArticle, Rejection
from warehouse.history import metric_history
from warehouse.lock import WarehouseBusy
from warehouse.publish import keep_fetch_state, load, record
from warehouse.quarantine import Choice, replace_quarantine
from warehouse.reference import load_reference
from warehouse.target import prepare, writing

PATIENCE = 30  # seconds that a run that failed waits for others to publish, to record its failure
# The threads of tasks wait for processes; they do no work themselves.
WAITING: TaskRunner[PrefectFuture[Any]] = ThreadPoolTaskRunner(max_workers=64)  # type: ignore[assignment]


@dataclass(frozen=True)
class Staged:
    """What is ready to publish: the folders of batches that passed, and what the web answered.

    `was_read` says of a source and a reference whether the run took what is there.
    """

    batches: list[Path]
    answers: Mapping[str, Mapping[str, str]]
    was_read: Callable[[str, str], bool]


class RunFailed(RuntimeError):
    """A run that published nothing; `report` says what it did until then."""

    def __init__(self, report: RunReport) -> None:
        super().__init__(report.message)
        self.report = report


def team(settings: Settings) -> Crew:
    """The processes that do the work of a run with these settings."""
    return crew(settings.model, settings.reference, settings.workers)


def died(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether a task failed with its process or its disk: another try may help. A rule would fail again."""
    return isinstance(state.result(raise_on_failure=False), BrokenProcessPool | OSError)


BATCH: dict[str, Any] = {  # what the tasks of a batch have in common
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 2,
    "retry_delay_seconds": [1, 5],
    "retry_condition_fn": died,
}


@task(name="extract", task_run_name="extract-{number}", cache_policy=NO_CACHE, persist_result=False)
def extract(
    batches: Iterator[list[RawArticle | Rejection]], staging: Staging, run_id: str, number: int
) -> Path | None:
    """Pull the next batch out of the sources into a folder of its own; None when there is none.

    Without retries: sources retry what may help, and an iterator that raised cannot be asked again.
    """
    batch = next(batches, None)
    if batch is None:
        return None
    folder = staging.new(run_id, number)
    write_raw([item for item in batch if isinstance(item, RawArticle)], folder / stages.RAW)
    rejected = rejected_frame([item for item in batch if isinstance(item, Rejection)])
    rejected.write_parquet(rejected_file(folder, "extract"))
    return folder


@task(name="clean", **BATCH)
def clean(folder: Path, incoming: Incoming, settings: Settings, run_id: str) -> tuple[Path, int]:
    """Clean a batch and keep what is new or changed; returns also how many articles are neither."""
    team(settings).annotate(stages.clean_batch, folder)
    return folder, stages.sift_batch(folder, settings.warehouse, run_id, incoming.has_read)


@task(name="annotate", **BATCH)
def annotate(cleaned: tuple[Path, int], settings: Settings) -> tuple[Path, int]:
    """Annotate a batch and write its tables."""
    team(settings).annotate(stages.annotate_batch, cleaned[0], settings.model, settings.reference)
    return cleaned


@task(name="validate", **BATCH)
def validate(annotated: tuple[Path, int], settings: Settings) -> tuple[int, Verdict]:
    """Check a batch; returns how many of its articles were unchanged, and what the checks came to."""
    folder, unchanged = annotated
    return unchanged, team(settings).check(validate_batch, folder)


def overtaken(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether a load was undone because somebody changed the lake meanwhile: it can be tried again."""
    return isinstance(state.result(raise_on_failure=False), duckdb.TransactionException)


@task(
    name="publish",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=5,
    retry_delay_seconds=[1, 2, 4, 8, 16],
    retry_jitter_factor=0.5,
    retry_condition_fn=overtaken,
)
def publish(staged: Staged, settings: Settings, report: RunReport) -> None:
    """Load the staged batches and what is to know of the run, in one transaction and one rename.

    Completes `report`. A run without news leaves the core tables as they are.
    """
    done = replace(report, rejected=[*report.rejected])  # a load that is undone leaves the report as it was
    with writing(settings.warehouse, settings.lock_timeout) as connection:
        connection.execute("BEGIN")
        done.rows_loaded, passed_over = load(connection, staged.batches, done.run_id)
        versions = connection.execute("SELECT version FROM incoming").fetchall()
        done.count_loaded([version for (version,) in versions], passed_over)
        replace_quarantine(connection, done.quarantine_rows(), staged.was_read)
        load_reference(connection, settings.reference)
        keep_fetch_state(connection, staged.answers, utc_now())
        record(connection, schema.CHECKS, checks_frame(done.run_id, done.checks))
        record(connection, schema.METRICS, done.metrics)
        done.finish("completed")
        record(connection, schema.RUNS, done.runs_row())
        connection.execute("COMMIT")
    vars(report).update(vars(done))


def articles_of(batch: Path) -> pl.DataFrame:
    return pl.read_parquet(batch / schema.ARTICLES.file_name)


def stage(
    opened: list[Source],
    again: list[tuple[str, str]] | None,
    settings: Settings,
    report: RunReport,
    progress: RunProgress,
    staging: Staging,
) -> Staged:
    """Bring every batch of the sources, or of them what is to be read `again`, through its checks.

    Articles that break a critical expectation leave their batch for the quarantine. Where none can be
    blamed, the failure goes into `report.blocked`. Batches that a killed run completed come first.
    """
    mark = "/".join(report.versions.values())
    left = staging.leftovers(mark)
    passed = [folder for folder, _ in left]
    staged_hashes = {value for _, info in left for value in info.raw_hashes}
    workers = settings.workers or cores()
    incoming = Incoming(opened, settings.batch_size, workers, settings.warehouse, staged_hashes, again)
    batches = incoming.batches()
    in_flight: deque[tuple[Path, list[PrefectFuture[Any]]]] = deque()
    team(settings).start_checker()

    def finish() -> None:
        folder, futures = in_flight.popleft()
        # The first that failed says why; those after it only that they were not begun.
        unchanged, verdict = [future.result() for future in futures][-1]
        report.checks.append((len(report.checks), located(verdict.results, folder)))
        report.blocked += [Blocked(check, failing_rows(check, folder)) for check in verdict.blocking]
        if not verdict.blocking:
            raw_hashes = articles_of(verdict.folder)["raw_hash"].to_list()
            passed.append(staging.complete(verdict.folder, BatchInfo(mark, raw_hashes)))
            report.articles_unchanged += unchanged
            report.rejected.append(all_rejected(passed[-1]))
        shutil.rmtree(folder, ignore_errors=True)  # still there where another folder holds what may enter
        progress.done(incoming.read)

    for number in itertools.count():
        extracted = extract(batches, staging, report.run_id, number)
        progress.read(incoming.read)
        if extracted is None:
            break
        # Prefect takes a future where a task takes its value
        cleaned: Any = clean.submit(extracted, incoming, settings, report.run_id)
        annotated: Any = annotate.submit(cleaned, settings)
        in_flight.append((extracted, [cleaned, annotated, validate.submit(annotated, settings)]))
        if len(in_flight) > 2 * workers:
            finish()
    while in_flight:
        finish()
    report.articles_unchanged += incoming.unchanged
    if again is not None:
        report.warnings += missing(again, incoming.has_read_again)
    elif not report.blocked:  # parts of sources say nothing of what is usual
        compare(opened, incoming.per_source, passed, settings, report)
    return Staged(passed, incoming.answers, incoming.has_read_again)


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
    earlier = metric_history(settings.warehouse, history.LAST_RUNS)
    report.metrics = history.metrics(report.run_id, measured, per_source, expected, earlier)
    results = history.compared(report.metrics)
    report.checks.append((WHOLE_RUN, results))
    report.warnings += history.drift(report.metrics, results)


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


def versions(settings: Settings) -> dict[str, str]:
    """What made a run's rows: the versions of code, model and reference data."""
    return {
        "readout": version("readout"),
        "model": f"{settings.model} {model_version(settings.model)}",
        "spacy": version("spacy"),
        "rules": fingerprint(settings.reference),
    }


def new_run_id() -> str:
    """The name of a run, in Prefect and in the warehouse: when it started, and what sets it apart."""
    return f"{utc_now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def open_sources(names: list[str], settings: Settings) -> list[Source]:
    """The named sources, or all that have a source file. Raises SourceError for one that is none."""
    opened = [resolve(name, settings.sources) for name in names] or all_sources(settings.sources)
    if not opened:
        raise SourceError(f"no source was named, and {settings.sources} holds no source file")
    return opened


def record_failure(settings: Settings, report: RunReport) -> None:
    """Keep the run and its checks in the history although it published nothing.

    Where not even that can be written (a full disk), the report says so beside what went wrong first.
    """
    try:
        with writing(settings.warehouse, min(settings.lock_timeout, PATIENCE)) as connection:
            record(connection, schema.CHECKS, checks_frame(report.run_id, report.checks))
            record(connection, schema.RUNS, report.runs_row())
    except (OSError, WarehouseBusy, duckdb.Error) as error:
        report.message = f"{report.message} (and the run could not be recorded: {error})"


@flow(
    name="readout",
    flow_run_name=new_run_id,
    task_runner=WAITING,
    persist_result=False,
)
def readout(sources: list[str], settings: Settings, again: Choice | None = None) -> RunReport:
    """Bring the warehouse up to date with its sources.

    `sources` are what `readout run` takes: files, folders, globs, addresses, names of source files. Where
    there is `again`, only the inputs of these rows of the quarantine are read.
    Raises RunFailed when nothing was published, WarehouseBusy when another run holds the warehouse,
    WrongVersion when a newer Readout wrote it.
    """
    report = RunReport(runtime.flow_run.name, settings.warehouse, versions(settings), runtime.flow_run.id)
    if again is None:
        opened, inputs = open_sources(sources, settings), None
    else:
        opened, inputs = open_again(again, sources, settings, report)
    report.locations = {source.name: source.given for source in opened if source.given}
    with held_staging(settings, report.run_id) as staging, RunProgress() as progress:
        prepare(settings.warehouse, settings.lock_timeout)
        try:
            staged = stage(opened, inputs, settings, report, progress, staging)
            if report.blocked:
                raise ValueError("a critical expectation failed: nothing was published")
            publish(staged, settings, report)
        except (Exception, KeyboardInterrupt) as error:
            report.finish("cancelled" if isinstance(error, KeyboardInterrupt) else "failed", str(error))
            record_failure(settings, report)
            raise RunFailed(report) from error
        staging.clear()
    create_markdown_artifact(markdown(report), key="readout-run", description=f"Run {report.run_id}")
    return report
