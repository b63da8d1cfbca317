"""Selects the new and changed articles of a batch, between cleaning and annotation."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from flows.batch.stages import CHANGED, CLEAN
from flows.batch.staging import rejected_file, rejected_frame
from transforms import schema
from transforms.clock import utc_now
from transforms.records import Rejection
from warehouse.read import Known, known_articles

if TYPE_CHECKING:
    from flows.batch.incoming import Incoming


class ChangedArticles(NamedTuple):
    """A batch reduced to the articles that are to be annotated, and the number of others.

    `unchanged` articles equal those in the warehouse; `outside` ones were published outside the backfill's
    days.
    """

    folder: Path
    unchanged: int = 0
    outside: int = 0


def select_changed(folder: Path, run_id: str, incoming: "Incoming") -> ChangedArticles:
    """Write the new and changed articles of `CLEAN` to `CHANGED`.

    Keeps also articles that were loaded without some of their rows, and in a backfill those annotated with
    other rules, reference data or another model; their text and version stay. A backfill drops articles
    of other days. Another input of a known article is its next version (a page crawled again) if the known
    input is of the same source and gone from it; while both are present, the first keeps the article and the
    other is rejected.
    """
    everything = pl.read_parquet(folder / CLEAN)
    cleaned = incoming.backfill.filter_articles(everything) if incoming.backfill else everything
    known = known_articles(incoming.warehouse, cleaned["article_id"])
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
        elif before and is_conflict(before, row, incoming.has_read):
            rejected.append(conflict(row, f"{before.source}: {before.source_ref}"))
        else:
            kept.append({**row, **version(before, row, now), "duplicate_of": None, "run_id": run_id})
    pl.DataFrame(kept, schema=schema.ARTICLES.polars).write_parquet(folder / CHANGED)
    rejected_frame(rejected).write_parquet(rejected_file(folder, "select"))
    return ChangedArticles(folder, unchanged, outside=len(everything) - len(cleaned))


def is_stale(before: Known, row: Mapping[str, Any], incoming: "Incoming") -> bool:
    """Whether a row is the input of a known article that has to be annotated again.

    True if some of the article's rows were quarantined, or for a backfill if other versions annotated it.
    """
    if (before.source, before.source_ref) != (row["source"], row["source_ref"]):
        return False
    return not before.is_whole or (incoming.backfill is not None and before.run_id not in incoming.up_to_date)


def is_conflict(before: Known, row: Mapping[str, Any], has_read: Callable[[str, str], bool]) -> bool:
    """Whether a row has the URL of a known article without being its next version."""
    if before.source != row["source"]:
        return True
    return before.source_ref != row["source_ref"] and has_read(before.source, before.source_ref)


def version(before: Known | None, row: Mapping[str, Any], now: datetime) -> dict[str, object]:
    """The columns `version` and `first_seen_at` of a row, given the known article, if there is one."""
    if before is None:
        return {"version": 1, "first_seen_at": now}
    changed = before.content_hash != row["content_hash"]
    return {"version": before.version + changed, "first_seen_at": before.first_seen_at}


def conflict(row: Mapping[str, Any], other: str) -> Rejection:
    """The rejection of a row whose URL belongs to the input `other`."""
    reason = f"another text under the same address was loaded from {other}"
    return Rejection(row["source"], row["source_ref"], reason, row["body"][:2000])
