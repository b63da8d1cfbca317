"""Reads the response to a request, bounded in size, and tells which faults another try may mend."""

import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

import httpx

from flows.sources.faults import FetchError, status_fault

LONGEST_WAIT = 120.0  # seconds of Retry-After; a longer one counts as a failure
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response: final URL, decompressed body, and the metadata of its headers."""

    url: str
    content: bytes
    media: str  # "text/html"; "" if the server does not state it
    charset: str | None
    headers: Mapping[str, str]


class RetryableError(Exception):
    """A fault that may be gone in another try, after `wait` seconds if the server states them."""

    def __init__(self, fault: FetchError, wait: float | None = None) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.wait = wait

    def after(self, n_tries: int, url: str) -> FetchError:
        """The fault for which no further try is made."""
        tries = "1 try" if n_tries == 1 else f"{n_tries} tries"
        fault = self.fault
        asked = f"asks to be left alone for {self.wait:,.0f} s" if (self.wait or 0.0) > LONGEST_WAIT else ""
        detail = f"{fault.detail} ({tries})" if fault.detail else f"after {tries}"
        return FetchError(
            fault.kind, url, "; ".join(filter(None, (asked, detail))), fault.status, transient=True
        )


def read_response(url: str, answer: httpx.Response, limit: int) -> Fetched | str | None:
    """The response, or the target of its redirect; None for 304. `limit` is in bytes.

    Raises RetryableError and FetchError.
    """
    status = answer.status_code
    if status == 304:
        return None
    if status in _REDIRECTS:
        if not answer.headers.get("location"):
            raise FetchError(
                "redirect without target", url, f"HTTP {status} without a Location header", status
            )
        return str(answer.headers["location"])
    if status in _RETRIED:
        raise RetryableError(status_fault(url, status), _retry_after(answer.headers.get("retry-after")))
    if status != 200:
        raise status_fault(url, status)
    content = _content(url, answer, limit)
    message = Message()
    message["content-type"] = answer.headers.get("content-type", "")
    charset = message.get_content_charset()
    media = message.get_content_type() if answer.headers.get("content-type") else ""
    return Fetched(url, content, media, charset, dict(answer.headers))


def _content(url: str, answer: httpx.Response, limit: int) -> bytes:
    """The decompressed body. Enforces the limit of size regardless of the headers."""
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise FetchError("unknown content encoding", url, f"{encoding!r} was not requested")
    unpacker = _Unpacker() if encoding in {"gzip", "x-gzip", "deflate"} else None
    n_received = 0  # as sent: headers of gzip may be long, and what follows its end
    content = bytearray()
    for chunk in answer.iter_raw():
        n_received += len(chunk)
        try:
            content += unpacker.unpack(chunk, limit + 1 - len(content)) if unpacker else chunk
        except zlib.error as error:
            raise FetchError("corrupt response", url, f"it is not {encoding} data: {error}") from error
        if max(len(content), n_received) > limit:
            raise FetchError("too large", url, f"more than {limit:,} bytes")
    if unpacker and n_received and not unpacker.is_at_end:
        raise RetryableError(FetchError("connection lost", url, "the response is incomplete"))
    return bytes(content)


class _Unpacker:
    """Unpacks gzip, one member after another, and zlib; passes over what follows."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(47)
        self._is_over = False

    @property
    def is_at_end(self) -> bool:
        return self._member.eof

    def unpack(self, part: bytes, most: int) -> bytes:
        """What a part of the body holds, at most so many bytes of it. Raises zlib.error."""
        content = b""
        while part and not self._is_over and len(content) < most:
            if self._member.eof:
                self._is_over = not part.startswith(b"\x1f")
                if self._is_over:
                    break
                self._member = zlib.decompressobj(31)
            content += self._member.decompress(part, most - len(content))
            part = self._member.unused_data
        return content


def _retry_after(stated: str | None) -> float | None:
    """Seconds until the time of a Retry-After header, a number or a date; None if it is neither."""
    if not stated:
        return None
    if stated.strip().isdecimal():
        return float(stated.strip()[:9])
    with suppress(ValueError, TypeError, OverflowError):
        when = parsedate_to_datetime(stated)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())
    return None
