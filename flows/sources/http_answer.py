"""An HTTP answer as archives store it: its headers, and its body, encoded or not, whatever they say.

CC-NEWS before 2019 and others keep the headers of the answer with a body that is decoded already. So an
encoding is undone where the body has it, and a body that has not is taken as it is.
"""

import re
import zlib
from collections.abc import Callable
from email.message import Message
from http import HTTPStatus
from http.client import HTTPException, parse_headers
from io import BytesIO
from typing import NamedTuple

import brotli

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})[^\n]*\n")
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_GZIP_MAGIC = b"\x1f\x8b\x08"
_MEMBERS = 100  # of a gzip body that are read: each costs a copy of what follows it
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]{0,1000})?\r\n")


class CutShort(ValueError):
    """The body ends before it is complete."""


class Answer(NamedTuple):
    """Status and headers of an answer, and where in its bytes the body begins."""

    status: int
    headers: Message
    begin: int

    @property
    def is_page(self) -> bool:
        """Whether it is a page of HTML, or may be one as nothing else is said. Servers write the type in
        many ways: quoted, twice, without a slash."""
        stated = self.stated("Content-Type")
        return self.status == HTTPStatus.OK and (not stated.strip() or "html" in stated)

    @property
    def charset(self) -> str | None:
        """The encoding that the headers state."""
        found = _CHARSET.search(self.stated("Content-Type"))
        return found[1] if found else None

    def stated(self, name: str) -> str:
        """All that the headers of a name say, in lower case."""
        return ",".join(map(str, self.headers.get_all(name, []))).lower()

    def content(self, stored: bytes, limit: int) -> bytes:
        """The body in the stored bytes without its encodings, or its first `limit` bytes. Raises CutShort."""
        body = stored[self.begin :]
        if "chunked" in self.stated("Transfer-Encoding"):
            body = without_chunks(body)
        for name in reversed(self.stated("Content-Encoding").replace(" ", "").split(",")):
            unpack = _UNPACKERS.get(name)
            body = unpack(body, limit) if unpack is not None else body
        if body.startswith(_GZIP_MAGIC):  # no page begins so, but headers may not say it
            body = _gunzipped(body, limit)
        return body[:limit]


def answer_in(stored: bytes) -> Answer | None:
    """The answer at the beginning of a record; None where there is none that can be read.

    "100 Continue" and the like before it are passed over.
    """
    begin = 0
    while (status := _STATUS.match(stored, begin)) and (end := _HEADERS_END.search(stored, begin)):
        if int(status[1]) >= HTTPStatus.OK:
            try:
                headers = parse_headers(BytesIO(stored[status.end() : end.end()]))
            except HTTPException:  # more headers, or longer ones, than any server sends
                return None
            return Answer(int(status[1]), headers, end.end())
        begin = end.end()
    return None


def without_chunks(body: bytes) -> bytes:
    """The content of a chunked body; the body itself where it is not chunked. Raises CutShort."""
    size = _CHUNK_SIZE.match(body)
    if size is None:
        return body
    chunks: list[bytes] = []
    end = 0
    while size is not None and (length := int(size[1], 16)):
        end = size.end() + length
        if len(body) < end:
            if not chunks:
                return body  # a text that happens to begin with a number in a line of its own
            raise CutShort
        chunks.append(body[size.end() : end])
        size = _CHUNK_SIZE.match(body, end + 2)
    if size is None and body[end:].strip(b"\r\n"):  # neither the end nor another chunk
        if len(chunks) == 1:
            return body
        raise CutShort
    return b"".join(chunks)


def _inflated(body: bytes, limit: int, window: int) -> bytes:
    """The body unpacked by zlib. Raises zlib.error where it is not packed so, CutShort where it is cut."""
    unpacked = b""
    for _ in range(_MEMBERS):
        unpacker = zlib.decompressobj(window)
        unpacked += unpacker.decompress(body, limit - len(unpacked))
        if len(unpacked) < limit and not unpacker.eof:
            raise CutShort
        body = unpacker.unused_data
        if len(unpacked) >= limit or not body.startswith(_GZIP_MAGIC):  # else a further member
            break
    return unpacked


def _gunzipped(body: bytes, limit: int) -> bytes:
    try:
        return _inflated(body, limit, zlib.MAX_WBITS | 32)  # gzip's header or zlib's
    except zlib.error:
        return body


def _deflated(body: bytes, limit: int) -> bytes:
    """Servers send either zlib's format, as the standard says, or the bare stream in it."""
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            return _inflated(body, limit, window)
        except (zlib.error, CutShort):  # a text may look like the beginning of a bare stream
            continue
    return body


def _unbrotlied(body: bytes, limit: int) -> bytes:
    unpacker = brotli.Decompressor()
    try:
        unpacked: bytes = unpacker.process(body, output_buffer_limit=limit)
    except brotli.error:
        return body
    if len(unpacked) < limit and not unpacker.is_finished():
        raise CutShort
    return unpacked


_UNPACKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
}
