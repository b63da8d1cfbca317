"""What the checker does, a process of its own which imports nothing but what it needs.

The functions import Great Expectations, which takes seconds: the flow's process only names them.
"""

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from expectations.data_docs.unchecked import About
from expectations.drift import measured, passed
from expectations.plover import Plover
from expectations.results import CheckResult
from flows.batch.staging import METRICS, rejected_file, rejected_files, turned_away_frame
from flows.process.imports import do_without, put_off, starting
from transforms import schema
from warehouse.address import Warehouse
from warehouse.docs import INDEX, docs_folder, new_docs


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks of a batch came to.

    `folder` holds what may enter: the batch's own, or another where articles were turned away. Where
    `blocking` is not empty, nothing of the batch may enter.
    """

    folder: Path
    results: list[CheckResult]
    blocking: list[CheckResult]


@cache
def plover(reference: Path) -> Plover:
    """What events are checked against, loaded once a process."""
    return Plover.load(reference)


def validate_batch(folder: Path, reference: Path) -> Verdict:
    """Check the staged tables of a batch, and turn away the articles that break a critical rule."""
    from expectations.quarantine import sift

    frames = {table.full_name: pl.read_parquet(folder / table.file_name) for table in schema.CORE}
    sifted = sift(frames, plover(reference))
    if sifted.blocking:
        return Verdict(folder, sifted.results, sifted.blocking)
    if sifted.frames is frames:
        pl.concat([measured(frames), passed(frames, sifted.results)]).write_parquet(folder / METRICS)
        return Verdict(folder, sifted.results, [])
    # The batch stays as it is until all of this is written: a stage may be tried again.
    kept = folder.with_name(f"{folder.stem}-kept.partial")
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    for file in rejected_files(folder):
        shutil.copyfile(file, kept / file.name)
    turned_away_frame(sifted.turned_away).write_parquet(rejected_file(kept, "validate"))
    for table in schema.CORE:
        sifted.frames[table.full_name].write_parquet(kept / table.file_name)
    pl.concat([measured(sifted.frames), passed(frames, sifted.results)]).write_parquet(kept / METRICS)
    return Verdict(kept, sifted.results, [])


def check_reference(folder: Path) -> list[CheckResult]:
    """The results of the suites of the reference tables for the files of a folder."""
    from expectations.engine.validate import validate
    from transforms.schema.reference import REFERENCE_TABLES
    from warehouse.load.reference import reference_rows

    frames = {table.full_name: reference_rows(table, folder) for table in REFERENCE_TABLES}
    return validate(frames, plover(folder), REFERENCE_TABLES)


def build_docs(
    warehouse: Warehouse, keep: int, about: About, results: list[CheckResult], reference: Path
) -> Path:
    """Build the Data Docs of a run; returns their first page. Raises DocsError and OSError."""
    with new_docs(warehouse, about.run_id, keep) as folder:
        if about.batches:
            from expectations.data_docs import site

            site.build(folder, about, results, plover(reference))
        else:
            from expectations.data_docs import unchecked

            unchecked.write(folder, about, results)
    return docs_folder(warehouse) / about.run_id / INDEX


def import_checks(reference: Path) -> None:
    """Import what `validate_batch` needs, and use it once to fill its caches, before the first batch."""
    # Great Expectations would import them, which takes as long as importing the rest of it
    put_off("scipy.stats", "altair")  # for one expectation, which is not used
    do_without("sqlalchemy", "boto3", "botocore")  # for databases and S3
    with starting():
        from expectations.engine.light_import import light_import

        with light_import():
            from expectations import quarantine  # noqa: F401
            from expectations.engine.validate import validate

        empty = {table.full_name: table.frame([]) for table in schema.CORE}
        validate(empty, plover(reference), [schema.SENTENCES])
