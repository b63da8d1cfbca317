"""Web archives, whole and damaged."""

# ruff: noqa: E501  documents and sentences read best on one line

import gzip
import re
import tracemalloc
import zlib
from itertools import islice
from pathlib import Path

import brotli
import pytest
from fastwarc.warc import ArchiveIterator

from flows.sources import resolve, warc
from tests.flows.sources.conftest import PAGE, packed, warc_record
from transforms.records import RawArticle, Rejection

RECORDS = [warc_record(number) for number in range(6)]


def read(tmp_path: Path, data: bytes, name: str = "news.warc.gz") -> list[RawArticle | Rejection]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(resolve(path).read())


def numbers(found: list[RawArticle | Rejection]) -> list[int]:
    """The records that came through as articles."""
    return [int(item.source_ref[-3:]) for item in found if isinstance(item, RawArticle)]


def damaged(data: bytes, start: int, length: int = 40) -> bytes:
    return data[:start] + b"\x55" * length + data[start + length :]


@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
def test_every_html_answer_is_an_article(tmp_path: Path, name: str) -> None:
    records = packed(RECORDS) if name.endswith("gz") else RECORDS
    found = read(tmp_path, b"".join(records), name)
    assert numbers(found) == [0, 1, 2, 3, 4, 5]
    first = found[0]
    assert isinstance(first, RawArticle)
    assert first.source_ref == f"{name}#urn:uuid:{0:032d}"
    assert first.hints == {"url": "https://marsh.example/dam/0", "charset": "utf-8"}
    assert first.media == "html"
    assert b"<title>Dam 0</title>" in first.content  # type: ignore[operator]


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    others = [warc_record(7, "{}", media="application/json"), warc_record(8, "gone", status=404)]
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:9>\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"
    found = read(tmp_path, b"".join(packed([info, *others, RECORDS[1]])))
    assert numbers(found) == [1]
    assert len(found) == 1


def chunked(data: bytes, size: int = 100) -> bytes:
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x;x=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def raw_deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


BODY = PAGE.encode()
CHUNKED = "Transfer-Encoding: chunked\n"


@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (CHUNKED, chunked(BODY)),
        ("Content-Encoding: gzip", gzip.compress(BODY)),
        ("Content-Encoding: gzip", gzip.compress(BODY[:100]) + gzip.compress(BODY[100:])),
        (f"{CHUNKED}Content-Encoding: gzip", chunked(gzip.compress(BODY))),
        (f"Transfer-Encoding: identity\n{CHUNKED}", chunked(BODY)),
        (CHUNKED, b"%016x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)),
        (CHUNKED, chunked(BODY, len(BODY))[:-7]),
        ("Content-Encoding: deflate", zlib.compress(BODY)),
        ("Content-Encoding: deflate", raw_deflated(BODY)),
        ("Content-Encoding: br", brotli.compress(BODY)),
        ("Content-Encoding: gzip, br", brotli.compress(gzip.compress(BODY))),
        # The headers say more than there is, or less
        (CHUNKED, BODY),
        (CHUNKED, b"90\r\n" + BODY[:100]),
        ("Content-Encoding: gzip", BODY),
        ("Content-Encoding: deflate", BODY),
        ("Content-Encoding: br", BODY),
        ("Content-Encoding: identity", BODY),
        (f"{CHUNKED}Content-Encoding: gzip", BODY),
        (f"{CHUNKED}Content-Encoding: gzip", gzip.compress(BODY)),
        (f"{CHUNKED}Content-Encoding: gzip", chunked(BODY)),
        ("", gzip.compress(BODY)),
        ("Content-Length: 12", BODY),
    ],
)
def test_a_body_is_decoded_as_far_as_it_is_encoded(
    tmp_path: Path, name: str, headers: str, body: bytes
) -> None:
    records = [warc_record(1, body, headers=headers), RECORDS[2]]
    found = read(tmp_path, b"".join(packed(records) if name.endswith("gz") else records), name)
    assert numbers(found) == [1, 2], "and the rest of the file is read"
    assert isinstance(found[0], RawArticle)
    assert found[0].content == (body if body.startswith(b"90") else BODY)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (CHUNKED, chunked(BODY)[:-60]),
        (CHUNKED, chunked(BODY, len(BODY) // 2)[: len(BODY) - 60]),
        ("Content-Encoding: gzip", gzip.compress(BODY)[:-60]),
        ("Content-Encoding: br", brotli.compress(BODY)[:-60]),
    ],
)
def test_a_body_that_is_cut_short_is_no_article(tmp_path: Path, headers: str, body: bytes) -> None:
    found = read(tmp_path, b"".join(packed([warc_record(1, body, headers=headers), RECORDS[2]])))
    assert isinstance(found[0], Rejection) and "truncated: its body is cut short" in found[0].reason
    assert numbers(found) == [2]


