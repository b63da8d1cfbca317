"""Feeds, sitemaps and pages as sources, against a real server on this machine."""

# ruff: noqa: E501  documents and sentences read best on one line

import shutil
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flows.batch.incoming import Incoming
from flows.sources import MemoryState, Source, SourceConfig, resolve
from flows.sources.faults import Unreadable
from flows.sources.waiting import LEAST_TRIES, MOST_DAYS, Waiting
from tests.flows.sources.conftest import PAGE, PROSE, Answer, Web
from tests.flows.sources.test_listing import NEWS
from tests.support.shipped import CLEANING
from transforms.clean.article import clean_article
from transforms.clock import utc_now
from transforms.records import CleanArticle, RawArticle, Rejection
from warehouse.store.duck import open_duckdb

ITEM = "<item><guid>{id}</guid><title>Dam {id}</title><link>{link}</link><pubDate>Thu, 06 May 2021 07:08:09 GMT</pubDate>" \
    "<description><![CDATA[{text}]]></description></item>"  # fmt: skip


def feed(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>Marsh</title>{"".join(items)}</channel></rss>'.encode()


def item(id_: object, link: str, text: str = "Short.") -> str:
    return ITEM.replace("{id}", str(id_)).replace("{link}", link).replace("{text}", text)


def source(location: str, **stated: object) -> Source:
    fetching = {"delay": 0, "timeout": 5, "tries": 1}
    return Source(
        SourceConfig(
            name="marsh", kind="feed", location=location, allow_private=True, fetching=fetching, **stated
        )
    )  # type: ignore[arg-type]


def page(number: int) -> Answer:
    return Answer(
        PAGE.replace("{n}", str(number)).encode(), headers={"Content-Type": "text/html; charset=utf-8"}
    )


def test_pages_of_a_feed_are_fetched_and_bad_ones_rejected(web: Web) -> None:
    web.pages["/rss"] = Answer(
        feed(item(1, f"{web.url}/1"), item(2, "/2"), item(3, "/gone"), item(4, "/pdf"), item(5, ""))
    )
    web.pages["/1"], web.pages["/2"] = page(1), page(2)
    web.pages["/pdf"] = Answer(b"%PDF", headers={"Content-Type": "application/pdf"})
    found = list(source(f"{web.url}/rss").read())
    assert [entry.source_ref for entry in found] == ["rss#1", "rss#2", "rss#3", "rss#4", "rss#5"]
    first = found[0]
    assert isinstance(first, RawArticle)
    assert first.hints == {
        "url": f"{web.url}/1", "title": "Dam 1", "published_at": "2021-05-06T07:08:09+00:00", "publisher": "Marsh",
        "charset": "utf-8",
    }  # fmt: skip
    article = clean_article(first, CLEANING)
    assert isinstance(article, CleanArticle)
    assert article.body == "\n\n".join(PROSE)
    reasons = [entry.reason for entry in found if isinstance(entry, Rejection)]
    assert ["HTTP 404" in reasons[0], "application/pdf" in reasons[1], "neither" in reasons[2]] == [True] * 3


def test_full_text_in_the_feed_needs_no_page(web: Web) -> None:
    text = "".join(f"<p>{line}</p>" for line in PROSE * 4)
    web.pages["/rss"] = Answer(feed(item(1, "/1", text)))
    (entry,) = source(f"{web.url}/rss").read()
    assert isinstance(entry, RawArticle)
    article = clean_article(entry, CLEANING)
    assert isinstance(article, CleanArticle)
    assert PROSE[1] in article.body
    assert article.title == "Dam 1"
    assert web.paths() == ["/robots.txt", "/rss"]


def test_what_has_not_changed_is_not_fetched_again(web: Web) -> None:
    answer = Answer(feed(item(1, "/1")), headers={"ETag": '"1"'})
    web.pages["/rss"] = lambda headers: Answer(status=304) if headers.get("if-none-match") else answer
    web.pages["/1"] = page(1)
    state = MemoryState()
    assert len(list(source(f"{web.url}/rss").read(state))) == 1
    web.asked.clear()
    assert list(source(f"{web.url}/rss").read(MemoryState(state.changed))) == []
    assert web.paths() == ["/robots.txt", "/rss"]


@pytest.mark.parametrize(("status", "waits"), [(404, False), (503, True)])
def test_a_page_that_may_come_later_is_asked_for_though_its_feed_has_not_changed(
    web: Web, status: int, waits: bool
) -> None:
    answer = Answer(feed(item(1, "/1"), item(2, "/2")), headers={"ETag": '"1"'})
    web.pages["/rss"] = lambda headers: Answer(status=304) if headers.get("if-none-match") else answer
    web.pages["/1"], web.pages["/2"] = page(1), Answer(status=status)
    state = MemoryState()
    found = list(source(f"{web.url}/rss").read(state))
    assert [type(entry) for entry in found] == [RawArticle, Rejection]
    assert state.changed[f"{web.url}/rss"] == {"etag": '"1"'}
    web.pages["/2"] = page(2)
    later = MemoryState(state.changed, left_by(state))
    found = list(source(f"{web.url}/rss").read(later))
    if waits:
        (article,) = found
        assert isinstance(article, RawArticle)
        assert (article.source_ref, article.hints["title"]) == ("rss#2", "Dam 2"), "as the feed stated it"
    assert (found != []) == waits
    assert later.waiting.changed == ({("marsh", "rss#2"): None} if waits else {})


@pytest.mark.parametrize(("status", "waits"), [(200, False), (503, True), (404, False)])
def test_a_page_that_several_entries_name_is_asked_for_once(web: Web, status: int, waits: bool) -> None:
    web.pages["/rss"] = Answer(feed(item(1, "/1"), item(2, "/1#later"), item(3, "/1"), item(4, "/2")))
    web.pages["/1"], web.pages["/2"] = (page(1) if status == 200 else Answer(status=status)), page(2)
    since = utc_now()
    known = Waiting("marsh", "rss#2", f"{web.url}/1#later", {}, "HTTP 503", 1, since, since)
    state = MemoryState(waiting=[known])
    found = list(source(f"{web.url}/rss").read(state))
    assert [entry.source_ref for entry in found] == ["rss#1", "rss#4"]
    assert web.paths() == ["/robots.txt", "/rss", "/1", "/2"]
    assert (("marsh", "rss#2") in state.waiting.changed) is not waits, "what waited for it is settled with it"
    assert [one.source_ref for one in left_by(state)] == (["rss#1"] if waits else [])


def test_entries_beyond_those_that_are_read_are_said(web: Web) -> None:
    web.pages["/rss"] = Answer(feed(*["<item><link>/1</link></item>"] * 50_001))
    web.pages["/1"] = page(1)
    said, article = source(f"{web.url}/rss").read()
    assert isinstance(said, Rejection) and isinstance(article, RawArticle)
    assert said.reason == "lists 50,001 entries, of which the first 50,000 were read"


def test_what_waited_says_nothing_of_how_much_an_unchanged_feed_delivers(
    web: Web, empty_warehouse: Path, tmp_path: Path
) -> None:
    """Else one article, where forty are usual, would be a warning."""
    warehouse = Path(shutil.copy(empty_warehouse, tmp_path))
    waits = Waiting("marsh", "rss#1", f"{web.url}/1", {}, "HTTP 503", 1, utc_now(), utc_now())
    with open_duckdb(warehouse) as connection:
        connection.execute("INSERT INTO quality.waiting VALUES (?, ?, ?, ?, ?, ?, ?, ?)", waits.row())
    web.pages["/1"], web.pages["/2"] = page(1), page(2)
    for answer, expected in ((Answer(status=304), {}), (Answer(feed(item(2, "/2"))), {"marsh": 2})):
        web.pages["/rss"] = answer
        incoming = Incoming([source(f"{web.url}/rss")], 200, 1, warehouse, set())
        assert "rss#1" in [one.source_ref for batch in incoming.batches() for one in batch]
        assert incoming.per_source == expected


def left_by(state: MemoryState) -> list[Waiting]:
    """What waits after a run, as the warehouse gives it back."""
    return [Waiting.from_row(one.row()) for one in state.waiting.changed.values() if one is not None]


def test_an_article_is_not_asked_for_for_ever(web: Web) -> None:
    web.pages["/rss"] = Answer(feed())
    web.pages["/1"] = Answer(status=503)
    hints: dict[str, object] = {"title": "Dam", "url": f"{web.url}/1"}
    for tries, days, ends in ((LEAST_TRIES - 1, MOST_DAYS, True), (2, 99, False), (99, MOST_DAYS - 1, False)):
        since = utc_now() - timedelta(days=days)
        known = Waiting("marsh", "rss#1", f"{web.url}/1", hints, "HTTP 503", tries, since, since)
        state = MemoryState(waiting=[known])
        *_, found = source(f"{web.url}/rss").read(state)
        assert isinstance(found, Rejection)
        assert (f"given up after {tries + 1} runs since {since:%Y-%m-%d}" in found.reason) == ends
        assert (state.waiting.changed["marsh", "rss#1"] is None) == ends
        assert ends or left_by(state)[0].tries == tries + 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=429, headers={"Retry-After": "86400"}),
        Answer(status=503, headers={"Retry-After": "99999"}),
    ],
)
def test_a_host_that_wants_to_be_left_alone_is_asked_no_more_and_named_once(web: Web, answer: Answer) -> None:
    entries = [item(n, f"http://localhost:{urlsplit(web.url).port}/{n}") for n in range(1, 6)]
    web.pages["/rss"] = Answer(feed(*entries, item(6, "/6")))
    web.pages.update({f"/{n}": answer for n in range(1, 6)} | {"/6": page(6)})
    state = MemoryState()
    found = list(source(f"{web.url}/rss").read(state))
    assert [entry.source_ref for entry in found] == ["rss#1", "rss#6"], "the others wait"
    assert isinstance(found[0], Rejection) and isinstance(found[1], RawArticle)
    assert [path for path in web.paths() if path != "/robots.txt"] == ["/rss", "/1", "/6"]
    (message,) = state.waiting.messages()
    assert "localhost" in message and "wait for the next: 4 (HTTP" in message
    assert [one.source_ref for one in left_by(state)] == [f"rss#{n}" for n in range(1, 6)]
    web.pages.update({f"/{n}": page(n) for n in range(1, 6)})
    again = list(source(f"{web.url}/rss").read(MemoryState(state.changed, left_by(state))))
    assert len([entry for entry in again if isinstance(entry, RawArticle)]) == 6


