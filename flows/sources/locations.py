"""Locations of files: local paths, globs and fsspec URLs, and the files there as byte streams."""

import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import fsspec  # type: ignore[import-untyped]
from fsspec.core import url_to_fs  # type: ignore[import-untyped]
from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]

from flows.bounds import Meter
from flows.sources.config import SourceError
from flows.sources.streams import counted, kind_of, open_file

_GLOB = frozenset("*?[")
READ_ERRORS = (OSError, EOFError, zlib.error)


@dataclass(frozen=True, slots=True)
class Place:
    """One file: its file system and path, and `ref`, its path relative to the source's folder.

    `fault` says why it is not to be opened, if it is not.
    """

    fs: fsspec.AbstractFileSystem
    path: str
    ref: str
    fault: str | None = None

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

    def open(self, meter: Meter) -> IO[bytes]:
        """A stream of the file's bytes, unpacked if its name ends in .gz, and counted. Raises OSError."""
        return counted(self.open_stored(), meter, self.suffixes.endswith(".gz"))

    def open_stored(self) -> IO[bytes]:
        """A stream of the file's bytes as they are stored. Raises OSError."""
        if isinstance(self.fs, LocalFileSystem):
            return open_file(self.path)
        return cast(IO[bytes], self.fs.open(self.path, "rb"))


@dataclass(frozen=True, slots=True)
class Location:
    """A file, a folder or a glob. The refs of its files are relative to `root`."""

    fs: fsspec.AbstractFileSystem
    path: str
    root: str

    def places(self) -> Iterator[Place]:
        """Its files in the order of their paths, without dotfiles, and with what cannot be read as one."""
        if self._is_glob():
            found = self.fs.glob(self.path)
            paths = iter(sorted(str(path) for path in found if not self.fs.isdir(path)))
        elif not self.fs.isdir(self.path):
            yield self._place(self.path, may_lead_out=True)
            return
        elif isinstance(self.fs, LocalFileSystem):
            yield from self._walk(self.path)
            return
        else:
            paths = iter(sorted(str(path) for path in self.fs.find(self.path)))
        for path in paths:
            if not any(part.startswith(".") for part in PurePosixPath(self._ref(path)).parts):
                yield self._place(path)

    def _walk(self, folder: str) -> Iterator[Place]:
        """The files in a folder of this machine and in those below it; links to folders are not followed."""
        waiting = [(folder, True)]
        while waiting:
            path, is_folder = waiting.pop()
            if not is_folder:
                yield self._place(path)
                continue
            try:
                with os.scandir(path) as entries:
                    found = [
                        (entry.path, entry.is_dir(follow_symlinks=False))
                        for entry in entries
                        if not entry.name.startswith(".")
                    ]
            except OSError as error:
                fault = f"the folder cannot be listed: {error.strerror}"
                yield Place(self.fs, path, printable(self._ref(path)), fault)
                continue
            # The last is taken next. With the slash, in the order of paths
            waiting += sorted(found, key=lambda entry: entry[0] + "/" * entry[1], reverse=True)

    def _place(self, path: str, may_lead_out: bool = False) -> Place:
        fault = None
        if isinstance(self.fs, LocalFileSystem):
            fault = _fault_of(path, None if may_lead_out else self.root)
        return Place(self.fs, path, printable(self._ref(path)), fault)

    def _ref(self, path: str) -> str:
        return path.removeprefix(self.root).lstrip("/")

    def beside(self, place: Place, name: str) -> Place:
        """The file of that name in the folder of another."""
        folder = place.path.rpartition("/")[0]
        path = f"{folder}/{name}"
        is_there = isinstance(self.fs, LocalFileSystem) and os.path.lexists(path)
        return Place(self.fs, path, name, _fault_of(path, self.root) if is_there else None)

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
    """A path or id as text without lone surrogates and control characters, at most 1,000 characters.

    Bytes of a path that are not UTF-8 are written out: `caf\\xe9.txt`.
    """
    if ref.isprintable():  # which halves of characters are not
        return ref[:1000]
    try:
        text = ref.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a character of JSON, not a byte of a path
        text = ref.encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char.isprintable() else "\ufffd" for char in text)[:1000]


def _fault_of(path: str, root: str | None) -> str | None:
    """Why what stands under a path of this machine is not read: no file, or out of the folder `root`."""
    try:
        path.encode("utf-8")
        if root is not None and stat.S_ISLNK(os.lstat(path).st_mode):
            target, inside = os.path.realpath(path), os.path.realpath(root)
            if os.path.commonpath((target, inside)) != inside:
                return f"is a link out of the folder, to {printable(target)}"
        mode = Path(path).stat().st_mode
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if stat.S_ISDIR(mode):
        return "is a link to a folder: name that folder as a source"
    what = kind_of(mode)
    return f"is {what}, not a file" if what else None


def _root(fs: fsspec.AbstractFileSystem, path: str) -> str:
    """The folder that refs are relative to: the folder itself, or the path before the first wildcard."""
    if _GLOB & set(path) and not fs.exists(path):
        fixed = path[: min(path.index(mark) for mark in _GLOB if mark in path)]
        return fixed.rpartition("/")[0]
    return path if fs.isdir(path) else path.rpartition("/")[0]
