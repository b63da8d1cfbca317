"""Fetching against a real server on this machine."""

# ruff: noqa: E501  documents and sentences read best on one line

import gzip
import time
from collections.abc import Callable, Iterator
from email.utils import format_datetime

import pytest

from flows.sources.config import Fetching
from flows.sources.fetch import USER_AGENT, Fetcher, FetchError, MemoryState
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
        with pytest.raises(FetchError, match=r"not a public address|robots\.txt"):
            make(allow_private=False).fetch(url)
        with pytest.raises(FetchError, match="not a public address"):
            make(allow_private=False, obey_robots=False).fetch(url)
    assert web.asked == []


def test_a_redirect_to_a_private_address_is_refused(
    web: Web, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.sources.guard as guard

    web.pages["/open"] = Answer(
        status=302, headers={"Location": web.url.replace("127.0.0.1", "127.0.0.2") + "/secret"}
    )
    web.pages["/secret"] = Answer(b"secret")
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(FetchError, match=r"127\.0\.0\.2, which is not a public address"):
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
    with pytest.raises(FetchError, match="more than 3 redirects"):
        make(max_redirects=3).fetch(f"{web.url}/0")
    web.pages["/file"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(FetchError, match="only http and https"):
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


def test_a_robots_txt_that_fails_forbids_for_now(web: Web, make: Make) -> None:
    web.pages["/robots.txt"] = Answer(status=503)
    web.pages["/dam"] = Answer(b"here")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        make().fetch(f"{web.url}/dam")
    web.pages["/robots.txt"] = Answer(status=403)
    assert make().fetch(f"{web.url}/dam") is not None


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
    from datetime import UTC, datetime, timedelta

    when = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    answers = [Answer(status=503, headers={"Retry-After": when}), Answer(b"here")]
    web.pages["/dam"] = lambda _: answers.pop(0)
    assert make(obey_robots=False).fetch(f"{web.url}/dam") is not None
    assert 30 < clock.slept[0] <= 40


@pytest.mark.parametrize(("answer", "fault", "n_asked"), [
    (Answer(status=500), "HTTP 500", 3),
    (Answer(status=404), "HTTP 404", 1),
    (Answer(status=410), "HTTP 410", 1),
    (Answer(status=429, headers={"Retry-After": "86400"}), "HTTP 429", 1),
    (Answer(status=302), "HTTP 302", 1),
])  # fmt: skip
def test_errors_that_stay(web: Web, make: Make, answer: Answer, fault: str, n_asked: int) -> None:
    web.pages["/dam"] = answer
    with pytest.raises(FetchError, match=fault):
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
    with pytest.raises(FetchError, match="larger than 100,000 bytes"):
        make(obey_robots=False, max_bytes=100_000).fetch(f"{web.url}/dam")


def test_packed_answers(web: Web, make: Make) -> None:
    web.pages["/dam"] = Answer(gzip.compress(b"here"), headers={"Content-Encoding": "gzip"})
    answer = make().fetch(f"{web.url}/dam")
    assert answer is not None
    assert answer.content == b"here"
    web.pages["/odd"] = Answer(b"here", headers={"Content-Encoding": "br"})
    with pytest.raises(FetchError, match="packed as 'br'"):
        make().fetch(f"{web.url}/odd")
    web.pages["/broken"] = Answer(b"here", headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="not gzip data"):
        make().fetch(f"{web.url}/broken")


def test_a_server_that_answers_too_slowly(web: Web, make: Make) -> None:
    def slow(_: dict[str, str]) -> Answer:
        time.sleep(0.5)
        return Answer(b"here")

    web.pages["/dam"] = slow
    with pytest.raises(FetchError, match="ReadTimeout"):
        make(obey_robots=False, timeout=0.1, tries=1).fetch(f"{web.url}/dam")


def test_a_host_that_is_not_there(make: Make, clock: Clock) -> None:
    with pytest.raises(FetchError, match=r"ConnectError.*\(3 tries\)"):
        make(obey_robots=False).fetch("http://127.0.0.1:1/dam")
    assert clock.slept == [1, 2]
