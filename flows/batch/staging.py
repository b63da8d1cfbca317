"""Staged batches: folders of Parquet files between extraction and publishing.

A batch is built in a folder ending in `.partial`, which is renamed once the batch has passed its checks: a
folder without that suffix is complete. The next run publishes what a killed run completed.
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

import expectations
import transforms
from expectations.results import QuarantinedRow
from transforms import schema
from transforms.records import RawArticle, Rejection
from warehouse.store.lock import hidden, writer_lock

if TYPE_CHECKING:
    from warehouse.address import Warehouse

RAW = pl.Schema(
    {
        "source": pl.String,
        "source_ref": pl.String,
        "content": pl.Binary,
        "is_text": pl.Boolean,
        "media": pl.String,
        "hints": pl.String,
        "hints_basis": pl.String,
    }
)
METRICS = "metrics.parquet"  # of a batch: its contribution to the metrics of the run
# Future rows of the quarantine. `is_article` is true for exactly one row of each quarantined article, so that
# it is counted once. `rows` counts the quarantined rows of loaded articles.
REJECTED = pl.Schema(
    {
        **dict.fromkeys(("source", "source_ref", "table_name", "reason", "payload"), pl.String),
        "is_article": pl.Boolean,
        "rows": pl.Int64,
    }
)


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """The metadata of a complete batch: the versions that made it, and the raw hashes of its articles.

    Other inputs of the batch (unchanged, rejected) are read again by the run that takes it over.
    """

    made_by: str  # versions of rules, reference data and model
    raw_hashes: list[str]


@cache
def fingerprint(reference: Path) -> str:
    """Hash of rules, expectations and reference data, which together with the model determine a batch's rows.

    Computed once per process, which also loads them only once.
    """
    digest = hashlib.blake2b(digest_size=10)
    code = [
        path for package in (transforms, expectations) for path in Path(package.__path__[0]).rglob("*.py")
    ]
    for path in sorted([*code, *reference.glob("*.csv")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def acquire_staging(
    warehouse: "Warehouse",
    lakes: Path,
    run_id: str,
    timeout: float,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator["Staging"]:
    """Hold the staging folder of a run for the length of the block.

    For a DuckDB file it is next to the file and guarded by the writer lock, for which it waits `timeout`
    seconds. Runs into a lake are concurrent, each with a folder of its own in `lakes`. Raises WarehouseBusy
    if another run keeps the lock, NotAWarehouse if the file belongs to another program.
    """
    if isinstance(warehouse, Path):
        from warehouse.store.writing import refuse  # annotators, which import this, need no DuckDB

        refuse(warehouse)  # before the lock file is created next to it
        with writer_lock(warehouse, timeout, pause):
            yield Staging(hidden(warehouse, "staging"))
    else:
        with exclusive_folder(lakes / warehouse.key, run_id) as folder:
            yield Staging(folder)


@contextmanager
def exclusive_folder(parent: Path, name: str) -> Iterator[Path]:
    """Create and lock a folder in `parent`, and move into it the batches that dead processes left in theirs.

    The kernel releases the lock on a folder when its holder dies.
    """
    unlocked = parent / f".{name}"
    unlocked.mkdir(parents=True)
    descriptor = os.open(unlocked, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        folder = unlocked.rename(parent / name)  # visible to others only once it is locked
        for other in sorted(parent.glob("[!.]*")):
            if other != folder:
                take_over(other, folder)
        yield folder
        with suppress(OSError):  # not empty: a failed run leaves its batches to the next
            folder.rmdir()
    finally:
        os.close(descriptor)


def take_over(left: Path, folder: Path) -> None:
    """Move the batches of the folder `left` to `folder`, unless a process still holds its lock."""
    with suppress(FileNotFoundError):  # its holder has just removed it
        descriptor = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for batch in left.iterdir():
                batch.rename(folder / batch.name)
            left.rmdir()
        except BlockingIOError:
            pass  # a live run
        finally:
            os.close(descriptor)


class Staging:
    """The staging folder that a run holds."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def new(self, run_id: str, number: int) -> Path:
        """Create an empty folder for a batch that is being built."""
        folder = self.root / f"{run_id}-{number:06d}.partial"
        folder.mkdir(parents=True)
        return folder

    def complete(self, folder: Path, info: BatchInfo) -> Path:
        """Stage a batch: write its metadata, rename its folder, and return the new path."""
        (folder / "batch.json").write_text(json.dumps(asdict(info)), encoding="utf-8")
        return folder.rename(folder.with_suffix(""))

    def leftovers(self, made_by: str) -> list[tuple[Path, BatchInfo]]:
        """The complete batches that an earlier run left, oldest first; deletes everything else in the folder.

        Also deletes batches made with other rules, reference data or another model (`made_by`): their
        articles are read again.
        """
        kept = []
        for folder in sorted(self.root.iterdir()) if self.root.is_dir() else ():
            info = read_info(folder)
            if info and info.made_by == made_by:
                kept.append((folder, info))
            else:
                shutil.rmtree(folder)
        return kept

    def clear(self) -> None:
        """Delete the staged batches once they are published."""
        shutil.rmtree(self.root, ignore_errors=True)


