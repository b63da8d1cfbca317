"""What the pages of a Parquet file unpack to, read from their headers before anything is unpacked.

No library tells: the file's summary may say anything, and pyarrow allocates what the header of a page asks
for. The headers are Thrift's compact protocol
(https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md), their fields those of
`PageHeader` in https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

_WINDOW, _LARGEST_HEADER = 512, 1 << 20  # bytes; headers may hold the least and the largest value
_DEEPEST = 8  # structures in each other
_DATA, _DICTIONARY, _DATA_V2 = 0, 2, 3
_DELTA_BYTE_ARRAY = 7
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)


class PageFault(ValueError):
    """Pages that are not as the format has them."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the bytes that it unpacks to, its values, and whether these repeat parts of each other."""

    n_bytes: int
    n_values: int
    is_dictionary: bool
    is_delta: bool


def pages_of(stream: IO[bytes], start: int, end: int, n_values: int) -> Iterator[Page]:
    """The pages between two offsets of a file, up to `n_values` values. Raises PageFault."""
    while start < end and n_values > 0:
        header, length = _header_at(stream, start)
        page, n_stored = _page(header)
        yield page
        n_values -= 0 if page.is_dictionary else page.n_values
        start += length + n_stored


def _header_at(stream: IO[bytes], position: int) -> tuple[dict[int, Any], int]:
    """The header of a page by its fields' numbers, and its length in bytes."""
    window = _WINDOW
    while window <= _LARGEST_HEADER:
        stream.seek(position)
        compact = _Compact(stream.read(window))
        try:
            return compact.struct(), compact.position
        except IndexError:
            window *= 8
    raise PageFault(f"the page at byte {position:,} has no header that can be read")


def _page(header: dict[int, Any]) -> tuple[Page, int]:
    kind, n_bytes, n_stored = (header.get(field) for field in (1, 2, 3))
    of_kind = {_DATA: (5, 2), _DICTIONARY: (7, 2), _DATA_V2: (8, 4)}.get(kind or 0)
    if not isinstance(n_bytes, int) or not isinstance(n_stored, int) or min(n_bytes, n_stored) < 0:
        raise PageFault("a page does not say its size")
    if of_kind is None:  # of an index: nothing of it is read
        return Page(0, 0, True, False), n_stored
    details = header.get(of_kind[0])
    n_values = details.get(1) if isinstance(details, dict) else None
    if not isinstance(details, dict) or not isinstance(n_values, int) or n_values < 0:
        raise PageFault("a page does not say how many values it has")
    is_delta = details.get(of_kind[1]) == _DELTA_BYTE_ARRAY
    return Page(n_bytes, n_values, kind == _DICTIONARY, is_delta), n_stored


class _Compact:
    """Values of Thrift's compact protocol in bytes. Raises IndexError where these end before a value does."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """The fields of a structure by their numbers."""
        if depth > _DEEPEST:
            raise PageFault("the header of a page is nested too deep")
        fields: dict[int, Any] = {}
        number = 0
        while byte := self._byte():
            number = number + (byte >> 4) if byte >> 4 else self._integer()
            fields[number] = self._value(byte & 0x0F, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind in (_I16, _I32, _I64):
            return self._integer()
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind in (_BYTE, _DOUBLE, _BINARY):
            self._skip({_BYTE: 1, _DOUBLE: 8}.get(kind) or self._unsigned())
            return None
        raise PageFault("the header of a page holds what none has")

    def _byte(self) -> int:
        self.position += 1
        return self.data[self.position - 1]

    def _unsigned(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 63:
                return value

    def _integer(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)

    def _skip(self, length: int) -> None:
        self.position += length
        if self.position > len(self.data):
            raise IndexError
