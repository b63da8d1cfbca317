"""Files as streams of bytes that are counted, unpacked where they are packed."""

import io
import os
import stat
import zlib
from typing import IO, Any, cast

from flows.bounds import BeyondBound, Meter

_BUFFER = 1 << 17
_STEP = 1 << 14  # packed bytes; where members are tiny, each costs a copy of what follows it
_MOST_EMPTY = 1000  # members of a gzip file in a row
_KINDS = (
    (stat.S_ISREG, ""),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def kind_of(mode: int) -> str:
    """What stands under a name, by its mode; nothing for a file."""
    return next((what for is_kind, what in _KINDS if is_kind(mode)), "a device")


def open_file(path: str) -> IO[bytes]:
    """A file of this machine. Raises OSError for what is no file, without waiting for what writes to it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if what := kind_of(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"it is {what}, not a file")
    return os.fdopen(descriptor, "rb")


def counted(stored: IO[bytes], meter: Meter, is_gzip: bool) -> IO[bytes]:
    """The bytes of a file, unpacked if it is gzip. Reading raises BeyondBound where the meter does."""
    raw = _Unpacked(stored, meter) if is_gzip else _Plain(stored, meter)
    return cast(IO[bytes], io.BufferedReader(raw, _BUFFER))


class _Plain(io.RawIOBase):
    """The bytes of a stream, counted."""

    def __init__(self, stored: IO[bytes], meter: Meter) -> None:
        self._stored = stored
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stored.read(len(buffer))
        buffer[: len(data)] = data
        self._meter.take(len(data))
        return len(data)

    def close(self) -> None:
        self._stored.close()
        super().close()


class _Unpacked(_Plain):
    """What is in a gzip file, counted.

    Python's own reads members that hold nothing without end before it returns.
    """

    def __init__(self, stored: IO[bytes], meter: Meter) -> None:
        super().__init__(stored, meter)
        self._member: Any = None  # none before the first, and between two
        self._packed = b""
        self._n_empty = 0
        self._is_empty = True
        self._is_begun = False

    def readinto(self, buffer: Any) -> int:
        while True:
            self._packed = self._packed or self._stored.read(_STEP)
            if self._member is None and not self._begin():
                return 0
            if not self._packed:
                raise EOFError("the gzip stream ends before its end")
            data = self._member.decompress(self._packed, len(buffer))
            self._is_empty = self._is_empty and not data
            self._packed = self._member.unconsumed_tail
            if self._member.eof:
                self._end()
            if data:
                buffer[: len(data)] = data
                self._meter.take(len(data), is_unpacked=True)
                return len(data)

    def _begin(self) -> bool:
        """Begin the next member; False at the end of the file, which zeros may fill up."""
        if self._is_begun:
            self._packed = self._packed.lstrip(b"\x00")
            while not self._packed and (more := self._stored.read(_STEP)):
                self._packed = more.lstrip(b"\x00")
            if not self._packed:
                return False
        self._is_begun = True
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return True

    def _end(self) -> None:
        self._packed = self._member.unused_data
        self._member = None
        self._n_empty = self._n_empty + 1 if self._is_empty else 0
        self._is_empty = True
        if self._n_empty > _MOST_EMPTY:
            raise BeyondBound(f"it has more than {_MOST_EMPTY:,} gzip members in a row that hold nothing")
