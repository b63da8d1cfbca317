"""Files in an S3 store: moto's server on this machine."""

import gzip
import socket
from collections.abc import Iterator

import pytest

from flows.sources import Source, SourceConfig
from tests.flows.sources.conftest import packed, warc_record
from transforms.records import RawArticle, Rejection

BUCKET = "marsh-news"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def storage(endpoint: str) -> dict[str, str | int | bool | dict[str, str]]:
    return {"key": "testing", "secret": "testing", "endpoint_url": endpoint, "skip_instance_cache": True}


@pytest.fixture
def bucket(storage: dict[str, object]) -> str:
    import s3fs

    fs = s3fs.S3FileSystem(**storage)
    if not fs.exists(BUCKET):
        fs.mkdir(BUCKET)
    files = {
        "news/a.txt": b"A dam opens.",
        "news/may/b.html": b"<p>A dam opens.</p>",
        "news/rows.jsonl.gz": gzip.compress(b'{"id": 1, "text": "A dam opens."}\n{broken\n'),
        "news/manifest.jsonl": b'{"file": "a.txt", "title": "Dam"}\n',
        "crawl/x.warc.gz": b"".join(packed([warc_record(number) for number in range(3)])),
    }
    for key, data in files.items():
        fs.pipe(f"{BUCKET}/{key}", data)
    return f"s3://{BUCKET}"


def read(location: str, storage: dict[str, object]) -> list[RawArticle | Rejection]:
    return list(Source(SourceConfig(name="s3", kind="files", location=location, storage=storage)).read())  # type: ignore[arg-type]


def test_a_folder_in_a_bucket(bucket: str, storage: dict[str, object]) -> None:
    found = read(f"{bucket}/news", storage)
    assert [item.source_ref for item in found] == [
        "a.txt", "may/b.html", "rows.jsonl.gz#1", "rows.jsonl.gz#line-2",
    ]  # fmt: skip
    assert isinstance(found[0], RawArticle)
    assert found[0].hints == {"title": "Dam"}
    assert isinstance(found[3], Rejection)


def test_one_object_a_glob_and_a_web_archive(bucket: str, storage: dict[str, object]) -> None:
    assert [item.source_ref for item in read(f"{bucket}/news/a.txt", storage)] == ["a.txt"]
    assert [item.source_ref for item in read(f"{bucket}/news/*.txt", storage)] == ["a.txt"]
    assert len(read(f"{bucket}/crawl/x.warc.gz", storage)) == 3
