"""JSON lines, CSV and Parquet: good rows among bad ones."""

# ruff: noqa: E501  documents and sentences read best on one line

import gzip
import json
import tracemalloc
from dataclasses import replace
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
         "published_at": "2021-05-06", "publisher": "Marsh", "lang": "en-GB", "other": 1},
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
        "authors": ["Ida Noor"], "language": "en-GB",
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
        ('{"id": "a", "text": "x", "title": {"a": 1}}', "title must be text"),
        ('{"id": "a", "text": "x", "url": 3}', "url must be text"),
        ('{"id": ["x"], "text": "x"}', "id must be text"),
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


TABLE = "id,headline,body\n1,Café,“We open,” said Zoë.\n2,Café,“It is shut,” said Zoë.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [";", "|", "\t"])
def test_csv_of_other_encodings_and_separators(tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "rows.csv"
    table = "".join(mark.join(line.split(",", 2)) + "\n" for line in TABLE.splitlines())
    path.write_bytes(table.encode(encoding))
    first, second = read(path)[:2]
    assert isinstance(first, RawArticle) and isinstance(second, RawArticle)
    assert first.content == "“We open,” said Zoë."
    assert (second.source_ref, second.hints) == ("rows.csv#2", {"title": "Café"})


def test_csv_rows_that_are_cut_or_joined(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        'id,title,text\n1,"Dam","A dam opens."\n2,"Dam,"The mark is missing.\n'
        '3,"Dam" opens,"A mark too many."\n4,Dam\n5,"Dam","Another ""dam"" opens."\n6,"Dam","The file is c',
        encoding="utf-8",
    )
    found = read(path)
    whole = [item.source_ref for item in found if isinstance(item, RawArticle)]
    assert whole == ["rows.csv#1", "rows.csv#3", "rows.csv#5"]
    reasons = [item.reason for item in found if isinstance(item, Rejection)]
    assert reasons and all(
        "is not CSV" in r or "cells, the header" in r or "a piece of" in r for r in reasons
    )


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("['Ida Noor', 'Jon Falk']", ["Ida Noor", "Jon Falk"]),
        ('["Ida Noor", null]', ["Ida Noor"]),
        ("[]", None),
        ("nan", None),
        ("None", None),
        ("[Ida Noor", "[Ida Noor"),
        ("[__import__('os')]", "[__import__('os')]"),
        ("[{{}}]", "[{{}}]"),
        ("[{[]: 1}]", "[{[]: 1}]"),
    ],
)
def test_authors_as_tools_write_lists_of_them(tmp_path: Path, written: str, authors: object) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"id": 1, "text": "A dam opens.", "authors": written}), encoding="utf-8")
    (found,) = read(path)
    assert isinstance(found, RawArticle) and found.hints.get("authors") == authors


