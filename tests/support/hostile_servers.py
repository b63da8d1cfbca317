"""Servers that stall, lie and flood: a kind of misbehaviour each, with how its request has to end.

`tests/test_hostile_servers.py` meets them with short deadlines, `benchmarks/server_bounds.py` with those that
sources have.
"""

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import brotli

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = b"<html><body><p>A dam opens.</p></body></html>"
_GZIP = b"Content-Encoding: gzip\r\n"
_CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
_NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_FOR_EVER = 10**9

Behaviour = Callable[["Talk"], None]


class Talk:
    """One connection to a hostile server: what it has been asked for, and ways to answer."""

    def __init__(self, connection: socket.socket, path: str, port: int, over: threading.Event) -> None:
        self.connection = connection
        self.path = path
        self.port = port
        self._over = over

    def say(self, *parts: bytes) -> None:
        for part in parts:
            self.connection.sendall(part)

    def stall(self) -> None:
        """Neither say anything nor close until the test is over."""
        self._over.wait()

    def drip(self, part: bytes, times: int = _FOR_EVER, pause: float = 0.02) -> None:
        """Say the same again and again, well within the timeout of each read."""
        for _ in range(times):
            if self._over.wait(pause):
                return
            self.say(part)

    def flood(self, part: bytes, times: int = _FOR_EVER) -> None:
        for _ in range(times):
            if self._over.is_set():
                return
            self.say(part)


@dataclass(frozen=True)
class Kind:
    """A kind of hostile server: its behaviour, and what the error of a request begins with.

    `fault` is a pattern; None where the request succeeds. `in_robots` ones behave so for robots.txt.
    """

    name: str
    behave: Behaviour
    fault: str | None
    in_robots: bool = False


def says(*parts: bytes) -> Behaviour:
    return lambda talk: talk.say(*parts)


def then_stalls(*parts: bytes) -> Behaviour:
    def behave(talk: Talk) -> None:
        talk.say(*parts)
        talk.stall()

    return behave


def then_drips(head: bytes, part: bytes) -> Behaviour:
    def behave(talk: Talk) -> None:
        talk.say(head)
        talk.drip(part)

    return behave


def then_floods(head: bytes, part: bytes, times: int = _FOR_EVER) -> Behaviour:
    def behave(talk: Talk) -> None:
        talk.say(head)
        talk.flood(part, times)

    return behave


def with_body(headers: bytes, body: bytes) -> Behaviour:
    return says(OK + headers + b"Content-Length: %d\r\n\r\n" % len(body), body)


def moves_to(target: str, status: bytes = b"302 Found") -> Behaviour:
    """Redirect; `{n}` in the target is one more than the number that the path ends with."""

    def behave(talk: Talk) -> None:
        n = int("".join(filter(str.isdigit, talk.path)) or "0") + 1
        to = target.replace("{n}", str(n)).replace("{port}", str(talk.port)).encode("latin-1")
        talk.say(
            b"HTTP/1.1 "
            + status
            + b"\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "
            + to
            + b"\r\n\r\n"
        )

    return behave


def moves_slowly(talk: Talk) -> None:
    talk.drip(b"H", 1, pause=0.1)
    talk.say(b"TTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: /again\r\n\r\n")


def bomb(headers: bytes, *packers: Callable[[bytes], bytes]) -> Behaviour:
    """A small body that unpacks to a large one. It is packed when it is asked for, as that takes a while."""

    def behave(talk: Talk) -> None:
        body = bytes(20_000_000)
        for pack in packers:
            body = pack(body)
        with_body(headers, body)(talk)

    return behave


def brotlied(body: bytes) -> bytes:
    return brotli.compress(body, quality=1)


def stalls_in_tls(talk: Talk) -> None:
    talk.say(b"\x16\x03\x03\x40\x00")  # the head of a record of 16 kB
    talk.stall()


def fails(status: int, headers: bytes = b"") -> Behaviour:
    return says(b"HTTP/1.1 %d Hm\r\nContent-Length: 0\r\nConnection: close\r\n" % status + headers + b"\r\n")


_TIMEOUT = "timeout: "
_LOST = "connection lost: "
_LARGE = "too large: "
_ENCODING = "unknown content encoding: "
_ROBOTS = "robots.txt unavailable: "

