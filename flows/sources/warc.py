"""Web archives (WARC, the CC-NEWS layout): every HTML answer is an article; damage costs only what it hit."""

import logging
import re
import zlib
from collections.abc import Iterator
from typing import IO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from flows.sources.locations import READ_ERRORS, Place, printable
from transforms.clean.decode import MAX_CHARS
from transforms.records import RawArticle, Rejection

logger = logging.getLogger(__name__)

_HTML = ("text/html", "application/xhtml+xml")
_GZIP_MAGIC = b"\x1f\x8b\x08"
_PLAIN_START = re.compile(rb"WARC/[01]\.\d")
_CHUNK = 1 << 20
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)


def read_warc(source: str, place: Place) -> Iterator[RawArticle | Rejection]:
    """The HTML answers of a .warc or .warc.gz file with status 200, in their order.

    Other records are no articles and are counted in the log. Where a record cannot be read there is one
    rejection with its place, and reading goes on at the next record that can be; a file that breaks off is
    said to. The time of capture is not taken for a time of publication.
    """
    try:
        with cast(IO[bytes], place.fs.open(place.path, "rb")) as stream:
            yield from _Archive(source, place, stream).articles()
    except READ_ERRORS as error:
        yield Rejection(source, place.ref, f"the file cannot be read: {type(error).__name__}: {error}", "")


class _Archive:
    """One pass over one file; `n_read` counts records, `position` is where the last one begins."""

    def __init__(self, source: str, place: Place, stream: IO[bytes]) -> None:
        self.source = source
        self.place = place
        self.stream = stream
        self.is_packed = stream.read(3) == _GZIP_MAGIC
        self.size = stream.seek(0, 2)
        self.n_read = 0
        self.n_other = 0
        self.position = -1
        self.last_is_cut = False

    def articles(self) -> Iterator[RawArticle | Rejection]:
        start: int | None = 0
        gap: tuple[int, str] | None = None  # where it began, what is wrong
        while start is not None:
            self.stream.seek(start)
            try:
                for item in self._records():
                    if gap is not None:
                        yield self._gap(gap, self.position)
                        gap = None
                    yield item
                break
            except READ_ERRORS as error:
                broken = max(self.position, start)
                gap = gap or (broken, str(error))
                start = self._next_start(broken + 1)
        if gap is not None:
            yield self._gap(gap, None)
        elif not self.last_is_cut and self._breaks_off():
            reason = f"after {self.n_read} records the file breaks off: its last record is not whole"
            yield self._rejection(reason, "end")
        logger.info("%s: %d records, %d of them no articles", self.place.ref, self.n_read, self.n_other)

    def _gap(self, gap: tuple[int, str], resumed: int | None) -> Rejection:
        broken, what = gap
        after = (
            f"reading went on at byte {resumed}" if resumed is not None else "no further record can be read"
        )
        return self._rejection(
            f"after {self.n_read - (resumed is not None)} records, behind byte {broken}: {what}; {after}",
            f"byte-{broken}",
        )

    def _records(self) -> Iterator[RawArticle | Rejection]:
        for record in ArchiveIterator(self.stream, record_types=WarcRecordType.response, auto_decode="all"):
            self.position = record.stream_pos
            self.n_read += 1
            self.last_is_cut = False
            if not self._is_article(record):
                self.n_other += 1
                continue
            yield self._article(record)

    def _is_article(self, record: WarcRecord) -> bool:
        answer = record.http_headers
        if answer is None:  # cut off before its body: `_article` says so
            return int(record.headers.get("Content-Length", "0") or 0) > 0
        return answer.status_code == 200 and (record.http_content_type or _HTML[0]) in _HTML

    def _article(self, record: WarcRecord) -> RawArticle | Rejection:
        id_ = (record.record_id or f"byte-{record.stream_pos}").strip("<>")
        content = record.reader.read(MAX_CHARS + 1)
        if len(content) > MAX_CHARS:
            return self._rejection(f"record is larger than {MAX_CHARS // 1_000_000} MB", id_)
        self.last_is_cut = record.http_headers is None or _is_cut(record, len(content))
        if self.last_is_cut:
            return self._rejection("record is cut off", id_)
        hints = {"url": record.headers.get("WARC-Target-URI"), "charset": record.http_charset}
        return RawArticle(
            self.source,
            printable(f"{self.place.name}#{id_}"),
            content,
            "html",
            {key: value for key, value in hints.items() if value},
        )

    def _rejection(self, reason: str, id_: str) -> Rejection:
        return Rejection(self.source, printable(f"{self.place.name}#{id_}"), reason, "")

    def _next_start(self, position: int) -> int | None:
        """Where the next record begins, at or after byte `position`."""
        overlap = b""
        while position < self.size:
            self.stream.seek(position)
            chunk = self.stream.read(_CHUNK)
            if not chunk:
                return None
            window = overlap + chunk
            offset = position - len(overlap)
            for found in re.finditer(re.escape(_GZIP_MAGIC) if self.is_packed else _PLAIN_START, window):
                if offset + found.start() > self.position and self._begins_record(offset + found.start()):
                    return offset + found.start()
            overlap = window[-8:]
            position += len(chunk)
        return None

    def _begins_record(self, position: int) -> bool:
        self.stream.seek(position)
        head = self.stream.read(512)
        if self.is_packed:
            try:
                head = zlib.decompressobj(31).decompress(head, 16)
            except zlib.error:
                return False
        return bool(_PLAIN_START.match(head))

    def _breaks_off(self) -> bool:
        """Whether the file ends within a record: fastwarc ends there without a word."""
        if self.size == 0:
            return True
        position = max(self.position, 0)
        return self._packed_breaks_off(position) if self.is_packed else self._plain_breaks_off(position)

    def _packed_breaks_off(self, position: int) -> bool:
        self.stream.seek(position)
        member = zlib.decompressobj(31)
        at_start = True
        try:
            while chunk := self.stream.read(_CHUNK):
                while chunk:
                    member.decompress(chunk)
                    at_start = False
                    chunk = member.unused_data
                    if member.eof:
                        member, at_start = zlib.decompressobj(31), True
        except zlib.error:
            return True
        return not at_start

    def _plain_breaks_off(self, position: int) -> bool:
        while position < self.size:
            self.stream.seek(position)
            head = self.stream.read(64 * 1024)
            stripped = head.lstrip(b"\r\n")
            if not stripped:
                return False
            end = head.find(b"\r\n\r\n", len(head) - len(stripped))
            length = _LENGTH.search(head, 0, end) if end >= 0 else None
            if length is None or not _PLAIN_START.match(stripped):
                return True
            position += end + 4 + int(length.group(1))
        return position > self.size


def _is_cut(record: WarcRecord, n_read: int) -> bool:
    """Whether a record's body is shorter than its header says; not known where the body was unpacked."""
    answer = record.http_headers
    if answer is None or answer.get("Content-Encoding") or answer.get("Transfer-Encoding"):
        return False
    return n_read < record.content_length
