"""Articles in rows: JSON Lines, CSV and Parquet."""

import ast
import codecs
import csv
import io
import json
import math
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any, TextIO

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
        "plaintext",
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
        "publishing_date",
    ),
    "authors": ("authors", "author", "byline", "by"),
}
_HEAD = 500  # characters of an invalid row kept in the quarantine
_SAMPLE = 1 << 20  # bytes of a table by which its encoding is told
_BYTE_ORDER_MARKS = {  # the longer first: those of UTF-32 begin as those of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_STATED_SEPARATOR = re.compile(r"sep=(.)\r?\n")
_PIECES = 20  # rows after a fault that may be what is left of it
_DELIMITERS = (",", ";", "\t", "|")
MAX_LIST = 10_000  # characters of a list of authors
_NOTHING = frozenset({"", "nan", "none", "null", "nat", "n/a", "[]", "{}"})  # how tools write an empty cell


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
    hints = {key: row[key] for key in HINTS if not is_nothing(row.get(key))}
    for key in ("title", "url", "publisher"):
        if key in hints and not isinstance(hints[key], str):
            raise RowError(f"{key} must be text, not {type(hints[key]).__name__}")
    if isinstance(hints.get("authors"), str):
        hints["authors"] = listed(str(hints["authors"]))
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
                        source, f"{place.ref}#line-{number}", f"line is longer than {MAX_CHARS:,} bytes", ""
                    )
                elif line.strip():
                    yield _jsonl_line(source, place.ref, number, line)
    except READ_ERRORS as error:
        yield truncated(source, place, number, "line", error)


def read_csv(source: str, place: Place, columns: Columns) -> Iterator[RawArticle | Rejection]:
    """One article per row of a table with a header; columns by common names or as in `columns`.

    The separator is the one at which the header has a column of texts. A row that is cut short, or that an
    open quotation mark joins with the next, is a rejection, and reading continues.
    """
    csv.field_size_limit(MAX_CHARS)
    number = 1
    try:
        with place.open() as stream:
            sample = stream.read(_SAMPLE)
            stream.seek(0)
            lines = io.TextIOWrapper(stream, encoding=_encoding(sample), errors="replace", newline="")
            form, header = _form_of(lines, sample, columns)
            names = _names(header, columns)
            if isinstance(names, str):
                yield Rejection(source, place.ref, names, "")
                return
            places = {field: header.index(column) for field, column in names.items()}
            for number, row in enumerate(_rows_or_faults(lines, form, len(header)), start=2):
                if isinstance(row, str):
                    yield Rejection(source, f"{place.ref}#row-{number}", f"row {number} {row}", "")
                else:
                    cells = {field: row[at] for field, at in places.items()}
                    yield _table_row(source, place.ref, number, cells)
    except UndecodableError as error:
        yield Rejection(source, place.ref, str(error), "")
    except csv.Error as error:
        yield Rejection(source, place.ref, f"is not CSV: {error}", "")
    except READ_ERRORS as error:
        yield truncated(source, place, number, "row", error)


def _encoding(sample: bytes) -> str:
    """The encoding of a table, by its first bytes. Raises UndecodableError."""
    for mark, name in _BYTE_ORDER_MARKS.items():
        if sample.startswith(mark):
            return name
    whole = sample[: sample.rfind(b"\n") + 1] if len(sample) == _SAMPLE else sample
    encoding = codecs.lookup(decode(whole or sample).encoding).name
    # As browsers do, and `decode`: what is said to be Latin-1 or ASCII is Windows' superset of it
    return {"utf-8": "utf-8-sig", "iso8859-1": "cp1252", "ascii": "cp1252"}.get(encoding, encoding)


def _form_of(lines: TextIO, sample: bytes, columns: Columns) -> tuple[dict[str, Any], list[str]]:
    """How a table is written, as arguments of `csv.reader`, and the names of its columns.

    Reads the lines up to the end of the header.
    """
    first = next((line for line in iter(lines.readline, "") if line.strip()), "")
    stated = _STATED_SEPARATOR.fullmatch(first)
    if stated:  # a line of Excel's
        first = lines.readline()
    marks = (stated[1],) if stated else _DELIMITERS
    while first.count('"') % 2 and (more := lines.readline()):  # a name with a line break in it
        first += more
        if len(first) > _SAMPLE:
            break
    headers = {mark: next(csv.reader(io.StringIO(first, newline=""), delimiter=mark), []) for mark in marks}
    known = (mark for mark, header in headers.items() if not isinstance(_names(header, columns), str))
    mark = next(known, None) or max(headers, key=lambda mark: len(headers[mark]))
    form: dict[str, Any] = {"delimiter": mark, "skipinitialspace": True}
    if b'\\"' in sample:
        form["escapechar"] = "\\"
    return form, [name.strip() for name in headers[mark]]


