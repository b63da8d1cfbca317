"""Fetching against a real server on this machine."""

# ruff: noqa: E501  documents and sentences read best on one line

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from flows.sources.config import Fetching
from flows.sources.faults import FetchError, GivenUp
from flows.sources.fetch import USER_AGENT, Fetcher
from flows.sources.fetch_state import MemoryState
from tests.flows.sources.conftest import Answer, Web

Make = Callable[..., Fetcher]


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Iterator[Make]:
    made: list[Fetcher] = []

    def fetcher(allow_private: bool = True, obey_robots: bool = True, **settings: object) -> Fetcher:
        fetching = Fetching(**{"delay": 0, "timeout": 5, **settings})  # type: ignore[arg-type]
        made.append(Fetcher(fetching, allow_private, obey_robots, clock, clock.sleep))
        return made[-1]

    yield fetcher
    for one in made:
        one.close()


def test_a_page(web: Web, make: Make) -> None:
    web.pages["/dam"] = Answer(b"A dam opens.", headers={"Content-Type": "text/html; charset=ISO-8859-1"})
    answer = make().fetch(f"{web.url}/dam")
    assert answer is not None
    assert (answer.content, answer.media, answer.charset) == (b"A dam opens.", "text/html", "iso-8859-1")
    assert web.paths() == ["/robots.txt", "/dam"]
    assert web.asked[1][1]["user-agent"] == USER_AGENT


def test_conditional_requests(web: Web, make: Make) -> None:
    def feed(headers: dict[str, str]) -> Answer:
        if headers.get("if-none-match") == '"v1"' and headers.get("if-modified-since") == "yesterday":
            return Answer(status=304)
        return Answer(b"<rss/>", headers={"ETag": '"v1"', "Last-Modified": "yesterday"})

    web.pages["/rss"] = feed
    state = MemoryState()
    assert make().fetch(f"{web.url}/rss", state) is not None
    assert state.changed == {f"{web.url}/rss": {"etag": '"v1"', "last_modified": "yesterday"}}
    assert make().fetch(f"{web.url}/rss", MemoryState(state.changed)) is None


def test_private_addresses_are_refused(web: Web, make: Make) -> None:
    web.pages["/dam"] = Answer(b"secret")
    for url in (
        f"{web.url}/dam",
        web.url.replace("127.0.0.1", "localhost"),
        web.url.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
    ):
        for obey_robots in (True, False):
            with pytest.raises(FetchError, match=r"^private address: .*not a public address.*allow_private"):
                make(allow_private=False, obey_robots=obey_robots).fetch(url)
    assert web.asked == []


