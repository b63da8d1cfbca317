"""Feeds and sitemaps, sound, damaged and hostile."""

# ruff: noqa: E501  documents and sentences read best on one line

import gzip
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.entries import Listing, ListingError
from flows.sources.listing import parse_listing
from flows.sources.listing_process import answer_of

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
    assert first.published_at == "2021-05-06T09:08:09+02:00"
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


def dated(element: str) -> str | None:
    (entry,) = parse(
        f'<rss version="2.0" {SPACES}><channel><item><title>x</title>{element}</item></channel></rss>'
    ).entries
    return entry.published_at


SPACES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:a10="http://www.w3.org/2005/Atom" xmlns:t="http://purl.org/dc/terms/"'


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("<pubDate>do, 06 mei 2021 09:08:09 +0200</pubDate>", "2021-05-06T09:08:09+02:00"),
        ("<pubDate>2021/05/06 09:08:09</pubDate>", "2021-05-06T09:08:09"),
        ("<pubDate>Thu, 06 May 2021 09:08:09 CEST</pubDate>", "2021-05-06T09:08:09+02:00"),
        ("<pubDate>Thu, 06 May 2021 09:08:09 CST</pubDate>", "Thu, 06 May 2021 09:08:09 CST"),
        ("<pubDate>06-05-2021 09:08</pubDate>", None),
        ("<pubDate>soon</pubDate><dc:date>2021-05-06</dc:date>", "2021-05-06"),
        ("<a10:updated>2021-05-06T09:08:09Z</a10:updated>", "2021-05-06T09:08:09+00:00"),
        ("<dc:date>2021-05-06T09:08:09+02:00</dc:date>", "2021-05-06T09:08:09+02:00"),
        ("<t:modified>2021-05-07</t:modified><t:created>2021-05-06</t:created>", "2021-05-06"),
        ("<a10:updated>2021-05-07</a10:updated><pubDate>6 May 2021</pubDate>", "2021-05-06"),
    ],
)
def test_dates_of_a_feed(element: str, expected: str | None) -> None:
    assert dated(element) == expected


def test_the_language_of_a_feed_and_of_a_sitemap() -> None:
    feed = parse(RSS.replace("<channel>", "<channel><language>en-ie</language>", 1))
    assert {entry.language for entry in feed.entries} == {"en-ie"}
    assert parse(RSS).entries[0].language is None
    sitemap = parse(NEWS.replace("</news:name>", "</news:name><news:language>en</news:language>"))
    assert sitemap.entries[0].language == "en"


def test_atom_that_states_only_when_it_was_changed() -> None:
    (entry,) = parse(ATOM.replace("published>", "updated>")).entries
    assert entry.published_at == "2021-05-06T07:08:09+00:00"


def test_a_date_of_two_readings_is_told_by_the_others_of_the_feed() -> None:
    items = "".join(
        f"<item><title>x</title><pubDate>{day}</pubDate></item>" for day in ("05/06/2021", "23/05/2021")
    )
    found = parse(f'<rss version="2.0"><channel>{items}</channel></rss>').entries
    assert [entry.published_at for entry in found] == ["2021-06-05", "2021-05-23"]


def test_several_authors_of_an_entry() -> None:
    (entry,) = parse(ATOM.replace("</author>", "</author><author><name>Bo Lund</name></author>")).entries
    assert entry.authors == ("Ida Noor", "Bo Lund")
    assert parse(RSS.replace("</dc:creator>", "</dc:creator><dc:creator>Bo Lund</dc:creator>")).entries[
        0
    ].authors == (
        "Ida Noor",
        "Bo Lund",
    )


@pytest.mark.parametrize(
    "escaped", ["&lt;p&gt;A dam.&lt;/p&gt;", "&amp;lt;p&amp;gt;A dam.&amp;lt;/p&amp;gt;"]
)
def test_text_that_was_escaped_too_often(escaped: str) -> None:
    (entry,) = parse(ATOM.replace("<summary>A dam.", f'<summary type="html">{escaped}')).entries
    assert entry.html == "<p>A dam.</p>"


GOOGLE = "http://www.google.com/schemas/sitemap-news/0.9"


@pytest.mark.parametrize(
    "space",
    [
        f' xmlns:news="{GOOGLE.replace("http:", "https:")}"', f' xmlns:news="{GOOGLE}/"', "",
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/1.0"',
    ],
)  # fmt: skip
def test_the_namespace_of_news_is_not_asked_for(space: str) -> None:
    listing = parse(NEWS.replace(f'\n xmlns:news="{GOOGLE}"', space))
    assert [entry.title for entry in listing.entries] == ["Dam opens"]
    assert (listing.damage, listing.n_pages) == (None, 1)


def test_news_without_prefix_or_namespaces() -> None:
    bare = NEWS.replace("news:", "").replace('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', "")
    assert [entry.published_at for entry in parse(bare).entries] == ["2021-05-06"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/dam?id=7&page=2", "/dam?id=7&page=2"), ("/dam?id=7&amp;page=2", "/dam?id=7&page=2"),
        ("/dam?a=1&copy=2&lt=3", "/dam?a=1&copy=2&lt=3"), ("<![CDATA[/dam?id=7&page=2]]>", "/dam?id=7&page=2"),
        ("\n /dam&#38;x \n", "/dam&x"),
    ],
)  # fmt: skip
def test_addresses_with_ampersands(written: str, meant: str) -> None:
    listing = parse(NEWS.replace("https://marsh.example/dam", written))
    assert (listing.entries[0].url, listing.damage) == (meant, None)
    assert parse(RSS.replace("https://marsh.example/dam", written)).entries[0].url == meant