@pytest.mark.parametrize(
    ("name", "table", "content"),
    [
        ("a.csv", 'id, text\n1, "Dam, opens"\n', "Dam, opens"),
        ("a.csv", 'id,text\n1,"He said \\"go, now\\" there"\n', 'He said "go, now" there'),
        ("a.csv", "sep=;\nid;text\n1;A dam, open\n", "A dam, open"),
        ("a.csv", "\n\nid,text\n1,A dam\n", "A dam"),
        ("a.csv", 'id,"text\n(whole)",body\n1,x,A dam\n', "A dam"),
        ("a.csv", "id,text\n1,A dam,,\n", "A dam"),
        ("a.csv", 'id,text\n1,It is a 27" screen\n', 'It is a 27" screen'),
        ("a.csv", "id,text\r1,A dam\r", "A dam"),
        ("a.tsv", 'id\ttext\n1\t"Go," he said.\n', '"Go," he said.'),
    ],
)
def test_tables_that_are_not_quite_csv(tmp_path: Path, name: str, table: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(table, encoding="utf-8", newline="")
    (found,) = read(path)
    assert isinstance(found, RawArticle) and (found.source_ref, found.content) == (f"{name}#1", content)


def test_a_fault_does_not_condemn_what_comes_after_it(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    rows = "".join(f'{n},"It is a 27"" screen, he said."\n' for n in range(1, 100))
    path.write_text(f'id,text\n0,"The mark is missing.\n"1,\n{rows}', encoding="utf-8")
    assert sum(isinstance(item, RawArticle) for item in read(path)) >= 75
    tabs = tmp_path / "rows.tsv"
    tabs.write_text(
        'id\ttext\n1\t"We have no choice.\n2\tA dam\n3\tIt opens soon."\n4\tA dam\n', encoding="utf-8"
    )
    joined, good = read(tabs)
    assert isinstance(joined, Rejection) and "several rows" in joined.reason and isinstance(good, RawArticle)


def test_objects_as_other_tools_name_their_parts(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [
        {"maintext": "A dam opens.", "date_publish": "2021-05-06 07:08:09", "outlet": None, "title": "Dam"},
        {
            "body": {"sections": []},
            "plaintext": "A dam opens.",
            "publishing_date": "2021-05-06",
            "title": "Dam",
        },
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for item, day in zip(read(path), ("2021-05-06 07:08:09", "2021-05-06"), strict=True):
        assert isinstance(item, RawArticle) and item.content == "A dam opens."
        assert item.hints == {"title": "Dam", "published_at": day}


def test_a_source_that_is_an_address_is_no_publisher(tmp_path: Path) -> None:
    address = "https://marsh.example/dam"
    row = {
        "text": "A dam opens.",
        "source": address,
        "source-hostname": "Marsh",
        "html": {"requested_url": address},
    }
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    (item,) = read(path)
    assert isinstance(item, RawArticle) and item.hints == {"url": address, "publisher": "Marsh"}
    path = tmp_path / "rows.csv"
    path.write_text(f"text,source\nA dam opens.,{address}\nA dam opens.,Marsh\n", encoding="utf-8")
    hints = [item.hints for item in read(path) if isinstance(item, RawArticle)]
    assert hints == [{"url": address}, {"publisher": "Marsh"}]


def test_one_bad_value_of_a_parquet_file_costs_its_row(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "rows.parquet"
    bad = pa.array([b"A dam opens.", b"\xff\xfe dam"], pa.binary()).cast(pa.string(), safe=False)
    pq.write_table(pa.table({"id": pa.array([7.0, 8.0]), "text": bad}), path)
    good, fault = read(path)
    assert good.source_ref == "rows.parquet#7", "pandas writes whole numbers so where one is missing"
    assert isinstance(fault, Rejection) and fault.reason.startswith(
        "row 2 has a value in text that cannot be read"
    )
    far = pa.array([0, 2**50], pa.timestamp("ms"))
    pq.write_table(pa.table({"text": ["A dam opens."] * 2, "date": far}), path)
    good, fault = read(path)
    assert isinstance(good, RawArticle) and isinstance(fault, Rejection) and "in date" in fault.reason
    zone = pa.array([0], pa.timestamp("s", tz="Nowhere/Land"))
    pq.write_table(pa.table({"text": ["A dam opens."], "date": zone}), path)
    (fault,) = read(path)
    assert isinstance(fault, Rejection) and "in date" in fault.reason
    twice = pa.Table.from_arrays([pa.array(["A dam opens."])] * 2, names=["text", "text"])
    pq.write_table(twice, path)
    (fault,) = read(path)
    assert isinstance(fault, Rejection) and fault.reason == "has two columns 'text'"
    ids = [1.5, float("inf"), float("nan")]
    pq.write_table(pa.table({"id": ids, "text": ["A dam opens."] * 3}), path)
    assert [isinstance(item, RawArticle) for item in read(path)] == [False, False, True]


def test_a_name_in_two_folders_is_two_files(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "rows.jsonl").write_text('{"id": 1, "text": "A dam opens."}', encoding="utf-8")
    assert [item.source_ref for item in read(tmp_path)] == ["a/rows.jsonl#1", "b/rows.jsonl#1"]


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


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv"])
def test_rejections_without_end_are_said_in_one(tmp_path: Path, name: str) -> None:
    """The good rows around them are read all the same."""
    good = {"rows.jsonl": '{"text": "A dam opens."}\n', "rows.csv": "1,A dam opens.\n"}[name]
    path = tmp_path / name
    path.write_text(("" if name == "rows.jsonl" else "id,text\n") + good + "[]\n" * 3000 + good + "[]\n")
    found = read(path)
    assert [number for number, item in enumerate(found) if isinstance(item, RawArticle)] == [0, 1002]
    folded = found[1001]
    assert isinstance(folded, Rejection)
    assert folded.reason.endswith("; as are the 1,999 rows after it")
    assert isinstance(found[1003], Rejection)


def test_metadata_that_is_nested_costs_its_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    nested = '{"text": "A dam opens.", "authors": ' + "[" * 900 + "]" * 900 + "}\n"
    path.write_text(nested + '{"text": "A dam shuts.", "authors": [{"name": "Ada Lund"}]}\n')
    bad, good = read(path)
    assert isinstance(bad, Rejection)
    assert "authors is nested too deep" in bad.reason
    assert isinstance(good, RawArticle)


def test_a_line_of_a_table_that_is_too_long_to_hold(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"id,text\n1,A dam opens.\n2,{'a,' * 10_000_000}\n3,A dam shuts.\n")
    first, bad, last = read(path)
    assert isinstance(bad, Rejection)
    assert "line longer than 20,000,000 characters" in bad.reason
    assert isinstance(first, RawArticle)
    assert isinstance(last, RawArticle)


def test_a_table_packed_to_nothing_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.bounds.SURELY_READ", 1_000_000)
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "A dam opens."}\n' + b" " * 2_000_000 + b"\n"))
    good, bad = read(path)
    assert isinstance(good, RawArticle)
    assert isinstance(bad, Rejection)
    assert "unpacks to more than" in bad.reason


def test_a_large_table_is_read_as_it_is_needed(tmp_path: Path) -> None:
    """Thousands of articles, in row groups and pages as several writers make them."""
    texts = [f"{n}: " + "A dam opens on Friday, its governor said. " * 50 for n in range(4_000)]
    frame = pl.DataFrame({"id": range(4_000), "text": texts, "authors": [["Ada Lund"]] * 4_000})
    for number, how in enumerate(
        (
            {},
            {"compression": "snappy", "row_group_size": 90},
            {"use_pyarrow": True},
            {"data_page_size": 9000},
        )
    ):
        path = tmp_path / f"{number}.parquet"
        frame.write_parquet(path, **how)
        tracemalloc.start()
        n_read = sum(isinstance(item, RawArticle) for item in resolve(path).read())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert n_read == 4_000
        assert most < 5_000_000


def test_a_file_is_read_up_to_the_bound_of_the_settings(tmp_path: Path) -> None:
    for name, write in {
        "rows.jsonl": lambda frame, path: frame.write_ndjson(path),
        "rows.csv": lambda frame, path: frame.write_csv(path),
        "rows.parquet": lambda frame, path: frame.write_parquet(path),
    }.items():
        texts = [f"{n}: " + "A dam opens. " * 2000 for n in range(100)]
        write(pl.DataFrame({"text": texts}), tmp_path / name)
        *good, last = replace(resolve(tmp_path / name), max_unpacked=1).read()
        assert 30 < len(good) < 60 and all(isinstance(item, RawArticle) for item in good)
        assert isinstance(last, Rejection)
        assert "it has more than 1 MB (setting max_unpacked_mb)" in last.reason


def test_rows_behind_a_quotation_mark_that_never_closes(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        'id,title,text\n1,Dam,A dam opens.\n2,Dam,"A dam\n3,Dam,A dam shuts.\n4,Dam,It stays shut.\n5,Dam,It opens.\n6,D'
    )
    found = read(path)
    assert [item.source_ref for item in found if isinstance(item, RawArticle)] == [
        "rows.csv#1", "rows.csv#3", "rows.csv#4", "rows.csv#5"
    ]  # fmt: skip
    faults = [item.reason for item in found if isinstance(item, Rejection)]
    assert "line 3" in faults[0] and "ends inside quotation marks" in faults[0]
    assert "line 7" in faults[1] and "2 cells" in faults[1]
