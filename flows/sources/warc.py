"""Web archives (WARC, the CC-NEWS layout): every HTML response is an article; damaged records are skipped.

FastWARC reads the records, and `http_answer` what is in them: decoding while it reads, FastWARC ends at the
first answer that is both packed and chunked, as if the file ended there.
"""

import logging
import re
import zlib
from collections.abc import Iterator
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from flows.bounds import BeyondBound, Meter
from flows.sources.http_answer import Answer, CutShort, answer_in
from flows.sources.locations import READ_ERRORS, Place, printable
from flows.sources.rows import truncated
from transforms.clean.decode import MAX_CHARS
from transforms.records import RawArticle, Rejection

logger = logging.getLogger(__name__)

_GZIP_MAGIC = b"\x1f\x8b\x08"
_PLAIN_START = re.compile(rb"WARC/[01]\.\d")
_CHUNK = 1 << 20
_STEP = 1 << 14  # bytes; less than a chunk where members may be tiny, as each costs a copy of what follows it
_MOST_FAULTS = 1000  # in a row; each is another look at what follows it
_LARGEST_RECORD = 1_000_000_000  # bytes, of records that are passed over
HEAD = 64 * 1024  # bytes of a record in which the headers of its answer end
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)


def read_warc(source: str, place: Place, meter: Meter) -> Iterator[RawArticle | Rejection]:
    """The HTML responses with status 200 of a .warc or .warc.gz file, in file order.

    Other records are not articles; the log has their number. An unreadable stretch is one rejection with its
    byte position, and reading resumes at the next readable record; a truncated file is a rejection too. The
    time of capture is not used as the time of publication.
    """
    try:
        with place.open_stored() as stream:
            yield from _Archive(source, place, stream, meter).articles()
    except BeyondBound as error:
        yield truncated(source, place, meter.n_rows, "record", error)
    except READ_ERRORS as error:
        yield Rejection(source, place.ref, f"the file cannot be read: {type(error).__name__}: {error}", "")


