"""The functions of the checker process, which imports only what they need.

They import Great Expectations when called, which takes seconds; the flow's process only refers to them.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from expectations.data_docs.unchecked import About
from expectations.drift import measured, passed
from expectations.plover import Plover
from expectations.results import CheckResult
from flows.batch.staging import METRICS, quarantined_frame, rejected_file, rejected_files
from flows.process.imports import defer_imports, fast_imports, hide_modules
from transforms import schema
from warehouse.address import Warehouse
from warehouse.docs import INDEX, docs_folder, new_docs


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of the checks of a batch.

    `folder` holds the rows that may be loaded: the batch's own folder, or a copy without the quarantined
    rows. If `blocking` is not empty, nothing of the batch may be loaded.
    """

    folder: Path
    results: list[CheckResult]
    blocking: list[CheckResult]


@cache
def plover(reference: Path) -> Plover:
    """The PLOVER ontology that events are checked against, loaded once per process."""
    return Plover.load(reference)


def validate_batch(folder: Path, reference: Path) -> Verdict:
    """Check the core tables of a batch, and quarantine articles and rows that fail a critical check."""
    from expectations.quarantine import screen

    frames = {table.full_name: pl.read_parquet(folder / table.file_name) for table in schema.CORE}
    split = screen(frames, plover(reference))
    if split.blocking:
        return Verdict(folder, split.results, split.blocking)
    if split.frames is frames:
        pl.concat([measured(frames), passed(frames, split.results)]).write_parquet(folder / METRICS)
        return Verdict(folder, split.results, [])
    # Leave the batch unchanged until all of this is written: the stage may be retried.
    kept = folder.with_name(f"{folder.stem}-kept.partial")
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    for file in rejected_files(folder):
        shutil.copyfile(file, kept / file.name)
    quarantined_frame(split.quarantined).write_parquet(rejected_file(kept, "validate"))
    for table in schema.CORE:
        split.frames[table.full_name].write_parquet(kept / table.file_name)
    pl.concat([measured(split.frames), passed(frames, split.results)]).write_parquet(kept / METRICS)
    return Verdict(kept, split.results, [])


def check_reference(folder: Path) -> list[CheckResult]:
    """Check the reference tables of a folder against their suites."""
    from expectations.engine.validate import validate
    from transforms.schema.reference import REFERENCE_TABLES
    from warehouse.load.reference import reference_rows

    frames = {table.full_name: reference_rows(table, folder) for table in REFERENCE_TABLES}
    return validate(frames, plover(folder), REFERENCE_TABLES)


def build_docs(
    warehouse: Warehouse, keep: int, about: About, results: list[CheckResult], reference: Path
) -> Path:
    """Build the Data Docs of a run and return their first page. Raises DocsError and OSError."""
    with new_docs(warehouse, about.run_id, keep) as folder:
        if about.batches:
            from expectations.data_docs import site

            site.build(folder, about, results, plover(reference))
        else:
            from expectations.data_docs import unchecked

            unchecked.write(folder, about, results)
    return docs_folder(warehouse) / about.run_id / INDEX


def import_checks(reference: Path) -> None:
    """Import what `validate_batch` needs and fill its caches with one call, before the first batch."""
    with light_great_expectations():
        from expectations import quarantine  # noqa: F401
        from expectations.engine.validate import validate
    with fast_imports():
        empty = {table.full_name: table.frame([]) for table in schema.CORE}
        validate(empty, plover(reference), [schema.SENTENCES])


@contextmanager
def light_great_expectations() -> Iterator[None]:
    """Have Great Expectations imported in the block without what takes as long as the rest of it."""
    defer_imports("scipy.stats", "altair")  # for one expectation, which is not used
    hide_modules("sqlalchemy", "boto3", "botocore")  # for databases and S3
    with fast_imports():
        from expectations.engine.light_import import light_import

        with light_import():
            yield