def _rows_or_faults(lines: TextIO, form: dict[str, Any], n_cells: int) -> Iterator[list[str] | str]:
    """The rows of as many cells as the header has, and what is wrong with the others.

    What is not quite CSV is read as it seems to be meant where it stands in one line. In several lines it is
    a fault: a missing quotation mark has joined rows. What it joined may come in pieces then, of an odd
    number of marks.
    """
    last = _Last(lines)
    rows = csv.reader(last, strict=True, **form)
    suspicious = 0  # rows that may be such pieces
    while True:
        begun = rows.line_num
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            row = _as_meant(last.line, form)
            is_whole = rows.line_num - begun == 1 and last.line.endswith(("\n", "\r"))
            if not is_whole or len(row) != n_cells:
                suspicious = _PIECES
                yield f"is not CSV: {error}"
                continue
        suspicious -= suspicious > 0
        if len(row) > n_cells and not any(row[n_cells:]):  # separators at the end of the line
            row = row[:n_cells]
        if suspicious and any(cell.count('"') % 2 for cell in row):
            yield "may be a piece of a row: a quotation mark is missing before it"
        elif form["delimiter"] == "\t" and any("\n" in cell and "\t" in cell for cell in row):
            yield "holds several rows: a quotation mark is missing"
        elif len(row) == n_cells:
            yield row
        elif row:  # an empty line is none
            yield f"has {len(row)} cells, the header {n_cells}: is a quotation mark missing, or the file cut?"


class _Last:
    """Lines, and the last of them that was read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.line = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.line = next(self._lines)
        return self.line


def _as_meant(line: str, form: dict[str, Any]) -> list[str]:
    """The cells of a line that is not quite CSV: with tabs, marks are part of the text."""
    if form["delimiter"] == "\t":
        return line.rstrip("\r\n").split("\t")
    try:
        return next(csv.reader([line], **form), [])
    except csv.Error:
        return []


def read_parquet(source: str, place: Place, columns: Columns) -> Iterator[RawArticle | Rejection]:
    """One article per row, read 64 rows at a time. A value that cannot be read costs its row."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    number = 0
    try:
        with place.open() as stream, pq.ParquetFile(stream) as table:
            header = table.schema_arrow.names
            names = _names(header, columns)
            twice = [] if isinstance(names, str) else [n for n in names.values() if header.count(n) > 1]
            if isinstance(names, str) or twice:
                yield Rejection(
                    source,
                    place.ref,
                    names if isinstance(names, str) else f"has two columns {twice[0]!r}",
                    "",
                )
                return
            for batch in table.iter_batches(batch_size=64, columns=list(names.values())):
                for at in range(batch.num_rows):
                    number += 1
                    try:
                        cells = {
                            field: _value(batch.column(column)[at], column) for field, column in names.items()
                        }
                    except RowError as error:
                        yield Rejection(source, f"{place.ref}#row-{number}", f"row {number} {error}", "")
                        continue
                    yield _table_row(source, place.ref, number, cells)
    except (pa.ArrowException, *READ_ERRORS) as error:
        yield truncated(source, place, number, "row", error)


def _value(cell: Any, column: str) -> Any:
    """A value of pyarrow's as Python's. Raises RowError for bad UTF-8, a time out of range and the like."""
    try:
        return cell.as_py()
    except Exception as error:  # pyarrow raises what its converters do: of zones, of times, of codecs
        raise RowError(f"has a value in {column} that cannot be read: {error}") from error


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
        return row_article(source, ref, by_field(row))
    except (ValueError, RecursionError) as error:
        kind = "" if isinstance(error, RowError | UndecodableError) else "is not JSON: "
        return Rejection(source, ref, f"line {number} {kind}{error}", head)


def by_field(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an object by field, under the name of the field, else under a usual one."""
    found = {}
    for field, usual in _USUAL.items():
        values = [row[name] for name in (field, *usual) if not is_nothing(row.get(name))]
        if field in ("text", "html"):  # tools keep a parsed body beside its text
            values.sort(key=lambda value: not isinstance(value, str))
        found[field] = values[0] if values else None
    return found


def is_nothing(value: object) -> bool:
    """Whether a value says that there is none: null, empty, or one of the words by which tools write it."""
    if isinstance(value, str):
        return value.strip().lower() in _NOTHING
    return value in (None, [], {}) or value != value  # not a number


def listed(text: str) -> list[str] | str:
    """The names in a list that a tool wrote as text: "['Ana Cruz', 'Jon Falk']"; else the text itself."""
    if not (text.startswith("[") and text.endswith("]")) or len(text) > MAX_LIST:
        return text
    for read in (json.loads, ast.literal_eval):
        try:
            names = read(text)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(names, list):
            return [name for name in names if isinstance(name, str) and not is_nothing(name)]
    return text


def _table_row(source: str, file: str, number: int, cells: Mapping[str, Any]) -> RawArticle | Rejection:
    ref = f"{file}#row-{number}"
    try:
        ref = _ref(file, cells.get("id"), f"row-{number}")
        return row_article(source, ref, cells)
    except RowError as error:
        return Rejection(source, ref, f"row {number} {error}", str(dict(cells))[:_HEAD])


def _ref(file: str, id_: object, otherwise: str) -> str:
    """The reference of a row by its id. Raises RowError for an id that is neither text nor a whole number."""
    if is_nothing(id_):
        return printable(f"{file}#{otherwise}")
    if isinstance(id_, float | Decimal) and math.isfinite(id_) and id_ == int(id_):
        id_ = int(id_)  # pandas writes whole numbers as floats where one is missing
    if isinstance(id_, uuid.UUID) or (isinstance(id_, bytes) and len(id_) == 16):
        id_ = str(id_ if isinstance(id_, uuid.UUID) else uuid.UUID(bytes=id_))
    if isinstance(id_, bool) or not isinstance(id_, str | int):
        raise RowError(f"id must be text or a whole number, not {type(id_).__name__}")
    return printable(f"{file}#{id_}")


def _names(header: Sequence[str], columns: Columns) -> dict[str, str] | str:
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
