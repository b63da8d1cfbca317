"""Tables of separated values: the encoding, the separator and rows that are not quite CSV."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Any, TextIO

from flows.sources.config import Columns
from flows.sources.locations import READ_ERRORS, Place
from flows.sources.rows import columns_by_field, table_row, truncated
from transforms.clean.decode import MAX_CHARS, UndecodableError, decode
from transforms.records import RawArticle, Rejection

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
            names = columns_by_field(header, columns)
            if isinstance(names, str):
                yield Rejection(source, place.ref, names, "")
                return
            places = {field: header.index(column) for field, column in names.items()}
            for number, row in enumerate(_rows_or_faults(lines, form, len(header)), start=2):
                if isinstance(row, str):
                    yield Rejection(source, f"{place.ref}#row-{number}", f"row {number} {row}", "")
                else:
                    cells = {field: row[at] for field, at in places.items()}
                    yield table_row(source, place.ref, number, cells)
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
    first = next((line for line in iter(lambda: lines.readline(_SAMPLE), "") if line.strip()), "")
    stated = _STATED_SEPARATOR.fullmatch(first)
    if stated:  # a line of Excel's
        first = lines.readline(_SAMPLE)
    marks = (stated[1],) if stated else _DELIMITERS
    while first.count('"') % 2 and (more := lines.readline(_SAMPLE)):  # a name with a line break in it
        first += more
        if len(first) > _SAMPLE:
            break
    headers = {mark: next(csv.reader(io.StringIO(first, newline=""), delimiter=mark), []) for mark in marks}
    known = (
        mark for mark, header in headers.items() if not isinstance(columns_by_field(header, columns), str)
    )
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
    """Lines, and the last of them that was read. Raises csv.Error in place of one too long to hold."""

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines
        self.line = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.line = line = self._lines.readline(MAX_CHARS)
        if len(line) == MAX_CHARS and not line.endswith("\n"):
            while (line := self._lines.readline(MAX_CHARS)) and not line.endswith("\n"):
                pass
            self.line = ""
            raise csv.Error(f"line longer than {MAX_CHARS:,} characters")
        if not line:
            raise StopIteration
        return self.line


def _as_meant(line: str, form: dict[str, Any]) -> list[str]:
    """The cells of a line that is not quite CSV: with tabs, marks are part of the text."""
    if form["delimiter"] == "\t":
        return line.rstrip("\r\n").split("\t")
    try:
        return next(csv.reader([line], **form), [])
    except csv.Error:
        return []