def test_headers_are_read_as_servers_send_them(tmp_path: Path) -> None:
    record = RECORDS[3].replace(b"Content-Type: text/html", b"CONTENT-TYPE:  TEXT/HTML")
    bare = warc_record(1, line_end="\n")
    (unnamed,) = [
        warc_record(2, media="x").replace(b"Content-Type: x; charset=utf-8\r\n", b"Server: xx\r\n" * 2)
    ]
    found = read(tmp_path, b"".join(packed([bare, record])))
    assert numbers(found) == [1, 3]
    length = len(unnamed.split(b"\r\n\r\n", 1)[1]) - 4
    unnamed = re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % length, unnamed)
    assert numbers(read(tmp_path, b"".join(packed([unnamed])))) == [2], "no type is said: it may be a page"
    for type_ in (
        "",
        "html",
        '"text/html"',
        "text/html, text/html",
        "text/html charset=utf-8",
        "a; charset*=b; x=html",
    ):
        odd = warc_record(5, media="TYPE; charset=utf-8").replace(
            b"TYPE; charset=utf-8; charset=utf-8", b"T" * 36
        )
        record = odd.replace(b"T" * 36, type_.encode().ljust(36))
        assert numbers(read(tmp_path, b"".join(packed([record])))) == [5], type_
    before = b"HTTP/1.1 100 Continue\r\n\r\n"
    first, rest = RECORDS[4].split(b"HTTP/1.1 200", 1)
    length = len(before) + len(rest) + len(b"HTTP/1.1 200") - 4
    first = re.sub(rb"(?<=\r\n)Content-Length: \d+", b"Content-Length: %d" % length, first)
    assert numbers(read(tmp_path, b"".join(packed([first + before + b"HTTP/1.1 200" + rest])))) == [4]
    named = RECORDS[4].replace(b"application/http; msgtype=response", b"text/dns".ljust(34))
    assert read(tmp_path, b"".join(packed([named, RECORDS[5]])))[0].source_ref.endswith("5")
    no_answer = re.sub(rb"HTTP/1.1 200 OK", b"not http at all", RECORDS[4])
    (fault,) = read(tmp_path, b"".join(packed([no_answer])))
    assert isinstance(fault, Rejection) and fault.reason == "record is no HTTP response"


@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
def test_records_are_read_on_where_the_reader_ends_early(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        warc, "ArchiveIterator", lambda *args, **kwargs: islice(ArchiveIterator(*args, **kwargs), 2)
    )
    records = packed(RECORDS) if name.endswith("gz") else RECORDS
    found = read(tmp_path, b"".join(records), name)
    assert numbers(found) == [0, 1, 2, 3, 4, 5]


def test_a_corrupt_record_costs_only_itself(tmp_path: Path) -> None:
    members = packed(RECORDS)
    data = b"".join(members)
    third = sum(map(len, members[:2]))
    found = read(tmp_path, damaged(data, third + 60))
    assert numbers(found) == [0, 1, 3, 4, 5]
    (fault,) = [item for item in found if isinstance(item, Rejection)]
    assert f"reading resumed at byte {third + len(members[2])}" in fault.reason
    assert "after 2 records" in fault.reason


def test_two_gaps_are_two_rejections(tmp_path: Path) -> None:
    members = packed(RECORDS)
    starts = [sum(map(len, members[:number])) for number in range(6)]
    found = read(tmp_path, damaged(damaged(b"".join(members), starts[1] + 60), starts[4] + 60))
    assert numbers(found) == [0, 2, 3, 5]
    assert sum(isinstance(item, Rejection) for item in found) == 2


def test_a_corrupt_header_of_a_plain_archive(tmp_path: Path) -> None:
    data = b"".join(RECORDS)
    found = read(tmp_path, damaged(data, len(RECORDS[0]), 12), "news.warc")
    assert numbers(found) == [0, 2, 3, 4, 5]
    assert sum(isinstance(item, Rejection) for item in found) == 1


@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
@pytest.mark.parametrize("left_of_last", [5, 60, 200, -30])
def test_a_truncated_archive_says_so(tmp_path: Path, name: str, left_of_last: int) -> None:
    records = packed(RECORDS) if name.endswith("gz") else RECORDS
    found = read(tmp_path, b"".join(records[:-1]) + records[-1][:left_of_last], name)
    assert numbers(found) == [0, 1, 2, 3, 4]
    faults = [item for item in found if isinstance(item, Rejection)]
    assert len(faults) == 1
    assert any(words in faults[0].reason for words in ("truncated", "no further record"))
    assert (
        "5 records" in faults[0].reason
        or "record is truncated" in faults[0].reason
        or "6 records" in faults[0].reason
    )


@pytest.mark.parametrize("data", [b"no archive at all " * 50, b"\x1f\x8b\x08no archive" * 50, b""])
def test_what_is_no_archive(tmp_path: Path, data: bytes) -> None:
    found = read(tmp_path, data)
    assert len(found) == 1
    assert isinstance(found[0], Rejection)


def test_a_record_that_unpacks_to_too_much(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(60_000_000))
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + bomb
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http\r\n"
    record = head + f"Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"
    found = read(tmp_path, b"".join(packed([record, RECORDS[2]])))
    assert isinstance(found[0], Rejection)
    assert "larger than 20 MB" in found[0].reason
    assert numbers(found) == [2]


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    member = packed(RECORDS)[0]

    def peak(n_records: int) -> int:
        path.write_bytes(member * n_records)
        tracemalloc.start()
        n_read = sum(1 for _ in resolve(path).read())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert n_read == n_records
        return most

    peak(10)
    assert peak(5_000) < 2 * peak(500) + 1_000_000


def test_members_without_end_and_starts_without_records(tmp_path: Path) -> None:
    """Each costs a look only: the archive is read to its end, or its rest is said to be unreadable."""
    tiny = gzip.compress(b"", mtime=0)
    assert numbers(read(tmp_path, packed(RECORDS)[0] + tiny * 50_000)) == [0]
    found = read(tmp_path, RECORDS[0] + b"WARC/1.0\r\n" * 50_000, "news.warc")
    assert numbers(found) == [0]
    assert isinstance(found[1], Rejection)
    assert "no further record can be read" in found[1].reason


def test_every_record_is_accounted_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    request = b"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    empty = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    with caplog.at_level("INFO", "flows.sources.warc"):
        found = read(tmp_path, RECORDS[0] + request + empty + request, "news.warc")
    assert numbers(found) == [0]
    assert "2 answers, 1 of them no pages; 2 records of other kinds" in caplog.text
