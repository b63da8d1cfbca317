"""Locations of files: local paths, globs and fsspec URLs, and the files there as byte streams."""

import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, cast

import fsspec  # type: ignore[import-untyped]
from fsspec.core import url_to_fs  # type: ignore[import-untyped]

from flows.sources.config import SourceError

_GLOB = frozenset("*?[")
_BUFFER = 1 << 17
# Texts are packed to a tenth, and copies of one text to a hundredth; gzip can pack one letter to a thousandth
_MOST_PACKED, _SURELY_READ = 200, 50_000_000
READ_ERRORS = (OSError, EOFError, zlib.error, gzip.BadGzipFile)


@dataclass(frozen=True, slots=True)
class Place:
    """One file: its file system and path, and `ref`, its path relative to the source's folder."""

    fs: fsspec.AbstractFileSystem
    path: str
    ref: str

    @property
    def suffixes(self) -> str:
        """The last suffix in lower case, with the one before it if the last is ".gz": ".jsonl.gz"."""
        suffixes = [suffix.lower() for suffix in PurePosixPath(self.path).suffixes]
        return "".join(suffixes[-2:]) if suffixes[-1:] == [".gz"] else "".join(suffixes[-1:])

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    def size(self) -> int | None:
        """Size in bytes as stored; None if the file system does not state it."""
        size = self.fs.size(self.path)
        return int(size) if size is not None else None

    def open(self) -> IO[bytes]:
        """A stream of the file's bytes, decompressed if its name ends in .gz. Raises OSError."""
        stream = cast(IO[bytes], self.fs.open(self.path, "rb"))
        if self.suffixes.endswith(".gz"):
            return cast(IO[bytes], io.BufferedReader(_Unpacked(stream, self.size()), _BUFFER))
        return stream


class _Unpacked(io.RawIOBase):
    """What is in a gzip file, up to 200 times its size or 50 MB. Raises OSError where there is more."""

    def __init__(self, packed: IO[bytes], size: int | None) -> None:
        self._stream = gzip.GzipFile(fileobj=packed, mode="rb")
        self._most = max(_SURELY_READ, _MOST_PACKED * (size or 0))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        n_read = self._stream.readinto(buffer)
        if self._stream.tell() > self._most:
            raise OSError(f"unpacks to more than {self._most:,} bytes, as only what is made for it does")
        return n_read

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


@dataclass(frozen=True, slots=True)
class Location:
    """A file, a folder or a glob. The refs of its files are relative to `root`."""

    fs: fsspec.AbstractFileSystem
    path: str
    root: str

    def places(self) -> Iterator[Place]:
        """Its files in the order of their paths, without dotfiles."""
        if self._is_glob():
            found = self.fs.glob(self.path)
            paths = sorted(str(path) for path in found if self.fs.isfile(path))
        elif self.fs.isdir(self.path):
            paths = sorted(str(path) for path in self.fs.find(self.path))
        else:
            paths = [self.path]
        for path in paths:
            ref = path.removeprefix(self.root).lstrip("/")
            if not any(part.startswith(".") for part in PurePosixPath(ref).parts):
                yield Place(self.fs, path, printable(ref))

    def _is_glob(self) -> bool:
        return bool(_GLOB & set(self.path)) and not self.fs.exists(self.path)

    @property
    def is_folder(self) -> bool:
        return not self._is_glob() and self.fs.isdir(self.path)


def locate(address: str, storage: Mapping[str, Any] | None = None) -> Location:
    """The location of a path, glob or fsspec URL. Raises SourceError if there is none."""
    try:
        fs, path = url_to_fs(address, **(storage or {}))
        location = Location(fs, path, _root(fs, path))
        if location._is_glob():
            if not any(True for _ in location.places()):
                raise SourceError(f"{address}: no file matches")
        elif not fs.exists(path):
            raise SourceError(f"{address}: there is no such file or folder")
    except SourceError:
        raise
    except Exception as error:  # each file system has exceptions of its own
        raise SourceError(f"{address}: cannot be reached: {type(error).__name__}: {error}") from error
    return location


def printable(ref: str) -> str:
    """A path or id as text without lone surrogates and control characters, at most 1,000 characters."""
    text = ref.encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char.isprintable() else "\ufffd" for char in text)[:1000]


def _root(fs: fsspec.AbstractFileSystem, path: str) -> str:
    """The folder that refs are relative to: the folder itself, or the path before the first wildcard."""
    if _GLOB & set(path) and not fs.exists(path):
        fixed = path[: min(path.index(mark) for mark in _GLOB if mark in path)]
        return fixed.rpartition("/")[0]
    return path if fs.isdir(path) else path.rpartition("/")[0]