class _Archive:
    """One pass over one file.

    `n_read` counts answers, `n_other` those of them that are no pages, `n_kinds` records of other kinds:
    requests, metadata and the like. What is in none of these is an article or a rejection. `position` is the
    byte offset of the last record.
    """

    def __init__(self, source: str, place: Place, stream: IO[bytes], meter: Meter) -> None:
        self.source = source
        self.meter = meter
        self.place = place
        self.stream = stream
        self.is_gzip = stream.read(3) == _GZIP_MAGIC
        self.size = stream.seek(0, 2)
        self.n_read = 0
        self.n_other = 0
        self.n_kinds = 0
        self.position = -1
        self.last_is_truncated = False

    def articles(self) -> Iterator[RawArticle | Rejection]:
        start: int | None = 0
        gap: tuple[int, str] | None = None  # byte offset, fault
        n_faults = 0  # since a record was read
        while start is not None:
            begin = start
            self.stream.seek(begin)
            try:
                for item in self._records():
                    if gap is not None:
                        yield self._gap(gap, self.position)
                        gap, n_faults = None, 0
                    yield item
                start = self._unread(begin)
            except BeyondBound:
                raise
            except READ_ERRORS as error:
                broken = max(self.position, begin)
                gap, n_faults = gap or (broken, str(error)), n_faults + 1
                start = self._next_start(broken + 1) if n_faults < _MOST_FAULTS else None
        if gap is not None:
            yield self._gap(gap, None)
        elif not self.last_is_truncated and self._is_truncated():
            reason = f"after {self.n_read} records the file is truncated: its last record is incomplete"
            yield self._rejection(reason, "end")
        logger.info(
            "%s: %d answers, %d of them no pages; %d records of other kinds",
            self.place.ref,
            self.n_read,
            self.n_other,
            self.n_kinds,
        )

    def _gap(self, gap: tuple[int, str], resumed: int | None) -> Rejection:
        broken, what = gap
        after = (
            f"reading resumed at byte {resumed}" if resumed is not None else "no further record can be read"
        )
        return self._rejection(
            f"after {self.n_read - (resumed is not None)} records, after byte {broken}: {what}; {after}",
            f"byte-{broken}",
        )

    def _records(self) -> Iterator[RawArticle | Rejection]:
        records = ArchiveIterator(self.stream, record_types=WarcRecordType.any_type, parse_http=False)
        for record in records:
            self.position = record.stream_pos
            self.meter.row()
            if record.content_length > _LARGEST_RECORD:  # what comes next is searched for, not unpacked to
                raise OSError(f"a record of {record.content_length:,} bytes, more than {_LARGEST_RECORD:,}")
            self.meter.take(record.content_length, is_unpacked=self.is_gzip)
            if record.record_type != WarcRecordType.response:
                self.n_kinds += 1
                continue
            self.n_read += 1
            self.last_is_truncated = False
            if "http" not in (record.headers.get("Content-Type") or "http").lower():
                self.n_other += 1  # such as an answer of the domain name system
                continue
            start = record.reader.read(HEAD)
            answer = answer_in(start)
            if answer is not None and not answer.is_page:
                self.n_other += 1
            elif answer is None and not record.content_length:
                self.n_other += 1  # an empty record
            else:
                yield self._article(record, start, answer)

    def _article(self, record: WarcRecord, start: bytes, answer: Answer | None) -> RawArticle | Rejection:
        """The page of a response that begins with the bytes `start`, in which `answer` is, if any."""
        id_ = (record.record_id or f"byte-{record.stream_pos}").strip("<>")
        stored = start + record.reader.read(MAX_CHARS + HEAD + 1 - len(start))
        self.last_is_truncated = len(stored) < min(record.content_length, MAX_CHARS + HEAD + 1)
        if self.last_is_truncated:
            return self._rejection("record is truncated", id_)
        if answer is None:
            return self._rejection("record is no HTTP response", id_)
        if len(stored) > MAX_CHARS + HEAD:  # its end is missing: it cannot be decoded
            return self._rejection(f"record is larger than {MAX_CHARS // 1_000_000} MB", id_)
        try:
            content = answer.content(stored, MAX_CHARS + 1)
        except CutShort:
            return self._rejection("record is truncated: its body is cut short", id_)
        if len(content) > MAX_CHARS:
            return self._rejection(f"record is larger than {MAX_CHARS // 1_000_000} MB", id_)
        if not content.strip():
            return self._rejection("the page is empty", id_)
        url = (record.headers.get("WARC-Target-URI") or "").strip("<>")  # wget writes it in brackets
        hints = {"url": url, "charset": answer.charset}
        return RawArticle(
            self.source,
            printable(f"{self.place.ref}#{id_}"),
            content,
            "html",
            {key: value for key, value in hints.items() if value},
        )

    def _rejection(self, reason: str, id_: str) -> Rejection:
        return Rejection(self.source, printable(f"{self.place.ref}#{id_}"), reason, "")

    def _next_start(self, position: int) -> int | None:
        """The byte offset of the next record at or after `position`; None if there is none."""
        overlap = b""
        length = _STEP
        while position < self.size:
            self.stream.seek(position)
            chunk = self.stream.read(length)
            if not chunk:
                return None
            self.meter.take(len(chunk))
            length = min(2 * length, _CHUNK)  # the next record is near, as a rule
            window = overlap + chunk
            offset = position - len(overlap)
            for found in re.finditer(re.escape(_GZIP_MAGIC) if self.is_gzip else _PLAIN_START, window):
                if offset + found.start() > self.position and self._begins_record(offset + found.start()):
                    return offset + found.start()
            overlap = window[-8:]
            position += len(chunk)
        return None

    def _begins_record(self, position: int) -> bool:
        self.stream.seek(position)
        head = self.stream.read(512)
        if self.is_gzip:
            try:
                head = zlib.decompressobj(31).decompress(head, 16)
            except zlib.error:
                return False
        return bool(_PLAIN_START.match(head))

    def _unread(self, start: int) -> int | None:
        """The byte offset of a record behind the last one that was read; None where there is none.

        FastWARC ends without a word at some records that it cannot read.
        """
        last = max(self.position, start)
        behind = self._end_of_member(last) if self.is_gzip else self._end_of_record(last)
        return behind if behind is not None and behind > last and self._begins_record(behind) else None

    def _end_of_member(self, position: int) -> int | None:
        """The byte offset behind the gzip member at `position`; None where it is cut or damaged."""
        self.stream.seek(position)
        member = zlib.decompressobj(31)
        try:
            while not member.eof and (chunk := self.stream.read(_CHUNK)):
                while chunk and not member.eof:
                    self.meter.take(len(member.decompress(chunk, _CHUNK)))
                    chunk = member.unconsumed_tail
        except zlib.error:
            return None
        return self.stream.tell() - len(member.unused_data) if member.eof else None

    def _end_of_record(self, position: int) -> int | None:
        """The byte offset behind the record at `position` and the blank lines that end it; None where its
        header does not tell."""
        self.stream.seek(position)
        head = self.stream.read(64 * 1024)
        end = head.find(b"\r\n\r\n")
        length = _LENGTH.search(head, 0, end) if end >= 0 else None
        if length is None:
            return None
        behind = position + end + 4 + int(length.group(1))
        self.stream.seek(behind)
        blank = self.stream.read(64)
        return behind + len(blank) - len(blank.lstrip(b"\r\n"))

    def _is_truncated(self) -> bool:
        """Whether the file ends within a record, where fastwarc stops silently."""
        if self.size == 0:
            return True
        position = max(self.position, 0)
        return self._gzip_is_truncated(position) if self.is_gzip else self._plain_is_truncated(position)

    def _gzip_is_truncated(self, position: int) -> bool:
        self.stream.seek(position)
        member = zlib.decompressobj(31)
        at_start = True
        try:
            while chunk := self.stream.read(_STEP):
                while chunk:
                    self.meter.take(len(member.decompress(chunk, _CHUNK)))
                    at_start = False
                    chunk = member.unused_data if member.eof else member.unconsumed_tail
                    if member.eof:
                        member, at_start = zlib.decompressobj(31), True
        except zlib.error:
            return True
        return not at_start

    def _plain_is_truncated(self, position: int) -> bool:
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