def test_a_sitemap_of_several_gzip_members() -> None:
    half = len(NEWS) // 2
    assert parse(gzip.compress(NEWS[:half].encode()) + gzip.compress(NEWS[half:].encode())).entries


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
        (gzip.compress(bytes(70_000_000)), "more than 60 MB|unpacks to more than"),
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


def rss(items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Marsh</title>{items}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ("<item>" + "<a>" * 400_000, "256 elements within each other"),
        ("<item>" + "<" * 1_000_000, "500,000 tags"),
        ("<item/>" * 600_000, "500,000 tags"),
        ("<item " + " ".join(f"a{n}=''" for n in range(50_000)) + "/>", "200 attributes"),
    ],
)
def test_a_feed_that_would_take_minutes_is_refused(items: str, reason: str) -> None:
    with pytest.raises(ListingError, match=f"has more than {reason}"):
        parse_listing(rss(items))


@pytest.mark.parametrize("markup", ["&lt;", "&lt;!--", "&lt;a href='", "<![CDATA[<!-- ]]>", "<![CDATA[ & "])
def test_markup_without_end_in_a_description_does_not_hold_up_a_feed(markup: str) -> None:
    items = f"<item><title>Dam</title><link>http://marsh.example/1</link><description>{markup * 100_000}"
    listing = parse_listing(rss(f"{items}</description></item>"))
    assert listing is not None
    assert [entry.title for entry in listing.entries] == ["Dam"]


def test_a_damaged_feed_is_read_alike_whatever_its_size() -> None:
    """A large one is read in a process of its own."""
    item = "<item><title>Dam {0}</title><link>http://marsh.example/{0}</link><author>Ada &lund</author><p>open</item>"
    small, large = (parse_listing(rss("".join(item.format(n) for n in range(count)))) for count in (9, 4000))
    assert small is not None
    assert large is not None
    assert large.entries[:9] == small.entries
    assert len(large.entries) == 4000
    assert small.damage
    assert large.damage


def news(n: int) -> str:
    item = NEWS[NEWS.index("<url>") : NEWS.index("<url><loc>https://marsh.example/about")]
    items = "".join(item.replace("/dam", f"/{number}") for number in range(n))
    return NEWS[: NEWS.index("<url>")] + items + "</urlset>"


@pytest.mark.parametrize(
    "document",
    [
        "<urlset>" + "<a/>" * 200_000 + NEWS[NEWS.index("<url>") :],
        "<urlset>" + "<url><loc>x</loc></url>" * 50_000 + NEWS[NEWS.index("<url>") :],
        "<urlset>" + "<url>" * 50 + NEWS[NEWS.index("<url>") :],
        NEWS.replace("</urlset>", "<a>" * 100_000),
    ],
)
def test_a_sitemap_of_other_elements_is_read_for_its_news(document: str) -> None:
    """Large ones in a process of their own."""
    assert [entry.title for entry in parse(document).entries] == ["Dam opens"]


def test_a_large_sitemap_is_read_as_a_small_one() -> None:
    large = parse(news(2_000))
    assert large.entries[0] == replace(
        parse(NEWS).entries[0], id="https://marsh.example/0", url="https://marsh.example/0"
    )
    assert (len({entry.url for entry in large.entries}), large.damage, large.n_pages) == (2_000, None, 0)


def test_what_stands_in_an_item_more_than_once_or_elsewhere() -> None:
    """As in sitemaps of pictures and videos: the first of each, where it belongs."""
    picture = "<image:image><image:loc>/p.jpg</image:loc><image:title>Quay</image:title></image:image>"
    document = NEWS.replace(
        "<loc>https://marsh.example/dam</loc>", picture + "<loc>/dam</loc><loc>/pier</loc>"
    )
    document = document.replace("Dam opens", "Dam <b>opens</b><!-- soon -->")
    (entry,) = parse(document).entries
    assert (entry.url, entry.title) == ("/dam", "Dam opens")


@pytest.mark.parametrize("what", ["url", "sitemap", "item"])
def test_entries_beyond_the_bound_are_counted(what: str) -> None:
    one = {"url": "<url><loc>x</loc><news/></url>", "sitemap": "<sitemap><loc>x</loc></sitemap>"}
    document = (
        rss("<item><link>x</link></item>" * 50_010)
        if what == "item"
        else (f"<urlset>{one[what] * 50_010}</urlset>".encode())
    )
    listing = parse(document)
    assert len(listing.entries) + len(listing.sitemaps) == 50_000
    assert listing.n_left_out == 10


def test_a_long_name_of_a_feed_is_not_repeated_by_each_entry() -> None:
    listing = parse(RSS.replace("The Marsh Gazette", "Marsh " * 10_000))
    assert {len(entry.publisher or "") for entry in listing.entries} == {500}


def test_many_gzip_members_are_read_and_empty_ones_are_not() -> None:
    cut = [NEWS[at : at + 3].encode() for at in range(0, len(NEWS), 3)]
    assert parse(b"".join(map(gzip.compress, cut))).entries == parse(NEWS).entries
    assert parse(gzip.compress(NEWS.encode())[:-20]).entries == parse(NEWS).entries
    with pytest.raises(ListingError, match="gzip members in a row that hold nothing"):
        parse(gzip.compress(b"") * 5_000 + gzip.compress(NEWS.encode()))


def test_a_parser_that_takes_too_long_is_ended() -> None:
    with pytest.raises(ListingError, match=r"longer than 0\.01 s"):
        answer_of(rss("<item>" * 1000), seconds=0.01)


def test_a_parser_that_takes_too_much_memory_is_ended() -> None:
    """Or too much time, on a slow machine."""
    with pytest.raises(ListingError, match=r"too much time or memory|took longer"):
        parse(gzip.compress(b"<urlset>" + b"& " * 22_000_000))
