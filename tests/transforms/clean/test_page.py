"""HTML pages: text, metadata, and what a hostile page can cost."""

# ruff: noqa: E501  a sentence reads best on one line

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.shipped import CLEANING
from transforms.clean.article import clean_article
from transforms.clean.page import PageError, read_page
from transforms.records import CleanArticle, RawArticle, Rejection

PROSE = [
    "The province of Marshland will open the gates of its largest dam on Friday, its governor said after a long night.",
    "“We have no other choice,” Governor Ada Lund told reporters at the dam. “The rain will not stop before Sunday.”",
    "Engineers had warned in March that the wall might not hold through a second wet season without repairs.",
]
NEWS = """<!DOCTYPE html><html lang="en"><head><title>Marshland to open dam | The Marsh Gazette</title>
<link rel="canonical" href="https://marsh.example/2021/05/06/dam"/>
<meta property="og:site_name" content="The Marsh Gazette"/><meta name="author" content="Lena Hartmann"/>
{head}</head><body><nav><a href="/">Home</a><a href="/world">World</a></nav><article><h1>Marshland to open dam</h1>
{body}</article><footer>© 2021 The Marsh Gazette</footer></body></html>"""


def html(head: str = "", body: str | None = None) -> str:
    return NEWS.format(head=head, body=body or "".join(f"<p>{text}</p>" for text in PROSE))


def clean(page: str | bytes, **hints: object) -> CleanArticle:
    article = clean_article(RawArticle("test", "page", page, "html", hints), CLEANING)
    assert isinstance(article, CleanArticle), article
    return article


def test_text_and_metadata_of_a_page() -> None:
    article = clean(html('<meta property="article:published_time" content="2021-05-06T09:30:00+02:00"/>'))
    assert article.body == "\n\n".join(PROSE)
    assert article.title == "Marshland to open dam"
    assert article.publisher == "The Marsh Gazette"
    assert article.authors == ("Lena Hartmann",)
    assert article.url == "https://marsh.example/2021/05/06/dam"
    assert article.published_at == datetime(2021, 5, 6, 7, 30, tzinfo=UTC)
    assert article.published_at_basis == "metadata"
    assert article.language == "en"


@pytest.mark.parametrize(
    ("head", "expected", "basis"),
    [
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-05-07T10:00:00Z"}</script>',
         datetime(2021, 5, 7, 10, tzinfo=UTC), "metadata"),
        ('<script type="application/ld+json">{"@graph": [{"@type": ["Thing", "NewsArticle"], "datePublished":'
         ' "2021-05-07"}]}</script>', datetime(2021, 5, 7, tzinfo=UTC), "metadata"),
        ('<meta itemprop="datePublished" content="2021-05-07"/>', datetime(2021, 5, 7, tzinfo=UTC), "metadata"),
        ('<meta name="date" content="9999-01-01"/>', datetime(2021, 5, 6, tzinfo=UTC), "url"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": 7}</script>',
         datetime(2021, 5, 6, tzinfo=UTC), "url"),
        ('<script type="application/ld+json">{broken</script>', datetime(2021, 5, 6, tzinfo=UTC), "url"),
    ],
)  # fmt: skip
def test_what_states_the_date(head: str, expected: datetime, basis: str) -> None:
    article = clean(html(head))
    assert (article.published_at, article.published_at_basis) == (expected, basis)


def test_a_date_is_not_guessed_from_the_text() -> None:
    page = html(
        body="".join(f"<p>{text}</p>" for text in [*PROSE, "The dam was built on 3 June 1997 by two firms."])
    )
    article = clean(page.replace("/2021/05/06/", "/news/"))
    assert article.published_at is None
    assert article.published_at_basis is None


def test_what_the_source_states_wins_over_the_page() -> None:
    article = clean(
        html(), title="Dam to open", publisher="Wire", published_at="2021-05-05", authors=["Tom Aalto"]
    )
    assert (article.title, article.publisher, article.authors) == ("Dam to open", "Wire", ("Tom Aalto",))
    assert article.published_at == datetime(2021, 5, 5, tzinfo=UTC)


