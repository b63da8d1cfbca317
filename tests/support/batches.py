"""A batch as a run makes it: raw articles through the stages that clean, select and annotate them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from flows.batch import stages
from flows.batch.changes import select_changed
from flows.batch.incoming import Incoming
from flows.batch.staging import read_rejected, rejected_file, rejected_frame, write_raw
from transforms import schema
from transforms.lexicon.reference import REFERENCE
from transforms.model import Model
from transforms.records import RawArticle

USUAL = Model()


def here(stage: Callable[..., object], *args: object) -> object:
    """Run a stage in this process."""
    return stage(*args)


def batch_of(
    raw: Sequence[RawArticle],
    folder: Path,
    reference: Path = REFERENCE,
    model: Model = USUAL,
    run: Callable[..., object] = here,
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The core tables of a batch by full name, and what the stages rejected.

    `run` runs the stages of annotators.
    """
    write_raw(list(raw), folder / stages.RAW)
    rejected_frame([]).write_parquet(rejected_file(folder, "extract"))
    run(stages.clean_batch, folder, reference)
    warehouse = folder / "none.duckdb"
    select_changed(folder, "r1", Incoming([], len(raw) or 1, 1, warehouse, set()))
    run(stages.annotate_batch, folder, model, reference)
    frames = {table.full_name: pl.read_parquet(folder / table.file_name) for table in schema.CORE}
    return frames, read_rejected(folder)
