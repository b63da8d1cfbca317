"""The stages of a batch, each from files to files in the batch's folder, in whatever process runs it.

What cleans and annotates is imported by the stages that need it: the flow's process only names them.
"""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from flows.report import utc_now
from flows.staging import read_raw, rejected_file, rejected_frame
from transforms import schema
from transforms.records import CleanArticle, RawArticle, Rejection
from warehouse.address import Warehouse
from warehouse.read import Known, known_articles

if TYPE_CHECKING:
    from spacy.language import Language

    from flows.extract import Incoming
    from transforms.tables import Lexicons

RAW = "raw.parquet"
CLEAN = "clean.parquet"
SIFTED = "sifted.parquet"


def clean_batch(folder: Path) -> int:
    """Clean the raw articles of a batch, from `RAW` to `CLEAN`; returns how many became articles.

    Writes rows of `core.articles` without the columns that need the warehouse.
    """
    from transforms.clean.article import clean_article

    cleaned: list[CleanArticle] = []
    rejected: list[Rejection] = []
    for article in read_raw(folder / RAW):
        try:
            result = clean_article(article)
        except Exception as error:  # a page that breaks a parser must not stop the run
            reason = f"cleaning failed: {type(error).__name__}: {error}"
            payload = article.content[:2000]
            text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
            result = Rejection(article.source, article.source_ref, reason, text)
        if isinstance(result, CleanArticle):
            cleaned.append(result)
        else:
            rejected.append(result)
    articles_frame(cleaned).write_parquet(folder / CLEAN)
    rejected_frame(rejected).write_parquet(rejected_file(folder, "clean"))
    return len(cleaned)


def articles_frame(articles: list[CleanArticle]) -> pl.DataFrame:
    """Rows of `core.articles` as far as the article itself decides them."""
    columns = {
        name: dtype
        for name, dtype in schema.ARTICLES.polars.items()
        if name not in ("version", "duplicate_of", "first_seen_at", "run_id")
    }
    rows = [{name: plain(getattr(article, name)) for name in columns} for article in articles]
    return pl.DataFrame(rows, schema=columns)


def plain(value: object) -> object:
    """A field of a record as a cell of its column."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


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


@cache
def reader(model: str, reference: Path) -> "tuple[Language, Lexicons]":
    """The pipeline and the reference data, loaded once a process."""
    from transforms.pipeline import load_pipeline
    from transforms.tables import Lexicons

    return load_pipeline(model), Lexicons.load(reference)


def warm_up(model: str, reference: Path) -> None:
    """Load what the stages need and use it once: some of it is imported or indexed at its first use."""
    from transforms.clean.article import clean_article
    from transforms.tables import extract_tables

    nlp, lexicons = reader(model, reference)
    text = "Peru met Chile in Lima on Friday, she said."
    paragraphs = f"<p>{text}</p>" * 10  # for a shorter page trafilatura tries more, which takes longer
    clean_article(RawArticle("warm-up", "page", f"<article>{paragraphs}</article>", "html"))
    article = clean_article(RawArticle("warm-up", "text", text, "text"))
    if isinstance(article, CleanArticle):
        extract_tables([article], nlp, lexicons)


def annotate_batch(folder: Path, model: str, reference: Path) -> int:
    """Annotate the articles of a batch, from `SIFTED` to the tables of `core`; returns how many.

    Articles in another language than the model's are kept as they are. One on which a rule fails is
    rejected and leaves the batch.
    """
    from transforms.tables import extract_tables, signature_rows

    nlp, lexicons = reader(model, reference)
    articles = pl.read_parquet(folder / SIFTED)
    readable = articles.filter(pl.col("language").fill_null(nlp.lang) == nlp.lang)
    records = [clean_record(row) for row in readable.iter_rows(named=True)]
    frames, rejected = extract_tables(records, nlp, lexicons)
    turned_away = rejected_frame(rejected)
    turned_away.write_parquet(rejected_file(folder, "annotate"))
    articles = articles.join(turned_away, on=("source", "source_ref"), how="anti")
    frames[schema.ARTICLES.full_name] = articles
    frames[schema.ARTICLE_VERSIONS.full_name] = articles.with_columns(
        seen_at=pl.lit(utc_now(), schema.TIME)
    ).select(schema.ARTICLE_VERSIONS.polars.names())
    signatures = schema.ARTICLE_SIGNATURES
    kept = [clean_record(row) for row in articles.iter_rows(named=True)]
    frames[signatures.full_name] = signatures.frame(list(signature_rows(kept)))
    for table in schema.CORE:
        frames[table.full_name].write_parquet(folder / table.file_name)
    return len(records) - len(rejected)


def clean_record(row: dict[str, Any]) -> CleanArticle:
    """A row of `core.articles` as the record that it was made from."""
    cells: dict[str, Any] = {field.name: row[field.name] for field in dataclasses.fields(CleanArticle)}
    for name in ("authors", "contributors"):
        cells[name] = tuple(cells[name])
    return CleanArticle(**cells)
