"""Articles in rows: JSON Lines, and what rows of any format have in common."""

import ast
import json
import math
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from flows.bounds import BeyondBound, Meter
from flows.sources.config import Columns
from flows.sources.locations import READ_ERRORS, Place, printable
from transforms.clean.decode import MAX_CHARS, UndecodableError, decode
from transforms.records import RawArticle, Rejection

HINTS = ("title", "url", "publisher", "published_at", "authors", "language")
# Common column names by field, the most likely first.
_USUAL = {
    "id": ("id", "article_id", "doc_id", "uid", "guid"),
    "text": (
        "text",
        "maintext",
        "plaintext",
        "body",
        "content",
        "article",
        "full_text",
        "fulltext",
        "article_text",
        "story",
    ),
    "html": ("html", "raw_html", "page"),
    "title": ("title", "headline", "head"),
    "url": ("url", "link", "canonical_link", "source_url", "article_url", "web_url"),
    "publisher": (
        "publisher",
        "outlet",
        "publication",
        "newspaper",
        "sitename",
        "meta_site_name",
        "source",
        "source-hostname",
        "source_domain",
        "hostname",
    ),
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
    "language": ("language", "lang"),
}
_LETTER = re.compile(r"[^\W_]")
_MARKUP = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(r"https?://", re.I)
_HEAD = 500  # characters of an invalid row kept in the quarantine
MAX_LIST = 10_000  # characters of a list of authors
_MOST_IN_A_ROW = 1000  # rejections; a run is to say what is wrong, not to hold millions of rows of it
# Of texts of fewer characters than a flash has, such as "Not available"; so many others are kept in mind
_MOST_COPIES, _SHORT, _MOST_TEXTS = 1000, 200, 100_000
_LONGEST_VALUE, _MOST_VALUES = 10_000, 100  # characters of a value, values in a list
_MOST_NESTED = 1000  # values in lists in a list
_DEEPEST = 4  # lists and objects in each other in a value: authors are objects with a list of names
_NOTHING = frozenset({"", "nan", "none", "null", "nat", "n/a", "[]", "{}"})  # how tools write an empty cell
_LONGEST_NOTHING = 20  # characters of such a word with the blanks around it


class Unfinished(Rejection):
    """The rejection of what is left of a file that cannot be read to its end."""


class RowError(ValueError):
    """A row that is not an article; the message names the field."""


def row_article(source: str, ref: str, row: Mapping[str, Any], basis: str = "metadata") -> RawArticle:
    """The article of a row. Raises RowError naming the field that is missing or of the wrong type."""
    text, html = row.get("text"), row.get("html")
    for field, value in (("text", text), ("html", None if text else html)):
        if value is not None and not isinstance(value, str):
            raise RowError(f"{field} must be text, not {type(value).__name__}")
    if not text and not html:
        raise RowError("has neither text nor html")
    if not _LETTER.search(text or _MARKUP.sub("", str(html))):
        raise RowError(f"has no word in its {'text' if text else 'html'}")
    hints = row_hints(row)
    if text:
        return RawArticle(source, ref, text, "text", hints, basis)
    return RawArticle(source, ref, str(html), "html", hints, basis)


