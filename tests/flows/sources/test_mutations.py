"""Damaged inputs: every one becomes articles or rejections, none crashes, none disappears."""

# ruff: noqa: E501  documents and sentences read best on one line

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.sources import Source, SourceConfig, resolve
from tests.conftest import SAMPLES
from tests.flows.sources.conftest import packed, warc_record
from tests.flows.sources.test_listing import ATOM, NEWS, RSS
from tests.support.shipped import CLEANING
from transforms.clean.article import clean_article
from transforms.records import CleanArticle, RawArticle, Rejection

POISON = [
    b"\x00", b"\xff\xfe", b"\x1f\x8b\x08", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xc3", b"<", b"<!--", b"]]>", b"&#0;", b'"',
    b"<script>", b"</", b"\r\n\r\n", b"WARC/1.0\r\n", b"{", b"[[[[", b'"id": {}', b",,,,", b"9999-99-99", b"-1", b"%00",
    b"../../", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"\xf0\x9f\x92\xa5", b"\xe2\x80\x8b", b"<div>" * 300, b"A" * 5000,
]  # fmt: skip


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def flip(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randrange(1, 30)):
        if out:
            out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def poison(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(POISON) + data[at:]
    return data


def drop(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.randrange(1, 400) :]


def repeat(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    piece = data[start : start + rng.randrange(1, 200)]
    return data[:start] + piece * rng.randrange(2, 30) + data[start:]


def recode(data: bytes, rng: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(
        rng.choice(["utf-16", "cp1252", "koi8-r", "utf-7"]), "replace"
    )


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [cut, flip, poison, drop, repeat, recode]


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """Sound inputs of every kind: a file name, whose ending tells the kind, and the bytes."""
    samples = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in {".txt", ".html", ".jsonl"}]
    found = [(path.name, path.read_bytes()) for path in samples if path.name != "manifest.jsonl"]
    table = pl.DataFrame({"id": [1, 2], "text": ["A dam opens.", "A dam shuts."], "title": ["Dam", "Gate"]})
    path = tmp_path_factory.mktemp("tables") / "rows.parquet"
    table.write_parquet(path)
    records = [warc_record(number) for number in range(4)]
    found += [
        ("rows.parquet", path.read_bytes()),
        ("rows.csv", table.write_csv().encode()),
        ("news.warc", b"".join(records)),
        ("news.warc.gz", b"".join(packed(records))),
        ("rows.jsonl.gz", gzip.compress(b'{"id": 1, "text": "A dam opens."}\n' * 20)),
        *((f"{name}.xml", text.encode()) for name, text in (("rss", RSS), ("atom", ATOM), ("sitemap", NEWS))),
    ]
    return found


def read(path: Path) -> list[RawArticle | Rejection]:
    if path.suffix == ".xml":  # full text in the entries, so that nothing is fetched; pages get no try
        fetching = {"delay": 0, "timeout": 0.001, "tries": 1}
        config = SourceConfig(
            name="feed", kind="feed", location=str(path), full_text="entry", fetching=fetching
        )  # type: ignore[arg-type]
        return list(Source(config).read())
    return list(resolve(path).read())


@pytest.mark.parametrize("inputs", [500, pytest.param(2000, marks=pytest.mark.slow)])
def test_mutated_inputs(
    tmp_path: Path, originals: list[tuple[str, bytes]], monkeypatch: pytest.MonkeyPatch, inputs: int
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [])  # no test leaves this machine
    rng = random.Random(20210506)
    n_articles = n_rejected = 0
    for number in range(inputs):
        name, data = originals[number % len(originals)]
        for _ in range(rng.randrange(1, 3)):
            data = rng.choice(MUTATIONS)(data, rng)
        path = tmp_path / name
        path.write_bytes(data)
        items = read(path)
        if path.suffix in {".txt", ".html"}:
            assert len(items) == 1, (number, name)
        elif path.suffix == ".jsonl":
            assert len(items) == sum(1 for line in data.split(b"\n") if line.strip()), (number, name)
        elif not data or name.endswith((".warc", ".warc.gz", ".parquet")):
            assert items or name == "rows.jsonl.gz", (number, name)
        for item in items:
            found = clean_article(item, CLEANING) if isinstance(item, RawArticle) else item
            if isinstance(found, CleanArticle):
                n_articles += 1
                assert found.body.strip()
                assert "\x00" not in found.body
                found.body.encode("utf-8")
            else:
                n_rejected += 1
                assert found.reason
                found.reason.encode("utf-8")
                found.source_ref.encode("utf-8")
                found.payload.encode("utf-8")
    assert 10 * n_articles > 9 * inputs  # files of rows hold several
    assert n_rejected > inputs / 10