def test_a_damaged_feed_keeps_its_good_entries_and_says_so(web: Web) -> None:
    web.pages["/rss"] = Answer(feed(item(1, "/1"), "<item><title>Dam & < </item>"))
    web.pages["/1"] = page(1)
    found = list(source(f"{web.url}/rss").read())
    assert any(isinstance(entry, RawArticle) and entry.source_ref == "rss#1" for entry in found)
    assert any(isinstance(entry, Rejection) and "damaged" in entry.reason for entry in found)


def test_a_sitemap_index_is_followed(web: Web) -> None:
    index = f"<sitemapindex><sitemap><loc>{web.url}/news.xml</loc></sitemap><sitemap><loc>/gone.xml</loc></sitemap>" \
        f"<sitemap><loc>{web.url}/sitemap.xml</loc></sitemap></sitemapindex>"  # fmt: skip
    web.pages["/sitemap.xml"] = Answer(index.encode())
    web.pages["/news.xml"] = Answer(NEWS.replace("https://marsh.example", web.url).encode())
    web.pages["/dam"] = page(1)
    found = list(source(f"{web.url}/sitemap.xml").read())
    assert [entry.source_ref for entry in found] == [f"news.xml#{web.url}/dam", "gone.xml"]
    assert isinstance(found[0], RawArticle)
    assert found[0].hints["published_at"] == "2021-05-06"
    assert isinstance(found[1], Rejection)