def row_hints(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row states of its article. Raises RowError naming the field of the wrong type."""
    hints = {key: row[key] for key in HINTS if not is_nothing(row.get(key))}
    for key, value in hints.items():
        if isinstance(value, str):
            hints[key] = value[:_LONGEST_VALUE]
            continue
        if is_nested(value):
            raise RowError(f"{key} is nested too deep")
        hints[key] = shortened(value)
        if n_values(hints[key]) > _MOST_NESTED:
            raise RowError(f"{key} holds more than {_MOST_NESTED:,} values")
        if key in ("title", "url", "publisher"):
            raise RowError(f"{key} must be text, not {type(value).__name__}")
    if _is_address(hints.get("publisher")):
        hints.setdefault("url", hints.pop("publisher"))
        hints.pop("publisher", None)
    if isinstance(hints.get("authors"), str):
        hints["authors"] = listed(str(hints["authors"]))
    return hints


def read_jsonl(source: str, place: Place, meter: Meter) -> Iterator[RawArticle | Rejection]:
    """One article per line; an invalid line is a rejection, and reading continues."""
    number = 0
    try:
        with place.open(meter) as stream:
            for number, line in enumerate(bounded_lines(stream, MAX_CHARS), start=1):
                meter.row()
                if line is None:
                    yield Rejection(
                        source, f"{place.ref}#line-{number}", f"line is longer than {MAX_CHARS:,} bytes", ""
                    )
                elif line.strip():
                    yield _jsonl_line(source, place.ref, number, line)
    except READ_ERRORS as error:
        yield truncated(source, place, number, "line", error)


def telling(rows: Iterable[RawArticle | Rejection], meter: Meter) -> Iterator[RawArticle | Rejection]:
    """The rows of a file, with its articles counted; no short text more than a thousand times, nor more than
    a thousand rejections in a row."""
    return _few_in_a_row(_few_copies(rows, meter))


def _few_copies(rows: Iterable[RawArticle | Rejection], meter: Meter) -> Iterator[RawArticle | Rejection]:
    """Rows, with rejections in place of those whose text, too short for news, a thousand before them had."""
    met: Counter[int] = Counter()
    for row in rows:
        if not isinstance(row, RawArticle):
            yield row
            continue
        if len(row.content) < _SHORT:
            text = hash(row.content)
            met[text] += 1
            if met[text] > _MOST_COPIES:
                reason = f"has the short text that more than {_MOST_COPIES:,} rows before it have"
                yield Rejection(row.source, row.source_ref, reason, "")
                continue
            if len(met) > _MOST_TEXTS:
                met = Counter(dict(met.most_common(_MOST_TEXTS // 2)))
        meter.article()
        yield row


def _few_in_a_row(rows: Iterable[RawArticle | Rejection]) -> Iterator[RawArticle | Rejection]:
    """Rows, with one rejection for all that follow a thousand in a row: their file is not what it seems."""
    n_rejected = 0
    last: Rejection | None = None
    for row in rows:
        is_row = isinstance(row, Rejection) and not isinstance(row, Unfinished)
        if not is_row and last is not None:
            yield _and_more(last, n_rejected)
            last = None
        n_rejected = n_rejected + 1 if is_row else 0
        if n_rejected <= _MOST_IN_A_ROW:
            yield row
        elif isinstance(row, Rejection):
            last = last or row
    if last is not None:
        yield _and_more(last, n_rejected)


def _and_more(first: Rejection, n_rejected: int) -> Rejection:
    n_more = n_rejected - _MOST_IN_A_ROW - 1
    return replace(first, reason=f"{first.reason}; as are the {n_more:,} rows after it") if n_more else first


def truncated(source: str, place: Place, number: int, unit: str, error: Exception) -> Unfinished:
    """The rejection for the rest of a file that cannot, or may not, be read after `number` units."""
    after = f"after {unit} {number} " if number else ""
    if isinstance(error, BeyondBound):
        return Unfinished(source, place.ref, f"{after}the file is read no further: {error}", "")
    reason = f"{after}the file cannot be read: {type(error).__name__}: {error}"
    return Unfinished(source, place.ref, reason, "")


def bounded_lines(stream: IO[bytes], most: int) -> Iterator[bytes | None]:
    """The lines of a stream; None in place of a line of more than `most` bytes."""
    while line := stream.readline(most):
        if len(line) == most and not line.endswith(b"\n"):
            while (rest := stream.readline(most)) and not rest.endswith(b"\n"):
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
        values = [row[name] for name in (field, *usual) if name in row and not is_nothing(row[name])]
        if field in ("text", "html"):  # tools keep a parsed body beside its text
            values.sort(key=lambda value: not isinstance(value, str))
        elif field == "publisher":  # trafilatura's source is an address, its name stands beside it
            values.sort(key=_is_address)
        found[field] = values[0] if values else None
    if found["url"] is None and _is_address(row.get("source")):
        found["url"] = row["source"]
    return found


def _is_address(value: object) -> bool:
    return isinstance(value, str) and _ADDRESS.match(value) is not None


def is_nothing(value: object) -> bool:
    """Whether a value says that there is none: null, empty, or one of the words by which tools write it."""
    if isinstance(value, str):
        is_short = len(value) <= _LONGEST_NOTHING or value.isspace()
        return is_short and value.strip().lower() in _NOTHING
    return value in (None, [], {}) or value != value  # not a number


def is_nested(value: object, levels: int = _DEEPEST) -> bool:
    """Whether lists and objects stand in each other deeper than metadata has them: what hashes and stores a
    value goes into it, and may not come back."""
    if not isinstance(value, list | tuple | dict):
        return False
    items = value.values() if isinstance(value, dict) else value
    return not levels or any(is_nested(item, levels - 1) for item in items)


def shortened(value: Any) -> Any:
    """A value of metadata without what cleaning does not look at: rows wait in memory with all they state."""
    if isinstance(value, str):
        return value[:_LONGEST_VALUE]
    if isinstance(value, list | tuple):
        return [shortened(item) for item in value[:_MOST_VALUES]]
    if isinstance(value, dict):
        return {name[:_LONGEST_VALUE]: shortened(item) for name, item in islice(value.items(), _MOST_VALUES)}
    return value


def n_values(value: Any) -> int:
    """How many values a value of metadata holds."""
    if isinstance(value, list | tuple | dict):
        return sum(map(n_values, value.values() if isinstance(value, dict) else value))
    return 1


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


def table_row(source: str, file: str, number: int, cells: Mapping[str, Any]) -> RawArticle | Rejection:
    """The article of a row of a table, given its values by field; a rejection if it is none."""
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


def columns_by_field(header: Sequence[str], columns: Columns) -> dict[str, str] | str:
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
