"""Batches of what sources hold: how many articles, and how many bytes."""

import json
from pathlib import Path

import pytest

from flows.batch.incoming import Incoming
from flows.sources import resolve


def sizes(folder: Path, n_bytes: int, size: int = 200, parts: int = 2) -> list[int]:
    incoming = Incoming([resolve(folder)], size, parts, folder / "none.duckdb", set(), n_bytes=n_bytes)
    return [len(batch) for batch in incoming.batches()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(10):
        (news / f"{number}.txt").write_text(f"{number} " + "A dam opens. " * 10_000, encoding="utf-8")
    return news


def test_a_batch_is_full_by_number_or_by_bytes(folder: Path) -> None:
    assert sizes(folder, n_bytes=10_000_000) == [10]
    assert sizes(folder, n_bytes=10_000_000, size=4) == [4, 4, 2]
    assert sizes(folder, n_bytes=300_000) == [3, 3, 3, 1]
    assert sizes(folder, n_bytes=1) == [1] * 10, "one that is larger than a batch may be is a batch"


def test_what_rows_state_counts_as_well(folder: Path) -> None:
    authors = ["a" * 9000] * 90
    rows = [json.dumps({"id": n, "text": f"Dam {n} opens.", "authors": authors}) for n in range(6)]
    (folder / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert sizes(folder, n_bytes=1_600_000)[1:] == [2, 2, 2] or sizes(folder, n_bytes=1_600_000)[1:] == [
        2,
        2,
        1,
    ]


def test_few_articles_that_hold_little_are_parted(folder: Path) -> None:
    (folder / "rows.jsonl").write_text(
        "\n".join(json.dumps({"id": n, "text": f"Dam {n} opens."}) for n in range(90)), encoding="utf-8"
    )
    assert sizes(folder, n_bytes=10_000_000) == [50, 50]
