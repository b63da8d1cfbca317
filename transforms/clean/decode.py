"""From bytes to text: find the encoding, keep what can be kept, say what could not."""

import codecs
import logging
import re
from collections.abc import Iterator
from typing import NamedTuple

logger = logging.getLogger(__name__)

# The longest input that is read as one article; a page or text beyond it is quarantined, not cut.
MAX_CHARS = 20_000_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_STARTS = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x1f\x8b": "gzip data",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ": "xz data",
    b"(\xb5/\xfd": "zstd data",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"PAR1": "a Parquet file",
    b"RIFF": "audio, video or a WebP image",
    b"OggS": "audio",
    b"ID3": "audio",
}
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Decoded(NamedTuple):
    """Text, how many characters had to be replaced, and the encoding that was read."""

    text: str
    n_replaced: int
    encoding: str


class UndecodableError(ValueError):
    """Input that is no text; the message says what it looks like."""


def decode(content: bytes | str, charset: str | None = None) -> Decoded:
    """Read `content` as text: byte-order mark, UTF-8, the charset stated, the likeliest, then replacement.

    `charset` is what the transport states (an HTTP header); a `<meta charset>` in the first 4 KiB is
    looked for as well. Raises UndecodableError for empty and binary input.
    """
    if isinstance(content, str):
        decoded = Decoded(well_formed(content), 0, "str")
    else:
        decoded = _decode_bytes(content, charset)
    _refuse_binary_text(decoded.text)
    return decoded


def _decode_bytes(content: bytes, charset: str | None) -> Decoded:
    for start, what in _BINARY_STARTS.items():
        if content.startswith(start):
            raise UndecodableError(f"is {what}, not text")
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(encoding, "replace")
            return Decoded(text, text.count("\ufffd"), encoding)
    try:
        return Decoded(content.decode("utf-8"), 0, "utf-8")
    except UnicodeDecodeError:
        pass
    replaced = content.decode("utf-8", "replace")
    n_replaced = replaced.count("\ufffd")
    if _is_damaged_utf8(replaced, n_replaced):
        logger.warning("%d bytes are not UTF-8 and were replaced", n_replaced)
        return Decoded(replaced, n_replaced, "utf-8")
    for name in _encodings(content, charset):
        decoded = _try(content, name)
        if decoded is not None:
            return Decoded(decoded, 0, name)
    logger.warning("no encoding fits: %d bytes were replaced", n_replaced)
    return Decoded(replaced, n_replaced, "utf-8")


def _is_damaged_utf8(replaced: str, n_replaced: int) -> bool:
    """Whether text that is not quite UTF-8 is UTF-8 all the same.

    In a one-byte encoding nearly every character beyond ASCII fails to decode; in UTF-8 with a broken
    spot nearly every one decodes.
    """
    n_good = sum(1 for char in replaced if char > "\x7f") - n_replaced
    return n_good > 2 * n_replaced


def _encodings(content: bytes, charset: str | None) -> Iterator[str]:
    """What to try, dearest last."""
    if charset:
        yield charset
    stated = _META_CHARSET.search(content[:4096])
    if stated:
        yield stated.group(1).decode("ascii")
    from charset_normalizer import from_bytes

    found = list(from_bytes(content[:50_000]))
    # Between code pages that fit as well as each other, the ones that most of the web was written in.
    for likely in ("cp1252", "cp1251"):
        for match in found:
            if (
                match.encoding == likely
                and match.chaos <= found[0].chaos
                and match.coherence >= found[0].coherence - 0.05
            ):
                yield likely
    if found:
        yield found[0].encoding


def _try(content: bytes, encoding: str) -> str | None:
    try:
        # Browsers read these two labels as windows-1252, and so do the pages' authors.
        name = codecs.lookup(encoding).name
        return content.decode("cp1252" if name in {"iso8859-1", "ascii"} else name)
    except (LookupError, ValueError, TypeError, AttributeError):
        return None


def well_formed(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair, which JSON may hold and no file can.

    Two halves beside each other become the character that they make.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _refuse_binary_text(text: str) -> None:
    if not text.strip("\x00\ufeff \t\r\n"):
        raise UndecodableError("is empty")
    head = text[:20_000]
    if len(_CONTROL.findall(head)) * 20 > len(head) or head.count("\ufffd") * 5 > len(head):
        raise UndecodableError("is binary data, not text")
