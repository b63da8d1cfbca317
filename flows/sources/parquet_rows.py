"""Articles in the rows of Parquet files, within bounds of what their pages unpack to."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from flows.bounds import BeyondBound, Meter
from flows.sources.config import Columns
from flows.sources.locations import READ_ERRORS, Place
from flows.sources.parquet_pages import Page, PageFault, pages_of
from flows.sources.rows import RowError, columns_by_field, table_row, truncated
from transforms.clean.decode import MAX_CHARS
from transforms.records import RawArticle, Rejection

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

_MAGIC = b"PAR1"
_LARGEST_FOOTER = 16_000_000  # bytes: of a table with ten thousand row groups it is half of that
_AT_ONCE, _ROWS_AT_ONCE = 128_000_000, 64  # bytes and rows that are unpacked at a time
_LARGEST_PAGES = 256_000_000  # bytes, of all columns that are read together; DuckDB writes 100 MB
_MOST_LISTED = 10_000_000  # values in the lists of a row group, all of which may be of one row
_LONGEST_VALUE = MAX_CHARS
_OBJECT = 50  # bytes of a Python object


def read_parquet(
    source: str, place: Place, columns: Columns, meter: Meter
) -> Iterator[RawArticle | Rejection]:
    """One article per row, a few rows at a time. A value that cannot be read costs its row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with _seekable(place, meter) as stream:
            _refuse_footer(stream)
            names = _columns_of(pq.read_schema(stream).names, columns)
            if isinstance(names, str):
                yield Rejection(source, place.ref, names, "")
                return
            for number, row in enumerate(_rows(stream, names, meter), start=1):
                if isinstance(row, RowError):
                    yield Rejection(source, f"{place.ref}#row-{number}", f"row {number} {row}", "")
                else:
                    yield table_row(source, place.ref, number, row)
    except (pa.ArrowException, PageFault, *READ_ERRORS) as error:
        yield truncated(source, place, number, "row", error)


@contextmanager
def _seekable(place: Place, meter: Meter) -> Iterator[IO[bytes]]:
    """The file, unpacked into a temporary one if it is packed: its rows are found from its end."""
    if not place.suffixes.endswith(".gz"):
        with place.open_stored() as stream:
            yield stream
        return
    with tempfile.TemporaryFile() as unpacked:
        with place.open(meter) as stream:
            while chunk := stream.read(1 << 20):
                unpacked.write(chunk)
        yield unpacked


