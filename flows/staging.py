"""Staged batches: folders of Parquet files between extraction and publishing.

A batch is built in a folder ending in `.partial` and renamed when it has passed its checks, so a
folder without that ending is whole. What a killed run completed, the next run publishes.
"""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import polars as pl

from transforms import schema
from transforms.records import RawArticle, Rejection
from warehouse.lock import hidden

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
REJECTED = pl.Schema(dict.fromkeys(("source", "source_ref", "table_name", "reason", "payload"), pl.String))


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """What a complete batch says of itself: what made it, and how many articles it took in."""

    made_by: str  # versions of rules, reference data and model
    unchanged: int
    raw_hashes: list[str]


@cache
def fingerprint(reference: Path) -> str:
    """Hash of the rules and the reference data, which with the model decide what a batch holds.

    Taken once a process, which does not read them again either.
    """
    digest = hashlib.blake2b(digest_size=10)
    transforms = Path(schema.__file__).parent
    for path in sorted([*transforms.rglob("*.py"), *reference.glob("*.csv")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


class Staging:
    """The staged batches beside a warehouse file. Only the holder of its lock may use them."""

    def __init__(self, warehouse: Path) -> None:
        self.root = hidden(warehouse, "staging")

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
    return BatchInfo(**json.loads(path.read_text(encoding="utf-8")))


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
    rows = [(r.source, r.source_ref, table, r.reason, json.dumps({"input": r.payload})) for r in rejections]
    return pl.DataFrame(rows, schema=REJECTED, orient="row")
