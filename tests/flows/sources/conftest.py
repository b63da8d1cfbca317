"""A small web server of the tests' own, and ways to make files."""

# ruff: noqa: E501  documents and sentences read best on one line

import gzip
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

PROSE = [
    "The province of Marshland will open the gates of its largest dam on Friday, its governor said after a long night.",
    "“We have no other choice,” Governor Ada Lund told reporters at the dam. “The rain will not stop before Sunday.”",
    "Engineers had warned in March that the wall might not hold through a second wet season without repairs.",
]
PAGE = (
    "<html><head><title>Dam {n}</title></head><body><article>"
    + "".join(f"<p>{text}</p>" for text in PROSE)
    + "</article></body></html>"
)


@dataclass
class Answer:
    """What the server says to one request."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Web:
    """The test's web server. `pages` maps a path to an answer or to what makes one of the request's headers."""

    url: str
    pages: dict[str, Answer | Callable[[dict[str, str]], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def web() -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {key.lower(): value for key, value in self.headers.items()}
            site.asked.append((self.path, headers))
            found = site.pages.get(self.path, Answer(b"not here", 404))
            answer = found(headers) if callable(found) else found
            self.send_response(answer.status)
            for key, value in answer.headers.items():
                self.send_header(key, value)
            if "Content-Length" not in answer.headers and answer.headers.get("Connection") != "close":
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Web(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


def warc_record(
    number: int,
    body: str | bytes | None = None,
    status: int = 200,
    media: str = "text/html",
    headers: str = "",
    line_end: str = "\r\n",
) -> bytes:
    """One response record of a web archive; `headers` are further lines of the answer's."""
    content = body if body is not None else PAGE.replace("{n}", str(number))
    data = content.encode() if isinstance(content, str) else content
    lines = [f"HTTP/1.1 {status} OK", f"Content-Type: {media}; charset=utf-8", *headers.splitlines(), "", ""]
    answer = line_end.join(lines).encode() + data
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032d}>\r\n"
        f"WARC-Target-URI: https://marsh.example/dam/{number}\r\nWARC-Date: 2021-05-06T07:08:09Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def packed(records: list[bytes]) -> list[bytes]:
    """Records as members of a .warc.gz file."""
    return [gzip.compress(record) for record in records]
