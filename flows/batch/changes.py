"""Between cleaning and annotating: which articles of a batch are new or changed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from flows.batch.stages import CLEAN, SIFTED
from flows.batch.staging import rejected_file, rejected_frame
from transforms import schema
from transforms.clock import utc_now
from transforms.records import Rejection
from warehouse.address import Warehouse
from warehouse.read import Known, known_articles

if TYPE_CHECKING:
    from flows.batch.incoming import Incoming


class Sifted(NamedTuple):
    """A batch of which what is to be annotated is left.

    Of the rest, `unchanged` articles are as the warehouse has them, `outside` of other days than meant.
    """

    folder: Path
    unchanged: int = 0
    outside: int = 0


def sift_batch(folder: Path, warehouse: Warehouse, run_id: str, incoming: "Incoming") -> Sifted:
    """Keep the articles that are new or changed, from `CLEAN` to `SIFTED`.

    Those without some of their rows stay too, and in a backfill those that other rules, reference data or
    another model annotated, while those of other days leave: an unchanged text keeps its version. Another
    input of a known article is its next version (a page crawled again) where the known input is of the same
    source and gone from it; as long as both are there, the first keeps the article and the other is rejected.
    """
    everything = pl.read_parquet(folder / CLEAN)
    cleaned = incoming.backfill.covered(everything) if incoming.backfill else everything
    known = known_articles(warehouse, cleaned["article_id"])
    now = utc_now()
    kept, rejected, unchanged = [], [], 0
    seen: dict[str, Mapping[str, Any]] = {}
    for row in cleaned.iter_rows(named=True):
        first = seen.setdefault(row["article_id"], row)
        if first is not row:
            if first["content_hash"] == row["content_hash"]:
                unchanged += 1
            else:
                rejected.append(conflict(row, f"{first['source']}: {first['source_ref']}"))
            continue
        before = known.get(row["article_id"])
        if before and before.content_hash == row["content_hash"] and not is_stale(before, row, incoming):
            unchanged += 1
        elif before and is_rival(before, row, incoming.has_read):
            rejected.append(conflict(row, f"{before.source}: {before.source_ref}"))
        else:
            kept.append({**row, **version(before, row, now), "duplicate_of": None, "run_id": run_id})
    pl.DataFrame(kept, schema=schema.ARTICLES.polars).write_parquet(folder / SIFTED)
    rejected_frame(rejected).write_parquet(rejected_file(folder, "sift"))
    return Sifted(folder, unchanged, outside=len(everything) - len(cleaned))


def is_stale(before: Known, row: Mapping[str, Any], incoming: "Incoming") -> bool:
    """Whether this is the very input of a known article that is to be annotated anew.

    One of a backfill that others annotated, or one of whose rows some were turned away.
    """
    if (before.source, before.source_ref) != (row["source"], row["source_ref"]):
        return False
    return not before.is_whole or (incoming.backfill is not None and before.run_id not in incoming.up_to_date)


def is_rival(before: Known, row: Mapping[str, Any], has_read: Callable[[str, str], bool]) -> bool:
    """Whether a row has the same address as a known article without being its next version."""
    if before.source != row["source"]:
        return True
    return before.source_ref != row["source_ref"] and has_read(before.source, before.source_ref)


def version(before: Known | None, row: Mapping[str, Any], now: datetime) -> dict[str, object]:
    if before is None:
        return {"version": 1, "first_seen_at": now}
    changed = before.content_hash != row["content_hash"]
    return {"version": before.version + changed, "first_seen_at": before.first_seen_at}


def conflict(row: Mapping[str, Any], other: str) -> Rejection:
    reason = f"another text under the same address was loaded from {other}"
    return Rejection(row["source"], row["source_ref"], reason, row["body"][:2000])
