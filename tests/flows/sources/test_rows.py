"""JSON lines, CSV and Parquet: good rows among bad ones."""

# ruff: noqa: E501  documents and sentences read best on one line

import gzip
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources import SourceConfig, resolve
from flows.sources.source import Source
from transforms.records import RawArticle, Rejection


def read(path: Path, **stated: object) -> list[RawArticle | Rejection]:
    if not stated:
        return list(resolve(path).read())
    return list(Source(SourceConfig(name="rows", location=str(path), **stated)).read())  # type: ignore[arg-type]


def test_jsonl_rows_and_what_they_state(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [
        {"id": "a", "text": "A dam opens.", "title": "Dam", "url": "https://marsh.example/dam", "authors": ["Ida Noor"],
         "published_at": "2021-05-06", "publisher": "Marsh", "other": 1},
        {"id": 2, "html": "<p>A dam opens.</p>", "title": None},
        {"text": "No id."},
    ]  # fmt: skip
    path.write_text("\ufeff" + "\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    first, second, third = read(path)
    assert isinstance(first, RawArticle)
    assert first.source_ref == "rows.jsonl#a"
    assert first.source == "rows"
    assert first.hints == {
        "title": "Dam", "url": "https://marsh.example/dam", "publisher": "Marsh", "published_at": "2021-05-06",
        "authors": ["Ida Noor"],
    }  # fmt: skip
    assert isinstance(second, RawArticle)
    assert (second.source_ref, second.media, second.hints) == ("rows.jsonl#2", "html", {})
    assert third.source_ref == "rows.jsonl#line-5"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "is not JSON"),
        ("[]", "must be an object"),
        ("3", "must be an object"),
        ('{"id": "a"}', "neither text nor html"),
        ('{"id": "a", "text": ""}', "neither text nor html"),
        ('{"id": "a", "text": 3}', "text must be text"),
        ('{"id": "a", "text": ["x"]}', "text must be text"),
        ('{"id": "a", "text": "x", "title": {}}', "title must be text"),
        ('{"id": "a", "text": "x", "url": 3}', "url must be text"),
        ('{"id": [], "text": "x"}', "id must be text"),
        ('{"id": "a", "text": NaN}', "NaN"),
        ("[" * 100_000, "is not JSON"),
        ("\x00\x01\x02" * 20, "binary"),
    ],
)
def test_a_bad_line_among_good_ones(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "rows.jsonl.gz"
    good = '{"id": "%s", "text": "A dam opens."}\n'
    path.write_bytes(gzip.compress((good % 1 + line + "\n" + good % 2).encode()))
    one, bad, two = read(path)
    assert (one.source_ref, two.source_ref) == ("rows.jsonl.gz#1", "rows.jsonl.gz#2")
    assert isinstance(bad, Rejection)
    assert reason in bad.reason
    assert "line 2" in bad.reason
    assert "\x00" not in bad.payload


def test_a_truncated_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    lines = "".join(
        json.dumps({"id": n, "text": f"dam {n * 7919 % 1000003}" * 50}) + "\n" for n in range(2000)
    )
    data = gzip.compress(lines.encode())
    path.write_bytes(data[: len(data) // 2])
    *good, last = read(path)
    assert len(good) > 100
    assert all(isinstance(item, RawArticle) for item in good)
    assert isinstance(last, Rejection)
    assert f"after line {len(good)}" in last.reason


def test_an_endless_line_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"text": "' + b"x" * 45_000_000 + b'"}\n{"id": 2, "text": "A dam opens."}\n')
    bad, good = read(path)
    assert isinstance(bad, Rejection)
    assert "longer than" in bad.reason
    assert good.source_ref == "rows.jsonl#2"


def test_csv_by_its_usual_column_names(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        'id,headline,body,date,outlet\n1,Dam,"A dam\nopens, wide.",2021-05-06,Marsh\n2,Dam,,,\n',
        encoding="utf-8",
    )
    good, bad = read(path)
    assert isinstance(good, RawArticle)
    assert (good.source_ref, good.content) == ("rows.csv#1", "A dam\nopens, wide.")
    assert good.hints == {"title": "Dam", "published_at": "2021-05-06", "publisher": "Marsh"}
    assert isinstance(bad, Rejection)


def test_csv_with_stated_columns(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text("nr\ttekst\n1\tA dam opens.\n", encoding="utf-8")
    (missing,) = read(path)
    assert isinstance(missing, Rejection)
    assert "no text column" in missing.reason
    assert "nr, tekst" in missing.reason
    (article,) = read(path, kind="csv", columns={"text": "tekst", "id": "nr"})
    assert article.source_ref == "rows.tsv#1"
    (wrong,) = read(path, kind="csv", columns={"text": "text"})
    assert isinstance(wrong, Rejection)
    assert "columns.text" in wrong.reason


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    frame = {"id": [1, 2], "content": ["A dam opens.", None], "authors": [["Ida Noor"], None]}
    pl.DataFrame(frame).write_parquet(path)
    good, bad = read(path)
    assert isinstance(good, RawArticle)
    assert (good.source_ref, good.content, good.hints) == (
        "rows.parquet#1",
        "A dam opens.",
        {"authors": ["Ida Noor"]},
    )
    assert isinstance(bad, Rejection)


@pytest.mark.parametrize(
    "name", ["rows.parquet", "rows.csv", "rows.jsonl", "rows.jsonl.gz", "rows.warc", "rows.warc.gz"]
)
@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 100, b"PAR1" * 30, b"\x1f\x8b\x08" + b"x" * 50, b"WARC/1.0\r\n"]
)
def test_broken_files_give_rejections(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = read(path)
    assert all(isinstance(item, Rejection) and item.reason for item in found)
    assert found or not data.strip(b"\x00")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(["id", "text", "html", "title", "url", "publisher", "published_at", "authors", "x"])
LINES = st.one_of(
    st.dictionaries(KEYS, VALUES).map(json.dumps).map(str.encode),
    st.binary(max_size=60).filter(lambda data: b"\n" not in data),
)


@given(st.lists(LINES, max_size=8))
def test_every_line_is_accounted_for(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(lines))
    n_lines = sum(1 for line in b"\n".join(lines).split(b"\n") if line.strip())
    assert len(read(path)) == n_lines


@given(st.binary(max_size=300), st.sampled_from(["rows.csv", "rows.parquet", "rows.warc", "rows.warc.gz"]))
def test_any_bytes_are_read_or_rejected(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    for item in read(path):
        assert isinstance(item, RawArticle) or item.reason
