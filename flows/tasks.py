"""What a run does with a batch, as Prefect tasks: extract → clean → annotate → validate."""

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
from flows.batch.changes import Sifted, sift_batch
from flows.batch.check import Verdict, validate_batch
from flows.batch.incoming import Incoming
from flows.batch.staging import Staging, rejected_file, rejected_frame, write_raw
from flows.batch.stored import Stored
from flows.logs import about
from flows.process.signals import Stop, Stopped
from flows.settings import Settings
from flows.workers.pool import crew
from transforms import schema
from transforms.records import RawArticle, Rejection


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
    batches: Iterator[list[RawArticle | Rejection] | pl.DataFrame],
    staging: Staging,
    run_id: str,
    number: int,
    stop: Stop,
) -> Path | None:
    """Pull the next batch into a folder of its own; None when there is none, or the run is asked to end.

    Raw articles are to be cleaned; rows of `core.articles` only to be annotated. Without retries: sources
    retry what may help, and an iterator that raised cannot be asked again.
    """
    with about(stage="extract", batch=number):
        try:
            batch = stop.wait_for(lambda: next(batches, None))
        except Stopped:
            return None
        if batch is None:
            return None
        folder = staging.new(run_id, number)
        if isinstance(batch, pl.DataFrame):
            rows = batch.with_columns(run_id=pl.lit(run_id), duplicate_of=pl.lit(None, pl.String))
            rows.select(schema.ARTICLES.polars.names()).write_parquet(folder / stages.SIFTED)
            return folder
        write_raw([item for item in batch if isinstance(item, RawArticle)], folder / stages.RAW)
        rejected = rejected_frame([item for item in batch if isinstance(item, Rejection)])
        rejected.write_parquet(rejected_file(folder, "extract"))
        return folder


@task(name="clean", **BATCH)
def clean(folder: Path, incoming: Incoming, settings: Settings, run_id: str, stop: Stop) -> Sifted | None:
    """Clean a batch and keep what is to be annotated; says also how many articles are not.

    None where the run was asked to end before it was begun.
    """
    with crew(settings).turn(stop) as begun:
        if not begun:
            return None
        crew(settings).annotators.run(stages.clean_batch, folder, settings.reference)
    return sift_batch(folder, settings.warehouse, run_id, incoming)


@task(name="annotate", **BATCH)
def annotate(folder: Path, settings: Settings, stop: Stop) -> bool:
    """Annotate a batch and write its tables; false where the run was asked to end before it was begun."""
    with crew(settings).turn(stop) as begun:
        if begun:
            crew(settings).annotators.run(
                stages.annotate_batch, folder, settings.pipeline, settings.reference
            )
    return begun


@task(name="validate", **BATCH)
def validate(folder: Path, settings: Settings) -> Verdict:
    """Check a batch."""
    return crew(settings).check(validate_batch, folder, settings.reference)


@task(name="batch", task_run_name="batch-{number}", cache_policy=NO_CACHE, persist_result=False)
def work_on(
    number: int, folder: Path, reading: Incoming | Stored, settings: Settings, run_id: str, stop: Stop
) -> tuple[Sifted, Verdict] | None:
    """Bring a batch through its stages, one after the other; None where the run was asked to end before.

    As tasks in a task: where one takes the future of another, Prefect asks its server for that one's state,
    and a run would fail with the server.
    """
    with about(batch=number):
        sifted: Sifted | None = Sifted(folder)
        if isinstance(reading, Incoming):
            with about(stage="clean"):
                sifted = clean(folder, reading, settings, run_id, stop)
        with about(stage="annotate"):
            if sifted is None or not annotate(folder, settings, stop):
                return None
        with about(stage="validate"):
            return sifted, validate(folder, settings)
