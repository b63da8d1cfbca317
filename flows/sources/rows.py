"""Articles in rows: JSON Lines, CSV and Parquet."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from flows.sources.config import Columns
from flows.sources.locations import READ_ERRORS, Place, printable
from transforms.clean.decode import MAX_CHARS, UndecodableError, decode
from transforms.records import RawArticle, Rejection

HINTS = ("title", "url", "publisher", "published_at", "authors")
# Common column names by field, the most likely first.
_USUAL = {
    "id": ("id", "article_id", "doc_id", "uid", "guid"),
    "text": (
        "text",
        "body",
        "content",
        "article",
        "full_text",
        "fulltext",
        "maintext",
        "article_text",
        "story",
    ),
    "html": ("html", "raw_html", "page"),
    "title": ("title", "headline", "head"),
    "url": ("url", "link", "source_url", "article_url", "web_url"),
    "publisher": ("publisher", "outlet", "source", "publication", "newspaper", "sitename"),
    "published_at": (
        "published_at",
        "published",
        "date",
        "publish_date",
        "date_publish",
        "pub_date",
        "datetime",
        "published_date",
    ),
    "authors": ("authors", "author", "byline", "by"),
}
_HEAD = 500  # characters of an invalid row kept in the quarantine


class RowError(ValueError):
    """A row that is not an article; the message names the field."""


def row_article(source: str, ref: str, row: Mapping[str, Any], basis: str = "metadata") -> RawArticle:
    """The article of a row. Raises RowError naming the field that is missing or of the wrong type."""
    text, html = row.get("text"), row.get("html")
    for field, value in (("text", text), ("html", html)):
        if value is not None and not isinstance(value, str):
            raise RowError(f"{field} must be text, not {type(value).__name__}")
    if not text and not html:
        raise RowError("has neither text nor html")
    hints = {key: row[key] for key in HINTS if row.get(key) not in (None, "", [])}
    for key in ("title", "url", "publisher"):
        if key in hints and not isinstance(hints[key], str):
            raise RowError(f"{key} must be text, not {type(hints[key]).__name__}")
    if text:
        return RawArticle(source, ref, text, "text", hints, basis)
    return RawArticle(source, ref, str(html), "html", hints, basis)


def read_jsonl(source: str, place: Place) -> Iterator[RawArticle | Rejection]:
    """One article per line; an invalid line is a rejection, and reading continues."""
    number = 0
    try:
        with place.open() as stream:
            for number, line in enumerate(_bounded_lines(stream), start=1):
                if line is None:
                    yield Rejection(
                        source, f"{place.name}#line-{number}", f"line is longer than {MAX_CHARS:,} bytes", ""
                    )
                elif line.strip():
                    yield _jsonl_line(source, place.name, number, line)
    except READ_ERRORS as error:
        yield truncated(source, place, number, "line", error)


def read_csv(source: str, place: Place, columns: Columns) -> Iterator[RawArticle | Rejection]:
    """One article per row of a table with a header; columns by common names or as in `columns`."""
    csv.field_size_limit(MAX_CHARS)
    number = 1
    try:
        with place.open() as stream:
            lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
            reader = csv.DictReader(lines, delimiter="\t" if ".tsv" in place.suffixes else ",")
            names = _names(reader.fieldnames or [], columns)
            if isinstance(names, str):
                yield Rejection(source, place.ref, names, "")
                return
            for number, row in enumerate(reader, start=2):
                cells = {field: row.get(column) for field, column in names.items()}
                yield _table_row(source, place.name, number, cells)
    except csv.Error as error:
        yield Rejection(source, f"{place.name}#row-{number + 1}", f"is not CSV from here on: {error}", "")
    except READ_ERRORS as error:
        yield truncated(source, place, number, "row", error)


def read_parquet(source: str, place: Place, columns: Columns) -> Iterator[RawArticle | Rejection]:
    """One article per row, read 64 rows at a time."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    number = 0
    try:
        with place.open() as stream, pq.ParquetFile(stream) as table:
            names = _names(table.schema_arrow.names, columns)
            if isinstance(names, str):
                yield Rejection(source, place.ref, names, "")
                return
            for batch in table.iter_batches(batch_size=64, columns=list(names.values())):
                for row in batch.to_pylist():
                    number += 1
                    yield _table_row(
                        source, place.name, number, {field: row[column] for field, column in names.items()}
                    )
    except (pa.ArrowException, *READ_ERRORS) as error:
        yield truncated(source, place, number, "row", error)


def truncated(source: str, place: Place, number: int, unit: str, error: Exception) -> Rejection:
    """The rejection for the rest of a file that became unreadable after `number` units."""
    what = f"after {unit} {number} " if number else ""
    return Rejection(source, place.ref, f"{what}the file cannot be read: {type(error).__name__}: {error}", "")


def _bounded_lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream; None in place of a line of more than MAX_CHARS bytes."""
    while line := stream.readline(MAX_CHARS):
        if len(line) == MAX_CHARS and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_CHARS)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line


def _jsonl_line(source: str, file: str, number: int, line: bytes) -> RawArticle | Rejection:
    ref = f"{file}#line-{number}"
    head = line[:_HEAD].decode("utf-8", "replace").replace("\x00", "\ufffd")
    try:
        row = json.loads(decode(line).text, parse_constant=_no_constant)
        if not isinstance(row, dict):
            raise RowError(f"must be an object, not {type(row).__name__}")
        ref = _ref(file, row.get("id"), f"line-{number}")
        return row_article(source, ref, row)
    except (ValueError, RecursionError) as error:
        kind = "" if isinstance(error, RowError | UndecodableError) else "is not JSON: "
        return Rejection(source, ref, f"line {number} {kind}{error}", head)


def _table_row(source: str, file: str, number: int, cells: Mapping[str, Any]) -> RawArticle | Rejection:
    ref = _ref(file, cells.get("id"), f"row-{number}")
    try:
        return row_article(source, ref, cells)
    except RowError as error:
        return Rejection(source, ref, f"row {number} {error}", str(dict(cells))[:_HEAD])


def _ref(file: str, id_: object, otherwise: str) -> str:
    if isinstance(id_, bool) or not isinstance(id_, str | int) or id_ == "":
        if id_ not in (None, ""):
            raise RowError(f"id must be text or a whole number, not {type(id_).__name__}")
        return printable(f"{file}#{otherwise}")
    return printable(f"{file}#{id_}")


def _names(header: list[str] | tuple[str, ...] | Any, columns: Columns) -> dict[str, str] | str:
    """The columns of a table by field, or the fault of its header as a string."""
    header = [str(name) for name in header]
    lower = {name.strip().lower(): name for name in reversed(header)}
    names: dict[str, str] = {}
    for field, usual in _USUAL.items():
        stated = getattr(columns, field)
        if stated is not None:
            if stated not in header:
                return (
                    f"has no column {stated!r} (columns.{field}); its columns are {', '.join(header)[:300]}"
                )
            names[field] = stated
        else:
            found = next((lower[name] for name in usual if name in lower), None)
            if found is not None and found not in names.values():
                names[field] = found
    if "text" not in names and "html" not in names:
        return f"has no text column; its columns are {', '.join(header)[:300] or 'none'}. State columns.text"
    return names


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON value")
