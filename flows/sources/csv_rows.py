"""Tables of separated values: the encoding, the separator and rows that are not quite CSV."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TextIO

from flows.bounds import MAX_UNPACKED, Meter
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
_SEPARATORS = 6  # in lines that are taken for rows: in those of a text they stand at random
_MOST_LINES = 100_000  # of a row
_DELIMITERS = (",", ";", "\t", "|")


def read_csv(source: str, place: Place, columns: Columns, meter: Meter) -> Iterator[RawArticle | Rejection]:
    """One article per row of a table with a header; columns by common names or as in `columns`.

    The separator is the one at which the header has a column of texts. A row that is cut short, or that an
    open quotation mark joins with the next, is a rejection, and reading continues.
    """
    csv.field_size_limit(MAX_CHARS)
    number = 1
    try:
        with place.open(Meter(None, MAX_UNPACKED)) as stream:
            sample = stream.read(_SAMPLE)
        with place.open(meter) as stream:
            text = io.TextIOWrapper(stream, encoding=_encoding(sample), errors="replace", newline="")
            lines = _Lines(text, meter)
            form, header = _form_of(lines, sample, columns)
            names = columns_by_field(header, columns)
            if isinstance(names, str):
                yield Rejection(source, place.ref, names, "")
                return
            places = {field: header.index(column) for field, column in names.items()}
            for number, row in enumerate(_rows_or_faults(lines, form, len(header)), start=2):
                if isinstance(row, _Fault):
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


def _form_of(lines: "_Lines", sample: bytes, columns: Columns) -> tuple[dict[str, Any], list[str]]:
    """How a table is written, as arguments of `csv.reader`, and the names of its columns.

    Reads the lines up to the end of the header. Raises csv.Error for a header that is too long.
    """
    first = next((line for line in lines if line.strip()), "")
    stated = _STATED_SEPARATOR.fullmatch(first)
    if stated:  # a line of Excel's
        first = next(lines, "")
    marks = (stated[1],) if stated else _DELIMITERS
    lines.begin_row(_SAMPLE - len(first))
    while first.count('"') % 2 and (more := _up_to_mark(lines)):  # a name with a line break in it
        first += more
    if len(first) > _SAMPLE:
        raise csv.Error(f"the header is longer than {_SAMPLE:,} characters")
    headers = {mark: next(csv.reader(io.StringIO(first, newline=""), delimiter=mark), []) for mark in marks}
    known = (
        mark for mark, header in headers.items() if not isinstance(columns_by_field(header, columns), str)
    )
    mark = next(known, None) or max(headers, key=lambda mark: len(headers[mark]))
    form: dict[str, Any] = {"delimiter": mark, "skipinitialspace": True}
    if b'\\"' in sample:
        form["escapechar"] = "\\"
    return form, [name.strip() for name in headers[mark]]


def _up_to_mark(lines: "_Lines") -> str:
    """The lines up to one that holds an odd number of quotation marks, in one piece."""
    taken: list[str] = []
    for line in lines:
        taken.append(line)
        if line.count('"') % 2:
            break
    return "".join(taken)


class _Fault(NamedTuple):
    """What is wrong with a row, and the lines of the file that it takes up."""

    reason: str
    first: int
    last: int

    def __str__(self) -> str:
        where = (
            f"line {self.first:,}" if self.first >= self.last else f"lines {self.first:,} to {self.last:,}"
        )
        return f"({where}) {self.reason}"


def _rows_or_faults(lines: "_Lines", form: dict[str, Any], n_cells: int) -> Iterator[list[str] | _Fault]:
    """The rows of as many cells as the header has, and what is wrong with the others.

    What is not quite CSV is read as it seems to be meant where it stands in one line. In several lines it is
    a fault: a missing quotation mark has joined rows. What it joined may come in pieces then, of an odd
    number of marks.
    """
    rows = csv.reader(lines, strict=True, **form)
    suspicious = 0  # rows that may be such pieces
    while True:
        lines.begin_row(MAX_CHARS)
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            # With tabs a mark may be part of the text; else the end of the file may be missing
            is_one = len(lines.row) == 1 and (not lines.is_ended or form["delimiter"] == "\t")
            row = _as_meant(lines.row[-1], form) if is_one else []
            if len(row) != n_cells or not lines.row[-1].endswith(("\n", "\r")):
                suspicious = _PIECES
                yield from _broken(lines, error, form, n_cells)
                continue
        suspicious -= suspicious > 0
        if len(row) > n_cells and not any(row[n_cells:]):  # separators at the end of the line
            row = row[:n_cells]
        fault = _fault_of(row, form, n_cells, is_suspicious=suspicious > 0)
        if fault:
            yield lines.fault(fault)
        elif row:  # an empty line is none
            yield row


def _fault_of(row: list[str], form: dict[str, Any], n_cells: int, is_suspicious: bool) -> str | None:
    if is_suspicious and any(cell.count('"') % 2 for cell in row):
        return "may be a piece of a row: a quotation mark is missing before it"
    if form["delimiter"] == "\t" and any("\n" in cell and "\t" in cell for cell in row):
        return "holds several rows: a quotation mark is missing"
    if row and len(row) != n_cells:
        return f"has {len(row)} cells, the header {n_cells}: is a quotation mark missing, or the file cut?"
    return None


def _broken(
    lines: "_Lines", error: csv.Error, form: dict[str, Any], n_cells: int
) -> Iterator[list[str] | _Fault]:
    """What is wrong with a row of lines; where the file ends in it, also the rows that are in its lines."""
    if not lines.is_ended:
        yield lines.fault(f"is not CSV: {error}")
        return
    reason = "is not CSV: the file ends inside quotation marks"
    rows = _rows_behind(lines.row[1:], form, n_cells)
    if not rows:
        yield lines.fault(reason)
        return
    yield lines.fault(f"{reason}; the rows behind its first line are read as if it had none", 1)
    for number, row in enumerate(rows, start=lines.n_lines - len(rows) + 1):
        fault = _fault_of(row, form, n_cells, is_suspicious=False)
        if row:
            yield _Fault(fault, number, number) if fault else row


def _rows_behind(behind: list[str], form: dict[str, Any], n_cells: int) -> list[list[str]]:
    """The cells of lines that an open quotation mark has joined; none where they may be lines of a text.

    They are rows if each has as many cells as the header, but for the last, which may be cut.
    """
    if (len(behind) - 1) * (n_cells - 1) < _SEPARATORS or any('"' in line for line in behind):
        return []
    rows = [next(csv.reader([line], **form), []) for line in behind]
    return rows if all(len(row) == n_cells for row in rows[:-1] if row) else []


class _Lines:
    """The lines of a table, and of these the lines of the row that is being read.

    Raises csv.Error in place of a line or a row too long to hold.
    """

    def __init__(self, text: TextIO, meter: Meter) -> None:
        self._text = text
        self._meter = meter
        self.n_lines = 0
        self._n_chars = 0
        self._most = MAX_CHARS
        self.row: list[str] = []
        self.is_ended = False

    def begin_row(self, most: int) -> None:
        """Begin a row of at most so many characters."""
        self._most, self._n_chars = most, 0
        self.row = []
        self._meter.row()

    def fault(self, reason: str, n_lines: int | None = None) -> _Fault:
        """The fault of the row, or of its first lines. All of its lines count as rows without an article."""
        self._meter.row(n_rows=len(self.row))
        first = self.n_lines - len(self.row) + 1
        return _Fault(reason, first, self.n_lines if n_lines is None else first + n_lines - 1)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_CHARS)
        self.n_lines += 1
        self._n_chars += len(line)
        if len(line) == MAX_CHARS and not line.endswith("\n"):
            while (line := self._text.readline(MAX_CHARS)) and not line.endswith("\n"):
                pass
            self.row = [""]
            raise csv.Error(f"line longer than {MAX_CHARS:,} characters")
        if not line:
            self.n_lines -= 1
            self.is_ended = True
            raise StopIteration
        self.row.append(line)
        if self._n_chars > self._most or len(self.row) > _MOST_LINES:
            raise csv.Error(f"row longer than {self._most:,} characters or {_MOST_LINES:,} lines")
        return line


def _as_meant(line: str, form: dict[str, Any]) -> list[str]:
    """The cells of a line that is not quite CSV: with tabs, marks are part of the text."""
    if form["delimiter"] == "\t":
        return line.rstrip("\r\n").split("\t")
    try:
        return next(csv.reader([line], **form), [])
    except csv.Error:
        return []
