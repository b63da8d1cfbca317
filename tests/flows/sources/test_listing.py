"""Feeds and sitemaps, sound, damaged and hostile."""

# ruff: noqa: E501  documents and sentences read best on one line

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.listing import Listing, ListingError, parse_listing

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Marsh Gazette</title>
<item><title>Dam opens</title><link>https://marsh.example/dam</link><guid>dam-1</guid><dc:creator>Ida Noor</dc:creator>
<pubDate>Thu, 06 May 2021 09:08:09 +0200</pubDate><content:encoded><![CDATA[<p>A dam opens.</p>]]></content:encoded></item>
<item><title>Dam shuts</title><link>https://marsh.example/shut</link></item>
</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Marsh</title>
<entry><id>tag:marsh,2021:1</id><title>Dam opens</title><link href="/dam"/><published>2021-05-06T07:08:09Z</published>
<author><name>Ida Noor</name></author><summary>A dam.</summary></entry></feed>"""
NEWS = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://marsh.example/dam</loc><news:news><news:publication><news:name>Marsh</news:name></news:publication>
<news:publication_date>2021-05-06</news:publication_date><news:title>Dam opens</news:title></news:news></url>
<url><loc>https://marsh.example/about</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://marsh.example/a.xml</loc>
</sitemap><sitemap><loc>https://marsh.example/b.xml.gz</loc></sitemap></sitemapindex>"""


def parse(text: str | bytes) -> Listing:
    listing = parse_listing(text if isinstance(text, bytes) else text.encode())
    assert listing is not None
    return listing


def test_rss() -> None:
    first, second = parse(RSS).entries
    assert (first.id, first.url, first.title) == ("dam-1", "https://marsh.example/dam", "Dam opens")
    assert first.published_at == "2021-05-06T07:08:09+00:00"
    assert first.authors == ("Ida Noor",)
    assert first.publisher == "The Marsh Gazette"
    assert first.html == "<p>A dam opens.</p>"
    assert (second.id, second.published_at, second.html) == ("https://marsh.example/shut", None, None)


def test_atom() -> None:
    (entry,) = parse(ATOM).entries
    assert (entry.id, entry.url) == ("tag:marsh,2021:1", "/dam")
    assert entry.published_at == "2021-05-06T07:08:09+00:00"
    assert entry.authors == ("Ida Noor",)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_news_sitemap_lists_its_news_only(pack: type[bytes]) -> None:
    listing = parse(pack(NEWS.encode()))
    (entry,) = listing.entries
    assert (entry.url, entry.title, entry.publisher) == ("https://marsh.example/dam", "Dam opens", "Marsh")
    assert entry.published_at == "2021-05-06"
    assert listing.damage is None


def test_a_sitemap_index() -> None:
    assert parse(INDEX).sitemaps == ("https://marsh.example/a.xml", "https://marsh.example/b.xml.gz")


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("<item><title>Dam shuts", "<item><title>Dam & < shuts"),
        RSS[: RSS.index("Dam shuts")],
        RSS.replace("</channel></rss>", ""),
        RSS.replace("Gazette", "Gaz\x00ette"),
        NEWS[: NEWS.index("<url><loc>https://marsh.example/about")],
        NEWS.replace("<url><loc>https://marsh.example/about", "<url><loc>&nothing; <"),
    ],
)
def test_a_malformed_listing_keeps_its_good_entries(broken: str) -> None:
    listing = parse(broken)
    assert listing.entries[0].url == "https://marsh.example/dam"
    assert listing.damage


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)
)


@pytest.mark.parametrize("document", [RSS, ATOM, NEWS])
@pytest.mark.parametrize(
    "doctype",
    [
        BOMB + "]>",
        '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY % j SYSTEM "http://127.0.0.1:1/x.dtd"> %j;]>',
    ],
)
def test_entities_are_refused(document: str, doctype: str) -> None:
    start = document.index("?>") + 2
    hostile = (document[:start] + doctype + document[start:]).replace("Dam opens", "&j;")
    for data in (
        hostile.encode(),
        hostile.replace("UTF-8", "UTF-16").replace("utf-8", "utf-16").encode("utf-16"),
    ):
        with pytest.raises(ListingError, match="entities"):
            parse_listing(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"just words", "not a feed"),
        (b"{}", "not a feed"),
        (b"\x1f\x8b\x08broken", "gzip"),
        (gzip.compress(bytes(70_000_000)), "larger"),
        (b"\x89PNG" + bytes(100), "not a feed|empty|cannot"),
    ],
)
def test_what_is_no_listing(data: bytes, reason: str) -> None:
    with pytest.raises(ListingError) as error:
        parse_listing(data)
    assert any(part in str(error.value) for part in reason.split("|"))


def test_a_page_is_no_listing() -> None:
    assert parse_listing(b"<!DOCTYPE html><html><body><p>A dam opens.</p></body></html>") is None


@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet="<>&/!abc=\"'[]", max_size=80).map(str.encode)),
    st.data(),
)
def test_any_bytes_are_listed_or_refused(noise: bytes, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([b"", RSS.encode(), ATOM.encode(), NEWS.encode(), INDEX.encode()]))
    cut = data.draw(st.integers(0, len(whole)))
    try:
        parse_listing(whole[:cut] + noise + whole[cut:])
    except ListingError as error:
        assert str(error)
