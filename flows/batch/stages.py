"""The stages of a batch that annotators run, each from files to files in the batch's folder.

What cleans and annotates is imported by the stages that need it: the flow's process only names them. Nor does
this module import what only a flow needs: annotators start as quickly as it does.
"""

import dataclasses
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from flows.batch.staging import read_raw, rejected_file, rejected_frame
from flows.batch.watch import Limits, enforce, read_aside, watched
from flows.process.imports import defer_function, fast_imports
from transforms import schema
from transforms.clock import utc_now
from transforms.model import Model, model_version
from transforms.records import CleanArticle, RawArticle, Rejection, reason_of

if TYPE_CHECKING:
    from spacy.language import Language

    from transforms.clean.lexicon import CleaningLexicon
    from transforms.tables import Lexicons

RAW = "raw.parquet"
CLEAN = "clean.parquet"
PLACE = ("place_country", "place_precision", "latitude", "longitude")  # found when annotating
CHANGED = "changed.parquet"


def clean_batch(folder: Path, reference: Path) -> int:
    """Clean the raw articles of a batch, from `RAW` to `CLEAN`; returns how many became articles.

    Writes rows of `core.articles` without the columns that need the warehouse.
    """
    from transforms.clean.article import clean_article

    lexicon = cleaning_lexicon(reference)
    cleaned: list[CleanArticle] = []
    rejected: list[Rejection] = []
    aside = read_aside(folder, clean_batch.__name__)
    with watched(folder, clean_batch.__name__) as watch:
        for number, article in enumerate(read_raw(folder / RAW)):
            result: CleanArticle | Rejection
            if number in aside.refused:
                result = not_cleaned(article, aside.refused[number])
            else:
                watch([number])
                try:
                    result = clean_article(article, lexicon)
                except Exception as error:  # a page that breaks a parser must not stop the run
                    result = not_cleaned(article, reason_of(error))
            if isinstance(result, CleanArticle):
                cleaned.append(result)
            else:
                rejected.append(result)
    articles_frame(cleaned).write_parquet(folder / CLEAN)
    rejected_frame(rejected).write_parquet(rejected_file(folder, "clean"))
    return len(cleaned)


def not_cleaned(article: RawArticle, reason: str) -> Rejection:
    payload = article.content[:2000]
    text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
    return Rejection(article.source, article.source_ref, f"cleaning failed: {reason}", text)


def articles_frame(articles: list[CleanArticle]) -> pl.DataFrame:
    """Rows of `core.articles` as far as the article itself decides them."""
    columns = {
        name: dtype
        for name, dtype in schema.ARTICLES.polars.items()
        if name not in ("version", "duplicate_of", "first_seen_at", "run_id", *PLACE)
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


@cache
def cleaning_lexicon(reference: Path) -> "CleaningLexicon":
    """The reference data for cleaning, loaded once a process."""
    from transforms.clean.lexicon import CleaningLexicon

    return CleaningLexicon.load(reference)


def reader(model: Model, reference: Path) -> "tuple[Language, Lexicons]":
    """The pipeline and the reference data for annotating, loaded once a process.

    A pipeline in a folder is loaded again once it has been saved anew: a process may live longer, and rows
    are said to be of the version that is there.
    """
    return reader_of_version(model, model_version(model.name), reference)


@lru_cache(maxsize=2)  # old versions go
def reader_of_version(model: Model, version: str, reference: Path) -> "tuple[Language, Lexicons]":
    from transforms.pipeline import load_pipeline
    from transforms.tables import Lexicons

    loaded = load_pipeline(model.name, model.stock), Lexicons.load(reference)
    if model_version(model.name) != version:
        raise OSError(f"the pipeline {model.name} was saved anew while it was loaded")  # another try may help
    return loaded


def prepare_annotator(model: Model, reference: Path, limits: Limits) -> None:
    """What an annotator begins with."""
    enforce(limits)
    # spaCy imports it to offer `spacy.info`, and with it all of its commands
    defer_function("spacy.cli.info", "info")
    with fast_imports():
        warm_up(model, reference)


def warm_up(model: Model, reference: Path) -> None:
    """Load what the stages need and use it once: some of it is imported or indexed at its first use."""
    from transforms.clean.article import clean_article
    from transforms.tables import extract_tables

    nlp, lexicons = reader(model, reference)
    lexicon = cleaning_lexicon(reference)
    text = "Peru met Chile in Lima on Friday, she said."
    paragraphs = f"<p>{text}</p>" * 10  # for a shorter page trafilatura tries more, which takes longer
    clean_article(RawArticle("warm-up", "page", f"<article>{paragraphs}</article>", "html"), lexicon)
    article = clean_article(RawArticle("warm-up", "text", text, "text"), lexicon)
    if isinstance(article, CleanArticle):
        extract_tables([article], nlp, lexicons)


def annotate_batch(folder: Path, model: Model, reference: Path) -> int:
    """Annotate the articles of a batch, from `CHANGED` to the tables of `core`; returns how many.

    Articles in another language than the model's are kept as they are. One on which a rule or a
    component of the pipeline fails, or that exceeds the limits, is rejected and leaves the batch.
    """
    from transforms.places.datelines import with_places
    from transforms.tables import extract_tables, rejection, signature_rows, term_rows

    nlp, lexicons = reader(model, reference)
    articles = pl.read_parquet(folder / CHANGED)
    readable = articles.filter(pl.col("language").fill_null(nlp.lang) == nlp.lang)
    records = [clean_record(row) for row in readable.iter_rows(named=True)]
    aside = read_aside(folder, annotate_batch.__name__)
    numbers = [number for number in range(len(records)) if number not in aside.refused]
    with watched(folder, annotate_batch.__name__) as watch:
        frames, rejected = extract_tables(
            [records[number] for number in numbers],
            nlp,
            lexicons,
            watch=lambda places: watch([numbers[place] for place in places]),
            alone={place for place, number in enumerate(numbers) if number in aside.alone},
        )
    rejected += [rejection(records[number], reason) for number, reason in aside.refused.items()]
    quarantined = rejected_frame(rejected)
    quarantined.write_parquet(rejected_file(folder, "annotate"))
    articles = articles.join(quarantined, on=("source", "source_ref"), how="anti")
    articles = with_places(articles, lexicons.names, lexicons.gazetteer)
    frames[schema.ARTICLES.full_name] = articles
    frames[schema.ARTICLE_VERSIONS.full_name] = articles.with_columns(
        seen_at=pl.lit(utc_now(), schema.TIME)
    ).select(schema.ARTICLE_VERSIONS.polars.names())
    signatures = schema.ARTICLE_SIGNATURES
    kept = [clean_record(row) for row in articles.iter_rows(named=True)]
    frames[signatures.full_name] = signatures.frame(list(signature_rows(kept)))
    told = [article for article in kept if (article.language or nlp.lang) == nlp.lang]
    frames[schema.ARTICLE_TERMS.full_name] = schema.ARTICLE_TERMS.frame(list(term_rows(told, lexicons)))
    for table in schema.CORE:
        frames[table.full_name].write_parquet(folder / table.file_name)
    return len(records) - len(rejected)


def clean_record(row: dict[str, Any]) -> CleanArticle:
    """A row of `core.articles` as the record that it was made from."""
    cells: dict[str, Any] = {field.name: row[field.name] for field in dataclasses.fields(CleanArticle)}
    for name in ("authors", "contributors"):
        cells[name] = tuple(cells[name])
    return CleanArticle(**cells)
