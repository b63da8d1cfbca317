"""Files, folders, globs and manifests."""

import gzip
import json
import multiprocessing
import os
from pathlib import Path

import pytest

from flows.sources import SourceError, resolve
from flows.sources.faults import Unreadable
from transforms.records import RawArticle, Rejection


def read(spec: str | Path) -> list[RawArticle | Rejection]:
    return list(resolve(spec).read())


def refs(spec: str | Path) -> list[str]:
    return [item.source_ref for item in read(spec)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = tmp_path / "news"
    (news / "may").mkdir(parents=True)
    (news / "a.txt").write_text("A dam opens.", encoding="utf-8")
    (news / "b.html").write_text("<p>A dam opens.</p>", encoding="utf-8")
    (news / "may" / "c.md").write_text("A dam opens.", encoding="utf-8")
    (news / "may" / "d.txt.gz").write_bytes(gzip.compress(b"A dam opens."))
    (news / "rows.jsonl").write_text('{"id": 7, "text": "A dam opens."}\n', encoding="utf-8")
    (news / "README.md").write_text("About this folder.", encoding="utf-8")
    (news / ".hidden.txt").write_text("Nothing.", encoding="utf-8")
    (news / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    return news


def test_a_folder_gives_its_articles_in_order(folder: Path) -> None:
    assert refs(folder) == ["a.txt", "b.html", "may/c.md", "may/d.txt.gz", "rows.jsonl#7"]
    assert resolve(folder).name == "news"
    assert {item.media for item in read(folder) if isinstance(item, RawArticle)} == {"text", "html"}
    packed = next(item for item in read(folder) if item.source_ref == "may/d.txt.gz")
    assert isinstance(packed, RawArticle)
    assert packed.content == b"A dam opens."


def test_reading_is_lazy_and_can_be_repeated(folder: Path) -> None:
    source = resolve(folder)
    first = next(source.read())
    assert first.source_ref == "a.txt"
    assert list(source.read()) == list(source.read())


def test_one_file_and_a_glob(folder: Path) -> None:
    assert refs(folder / "a.txt") == ["a.txt"]
    assert resolve(folder / "a.txt").name == "a"
    assert refs(f"{folder}/*.txt") == ["a.txt"]
    assert refs(f"{folder}/**/*.md") == ["README.md", "may/c.md"] or refs(f"{folder}/**/*.md") == ["may/c.md"]


def test_a_manifest_states_what_is_known(folder: Path) -> None:
    rows = [
        {"file": "a.txt", "title": "Dam", "published_at": "2021-05-06", "publisher": None, "extra": 1},
        {"file": "gone.txt", "title": "Gone"},
        {"file": "../../etc/passwd"},
        {"file": "/etc/passwd"},
        {"file": "picture.jpg"},
        {"title": "no file"},
    ]
    lines = [json.dumps(row) for row in rows] + ["{broken", "[]", ""]
    (folder / "manifest.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = read(folder)
    article = next(item for item in found if item.source_ref == "a.txt")
    assert isinstance(article, RawArticle)
    assert article.hints == {"title": "Dam", "published_at": "2021-05-06"}
    assert article.hints_basis == "manifest"
    faults = {item.source_ref: item.reason for item in found if isinstance(item, Rejection)}
    assert set(faults) == {
        "manifest.jsonl#line-3", "manifest.jsonl#line-4", "manifest.jsonl#line-6", "manifest.jsonl#line-7",
        "manifest.jsonl#line-8", "gone.txt", "picture.jpg",
    }  # fmt: skip
    assert "not a file in the folder of the manifest" in faults["manifest.jsonl#line-3"]
    assert "does not exist" in faults["gone.txt"]


def test_files_that_are_broken_are_rejected_with_a_reason(folder: Path) -> None:
    (folder / "may" / "d.txt.gz").write_bytes(gzip.compress(b"A dam opens. " * 1000)[:-20])
    (folder / "z.txt.gz").write_bytes(b"not gzip at all")
    found = {item.source_ref: item for item in read(folder)}
    for ref in ("may/d.txt.gz", "z.txt.gz"):
        item = found[ref]
        assert isinstance(item, Rejection)
        assert "cannot be read" in item.reason
    assert isinstance(found["a.txt"], RawArticle)


def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    with (folder / "a.txt").open("wb") as out:
        out.truncate(100_000_000)
    item = next(item for item in read(folder) if item.source_ref == "a.txt")
    assert isinstance(item, Rejection)
    assert "larger than 20 MB" in item.reason


def test_a_gzip_bomb_is_not_unpacked(folder: Path) -> None:
    (folder / "bomb.txt.gz").write_bytes(gzip.compress(bytes(100_000_000)))
    item = next(item for item in read(folder) if item.source_ref == "bomb.txt.gz")
    assert isinstance(item, Rejection)
    assert "larger than 20 MB" in item.reason


def test_a_named_file_of_another_kind_is_rejected(folder: Path) -> None:
    found = read(folder / "picture.jpg")
    assert [type(item) for item in found] == [Rejection]
    assert found[0].source_ref == "picture.jpg"


def test_a_folder_without_files_of_articles_says_what_it_holds(tmp_path: Path) -> None:
    for name in ("a.json", "b.json", "c.pdf"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    (fault,) = read(tmp_path)
    assert isinstance(fault, Unreadable)
    assert "2 .json, 1 .pdf" in fault.reason and ".jsonl" in fault.reason
    (fault,) = read(tmp_path / "a.json")
    assert isinstance(fault, Rejection) and ".jsonl" in fault.reason
    (tmp_path / "d.txt").write_text("A dam opens.", encoding="utf-8")
    assert refs(tmp_path) == ["d.txt"]


def test_a_manifest_is_no_source_by_itself(folder: Path) -> None:
    (folder / "manifest.jsonl").write_text('{"file": "a.txt"}', encoding="utf-8")
    (found,) = read(folder / "manifest.jsonl")
    assert isinstance(found, Rejection)
    assert "name its folder" in found.reason


def test_odd_file_names(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name in ("a b.txt", "ünï.txt", "x\ny.txt", "50%.txt", "a#b.txt", "[1].txt"):
        (news / name).write_text("A dam opens.", encoding="utf-8")
    found = refs(news)
    assert len(found) == 6
    assert "x\ufffdy.txt" in found
    assert refs(news / "[1].txt") == ["[1].txt"]


@pytest.mark.parametrize("spec", ["no/such/folder", "nothing-*.txt", "no-such-name", ""])
def test_what_is_not_there(spec: str) -> None:
    with pytest.raises(SourceError):
        read(spec)


def test_a_store_that_cannot_be_reached_is_a_source_that_cannot_be_read() -> None:
    (fault,) = read("s4://user:secret@bucket/key")
    assert isinstance(fault, Unreadable) and fault.source_ref == "s4://bucket/key"
    assert "cannot be reached" in fault.reason and "secret" not in fault.reason


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert read(tmp_path) == []


def _read_as_nobody(folder: Path, answers: "multiprocessing.Queue[list[str]]") -> None:
    if os.getuid() == 0:  # who may read everything
        os.setuid(65534)
    answers.put([f"{item.source_ref}: {getattr(item, 'reason', 'read')}" for item in read(folder)])


def test_what_may_not_be_read_is_said(folder: Path) -> None:
    for path in (folder, *folder.parents):
        if path.stat().st_uid == os.getuid():  # whoever reads below has to come that far
            path.chmod(path.stat().st_mode | 0o011)
    folder.chmod(0o755)
    (folder / "may").chmod(0)
    (folder / "a.txt").chmod(0)
    answers: multiprocessing.Queue[list[str]] = multiprocessing.get_context("fork").Queue()
    process = multiprocessing.get_context("fork").Process(target=_read_as_nobody, args=(folder, answers))
    process.start()
    found = answers.get(timeout=30)
    process.join()
    (folder / "may").chmod(0o755)
    assert "may: the folder cannot be listed: Permission denied" in found
    assert any(item.startswith("a.txt: ") and "Permission denied" in item for item in found)
    assert "b.html: read" in found


def test_a_link_that_is_named_itself_is_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(folder / "a.txt")
    assert refs(tmp_path / "link.txt") == ["link.txt"]
    (tmp_path / "all").symlink_to(folder)
    assert refs(tmp_path / "all") == refs(folder)


def test_what_is_named_itself_and_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    for spec in (tmp_path / "pipe.jsonl", f"{tmp_path}/*.jsonl", "/dev/null"):
        (fault,) = read(spec)
        assert isinstance(fault, Rejection) and "not a file" in fault.reason


def test_a_name_that_is_not_utf8_is_no_source() -> None:
    with pytest.raises(SourceError, match=r"caf\\xe9: is not UTF-8"):
        resolve("caf\udce9")
