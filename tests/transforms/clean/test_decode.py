"""From bytes to text, whatever the bytes."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clean.decode import UndecodableError, decode

TEXT = "Präsident Dubček lud Frau Łuczak nach Köln ein; „gern“, sagte sie. " * 5
FRENCH = "L’été dernier, le président a reçu des élèves à l’Élysée. « Très bien », a-t-il déclaré. " * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-32"])
def test_unicode_is_read_exactly(encoding: str) -> None:
    data = b"\xff\xfe" + TEXT.encode("utf-16-le") if encoding == "utf-16-le-bom" else TEXT.encode(encoding)
    assert decode(data).text == TEXT
    assert decode(data).n_replaced == 0


def test_the_stated_charset_is_read() -> None:
    assert decode(TEXT.encode("iso-8859-2", "replace"), "iso-8859-2").text == TEXT.replace("„", "?").replace(
        "“", "?"
    )


def test_a_meta_charset_is_read() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Премьер сказал</body></html>'
    assert "Премьер сказал" in decode(page.encode("cp1251")).text


def test_a_false_latin_label_is_windows_1252() -> None:
    assert decode("“Yes,” he said…".encode("cp1252"), "iso-8859-1").text == "“Yes,” he said…"


def test_an_unstated_encoding_is_detected() -> None:
    assert "président a reçu des élèves" in decode(FRENCH.encode("cp1252")).text


def test_broken_utf8_is_replaced_and_counted() -> None:
    data = TEXT.encode()[:200] + b"\xff\xfe\xc3" + TEXT.encode()[200:]
    decoded = decode(data)
    assert decoded.n_replaced == 3
    assert decoded.text.count("\ufffd") == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        ("", "is empty"),
        (b" \n\t\x00", "is empty"),
        (b"%PDF-1.7 stream", "PDF"),
        (b"\x89PNG\r\n\x1a\n0000", "PNG"),
        (b"PK\x03\x04 word/document.xml", "ZIP"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (bytes(range(32)) * 200, "binary"),
        ("a\x01\x02\x03" * 50, "binary"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes | str, reason: str) -> None:
    with pytest.raises(UndecodableError, match=reason):
        decode(data)


def test_an_unknown_charset_does_no_harm() -> None:
    for charset in ("no-such-charset", "", "hex", "rot13", "base64", "idna", "\x00"):
        assert "pr" in decode(FRENCH.encode("cp1252"), charset).text.lower()


@given(st.binary(), st.one_of(st.none(), st.text(max_size=20)))
def test_any_bytes_give_text_or_a_reason(data: bytes, charset: str | None) -> None:
    try:
        decoded = decode(data, charset)
    except UndecodableError as error:
        assert str(error).startswith("is ")
    else:
        decoded.text.encode("utf-8")


@given(st.text())
def test_any_text_stays_as_it_is(text: str) -> None:
    with suppress(UndecodableError):
        assert decode(text).text == text.encode("utf-8", "replace").decode()