def read_info(folder: Path) -> BatchInfo | None:
    """The metadata of a batch; None if it is not complete or another version of Readout wrote it."""
    path = folder / "batch.json"
    if folder.suffix == ".partial" or not path.is_file():
        return None
    try:
        return BatchInfo(**json.loads(path.read_text(encoding="utf-8")))
    except (TypeError, ValueError):  # of another version of Readout
        return None


def write_raw(articles: list[RawArticle], path: Path) -> None:
    """Write raw articles as Parquet with the columns `RAW`."""
    rows = [
        (
            a.source,
            a.source_ref,
            a.content.encode("utf-8", "surrogatepass") if isinstance(a.content, str) else a.content,
            isinstance(a.content, str),
            a.media,
            json.dumps(dict(a.hints), default=str),
            a.hints_basis,
        )
        for a in articles
    ]
    pl.DataFrame(rows, schema=RAW, orient="row").write_parquet(path)


def read_raw(path: Path) -> list[RawArticle]:
    """Read back what `write_raw` wrote."""
    return [
        RawArticle(
            row["source"],
            row["source_ref"],
            row["content"].decode("utf-8", "surrogatepass") if row["is_text"] else row["content"],
            row["media"],
            json.loads(row["hints"]),
            row["hints_basis"],
        )
        for row in pl.read_parquet(path).iter_rows(named=True)
    ]


def rejected_frame(rejections: list[Rejection], table: str = schema.ARTICLES.full_name) -> pl.DataFrame:
    """Rejections as rows of `REJECTED`, which become rows of `quality.quarantine` when the run publishes."""
    rows = [
        (r.source, r.source_ref, table, r.reason, json.dumps({"input": r.payload}), True, 0)
        for r in rejections
    ]
    return pl.DataFrame(rows, schema=REJECTED, orient="row")


def quarantined_frame(rows: list[QuarantinedRow]) -> pl.DataFrame:
    """Articles and rows that failed a critical check, as rows of `REJECTED`."""
    cells = [
        (r.source, r.source_ref, r.table_name, r.reason, json.dumps(r.payload), r.is_article, r.rows)
        for r in rows
    ]
    return pl.DataFrame(cells, schema=REJECTED, orient="row")


def is_annotation_row() -> pl.Expr:
    """True for quarantined rows of loaded articles, as opposed to quarantined articles and inputs."""
    return pl.col("table_name").is_in([table.full_name for table in schema.ANNOTATIONS])


def rejected_file(folder: Path, stage: str) -> Path:
    """The file of a stage's rejections: one per stage, so that a stage can be retried."""
    return folder / f"rejected.{stage}.parquet"


def rejected_files(folder: Path) -> list[Path]:
    """The rejection files of all stages of a batch."""
    return sorted(folder.glob("rejected.*.parquet"))


def read_rejected(folder: Path) -> pl.DataFrame:
    """The rejections of all stages of a batch, as rows of `REJECTED`."""
    return pl.concat([rejected_frame([]), *map(pl.read_parquet, rejected_files(folder))])