def test_the_page_wins_over_a_manifest_on_the_date() -> None:
    raw = RawArticle("test", "page", html('<meta name="date" content="2021-05-07"/>'), "html",
                     {"published_at": "2021-05-01"}, "manifest")  # fmt: skip
    article = clean_article(raw, CLEANING)
    assert isinstance(article, CleanArticle)
    assert (article.published_at, article.published_at_basis) == (
        datetime(2021, 5, 7, tzinfo=UTC),
        "metadata",
    )


def test_captions_and_credits_are_no_part_of_the_body() -> None:
    body = f"<p>{PROSE[0]}</p><p>The dam in May. (Ida Noor/AFP)</p><p>{PROSE[1]}</p><p>{PROSE[2]}</p>" \
        "<p>Tom Aalto contributed reporting.</p>"  # fmt: skip
    article = clean(html(body=body))
    assert article.body == "\n\n".join(PROSE)
    assert article.contributors == ("Tom Aalto",)


def test_a_page_in_windows_1252() -> None:
    page = html('<meta charset="iso-8859-1"/>').encode("cp1252")
    assert clean(page).body == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><head></head><body></body></html>", "no article text"),
        ("<html><body><nav><a href='/'>Home</a></nav></body></html>", "no article text|nothing is left"),
        ("just words without any markup", "not HTML|no article text"),
        ("<html><body>" + "<div>" * 100_000 + "words", "nested more than 200"),
        ("<p>" + "words and more words. " * 300_000, "larger than 5 MB"),
        ("x" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_pages_without_an_article(page: str, reason: str) -> None:
    found = clean_article(RawArticle("test", "page", page, "html"), CLEANING)
    assert isinstance(found, Rejection)
    assert any(part in found.reason for part in reason.split("|")), found.reason
    assert len(found.payload) <= 500


@pytest.mark.parametrize(
    "poison",
    [
        "<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">",
        "<p/" + "/".join(f"a{i}" for i in range(100_000)) + ">",
        '<p x="' * 100_000,
        "<script " * 100_000,
        "<b>" * 300_000,
        "<table><tr><td>" * 50_000,
        '<script type="application/ld+json">' + "[" * 200_000 + "</script>",
        "<!--" * 200_000,
        "&#0;&#x202e;" * 100_000,
        "<style>" + "{" * 500_000,
    ],
)
def test_a_hostile_page_ends(poison: str) -> None:
    """Without bounds these take hours."""
    found = clean_article(RawArticle("test", "page", html(head=poison), "html"), CLEANING)
    assert isinstance(found, CleanArticle | Rejection)
    found = clean_article(
        RawArticle("test", "page", html(body="<p>" + "</p><p>".join(PROSE) + "</p>" + poison), "html"),
        CLEANING,
    )
    assert isinstance(found, CleanArticle | Rejection)


def test_pictures_inside_the_page_do_not_count_as_its_size() -> None:
    picture = '<img src="data:image/png;base64,' + "A" * 6_000_000 + '"/>'
    assert clean(html(body=picture + "".join(f"<p>{text}</p>" for text in PROSE))).body == "\n\n".join(PROSE)


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<article>", "<b", "<!--", "-->", "<script>", "</script>", "&amp;", "&#0;", "<a href=",
     "'", '"', ">", "<", "\x00", "\u202e", PROSE[0], PROSE[1], "<title>", "<meta name=date content=9999-99-99>", "<html>",
     '<script type="application/ld+json">{"@type":"NewsArticle","author":[[]],"datePublished":{}}</script>',
     '<link rel="canonical" href="http://[">', '<link rel="canonical" href="//x">']
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=40))
def test_any_markup_gives_an_article_or_a_reason(pieces: list[str]) -> None:
    found = clean_article(RawArticle("test", "page", "".join(pieces), "html"), CLEANING)
    assert isinstance(found, CleanArticle | Rejection)
    if isinstance(found, CleanArticle):
        assert found.body.strip()
        assert "\x00" not in found.body
        assert "\u202e" not in found.body
    else:
        assert found.reason


def test_page_errors_say_why() -> None:
    with pytest.raises(PageError, match="no article text"):
        read_page("<html><body></body></html>", CLEANING)
