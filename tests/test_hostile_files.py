"""Files that are packed, cut, endless or no files at all cost no other, and what is not read of them is said.

Small ones here; `benchmarks/file_bounds.py` measures all of them at full size.
"""

from pathlib import Path

import pytest

from flows.sources import resolve
from tests.support.hostile import OPENING
from tests.support.hostile_files import GOOD, HostileFile, hostile_files
from transforms.records import RawArticle, Rejection

FILES = list(hostile_files(0.0002))


def test_there_are_hundreds_of_names() -> None:
    assert len({file.name for file in FILES}) == len(FILES) > 200


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_not_read_is_said(tmp_path: Path, file: HostileFile) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / GOOD).write_text(OPENING, encoding="utf-8")
    file.write(folder)
    found = list(resolve(folder).read())
    articles = [item for item in found if isinstance(item, RawArticle)]
    rejected = [f"{item.source_ref}: {item.reason}" for item in found if isinstance(item, Rejection)]
    assert GOOD in {article.source_ref for article in articles}
    assert len(articles) - 1 == file.articles, rejected[:3]
    for text in file.said:
        assert any(text in reason for reason in rejected), rejected[:3]