def test_a_redirect_to_a_private_address_is_refused(
    web: Web, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.sources.ssrf as guard

    web.pages["/open"] = Answer(
        status=302, headers={"Location": web.url.replace("127.0.0.1", "127.0.0.2") + "/secret"}
    )
    web.pages["/secret"] = Answer(b"secret")
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(FetchError, match=r"/secret; 127\.0\.0\.2 is not a public address"):
        make(allow_private=False, obey_robots=False).fetch(f"{web.url}/open")
    assert web.paths() == ["/open"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://marsh.example/a", "gopher://marsh.example", "javascript:alert(1)", "/etc/passwd", "",
        "http://", "http://:80/", "http://[bad/", "http://user:pw@marsh.example/", "http://marsh.example:99999/",
        "http://marsh.example:0/", "http://\x00/", "http://a b/", "data:text/html,x", "http://" + "a" * 300 + ".example/",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(make: Make, url: str) -> None:
    with pytest.raises(FetchError):
        make(obey_robots=False, tries=1).fetch(url)


def test_redirects_are_followed_within_bounds(web: Web, make: Make) -> None:
    for number in range(10):
        web.pages[f"/{number}"] = Answer(status=301, headers={"Location": f"/{number + 1}"})
    web.pages["/10"] = Answer(b"here")
    answer = make(max_redirects=3).fetch(f"{web.url}/7")
    assert answer is not None
    assert (answer.content, answer.url) == (b"here", f"{web.url}/10")
    with pytest.raises(FetchError, match=r"^too many redirects: .*/0; more than 3"):
        make(max_redirects=3).fetch(f"{web.url}/0")
    web.pages["/file"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(FetchError, match="/file; redirected to file:///etc/passwd; only http and https"):
        make().fetch(f"{web.url}/file")


def test_robots_txt_is_obeyed(web: Web, make: Make) -> None:
    web.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /secret\nCrawl-delay: 5\n")
    web.pages["/secret/dam"] = Answer(b"secret")
    web.pages["/dam"] = Answer(status=302, headers={"Location": "/secret/dam"})
    fetcher = make()
    for path in ("/secret/dam", "/dam"):
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetcher.fetch(web.url + path)
    assert web.paths() == ["/robots.txt", "/dam"]
    assert make(obey_robots=False).fetch(f"{web.url}/secret/dam") is not None


def test_a_robots_txt_that_fails_forbids_for_now_and_says_so(web: Web, make: Make) -> None:
    web.pages["/robots.txt"] = Answer(status=503)
    web.pages["/dam"] = Answer(b"here")
    fetcher = make()
    for _ in range(2):  # it is asked for once
        with pytest.raises(FetchError, match=r"^robots\.txt unavailable: .*/dam; HTTP 503, .*RFC 9309"):
            fetcher.fetch(f"{web.url}/dam")
    assert web.paths() == ["/robots.txt"] * 3
    web.pages["/robots.txt"] = Answer(status=403)
    assert make().fetch(f"{web.url}/dam") is not None


@pytest.mark.parametrize("page_takes", [0, 6])
def test_a_chain_of_redirects_has_one_deadline_with_every_robots_txt(
    web: Web, make: Make, clock: Clock, page_takes: int
) -> None:
    """Time passes on the server only. The second host is not blamed for what the first has spent."""
    second = web.url.replace("127.0.0.1", "localhost")

    def taking(seconds: int, answer: Answer) -> Callable[[dict[str, str]], Answer]:
        def respond(_: dict[str, str]) -> Answer:
            clock.now += seconds
            return answer

        return respond

    web.pages["/robots.txt"] = taking(6, Answer(b""))
    web.pages["/moved"] = taking(page_takes, Answer(status=302, headers={"Location": f"{second}/dam"}))
    web.pages["/dam"] = Answer(b"here")
    fetcher = make(timeout=20, deadline=11)
    with pytest.raises(FetchError, match=r"^timeout: .*the whole request took longer than 11 s"):
        fetcher.fetch(f"{web.url}/moved")
    assert fetcher.fetch(f"{second}/dam") is not None


def test_the_rules_of_a_long_robots_txt_count(web: Web, make: Make) -> None:
    web.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /dam\n" + b"# more\n" * 100_000)
    with pytest.raises(FetchError, match=r"^forbidden by robots\.txt: "):
        make().fetch(f"{web.url}/dam")


def test_requests_to_one_host_keep_their_distance(web: Web, make: Make, clock: Clock) -> None:
    web.pages["/dam"] = Answer(b"here")
    fetcher = make(delay=3, obey_robots=False)
    for _ in range(3):
        fetcher.fetch(f"{web.url}/dam")
    assert clock.slept == [3, 3]


def test_retries_wait_as_they_are_told(web: Web, make: Make, clock: Clock) -> None:
    answers = [Answer(status=503), Answer(status=429, headers={"Retry-After": "17"}), Answer(b"here")]
    web.pages["/dam"] = lambda _: answers.pop(0)
    answer = make(obey_robots=False).fetch(f"{web.url}/dam")
    assert answer is not None
    assert answer.content == b"here"
    assert clock.slept == [1, 17]


def test_retry_after_as_a_date(web: Web, make: Make, clock: Clock) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    answers = [Answer(status=503, headers={"Retry-After": when}), Answer(b"here")]
    web.pages["/dam"] = lambda _: answers.pop(0)
    assert make(obey_robots=False).fetch(f"{web.url}/dam") is not None
    assert 30 < clock.slept[0] <= 40


@pytest.mark.parametrize(("answer", "fault", "n_asked"), [
    (Answer(status=500), "HTTP 500, internal server error", 3),
    (Answer(status=401), "HTTP 401, unauthorized", 1),
    (Answer(status=403), "HTTP 403, forbidden", 1),
    (Answer(status=404), "HTTP 404, not found", 1),
    (Answer(status=410), "HTTP 410, gone", 1),
    (Answer(status=429, headers={"Retry-After": "86400"}), "HTTP 429, too many requests", 1),
    (Answer(status=302), "redirect without target", 1),
    (Answer(status=499), "HTTP 499", 1),
])  # fmt: skip
def test_errors_that_stay(web: Web, make: Make, answer: Answer, fault: str, n_asked: int) -> None:
    web.pages["/dam"] = answer
    with pytest.raises(FetchError, match=f"^{fault}: {web.url}/dam"):
        make(obey_robots=False).fetch(f"{web.url}/dam")
    assert len(web.asked) == n_asked


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"x" * 300_000),
        Answer(b"x" * 300_000, headers={"Connection": "close"}),
        Answer(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"}),
    ],
)
def test_answers_that_are_too_large(web: Web, make: Make, answer: Answer) -> None:
    web.pages["/dam"] = answer
    with pytest.raises(FetchError, match=r"^too large: .*more than 100,000 bytes"):
        make(obey_robots=False, max_bytes=100_000).fetch(f"{web.url}/dam")


def test_packed_answers(web: Web, make: Make) -> None:
    web.pages["/dam"] = Answer(gzip.compress(b"here"), headers={"Content-Encoding": "gzip"})
    answer = make().fetch(f"{web.url}/dam")
    assert answer is not None
    assert answer.content == b"here"
    members = b"".join(gzip.compress(word) for word in (b"one ", b"", b"two")) + b" and no gzip"
    web.pages["/members"] = Answer(members, headers={"Content-Encoding": "gzip"})
    answer = make().fetch(f"{web.url}/members")
    assert answer is not None
    assert answer.content == b"one two"
    web.pages["/odd"] = Answer(b"here", headers={"Content-Encoding": "br"})
    with pytest.raises(FetchError, match=r"unknown content encoding: .*'br'"):
        make().fetch(f"{web.url}/odd")
    web.pages["/broken"] = Answer(b"here", headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="not gzip data"):
        make().fetch(f"{web.url}/broken")


def test_a_server_that_answers_too_slowly(web: Web, make: Make) -> None:
    answered = threading.Event()

    def slow(_: dict[str, str]) -> Answer:
        answered.wait(30)
        return Answer(b"here")

    web.pages["/dam"] = slow
    with pytest.raises(FetchError, match=r"^timeout: .*longer than 0\.1 s \(1 try\)"):
        make(obey_robots=False, timeout=0.1, tries=1).fetch(f"{web.url}/dam")
    answered.set()


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.socket() as host:
        host.bind(("127.0.0.1", 0))
        host.listen()
        yield f"http://127.0.0.1:{host.getsockname()[1]}"


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[str]:
    """The address of a server whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    until, number = now + timedelta(days=1), x509.random_serial_number()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), number, now, until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "server.pem").write_bytes(secret + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("obey_robots", [True, False])
def test_each_fault_of_a_host_has_its_own_reason(
    make: Make, web: Web, silent: str, self_signed: str, obey_robots: bool
) -> None:
    """Also where the host is asked for its robots.txt first: that is not what forbids the page."""
    tls_to_none = web.url.replace("http:", "https:")
    unknown = "no such host|name resolution failed"  # as this machine has a network or not
    for url, timeout, kind, words in (
        ("http://127.0.0.1:1", 30, "connection refused", r"is the address right, and the server up\?"),
        ("http://no-such-host.invalid", 30, unknown, r"no-such-host\.invalid"),
        (silent, 0.2, "timeout", r"127\.0\.0\.1 took longer than 0\.2 s"),
        (self_signed, 30, "TLS error", r"the certificate of 127\.0\.0\.1 is not trusted: self.signed"),
        (tls_to_none, 30, "TLS error", r"TLS handshake with 127\.0\.0\.1 failed"),
    ):
        with pytest.raises(FetchError, match=rf"^({kind}): {url}/dam; .*{words}.*\(2 tries\)") as caught:
            make(obey_robots=obey_robots, timeout=timeout, tries=2).fetch(f"{url}/dam")
        assert caught.value.transient
        assert ("RFC 9309" in str(caught.value)) == obey_robots


def test_a_redirect_names_both_addresses(web: Web, make: Make) -> None:
    web.pages["/dam"] = Answer(status=302, headers={"Location": "http://127.0.0.1:1/gone"})
    with pytest.raises(
        FetchError, match=r"^connection refused: .*/dam; redirected to http://127.0.0.1:1/gone; "
    ):
        make(tries=1).fetch(f"{web.url}/dam")


def test_a_host_that_is_not_there_is_asked_again(make: Make, clock: Clock) -> None:
    with pytest.raises(FetchError, match=r"\(3 tries\)"):
        make(obey_robots=False).fetch("http://127.0.0.1:1/dam")
    assert clock.slept == [1, 2]


def test_a_host_that_costs_too_much_is_given_up(web: Web, make: Make, clock: Clock) -> None:
    """Time passes in the pauses between tries only: 3 s for each page."""
    web.pages["/dam"] = Answer(status=503)
    web.pages["/good"] = Answer(b"here")
    fetcher = make(obey_robots=False, deadline=8)
    for _ in range(2):
        with pytest.raises(FetchError, match="HTTP 503"):
            fetcher.fetch(f"{web.url}/dam")
    for _ in range(6):
        assert fetcher.fetch(f"{web.url}/good"), "which is forgiven"
    for _ in range(3):
        with pytest.raises(FetchError, match="HTTP 503"):
            fetcher.fetch(f"{web.url}/dam")
    n_asked = len(web.asked)
    with pytest.raises(GivenUp, match=r"^HTTP 503.*/good; .*3 tries"):
        fetcher.fetch(f"{web.url}/good")
    other = web.url.replace("127.0.0.1", "localhost")
    assert fetcher.fetch(f"{other}/good"), "other hosts are asked"
    assert len(web.asked) == n_asked + 1
    assert make(obey_robots=False).fetch(f"{web.url}/good"), "and the next run asks again"


def test_a_page_that_answers_slowly_costs_what_a_fault_costs(web: Web, make: Make, clock: Clock) -> None:
    def slow(_: dict[str, str]) -> Answer:
        clock.now += 6
        return Answer(b"here")

    web.pages["/dam"] = slow
    fetcher = make(obey_robots=False, deadline=10)
    for _ in range(2):
        assert fetcher.fetch(f"{web.url}/dam")
    with pytest.raises(GivenUp, match="its answers take longer than 5 s"):
        fetcher.fetch(f"{web.url}/dam")


def test_what_follows_an_answer_answers_no_other_request(make: Make) -> None:
    """A server that sends more than its Content-Length must not put words into the next page."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
    first = head + b"4\r\n\r\nPAGE" + head + b"5\r\n\r\nWRONG"

    def serve(listener: socket.socket) -> None:
        for answer in (first, head + b"5\r\n\r\nRIGHT"):
            connection, _ = listener.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(answer)
                connection.settimeout(5)
                connection.recv(10_000)  # until the client closes

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, args=(listener,))
        server.start()
        fetcher = make(obey_robots=False)
        root = f"http://127.0.0.1:{listener.getsockname()[1]}"
        pages = [fetcher.fetch(f"{root}/{number}") for number in (1, 2)]
        fetcher.close()
        server.join()
    assert [page and page.content for page in pages] == [b"PAGE", b"RIGHT"]
