"""The stage that checks a batch. It runs in a process of its own, which imports nothing but what it needs."""

from pathlib import Path

import polars as pl

from expectations.results import CheckResult
from flows.startup import starting
from transforms import schema


def validate_batch(folder: Path) -> list[CheckResult]:
    """Check the staged tables of a batch."""
    from expectations.validate import validate  # imports Great Expectations, which takes seconds

    return validate({t.full_name: pl.read_parquet(folder / t.file_name) for t in schema.CORE})


def import_checks() -> None:
    """Import what `validate_batch` needs, and use it once to fill its caches, ahead of the first batch."""
    with starting():
        from expectations.validate import validate

        validate({table.full_name: table.frame([]) for table in schema.CORE}, [schema.ARTICLES])