def sitemap(location: str) -> Source:
    return Source(source(location).config.model_copy(update={"kind": "sitemap"}))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "<urlset><url><loc>/dam</loc></url><url><loc>/about</loc></url></urlset>",
            "2 pages, none of them as news",
        ),
        ("<urlset></urlset>", "lists no article"),
        ("<sitemapindex></sitemapindex>", "lists no article"),
        ("<html><body>Not found</body></html>", "is an HTML page, not a sitemap"),
        ("https://marsh.example/dam\n", "is not a feed, sitemap or HTML page"),
    ],
)
def test_a_sitemap_without_news_says_so(web: Web, body: str, reason: str) -> None:
    web.pages["/sitemap.xml"] = Answer(body.encode())
    (fault,) = sitemap(f"{web.url}/sitemap.xml").read()
    assert isinstance(fault, Rejection) and reason in fault.reason


def test_an_index_of_too_many_sitemaps_says_so(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.sources.web._MOST_SITEMAPS", 1)
    web.pages["/index.xml"] = Answer(
        b"<sitemapindex><sitemap><loc>news.xml</loc></sitemap><sitemap><loc>more.xml</loc></sitemap></sitemapindex>"
    )
    web.pages["/news.xml"] = Answer(NEWS.replace("https://marsh.example", web.url).encode())
    web.pages["/dam"] = page(1)
    fault, article = sitemap(f"{web.url}/index.xml").read()
    assert isinstance(fault, Rejection) and "2 sitemaps, of which 1" in fault.reason
    assert isinstance(article, RawArticle)


def test_one_page(web: Web) -> None:
    web.pages["/dam.html"] = page(1)
    (entry,) = source(f"{web.url}/dam.html").read()
    assert isinstance(entry, RawArticle)
    assert entry.hints["url"] == f"{web.url}/dam.html"


def test_an_address_that_cannot_be_had_is_a_rejection(web: Web) -> None:
    (entry,) = source(f"{web.url}/rss").read()
    assert isinstance(entry, Unreadable)
    assert "HTTP 404" in entry.reason and entry.source_ref == f"{web.url}/rss"


def test_a_source_may_not_reach_into_the_own_network_unless_it_says_so(web: Web) -> None:
    web.pages["/rss"] = Answer(feed(item(1, "/1")))
    (entry,) = resolve(f"{web.url}/rss").read()
    assert isinstance(entry, Unreadable)
    assert entry.reason.startswith("private address: ") and "allow_private" in entry.reason
    assert web.asked == []


def test_a_feed_in_a_file(web: Web, tmp_path: Path) -> None:
    web.pages["/1"] = page(1)
    path = tmp_path / "saved.xml"
    path.write_bytes(feed(item(1, f"{web.url}/1"), item(2, "file:///etc/passwd")))
    found = list(source(str(path)).read())
    assert [type(entry) for entry in found] == [RawArticle, Rejection]
    assert found[0].source_ref == "saved.xml#1"


@pytest.mark.parametrize(
    "body", [b"", b"<rss>", b"\x00" * 50, b"<!DOCTYPE x [<!ENTITY a 'b'>]><rss/>", b"plain words"]
)
def test_what_is_no_feed(web: Web, body: bytes) -> None:
    web.pages["/rss"] = Answer(body)
    found = list(source(f"{web.url}/rss").read())
    assert [type(entry) for entry in found] in ([Unreadable], [])
