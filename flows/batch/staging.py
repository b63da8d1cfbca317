"""Staged batches: folders of Parquet files between extraction and publishing.

A batch is built in a folder ending in `.partial` and renamed when it has passed its checks, so a
folder without that ending is whole. What a killed run completed, the next run publishes.
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
from expectations.results import TurnedAway
from transforms import schema
from transforms.records import RawArticle, Rejection
from warehouse.store.lock import hidden, writer_lock

if TYPE_CHECKING:
    from flows.settings import Settings

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
METRICS = "metrics.parquet"  # of a batch: what it adds to the metrics of the run
# Rows of the quarantine to be. `is_article` is true for one row of each article that is turned away: it
# counts the article. `rows` counts rows of articles that are not.
REJECTED = pl.Schema(
    {
        **dict.fromkeys(("source", "source_ref", "table_name", "reason", "payload"), pl.String),
        "is_article": pl.Boolean,
        "rows": pl.Int64,
    }
)


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """What a complete batch says of itself: what made it, and which inputs its articles are.

    An input that is not among them (unchanged, turned away) is read again by the run that resumes.
    """

    made_by: str  # versions of rules, reference data and model
    raw_hashes: list[str]


@cache
def fingerprint(reference: Path) -> str:
    """Hash of rules, expectations and reference data, which with the model decide what a batch holds.

    Taken once a process, which does not read them again either.
    """
    digest = hashlib.blake2b(digest_size=10)
    code = [
        path for package in (transforms, expectations) for path in Path(package.__path__[0]).rglob("*.py")
    ]
    for path in sorted([*code, *reference.glob("*.csv")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def held_staging(
    settings: "Settings", run_id: str, pause: Callable[[float], None] = time.sleep
) -> Iterator["Staging"]:
    """The staged batches that a run may use, for as long as it holds them.

    Those of a DuckDB file are beside it; they come with the right to publish to it, for which it waits as
    `writer_lock` says. Raises WarehouseBusy when another run has it, NotAWarehouse where the file is somebody
    else's. Runs into a lake work side by side, each in a folder of its own.
    """
    if isinstance(settings.warehouse, Path):
        from warehouse.store.writing import refuse  # annotators, which import this, need no DuckDB

        refuse(settings.warehouse)  # before a lock is made beside it
        with writer_lock(settings.warehouse, settings.lock_timeout, pause):
            yield Staging(hidden(settings.warehouse, "staging"))
    else:
        with own_folder(settings.staging / settings.warehouse.key, run_id) as folder:
            yield Staging(folder)


@contextmanager
def own_folder(parent: Path, name: str) -> Iterator[Path]:
    """A new folder in `parent` that is this process's own, with all that processes which are dead left.

    The kernel frees the lock on a folder when its holder dies.
    """
    hatching = parent / f".{name}"
    hatching.mkdir(parents=True)
    descriptor = os.open(hatching, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        folder = hatching.rename(parent / name)  # nobody sees it before it is locked
        for other in sorted(parent.glob("[!.]*")):
            if other != folder:
                take_over(other, folder)
        yield folder
        with suppress(OSError):  # not empty: a run that failed left batches to the next
            folder.rmdir()
    finally:
        os.close(descriptor)


def take_over(left: Path, folder: Path) -> None:
    """Move what is in a folder that nobody holds any more into another one."""
    with suppress(FileNotFoundError):  # its holder was just done with it
        descriptor = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for batch in left.iterdir():
                batch.rename(folder / batch.name)
            left.rmdir()
        except BlockingIOError:
            pass  # a run that goes on
        finally:
            os.close(descriptor)


class Staging:
    """The staged batches in a folder that a run holds."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def new(self, run_id: str, number: int) -> Path:
        """A new empty folder for a batch that is being built."""
        folder = self.root / f"{run_id}-{number:06d}.partial"
        folder.mkdir(parents=True)
        return folder

    def complete(self, folder: Path, info: BatchInfo) -> Path:
        """Make a built batch count, and return its final folder."""
        (folder / "batch.json").write_text(json.dumps(asdict(info)), encoding="utf-8")
        return folder.rename(folder.with_suffix(""))

    def leftovers(self, made_by: str) -> list[tuple[Path, BatchInfo]]:
        """Complete batches that an earlier run left, oldest first; all else in the folder is removed.

        A batch made with other rules, reference data or another model is removed as well: its
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
        """Remove what is staged: it has been published."""
        shutil.rmtree(self.root, ignore_errors=True)


def read_info(folder: Path) -> BatchInfo | None:
    path = folder / "batch.json"
    if folder.suffix == ".partial" or not path.is_file():
        return None
    try:
        return BatchInfo(**json.loads(path.read_text(encoding="utf-8")))
    except (TypeError, ValueError):  # of another version of Readout
        return None


def write_raw(articles: list[RawArticle], path: Path) -> None:
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
    """Rejections as rows, to become rows of `quality.quarantine` when the run is published."""
    rows = [
        (r.source, r.source_ref, table, r.reason, json.dumps({"input": r.payload}), True, 0)
        for r in rejections
    ]
    return pl.DataFrame(rows, schema=REJECTED, orient="row")


def turned_away_frame(rows: list[TurnedAway]) -> pl.DataFrame:
    """Rows that broke an expectation, as `rejected_frame` has rejections."""
    cells = [
        (r.source, r.source_ref, r.table_name, r.reason, json.dumps(r.payload), r.is_article, r.rows)
        for r in rows
    ]
    return pl.DataFrame(cells, schema=REJECTED, orient="row")


def of_rows() -> pl.Expr:
    """Whether what is turned away is a row of an article that is not."""
    return pl.col("table_name").is_in([table.full_name for table in schema.ANNOTATIONS])


def rejected_file(folder: Path, stage: str) -> Path:
    """What a stage rejected. Each stage has its own file, so that it can be tried again."""
    return folder / f"rejected.{stage}.parquet"


def rejected_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("rejected.*.parquet"))


def all_rejected(folder: Path) -> pl.DataFrame:
    """What any stage of a batch rejected."""
    return pl.concat([rejected_frame([]), *map(pl.read_parquet, rejected_files(folder))])