def _refuse_footer(stream: IO[bytes]) -> None:
    """Raise for a footer that is too large to be held, before it is read."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 8))
    tail = stream.read(8)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] == _MAGIC and length > _LARGEST_FOOTER:
        raise BeyondBound(f"its footer has {length:,} bytes, more than {_LARGEST_FOOTER:,}")
    stream.seek(0)


def _columns_of(header: list[str], columns: Columns) -> dict[str, str] | str:
    """The columns by field, or what is wrong with them."""
    names = columns_by_field(header, columns)
    if isinstance(names, str):
        return names
    twice = next((name for name in names.values() if header.count(name) > 1), None)
    return f"has two columns {twice!r}" if twice else names


def _rows(stream: IO[bytes], names: Mapping[str, str], meter: Meter) -> Iterator[dict[str, Any] | RowError]:
    """The values of each row by field, or why they cannot be read."""
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(stream)
    # The values of lists stay where they are stored once: how long a list is, is not known before it is read
    lists = _list_columns(metadata, names)
    with pq.ParquetFile(stream, metadata=metadata, buffer_size=1 << 20, read_dictionary=lists) as table:
        for group in range(table.num_row_groups):
            meter.row()
            n_rows = _rows_at_once(stream, metadata, group, names, meter)
            for batch in table.iter_batches(n_rows, row_groups=[group], columns=list(names.values())):
                yield from _cells(batch, names, meter)


def _list_columns(metadata: "pq.FileMetaData", names: Mapping[str, str]) -> list[str]:
    """The paths of what is in the lists of the columns."""
    leaves = (metadata.schema.column(at) for at in range(metadata.num_columns))
    return [leaf.path for leaf in leaves if leaf.max_repetition_level and _column(leaf.path, names)]


def _column(path: str, names: Mapping[str, str]) -> bool:
    """Whether a path is that of one of the columns, or of what is in it."""
    return any(path == name or path.startswith(f"{name}.") for name in names.values())


def _rows_at_once(
    stream: IO[bytes], metadata: "pq.FileMetaData", group: int, names: Mapping[str, str], meter: Meter
) -> int:
    """How many rows of a row group can be unpacked together. Raises BeyondBound where not even one."""
    largest = row = 0.0
    for at in range(metadata.num_columns):
        chunk = metadata.row_group(group).column(at)
        if not _column(chunk.path_in_schema, names):
            continue
        pages = list(_counted_pages(stream, chunk, meter))
        if metadata.schema.column(at).max_repetition_level:
            _refuse_lists(pages, group)
        dictionary = sum(page.n_bytes for page in pages if page.is_dictionary)
        data = [page for page in pages if not page.is_dictionary]
        largest += dictionary + max((page.n_bytes for page in data), default=0)
        row += dictionary + max((_largest_row(page) for page in data), default=0)
    if largest > _LARGEST_PAGES:
        raise BeyondBound(
            f"row group {group + 1} has pages of {largest:,.0f} bytes, more than {_LARGEST_PAGES:,}"
        )
    return max(1, min(_ROWS_AT_ONCE, int(_AT_ONCE / max(row, 1))))


def _largest_row(page: Page) -> float:
    """The bytes that a row of a page unpacks to, on average or, where rows repeat each other, at most."""
    return page.n_bytes / (1 if page.is_delta else max(1, page.n_values))


def _counted_pages(stream: IO[bytes], chunk: "pq.ColumnChunkMetaData", meter: Meter) -> Iterator[Page]:
    first = chunk.data_page_offset
    if chunk.dictionary_page_offset:
        first = min(first, chunk.dictionary_page_offset)
    for page in pages_of(stream, first, first + chunk.total_compressed_size, chunk.num_values):
        meter.row()
        yield page


def _refuse_lists(pages: list[Page], group: int) -> None:
    n_bytes, n_values = sum(page.n_bytes for page in pages), sum(page.n_values for page in pages)
    if n_bytes > _LARGEST_PAGES or n_values > _MOST_LISTED:
        raise BeyondBound(
            f"the lists of row group {group + 1} hold {n_values:,} values in {n_bytes:,} bytes,"
            f" more than {_MOST_LISTED:,} or {_LARGEST_PAGES:,}"
        )


def _cells(
    batch: "pa.RecordBatch", names: Mapping[str, str], meter: Meter
) -> Iterator[dict[str, Any] | RowError]:
    import pyarrow as pa

    values = {field: batch.column(column) for field, column in names.items()}
    sizes = {
        field: _n_bytes(column)
        if pa.types.is_nested(column.type) or pa.types.is_dictionary(column.type)
        else column.nbytes
        for field, column in values.items()
    }
    unpacked = sum(min(size, _LONGEST_VALUE * batch.num_rows) for size in sizes.values())
    n_bytes = unpacked // max(1, batch.num_rows)
    # Together they are no longer than one may be, as a rule
    long = {field for field, size in sizes.items() if size > _LONGEST_VALUE}
    whole = None if long else _as_python(values)
    for at in range(batch.num_rows):
        meter.row(1 + n_bytes)
        if whole is not None:
            yield dict(zip(names, whole[at], strict=True))
            continue
        try:
            yield {field: _value(values[field], at, names[field], field in long) for field in names}
        except RowError as error:
            yield error


def _as_python(values: Mapping[str, "pa.Array"]) -> list[tuple[Any, ...]] | None:
    """The values of all rows, by columns; None if one of them cannot be read."""
    try:
        return list(zip(*(column.to_pylist() for column in values.values()), strict=True))
    except Exception:  # of any kind, as in `_value`, which tells the row
        return None


def _value(values: "pa.Array", at: int, name: str, may_be_long: bool) -> Any:
    """A value of pyarrow's as Python's. Raises RowError for one that is too long, bad UTF-8, a time out of
    range and the like."""
    if may_be_long and _n_bytes(values.slice(at, 1)) > _LONGEST_VALUE:
        raise RowError(f"has a value in {name} of more than {_LONGEST_VALUE // 1_000_000} MB")
    try:
        return values[at].as_py()
    except Exception as error:  # pyarrow raises what its converters do: of zones, of times, of codecs
        raise RowError(f"has a value in {name} that cannot be read: {error}") from error


def _n_bytes(values: "pa.Array") -> int:
    """The bytes that values have as Python's, about."""
    import pyarrow as pa
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    kind = values.type
    if pa.types.is_dictionary(kind):
        lengths = pc.binary_length(values.dictionary).take(values.indices)
        return int(pc.sum(lengths).as_py() or 0) + _OBJECT * len(values)
    if pa.types.is_nested(kind):
        children = values.flatten()
        return sum(map(_n_bytes, children if isinstance(children, list) else [children]))
    return int(values.nbytes) + _OBJECT * len(values)
