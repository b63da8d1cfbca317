"""Prefect tasks for the stages of a batch: extract → clean → annotate → validate."""

from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.batch import stages
from flows.batch.changes import ChangedArticles, select_changed
from flows.batch.check import Verdict, validate_batch
from flows.batch.incoming import Incoming
from flows.batch.staging import Staging, rejected_file, rejected_frame, write_raw
from flows.batch.stored import StoredArticles
from flows.logs import log_context
from flows.process.signals import Stop, Stopped
from flows.workers.pool import Workers
from transforms import schema
from transforms.records import RawArticle, Rejection


def is_worker_failure(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether a task failed because of a dead process or an I/O error: only these are retried."""
    return isinstance(state.result(raise_on_failure=False), BrokenProcessPool | OSError)


BATCH_TASK: dict[str, Any] = {  # options shared by the tasks of a batch
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 2,
    "retry_delay_seconds": [1, 5],
    "retry_condition_fn": is_worker_failure,
}


@task(name="extract", task_run_name="extract-{number}", cache_policy=NO_CACHE, persist_result=False)
def extract(
    batches: Iterator[list[RawArticle | Rejection] | pl.DataFrame],
    staging: Staging,
    run_id: str,
    number: int,
    stop: Stop,
) -> Path | None:
    """Write the next batch to a folder of its own; None if there is none or the run was asked to stop.

    Raw articles will be cleaned; rows of `core.articles` only annotated. Not retried: sources have their own
    retries, and an iterator that raised cannot be resumed.
    """
    with log_context(stage="extract", batch=number):
        try:
            batch = stop.wait_for(lambda: next(batches, None))
        except Stopped:
            return None
        if batch is None:
            return None
        folder = staging.new(run_id, number)
        if isinstance(batch, pl.DataFrame):
            rows = batch.with_columns(run_id=pl.lit(run_id), duplicate_of=pl.lit(None, pl.String))
            rows.select(schema.ARTICLES.polars.names()).write_parquet(folder / stages.CHANGED)
            return folder
        write_raw([item for item in batch if isinstance(item, RawArticle)], folder / stages.RAW)
        rejected = rejected_frame([item for item in batch if isinstance(item, Rejection)])
        rejected.write_parquet(rejected_file(folder, "extract"))
        return folder


@task(name="clean", **BATCH_TASK)
def clean(
    folder: Path, incoming: Incoming, workers: Workers, run_id: str, stop: Stop
) -> ChangedArticles | None:
    """Clean a batch and select its new and changed articles.

    Returns None if the run was asked to stop before the batch was cleaned.
    """
    with workers.turn(stop) as is_started:
        if not is_started:
            return None
        try:
            workers.run(stop, stages.clean_batch, folder, workers.reference)
        except Stopped:
            return None
    return select_changed(folder, run_id, incoming)


@task(name="annotate", **BATCH_TASK)
def annotate(folder: Path, workers: Workers, stop: Stop) -> bool:
    """Annotate a batch and write its tables; False if the run was asked to stop before it was complete."""
    with workers.turn(stop) as is_started:
        if is_started:
            try:
                workers.run(stop, stages.annotate_batch, folder, workers.model, workers.reference)
            except Stopped:
                return False
    return is_started


@task(name="validate", **BATCH_TASK)
def validate(folder: Path, workers: Workers) -> Verdict:
    """Check the staged tables of a batch with Great Expectations."""
    return workers.check(validate_batch, folder, workers.reference)


@task(name="batch", task_run_name="batch-{number}", cache_policy=NO_CACHE, persist_result=False)
def process_batch(
    number: int, folder: Path, reading: Incoming | StoredArticles, workers: Workers, run_id: str, stop: Stop
) -> tuple[ChangedArticles, Verdict] | None:
    """Run the stages of a batch in sequence; None if the run was asked to stop before they were complete.

    The stages are tasks called within this task: passing a future from one task to another makes Prefect ask
    its server for its state, so the run would fail with the server.
    """
    with log_context(batch=number):
        changed: ChangedArticles | None = ChangedArticles(folder)
        if isinstance(reading, Incoming):
            with log_context(stage="clean"):
                changed = clean(folder, reading, workers, run_id, stop)
        with log_context(stage="annotate"):
            if changed is None or not annotate(folder, workers, stop):
                return None
        with log_context(stage="validate"):
            return changed, validate(folder, workers)