STALLS = (
    Kind("says nothing", Talk.stall, _TIMEOUT),
    Kind("stalls in the status line", then_stalls(b"HTTP/1.1 20"), _TIMEOUT),
    Kind("stalls after the status line", then_stalls(b"HTTP/1.1 200 OK\r\n"), _TIMEOUT),
    Kind("stalls in the head", then_stalls(OK + b"X-Half: a"), _TIMEOUT),
    Kind("stalls before the body", then_stalls(OK + b"Content-Length: 9\r\n\r\n"), _TIMEOUT),
    Kind("stalls in the body", then_stalls(OK + b"Content-Length: 99\r\n\r\n", PAGE), _TIMEOUT),
    Kind("stalls in a body without length", then_stalls(OK + b"\r\n", PAGE), _TIMEOUT),
    Kind("stalls in the size of a chunk", then_stalls(_CHUNKED + b"4"), _TIMEOUT),
    Kind("stalls in a chunk", then_stalls(_CHUNKED + b"40\r\nabc"), _TIMEOUT),
    Kind("stalls before the last chunk", then_stalls(_CHUNKED + b"3\r\nabc\r\n"), _TIMEOUT),
    Kind("stalls in the trailers", then_stalls(_CHUNKED + b"3\r\nabc\r\n0\r\nX-T"), _TIMEOUT),
    Kind("stalls after a hint", then_stalls(b"HTTP/1.1 103 Early Hints\r\n\r\n"), _TIMEOUT),
    Kind("stalls in a gzip body", then_stalls(OK + _GZIP + b"\r\n", gzip.compress(PAGE)[:20]), _TIMEOUT),
    Kind("stalls in a robots.txt", then_stalls(OK + b"\r\nUser-agent: *\n"), _TIMEOUT, in_robots=True),
    Kind("a redirect to TLS that never begins", moves_to("https://127.0.0.1:{port}/"), _TIMEOUT),
    Kind("says nothing of a robots.txt", Talk.stall, _TIMEOUT, in_robots=True),
)
DRIPS = (  # and what else goes on without an end
    Kind("drips the status line", then_drips(b"HTTP/1.1 200 ", b"O"), _TIMEOUT),
    Kind("drips a header", then_drips(OK + b"X-Long: ", b"a"), _TIMEOUT),
    Kind("drips headers", then_drips(OK, b"X-A: b\r\n"), _TIMEOUT),
    Kind("drips a continued header", then_drips(OK + b"X-A: b\r\n", b" c\r\n"), _TIMEOUT),
    Kind("drips hints", then_drips(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), _TIMEOUT),
    Kind("drips 100 Continue", then_drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), _TIMEOUT),
    Kind("drips 102 Processing", then_drips(b"", b"HTTP/1.1 102 Processing\r\n\r\n"), _TIMEOUT),
    Kind("drips a body", then_drips(OK + b"Content-Length: 999999\r\n\r\n", b"a"), _TIMEOUT),
    Kind("drips a body without length", then_drips(OK + b"\r\n", b"a"), _TIMEOUT),
    Kind("drips chunks", then_drips(_CHUNKED, b"1\r\na\r\n"), _TIMEOUT),
    Kind("drips the extension of a chunk", then_drips(_CHUNKED + b"1;x=", b"a"), _TIMEOUT),
    Kind("drips the size of a chunk", then_drips(_CHUNKED, b"0"), f"{_TIMEOUT}|{_LOST}"),
    Kind("drips trailers", then_drips(_CHUNKED + b"1\r\na\r\n0\r\n", b"X-A: b\r\n"), _TIMEOUT),
    Kind("drips a gzip name", then_drips(OK + _GZIP + b"\r\n\x1f\x8b\x08\x08\0\0\0\0\0\0", b"a"), _TIMEOUT),
    Kind("drips a robots.txt", then_drips(OK + b"\r\n", b"#"), _TIMEOUT, in_robots=True),
    Kind("drips the head of a robots.txt", then_drips(OK, b"X-A: b\r\n"), _TIMEOUT, in_robots=True),
    Kind("floods hints", then_floods(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 99), _TIMEOUT),
    Kind("drips redirects", moves_slowly, f"{_TIMEOUT}|too many redirects: "),
)
FLOODS = (
    Kind("floods the status line", then_floods(b"HTTP/1.1 200 ", b"O" * 9_000), _LOST),
    Kind("floods a header", then_floods(OK + b"X-Long: ", b"a" * 9_000), _LOST),
    Kind("floods headers", then_floods(OK, b"X-A: b\r\n" * 1_000), _LOST),
    Kind("floods a body", then_floods(OK + b"\r\n", bytes(65_536)), _LARGE),
    Kind("floods chunks", then_floods(_CHUNKED, b"1000\r\n" + bytes(4096) + b"\r\n"), _LARGE),
    Kind("floods the extension of a chunk", then_floods(_CHUNKED + b"1;x=", b"a" * 9_000), _LOST),
    Kind("floods trailers", then_floods(_CHUNKED + b"1\r\na\r\n0\r\n", b"X-A: b\r\n" * 1_000), _LOST),
    Kind(
        "floods a robots.txt",
        then_floods(OK + b"\r\n", b"#" * 65_536),
        _ROBOTS,
        in_robots=True,
    ),
    Kind("floods what is no HTTP", then_floods(b"", bytes(65_536)), _LOST),
    Kind(
        "floods what follows gzip",
        then_floods(OK + _GZIP + b"\r\n" + gzip.compress(PAGE), bytes(65_536)),
        _LARGE,
    ),
    Kind(
        "floods a gzip name",
        then_floods(OK + _GZIP + b"\r\n\x1f\x8b\x08\x08\0\0\0\0\0\0", b"a" * 65_536),
        _LARGE,
    ),
    Kind(
        "floods empty gzip blocks",
        then_floods(OK + _GZIP + b"\r\n" + gzip.compress(b"")[:10], b"\0\0\0\xff\xff" * 9_999),
        _LARGE,
    ),
)
BOMBS = (
    Kind("a bomb in gzip", bomb(_GZIP, gzip.compress), _LARGE),
    Kind("a bomb in deflate", bomb(b"Content-Encoding: deflate\r\n", zlib.compress), _LARGE),
    Kind("a bomb in x-gzip", bomb(b"Content-Encoding: x-gzip\r\n", gzip.compress), _LARGE),
    Kind("a bomb in br", bomb(b"Content-Encoding: br\r\n", brotlied), _ENCODING),
    Kind(
        "a bomb in zstd", with_body(b"Content-Encoding: zstd\r\n", b"\x28\xb5\x2f\xfd" + bytes(99)), _ENCODING
    ),
    Kind(
        "a bomb in a bomb",
        bomb(b"Content-Encoding: gzip, gzip\r\n", gzip.compress, gzip.compress),
        _ENCODING,
    ),
    Kind("a bomb for a robots.txt", bomb(_GZIP, gzip.compress), _ROBOTS, in_robots=True),
    Kind("what is no gzip", with_body(_GZIP, PAGE), "corrupt response: "),
    Kind("half a gzip", with_body(_GZIP, gzip.compress(PAGE)[:-9]), _LOST),
    Kind("an encoding of its own", with_body(b"Content-Encoding: rot13\r\n", PAGE), _ENCODING),
    Kind(
        "a long encoding",
        with_body(b"Content-Encoding: " + b"gzip," * 9_000 + b"\r\n", PAGE),
        _ENCODING,
    ),
)
LIES = (
    Kind("too short a body", says(OK + b"Content-Length: 9999\r\n\r\n", PAGE), _LOST),
    Kind("too long a body", says(OK + b"Content-Length: 4\r\n\r\n", PAGE), None),
    Kind("a negative length", says(OK + b"Content-Length: -1\r\n\r\n", PAGE), _LOST),
    Kind("a length in words", says(OK + b"Content-Length: many\r\n\r\n", PAGE), _LOST),
    Kind(
        "a huge length",
        then_floods(OK + b"Content-Length: 9" + b"9" * 18 + b"\r\n\r\n", bytes(65_536)),
        _LARGE,
    ),
    Kind("two lengths", says(OK + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n", PAGE), _LOST),
    Kind("a huge chunk", then_floods(_CHUNKED + b"fffffffffffffff\r\n", bytes(65_536)), _LARGE),
    Kind("a chunk without size", says(_CHUNKED + b"xyz\r\n", PAGE), _LOST),
    Kind("a chunk of negative size", says(_CHUNKED + b"-5\r\n", PAGE), _LOST),
    Kind("chunks without end", says(_CHUNKED + b"3\r\nabc\r\n"), _LOST),
    Kind("a status in words", says(b"HTTP/1.1 OK\r\n\r\n"), _LOST),
    Kind("a status of four digits", says(b"HTTP/1.1 2000 OK\r\n\r\n"), _LOST),
    Kind("a status of zero", says(b"HTTP/1.1 000 Hm\r\n\r\n"), _LOST),
    Kind("a status that does not exist", fails(799), "HTTP 799: "),
    Kind("another protocol", says(b"SSH-2.0-OpenSSH_9.6\r\n"), _LOST),
    Kind("HTTP/0.9", says(PAGE), _LOST),
    Kind("HTTP/3.7", says(b"HTTP/3.7 200 OK\r\n\r\n", PAGE), None),
    Kind("a header without name", says(OK + b": x\r\n\r\n", PAGE), _LOST),
    Kind("a NUL in a header", says(OK + b"X-A: a\0b\r\n\r\n", PAGE), _LOST),
    Kind("nothing at all", says(), _LOST),
    Kind("a login", fails(401), "HTTP 401"),
    Kind("too many requests", fails(429, b"Retry-After: 99999999999\r\n"), "HTTP 429"),
    Kind("a pause in words", fails(503, b"Retry-After: " + b"9" * 5_000 + b"\r\n"), "HTTP 503"),
    Kind("a pause in another age", fails(503, b"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n"), "HTTP 503"),
    Kind(
        "a switch of protocols",
        says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        "HTTP 101|connection lost: ",
    ),
)
REDIRECTS = (
    Kind("a redirect to itself", moves_to("/page"), "too many redirects: "),
    Kind("a redirect that goes on", moves_to("/{n}"), "too many redirects: "),
    Kind("a redirect without target", fails(302), "redirect without target: "),
    Kind("a redirect to a file", moves_to("file:///etc/passwd"), "not a web address: "),
    Kind("a redirect to FTP", moves_to("ftp://127.0.0.1/a"), "not a web address: "),
    Kind("a redirect to data", moves_to("data:text/html,a"), "not a web address: |invalid request: "),
    Kind("a redirect to a script", moves_to("javascript:alert(1)"), "not a web address: |invalid request: "),
    Kind("a redirect with a login", moves_to("http://a:b@127.0.0.1:{port}/"), "URL with credentials: "),
    Kind("a redirect to no host", moves_to("http:///a"), "too many redirects: "),
    Kind("a redirect to a bad port", moves_to("http://127.0.0.1:99999/"), "invalid URL: "),
    Kind("a redirect to a broken address", moves_to("http://[::1/"), "connection lost: .*Invalid URL"),
    Kind("a redirect to a long address", moves_to("/" + "a" * 60_000), "invalid URL: "),
    Kind("a redirect to a closed port", moves_to("http://127.0.0.1:1/"), "connection refused: "),
    Kind("a robots.txt that redirects", moves_to("/robots.txt"), _ROBOTS, in_robots=True),
)
KINDS = (*STALLS, *DRIPS, *FLOODS, *BOMBS, *LIES, *REDIRECTS)
TLS_KINDS = (
    Kind("stalls before the TLS handshake", Talk.stall, _TIMEOUT),
    Kind("stalls in the TLS handshake", stalls_in_tls, _TIMEOUT),
    Kind(
        "drips the TLS handshake",
        then_drips(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xf0", b"\0"),
        f"{_TIMEOUT}|TLS error: ",
    ),
    Kind("answers TLS in plain text", says(OK + b"\r\n", PAGE), "TLS error: |connection lost: "),
)


@contextmanager
def serving(kind: Kind, is_tls: bool = False) -> Iterator[str]:
    """The address of a page of a server of that kind."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        port = server.getsockname()[1]

        def answer(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                path = "" if is_tls else _asked_for(connection)
                talk = Talk(connection, path, port, over)
                is_robots = path == "/robots.txt"
                if is_robots != kind.in_robots and not is_tls:
                    talk.say(_NO_ROBOTS)
                    return
                kind.behave(talk)
                connection.shutdown(socket.SHUT_WR)  # what was not read must not reset the connection
                connection.settimeout(1)
                while connection.recv(65_536):
                    pass

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"http{'s' * is_tls}://127.0.0.1:{port}/page"
        finally:
            over.set()
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)


def _asked_for(connection: socket.socket) -> str:
    """The path that a request names."""
    request = b""
    while b"\r\n\r\n" not in request:
        part = connection.recv(65_536)
        if not part:
            raise ConnectionError
        request += part
    return request.split(b" ", 2)[1].decode("latin-1")
